"""Before the long run: a site that begins with everything new."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from dcsim.errors import UsageError
from dcsim.exact import MEAN_WITHIN, first_failure_h, static_part, static_part_over
from dcsim.exact.from_new import mean_within, unit_from_new
from dcsim.laws import NEVER, Law, exponential, fixed, lognormal
from dcsim.plant import Plant, build
from tests.plant.written import scenario


def two_of_three(life: Any, repair: Any) -> Plant:
    group = {
        "kind": "element",
        "fed_by": ["mains"],
        "count": 3,
        "needed": 2,
        "mttf_h": life,
        "mttr_h": repair,
    }
    return build(
        scenario(
            feeds={"mains": {}}, power={"units": group}, halls={"hall": {"it_mw": 1, "cords": ["units"]}}
        )
    )


def test_d05_two_of_three_at_1000_h() -> None:
    """fiabilipy's page on voters: λ = 1e-4, μ = 0.03, a = 0.9966777409 after 1,000 h, 3a² - 2a³ = 0.9999669611."""
    a = 1 - unit_from_new(1e4, exponential(1 / 0.03), 1000).unavailability
    assert a == pytest.approx(0.9966777409, abs=1e-10)
    found = static_part(two_of_three(1e4, {"law": "exponential", "mean": 1 / 0.03}), at_h=1000)
    assert found.availability == pytest.approx(0.9999669611, abs=1e-10)
    assert found.availability == pytest.approx(3 * a**2 - 2 * a**3, abs=1e-15)
    # two up and the third down, one of the two fails
    assert found.failures_per_h == pytest.approx(3 * (1 - a) * a**2 * 2 * 1e-4, rel=1e-12)


def test_d05_mean_time_to_the_first_failure() -> None:
    """Without repair 1/3λ + 1/2λ = 5/6λ = 8,333.33 h; with it (5λ + μ)/6λ² (published, two of three)."""
    assert first_failure_h(2, 3, 1e4) == pytest.approx(8333.333333, rel=1e-9)
    assert first_failure_h(2, 3, 1e4, 100) == pytest.approx((5e-4 + 0.01) / 6e-8, rel=1e-12)
    with pytest.raises(ValueError, match="needed is 4"):
        first_failure_h(4, 3, 1e4)


def test_never_repaired() -> None:
    found = static_part(two_of_three(1000.0, "never"), at_h=500)
    alive = math.exp(-0.5)
    assert found.availability == pytest.approx(3 * alive**2 - 2 * alive**3, rel=1e-12)


@pytest.mark.parametrize("repair", [fixed(20.0), lognormal(20.0, 0.8), Law("uniform", 5.0, 35.0)])
@pytest.mark.parametrize("at_h", [5.0, 15.0, 40.0, 200.0])
def test_other_repairs_are_within_what_is_said(repair: Law, at_h: float) -> None:
    """Against q(t) = λ ∫ (1 - q(s)) P(repair > t - s) ds in steps of 0.05 h."""
    steps, mttf_h = round(at_h / 0.05), 400.0
    above = np.array([repair.probability_above((n + 0.5) * 0.05) for n in range(steps)])
    up = np.ones(steps + 1)
    for n in range(1, steps + 1):
        up[n] = 1 - float(up[:n] @ above[:n][::-1]) * 0.05 / mttf_h
    share = mean_within(repair, at_h) / mttf_h
    found = unit_from_new(mttf_h, repair, at_h).unavailability
    assert abs(found - (1 - up[-1])) <= share * share + 0.003 * share
    assert share * (1 - share) <= found <= share


def test_how_much_of_a_duration_falls_within() -> None:
    mu, sigma, t = 2.5, 0.9, 10.0

    def below(x: float) -> float:
        return 0.5 * math.erfc(-x / math.sqrt(2))

    z = (math.log(t) - mu) / sigma
    expected = math.exp(mu + sigma**2 / 2) * below(z - sigma) + t * (1 - below(z))
    assert mean_within(Law("lognormal", mu, sigma), t) == pytest.approx(expected, rel=1e-6)
    assert mean_within(fixed(7.0), t) == 7.0
    assert mean_within(NEVER, t) == pytest.approx(t)


@pytest.mark.parametrize("horizon_h", [0.1, 10, 100, 1000, 3000, 30_000, 876_000])
def test_the_mean_over_a_horizon(horizon_h: float) -> None:
    """Three units, two needed: 3q² - 2q³ with q = (1 - exp(-(λ+μ)t)) λ/(λ+μ), integrated by hand."""
    over = static_part_over(two_of_three(1000.0, {"law": "exponential", "mean": 20}), horizon_h)
    both = 1 / 1000 + 1 / 20
    steady = 0.001 / both

    def mean(power: int) -> float:
        """Mean of q to this power: the binomial sum of exponentials."""
        terms = (
            math.comb(power, k)
            * (-1) ** k
            * (-math.expm1(-k * both * horizon_h) / (k * both) if k else horizon_h)
            for k in range(power + 1)
        )
        return steady**power * math.fsum(terms) / horizon_h

    if horizon_h >= 10:  # the sum cancels before
        assert over.mean.unavailability == pytest.approx(3 * mean(2) - 2 * mean(3), rel=MEAN_WITHIN)
        failing = 6 / 1000 * (mean(1) - 2 * mean(2) + mean(3))
        assert over.mean.failures_per_h == pytest.approx(failing, rel=MEAN_WITHIN)
    assert over.mean.unavailability < over.long_run.unavailability
    assert over.long_run.unavailability == pytest.approx(3 * steady**2 - 2 * steady**3, rel=1e-12)


def test_units_that_age_have_no_exact_answer_from_new() -> None:
    plant = two_of_three({"law": "weibull", "shape": 2, "scale": 1000}, 20.0)
    with pytest.raises(UsageError, match="unlike: units"):
        static_part_over(plant, 1000.0)
    assert static_part(plant).unavailability > 0
