"""Machines that are tested by fixed dates: textbook approximations, and single numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from dcsim.errors import UsageError
from dcsim.exact import proof_tested

RATE, MONTH = 1e-7, 730.0
X = RATE * MONTH


@pytest.mark.parametrize(
    ("needed", "count", "staggered", "share"),
    [
        (1, 1, False, X / 2),
        (1, 2, False, X**2 / 3),
        (2, 2, False, X),
        (1, 3, False, X**3 / 4),
        (2, 3, False, X**2),
        (1, 2, True, X**2 * 5 / 24),
        (1, 3, True, X**3 / 12),
    ],
)
def test_first_order(needed: int, count: int, staggered: bool, share: float) -> None:
    """k of n as in the textbooks: of 1-of-n all at once x^n / (n + 1).

    Of two in turn: the mean of t (t + 1/2) over half an interval, twice: 1/12 + 1/8 = 5/24. Of three in turn
    that of t (t + 1/3) (t + 2/3) over a third, times three: 3 (1/324 + 1/81 + 1/81) = 1/12.
    """
    assert proof_tested(needed, count, RATE, MONTH, staggered=staggered) == pytest.approx(share, rel=1e-3)


def test_one_machine() -> None:
    """1 - (1 - e^-x) / x with x = 2, without any repair time."""
    assert proof_tested(1, 1, 2 / MONTH, MONTH) == pytest.approx(1 - (1 - math.exp(-2)) / 2, rel=1e-9)


def test_a_repair_is_time_out() -> None:
    """One failure in ten intervals, repaired in a tenth of one: about 0.05 + 0.1 * 0.1, less what it stands still.

    With q = f / (1 + f - g), f = 1 - e^-0.1 = 0.0951626, g = 1 - e^-0.09 = 0.0860688: q = 0.0943051. As new at the
    test: 1 - f / 0.1 = 0.0483742. Repaired first: 0.1 + 0.9 (1 - g / 0.09) = 0.1393120.
    """
    q = 0.0951626 / (1 + 0.0951626 - 0.0860688)
    share = (1 - q) * 0.0483742 + q * 0.1393120
    assert proof_tested(1, 1, 0.1 / MONTH, MONTH, MONTH / 10) == pytest.approx(share, rel=1e-5)


def test_machines_that_never_fail() -> None:
    assert proof_tested(2, 3, 0, MONTH, 24) == 0


@pytest.mark.parametrize("wrong", [(0, 1, 1, 1), (2, 1, 1, 1), (1, 1, -1, 1), (1, 1, 1, 1, 1)])
def test_nonsense_is_refused(wrong: tuple[float, ...]) -> None:
    with pytest.raises(UsageError):
        proof_tested(*wrong)  # type: ignore[arg-type]
