"""Hours of the tariff: published windows by hand, and what of a profile falls into them."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.measures.energy.hours import class_means, class_means_of_hours, class_shares, week_of
from dcsim.scenario import library

SCHEDULES = ("scheme-2014", "decision-963")


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_of_168_hours_30_are_peak_and_42_off_peak(schedule):
    """2014: 2 + 3 h on six days, 4 + 2 h on seven. 963: 5 h on six days, 6 h on seven."""
    assert class_shares(schedule) * 168 == pytest.approx([30, 96, 42])


@pytest.mark.parametrize(
    ("schedule", "day", "hour", "number"),
    [
        ("scheme-2014", 0, 9.0, 1),  # Monday 9:00 normal, 9:30 to 11:30 peak
        ("scheme-2014", 0, 9.5, 0),
        ("scheme-2014", 0, 11.5, 1),
        ("scheme-2014", 5, 17.0, 0),  # Saturday evening is peak, Sunday evening is not
        ("scheme-2014", 6, 17.0, 1),
        ("scheme-2014", 6, 22.0, 2),
        ("scheme-2014", 2, 3.5, 2),
        ("scheme-2014", 2, 4.0, 1),
        ("decision-963", 0, 17.0, 1),
        ("decision-963", 0, 17.5, 0),
        ("decision-963", 5, 22.0, 0),
        ("decision-963", 5, 22.5, 1),
        ("decision-963", 6, 18.0, 1),
        ("decision-963", 3, 5.5, 2),
        ("decision-963", 3, 6.0, 1),
    ],
)
def test_windows_as_published(schedule, day, hour, number):
    assert week_of(schedule)[day, round(2 * hour)] == number


@pytest.mark.parametrize(
    ("row", "peak", "normal", "off_peak", "usd"),
    [
        ("electricity_production_flat", 3398, 1833, 1190, 0.0771),
        ("electricity_business_flat", 5025, 2887, 1609, 0.1166),
    ],
)
def test_a_flat_load_pays_the_price_of_the_cost_table(row, peak, normal, off_peak, usd):
    """(30 x peak + 96 x normal + 42 x off-peak) / 168: 1951.7 and 2949.3 VND at 25,300 VND/USD."""
    price = class_shares("scheme-2014") @ np.array([peak, normal, off_peak]) / 25_300
    assert price == pytest.approx(usd, abs=5e-5)
    assert library.step_figure("costs", row).value == usd


def test_a_profile_by_hand():
    """All of the draw from 18:00 to 20:00: 12 of 24 h mean 1, so 12 then. Under 963 these hours are peak on six
    days (12 of the 30 peak hours) and normal on Sunday (2 of 96)."""
    day = [0.0] * 18 + [12.0, 12.0] + [0.0] * 4
    peak, normal, off_peak = class_means("decision-963", day)
    assert peak == pytest.approx(12 * 12 / 30)
    assert normal == pytest.approx(2 * 12 / 96)
    assert off_peak == 0.0
    assert class_shares("decision-963") @ [peak, normal, off_peak] == pytest.approx(1.0)


def test_weekdays_multiply():
    """Only Sunday draws: there is no peak on Sunday."""
    week = [0.0] * 6 + [7.0]
    peak, normal, off_peak = class_means("scheme-2014", [1.0] * 24, week)
    assert peak == 0.0
    assert off_peak == pytest.approx(6 * 7 / 42)
    assert normal == pytest.approx(18 * 7 / 96)


@pytest.mark.parametrize("weekday", [0, 3, 6])
def test_hours_from_any_weekday_on_are_the_same_week(weekday):
    """A day list and the same list through a week starting on any day agree with the profile."""
    day = np.linspace(0.5, 1.5, 24)
    week = np.array([1.1, 1.2, 1.0, 1.0, 0.9, 0.9, 0.9])
    profile = class_means("decision-963", day.tolist(), week.tolist())
    hourly = np.outer(np.roll(week, -weekday), day).ravel()
    assert class_means_of_hours("decision-963", hourly.tolist(), weekday) == pytest.approx(profile)


def test_hours_that_never_meet_the_week_are_even():
    """A list of 23 h goes through all hours of a week in 23 weeks."""
    assert class_means_of_hours("scheme-2014", [1.0] + [0.0] * 22, 2) == pytest.approx([1, 1, 1])
