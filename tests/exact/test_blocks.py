"""Closed forms against published and enumerated values."""

from __future__ import annotations

import math

import pytest

from dcsim.exact import Steady, k_of_n, parallel, series, unit

HOURS = 8760.0


def test_five_of_six() -> None:
    """Values agreed by the binomial formula and a Markov chain solved by elimination."""
    block = k_of_n(5, 6, unit(1700, 37))
    assert block.unavailability == pytest.approx(0.006428605225, rel=1e-9)
    assert block.failures_per_h * HOURS == pytest.approx(2.956813006, rel=1e-9)
    assert block.mean_down_h == pytest.approx(19.04570281, rel=1e-8)


def test_two_of_three() -> None:
    block = k_of_n(2, 3, unit(10000, 100))
    assert block.unavailability == pytest.approx(0.0002921476345, rel=1e-9)
    assert block.failures_per_h * HOURS == pytest.approx(0.05101421818, rel=1e-9)


def test_one_line_single_path() -> None:
    """Utility or running genset, then transfer switch, board, UPS and PDU: enumeration of all states."""
    sources = parallel([unit(4380, 4), unit(1700, 37)])
    path = series([sources, *(unit(a, b) for a, b in ((150000, 6), (200000, 8), (50000, 12), (300000, 6)))])
    assert path.unavailability == pytest.approx(0.0003593403199, rel=1e-9)
    assert path.failures_per_h * HOURS == pytest.approx(0.3536385512, rel=1e-9)


def test_needed_out_of_range() -> None:
    with pytest.raises(ValueError, match="needed is 4"):
        k_of_n(4, 3, unit(1, 1))


def test_small_numbers_keep_their_digits() -> None:
    """1 - (1 - 1e-12)² would be right to 4 digits only."""
    rare = Steady(1e-12, 1e-14)
    assert series([rare, rare]).unavailability == pytest.approx(2e-12 - 1e-24, rel=1e-14)


def test_perfect_and_lost_blocks() -> None:
    perfect, lost, some = Steady(0.0, 0.0), Steady(1.0, 0.0), unit(90, 10)
    assert parallel([perfect, some]) == Steady(0.0, 0.0)
    assert parallel([lost, some]) == some
    assert series([perfect, some]) == some
    assert series([lost, some]) == Steady(1.0, 0.0)
    assert k_of_n(1, 2, lost) == Steady(1.0, 0.0)


def test_units_that_never_fail_or_never_come_back() -> None:
    assert unit(math.inf, 10) == Steady(0.0, 0.0)
    assert unit(10, math.inf) == Steady(1.0, 0.0)
    assert unit(math.inf, 10).mean_down_h == 0.0
    assert unit(10, math.inf).mean_down_h == math.inf
