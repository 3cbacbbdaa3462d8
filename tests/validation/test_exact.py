"""The formulas and chains of `exact.py` give the figures of the cases: two ways to the same number."""

from __future__ import annotations

import math

import pytest

from .cases import RUNS
from .exact import (
    YEAR_H,
    Block,
    UtilityAndGenset,
    all_up,
    lognormal_mean_h,
    mean_time_to_leave,
    outlasts,
    sets_survive,
    weibull_mean_h,
)
from .runs_blocks import MODULES, SIMPLE_PART_PER_H

FIVE_OF_SIX, TWO_OF_THREE = Block(5, 6, 1700, 37), Block(2, 3, 10_000, 100)
CARRIES_AT_ONCE = UtilityAndGenset(4380, 4, 0.0094, 1700, 37, starts_again=False)
LIFE, REPAIR = weibull_mean_h(2.5, 1000), lognormal_mean_h(20, 1.0)

_PATH, _PATH_FAILS = all_up([(150_000, 6), (200_000, 8), (50_000, 12), (300_000, 6)])
_EITHER = 1 - 4 / 4384 * 37 / 1737
_BOTH_LOST = 4 / 4384 * 37 / 1737 * (1 / 4 + 1 / 37)
F17A_AVAILABLE = _PATH * _EITHER
F17A_PER_YEAR = YEAR_H * (_PATH_FAILS * _EITHER + _PATH * _BOTH_LOST)

UP_AT_30_H = 1 - 0.02 / 0.05 * -math.expm1(-0.05 * 30)  # 1 - λ/(λ+μ) (1 - exp(-(λ+μ)t))

FIRST = "mean time to the first loss of load"
FIGURES = [
    ("A01:tier-1", "downtime Tier I", 2 * 12 + 1.2 * 4),
    ("A01:tier-2", "downtime Tier II", 18 + 1.0 * 4),
    ("A01", "downtime Tier III", 0.4 * 4),
    ("A01:tier-4", "downtime Tier IV", 0.2 * 4),
    ("A01:tier-1", "availability Tier I", 1 - 28.8 / YEAR_H),
    ("A01:tier-2", "availability Tier II", 1 - 22.0 / YEAR_H),
    ("A01", "availability Tier III", 1 - 1.6 / YEAR_H),
    ("A01:tier-4", "availability Tier IV", 1 - 0.8 / YEAR_H),
    ("A02", FIRST, 1 / (SIMPLE_PART_PER_H + 1 / MODULES.mean_first_failure_h())),
    ("A02:without-redundancy", FIRST, 1 / (1 / 500_000 + 1 / 50_000)),
    ("D05", "mean time to the first failure, no repair", 5 / 6e-4),
    ("D05:at-30-h", "available after 30 h", 3 * UP_AT_30_H**2 - 2 * UP_AT_30_H**3),
    ("F01a", "unavailability", FIVE_OF_SIX.unavailability),
    ("F01a", "failures", FIVE_OF_SIX.per_year),
    ("F01a", "mean up time", FIVE_OF_SIX.mean_up_h),
    ("F01a", "mean down time", FIVE_OF_SIX.mean_down_h),
    ("F01a:five-of-six-first", FIRST, FIVE_OF_SIX.mean_first_failure_h()),
    ("F01a:two-of-three", "unavailability", TWO_OF_THREE.unavailability),
    ("F01a:two-of-three", "failures", TWO_OF_THREE.per_year),
    ("F01a:two-of-three", "mean up time", TWO_OF_THREE.mean_up_h),
    ("F01a:two-of-three", "mean down time", TWO_OF_THREE.mean_down_h),
    ("F01a:two-of-three-first", FIRST, TWO_OF_THREE.mean_first_failure_h()),
    ("F05", "unavailability", CARRIES_AT_ONCE.unavailability),
    ("F05", "downtime", CARRIES_AT_ONCE.unavailability * YEAR_H),
    ("F05", "losses of load", CARRIES_AT_ONCE.per_year),
    ("F05", "mean down time", CARRIES_AT_ONCE.mean_down_h),
    ("F05", "P(utility out, genset carrying)", CARRIES_AT_ONCE.carrying),
    ("F06a", "P(outage longer than 0.25 h)", outlasts(0.25, 4)),
    ("F06a:one-hour", "P(outage longer than 1 h)", outlasts(1, 4)),
    ("F06a:eight-hours", "P(outage longer than 8 h)", outlasts(8, 4)),
    ("F06a", "mean time lost per outage, ride-through 0.25 h", 4 * outlasts(0.25, 4)),
    ("F06a:one-hour", "mean time lost per outage, ride-through 1 h", 4 * outlasts(1, 4)),
    ("F06a:eight-hours", "mean time lost per outage, ride-through 8 h", 4 * outlasts(8, 4)),
    ("F08a", "P(1 of 1 outlive the outage)", sets_survive(1, 1, 0.0094, 1700, 24)),
    ("F08a:one-of-two", "P(1 of 2 outlive the outage)", sets_survive(1, 2, 0.0094, 1700, 24)),
    ("F08a:four-of-four", "P(4 of 4 outlive the outage)", sets_survive(4, 4, 0.0094, 1700, 24)),
    ("F08a:four-of-five", "P(4 of 5 outlive the outage)", sets_survive(4, 5, 0.0094, 1700, 24)),
    ("F08a:four-of-six", "P(4 of 6 outlive the outage)", sets_survive(4, 6, 0.0094, 1700, 24)),
    ("F15", "mean life", LIFE),
    ("F15", "mean repair", REPAIR),
    ("F15", "availability of a unit", LIFE / (LIFE + REPAIR)),
    ("F15", "failures of a unit", YEAR_H / (LIFE + REPAIR)),
    ("F15:one-of-two", "availability of one of two", 1 - (REPAIR / (LIFE + REPAIR)) ** 2),
    ("F17a", "unavailability", 1 - F17A_AVAILABLE),
    ("F17a", "failures", F17A_PER_YEAR),
    ("F17a", "downtime", (1 - F17A_AVAILABLE) * YEAR_H),
]


