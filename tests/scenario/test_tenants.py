"""Tenants: their growth and their hours, from the file or from the library's kinds of tenants."""

from __future__ import annotations

import datetime as dt

import pytest

from dcsim.scenario import library, scenario_from_text
from tests.scenario.small import SMALL

DATED = SMALL.replace("{years: 1}", "{start: 2028-01-01, years: 10}")


def with_bank(fields: str) -> str:
    return DATED.replace(
        "variants:", f"tenants:\n  bank: {{hall: hall-1, contracted_mw: 1, {fields}}}\nvariants:"
    )


def test_a_profile_by_name_has_the_hours_and_the_mean_draw_of_the_library() -> None:
    """Amplitude 0.18 peak to trough, weekend 0.15 of the mean lower: Monday to Friday 1 + 2 × 0.15 ÷ 7."""
    bank = scenario_from_text(with_bank("profile: bank")).model.tenants["bank"]
    profile = bank.profile
    assert profile is not None
    assert bank.uses == 0.55
    assert profile.residual == 0.03
    day, week = profile.day_factors(), profile.week_factors()
    assert sum(day) == pytest.approx(24)
    assert max(day) - min(day) == pytest.approx(0.18, abs=2e-6)
    assert max(day) == day[12]
    assert week[0] == pytest.approx(1 + 0.3 / 7, abs=2e-6)
    assert week[0] - week[6] == pytest.approx(0.15, abs=2e-6)
    assert profile.season_factors() == (1.0,) * 12
    assert profile.peak() == pytest.approx(max(day) * max(week))


def test_only_proportions_of_a_profile_count() -> None:
    """Six hours of 3 and eighteen of 1: mean 1.5, so 2 and 2/3. July alone: 365 ÷ 31 of the mean."""
    season = ", ".join(["0"] * 6 + ["5"] + ["0"] * 5)
    hours = ", ".join(["1"] * 18 + ["3"] * 6)
    site = scenario_from_text(with_bank(f"uses: 0.04, profile: {{day: [{hours}], season: [{season}]}}"))
    profile = site.model.tenants["bank"].profile
    assert profile is not None
    assert profile.day_factors() == (2 / 3,) * 18 + (2.0,) * 6
    assert profile.season_factors()[6] == pytest.approx(365 / 31)
    assert profile.peak() == pytest.approx(2 * 365 / 31)


def test_an_s_curve_of_the_library_may_be_changed_in_part() -> None:
    ramp = (
        scenario_from_text(with_bank("ramp: {like: cloud-colo, s_curve: {t50_years: 1.5}}"))
        .model.tenants["bank"]
        .ramp
    )
    assert ramp is not None
    assert ramp.s_curve is not None
    assert (ramp.s_curve.t50_years, ramp.s_curve.rate, ramp.s_curve.ceiling) == (1.5, 1.2, 0.9)


def test_steps_are_in_order_of_months() -> None:
    ramp = scenario_from_text(with_bank("ramp: {steps: {12: 1, 0: 0.3, 6: 60 %}}")).model.tenants["bank"].ramp
    assert ramp is not None
    assert ramp.by_month() == ((0.0, 0.3), (6.0, 0.6), (12.0, 1.0))


def test_contracts_fit_where_they_do_not_overlap() -> None:
    text = with_bank("until: 2031-01-01").replace(
        "variants:", "  shop: {hall: hall-1, contracted_mw: 1, from: 2031-01-01}\nvariants:"
    )
    shop = scenario_from_text(text).model.tenants["shop"]
    assert shop.from_ == dt.date(2031, 1, 1)
    assert shop.varies


def test_who_says_nothing_of_time_does_not_vary() -> None:
    assert not scenario_from_text(with_bank("uses: 0.6")).model.tenants["bank"].varies


@pytest.mark.parametrize("kind", library.kinds_of_tenants())
def test_every_kind_of_tenant_has_all_its_figures(kind: str) -> None:
    model = scenario_from_text(with_bank(f"profile: {kind}, ramp: {{like: {kind}}}")).model
    bank = model.tenants["bank"]
    assert bank.profile is not None
    assert bank.uses * bank.profile.peak() <= 1
    shape = library.day_of(kind)
    assert (len(shape), min(shape), max(shape)) == (24, 0, 1)
