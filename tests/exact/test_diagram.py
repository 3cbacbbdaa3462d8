"""Diagrams and what is read from them, by hand."""

from __future__ import annotations

import pytest

from dcsim.exact import k_of_n, series, unit
from dcsim.exact.diagram import DOWN, UNKNOWN, UP, Diagrams
from dcsim.exact.levels import binomial
from dcsim.exact.reading import Reading

ONE = unit(90, 10)
OTHER = unit(80, 20)


def test_levels_of_a_group() -> None:
    """Shares sum to 1, falls are what makes the frequency of k of n."""
    levels = binomial(3, ONE)
    assert levels.chance == pytest.approx((0.001, 0.027, 0.243, 0.729))
    assert levels.falls_per_h[2] == pytest.approx(k_of_n(2, 3, ONE).failures_per_h)
    assert levels.between(1, 2) == pytest.approx(0.27)


def test_equal_diagrams_are_one() -> None:
    diagrams = Diagrams([1, 1])
    first = diagrams.split(0, 1, DOWN, diagrams.split(1, 1, DOWN, UP))
    second = diagrams.split(1, 1, DOWN, diagrams.split(0, 1, DOWN, UP))
    both = diagrams.all_up([diagrams.split(1, 1, DOWN, UP), diagrams.split(0, 1, DOWN, UP)])
    assert first is second is both
    assert diagrams.split(0, 1, first, first) is first


def test_series_read() -> None:
    diagrams = Diagrams([1, 1])
    reading = Reading([binomial(1, ONE), binomial(1, OTHER)])
    both = diagrams.all_up([diagrams.split(0, 1, DOWN, UP), diagrams.split(1, 1, DOWN, UP)])
    expected = series([ONE, OTHER])
    assert reading.shares(both) == pytest.approx((expected.unavailability, 0.0))
    assert reading.failures_per_h(both) == pytest.approx((expected.failures_per_h,) * 2)


def test_up_while_exactly_one_is_up() -> None:
    """Not monotone: goes down when the other one fails, and also when it is repaired."""
    diagrams = Diagrams([1, 1])
    reading = Reading([binomial(1, ONE), binomial(1, OTHER)])
    other_up = diagrams.split(1, 1, DOWN, UP)
    either = diagrams.split(0, 1, other_up, diagrams.split(1, 1, UP, DOWN))
    assert reading.shares(either)[0] == pytest.approx(0.9 * 0.8 + 0.1 * 0.2)
    # each change of one unit, whatever the other does, crosses between up and down
    assert reading.failures_per_h(either)[0] == pytest.approx(ONE.failures_per_h + OTHER.failures_per_h)


def test_what_was_not_looked_at_is_bounded() -> None:
    """Down while the first is down and, as is not known, perhaps in part of the rest."""
    diagrams = Diagrams([1, 2])
    levels = [binomial(1, ONE), binomial(2, OTHER)]
    reading = Reading(levels)
    partly = diagrams.split(0, 1, DOWN, diagrams.split(1, 1, UNKNOWN, UP))
    assert not partly.complete
    assert reading.shares(partly) == pytest.approx((0.1, 0.9 * 0.04))
    low, high = reading.failures_per_h(partly)
    assert low == pytest.approx(ONE.failures_per_h * 0.96)
    assert high == pytest.approx(ONE.failures_per_h + 0.9 * levels[1].falls_per_h[1])


def test_nothing_looked_at() -> None:
    reading = Reading([binomial(2, ONE)])
    assert reading.shares(UNKNOWN) == (0, 1)
    assert reading.failures_per_h(UNKNOWN) == pytest.approx((0.0, sum(binomial(2, ONE).falls_per_h)))


def test_both_with_something_unknown() -> None:
    """Down wins over not known, not known over up."""
    diagrams = Diagrams([1])
    assert diagrams.all_up([UNKNOWN, DOWN]) is DOWN
    assert diagrams.all_up([UNKNOWN, UP]) is UNKNOWN
    assert diagrams.all_up([]) is UP
