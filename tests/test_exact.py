"""Closed forms against published and enumerated values."""

from __future__ import annotations

import pytest

from dcsim.exact import k_of_n, parallel, series, unit

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
