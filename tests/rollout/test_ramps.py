"""Ramps against hand tables; the engine's staircase is nowhere below and at most one step above."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcsim.rollout.ramps import AT_ONCE, Curve, Logistic, Pieces

LINE = Pieces((0.0, 12.0), (0.0, 1.0), (1 / 12, 0.0))
STEPS = Pieces((0.0, 6.0, 12.0), (0.3, 0.6, 1.0), (0.0, 0.0, 0.0))
BANK = Logistic(t50=12.0, rate=1.6 / 12, ceiling=0.95)


def over(curve: Curve, begin: float, end: float) -> tuple[float, ...]:
    return tuple(float(part[0]) for part in curve.over(np.array([begin]), np.array([end])))


@pytest.mark.parametrize(
    ("curve", "begin", "end", "expected"),
    [
        (AT_ONCE, 0, 5, (1, 1, 5)),
        (LINE, 0, 12, (0, 1, 6)),  # half of 12 months
        (LINE, 3, 6, (0.25, 0.5, 1.125)),  # 0.375 in the mean
        (LINE, 12, 20, (1, 1, 8)),
        (STEPS, 0, 6, (0.3, 0.3, 1.8)),
        (STEPS, 7, 9, (0.6, 0.6, 1.2)),
        # 0.95 ÷ (1 + e^1.6) and half the ceiling; the integral is 0.95 ÷ rate × (ln 2 − ln(1 + e^−1.6))
        (BANK, 0, 12, (0.95 / (1 + math.exp(1.6)), 0.475, 7.125 * (math.log(2) - math.log1p(math.exp(-1.6))))),
    ],
)  # fmt: skip
def test_by_hand(curve: Curve, begin: float, end: float, expected: tuple[float, ...]) -> None:
    assert over(curve, begin, end) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("curve", [AT_ONCE, LINE, STEPS, BANK])
def test_the_integral_is_the_sum_of_its_spans(curve: Curve) -> None:
    edges = np.array([0.0, 3, 6, 9, 12, 20])
    spans = curve.over(edges[:-1], edges[1:])[2]
    assert curve.until(edges) == pytest.approx([0, *np.cumsum(spans)])


def test_nothing_before_the_first_step() -> None:
    later = Pieces((2.0,), (0.5,), (0.0,))
    assert over(later, 0, 2) == (0, 0, 0)
    assert over(later, 2, 4) == (0.5, 0.5, 1)


def test_staircases_by_hand() -> None:
    """In fifths: a line of 12 months is left behind every 2.4 months; 0.16 on the first day is within 0.2."""
    months, shares = zip(*LINE.staircase(5), strict=True)
    assert months == pytest.approx((0, 2.4, 4.8, 7.2, 9.6, 12))
    assert shares == pytest.approx((0.2, 0.4, 0.6, 0.8, 1, 1))
    assert STEPS.staircase(5) == ((0, 0.3), (6, 0.6), (12, 1.0))
    stairs = BANK.staircase(5)
    assert [share for _, share in stairs] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.95])
    # passes 0.4 where e^(−1.6 (x − 1)) = 0.95 ÷ 0.4 − 1
    assert stairs[2][0] == pytest.approx(12 * (1 - math.log(1.375) / 1.6))


@settings(max_examples=200, deadline=None)
@given(
    curve=st.one_of(
        st.builds(lambda m: Pieces((0.0, m), (0.0, 1.0), (1 / m, 0.0)), st.floats(0.01, 1200)),
        st.builds(Logistic, st.floats(0, 1200), st.floats(0.001, 9), st.floats(0.05, 1)),
    ),
    steps=st.integers(1, 10),
    x=st.floats(0, 1500),
)
def test_a_staircase_bounds_its_curve(curve: Curve, steps: int, x: float) -> None:
    stairs = curve.staircase(steps)
    months = [at for at, _ in stairs]
    assert months == sorted(months)
    share = over(curve, x, x)[0]
    stair = [s for at, s in stairs if at <= x][-1]
    assert share - 1e-9 <= stair <= share + 1 / steps + 1e-9