@pytest.mark.parametrize(
    ("run", "quantity", "value"), [pytest.param(*f, id=f"{f[0]}-{f[1]}") for f in FIGURES]
)
def test_formula_and_figure_agree(run: str, quantity: str, value: float) -> None:
    (expected,) = (q.expected for q in RUNS[run].quantities if q.name == quantity)
    assert value == pytest.approx(expected, rel=1e-8)


def test_the_modules_alone() -> None:
    assert MODULES.mean_first_failure_h() == pytest.approx(41_703_333.33, rel=1e-9)


def test_a_part_in_series_may_end_the_wait_in_any_state() -> None:
    """1/(1/a + 1/b) takes the modules' first failure for exponential: off by 2 in 10^7 here."""
    together = MODULES.mean_first_failure_h(SIMPLE_PART_PER_H)
    assert together == pytest.approx(494_076.2973, rel=1e-6)
    assert together != pytest.approx(494_076.2973, rel=1e-8)


def test_time_to_leave_of_one_state_is_its_mean() -> None:
    assert mean_time_to_leave(["up"], {("up", "down"): 0.25}, "up") == pytest.approx(4.0)


def test_survival_by_quadrature() -> None:
    """The outage's length integrated numerically instead of by its Laplace transform."""
    from scipy import integrate

    def of_length(t: float) -> float:
        p = 0.9 * math.exp(-t / 170)
        at_least = math.fsum(math.comb(6, j) * p**j * (1 - p) ** (6 - j) for j in range(4, 7))
        return at_least * math.exp(-t / 24) / 24

    value, _ = integrate.quad(of_length, 0, 2000, limit=200)
    assert sets_survive(4, 6, 0.1, 170, 24) == pytest.approx(value, abs=1e-9)
