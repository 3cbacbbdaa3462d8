"""Survival of a site by plan: batteries by hand, as the site stands on a day of its horizon."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest

from dcsim.errors import UsageError
from dcsim.render.survive import survive_text
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from dcsim.study.survive import Start, survive, survive_by_start

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SITE = """
format: 1
site: {{name: Made, it_recovery_h: 0}}
horizon: {{start: 2028-01-01, years: 6}}
grid: {{feeds: {{mains: {{mttf_h: never}}}}}}
power:
  board: {{kind: element, mttf_h: never, fed_by: [mains]}}
  ups: {{kind: ups, count: 2, rating_mw: 2, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall-1: {{it_mw: 1, cords: [ups]}}, hall-2: {{it_mw: 1, cords: [ups]}}}}
phases: {{two: {{ready: 2030-01-01, late: {late}, brings: {{ups: 1, hall-2: all}}}}}}
tenants: {{bank: {{hall: hall-1, contracted_mw: 1, uses: 0.5{bank}}}}}
"""
GROWS = ", ramp: {steps: {0: 0.5, 12: 1.0}}"
"""From 0.25 to 0.5 MW a year after the opening."""


def site(late: str = "never", bank: str = GROWS) -> Scenario:
    return scenario_from_text(SITE.format(late=late, bank=bank))


def lasts(scenario: Scenario, at: dt.date | None) -> float:
    return survive(scenario, (48,), replications=1, at=at).outage_h[0]


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (dt.date(2028, 6, 1), 2 / 0.25),  # one UPS of 2 MWh, a quarter of 1 MW
        (dt.date(2028, 12, 31), 2 / 0.25),
        (dt.date(2029, 1, 1), 2 / 0.5),  # 12 months of 730 h later the rest
        (dt.date(2029, 12, 31), 2 / 0.5),
        (dt.date(2030, 1, 1), 4 / 1.5),  # two UPS, and 1 MW in the second hall
        (None, 4 / 1.5),
    ],
)
def test_a_battery_on_each_day_of_the_plan(at: dt.date | None, hours: float) -> None:
    assert lasts(site(), at) == pytest.approx(hours, abs=1e-9)


def test_each_replication_is_as_late_as_drawn() -> None:
    """Twelve months late with a probability of 0.5: half a year later the second hall is there or not.

    Of 400 replications 200 ± 10; four standard errors, false alarms 6e-5. A probability of 0.65 is seen in
    98 of 100.
    """
    late = site(late="{probability: 0.5, by_months: 12}")
    found = survive(late, (3,), replications=400, at=dt.date(2030, 7, 1))
    there = [hour for hour in found.outage_h if hour < 3]
    assert there == pytest.approx([4 / 1.5] * len(there))
    assert abs(len(there) - 200) <= 40
    assert survive(late, (3,), replications=400, at=dt.date(2031, 1, 1)).survives[0].value == 0


DAY = f", profile: {{day: {[1] * 12 + [3] * 12}}}"
"""Half of the mean in the morning, one and a half times it from noon on: 0.25 and 0.75 MW."""


def test_the_hours_of_a_profile() -> None:
    """2 MWh from hour h on: eight hours of the morning; 2.67 from noon on; between, some of both.

    The morning is a third of the peak and seen as four tenths of it, 0.3 MW.
    """
    result = survive_by_start(site(bank=DAY), (48,), replications=1, at=dt.date(2029, 1, 1))
    found = {start: one.lasts["p50"].value for start, one in result.starts.items()}
    assert list(found) == [Start(None, hour) for hour in range(24)]
    assert found[Start(None, 0)] == pytest.approx(2 / 0.3)
    assert found[Start(None, 12)] == pytest.approx(2 / 0.75)
    assert found[Start(None, 10)] == pytest.approx(2 + (2 - 2 * 0.3) / 0.75)
    assert found[Start(None, 22)] == pytest.approx(2 + (2 - 2 * 0.75) / 0.3)
    assert result.why == ("demand goes by the hour (bank)",)
    peak = survive(site(bank=DAY), (48,), replications=1, at=dt.date(2029, 1, 1))
    assert peak.outage_h[0] == pytest.approx(2 / 0.75)


def test_the_season_of_a_profile() -> None:
    """Twice as much in July as in any other month: 12 ÷ 13 of the mean is a month's, 24 ÷ 13 July's."""
    season = [1.0] * 6 + [2.0] + [1.0] * 5
    made = site(bank=f", profile: {{season: {season}}}")
    result = survive_by_start(made, (48,), by=("month",), replications=1, at=dt.date(2029, 1, 1))
    found = {start.month: one.lasts["p50"].value or math.inf for start, one in result.starts.items()}
    assert min(found, key=lambda month: found[month or 0]) == 7
    assert len({round(hours, 6) for month, hours in found.items() if month != 7}) == 1
    assert found[1] == pytest.approx(2 * found[7], rel=1e-5)  # whole watts


def test_the_day_is_told() -> None:
    text = survive_text(survive(site(), (1,), replications=1, at=dt.date(2029, 5, 6)))
    assert "1 replication of 1 h, seed 1, the site as it stands on 2029-05-06" in text
    assert "at the end of its horizon" in survive_text(survive(site(), (1,), replications=1))


def test_days_that_cannot_be() -> None:
    for at in (dt.date(2027, 12, 31), dt.date(2034, 1, 2)):
        with pytest.raises(UsageError, match="outside the horizon"):
            survive(site(), (1,), at=at)
    static = site().with_values({"phases": None, "tenants": None})
    with pytest.raises(UsageError, match="the same on every day"):
        survive(static, (1,), at=dt.date(2029, 1, 1))
    with pytest.raises(UsageError, match="--by hour"):
        survive(site(), (1,), start_hour=4)


def test_a_shipped_plan() -> None:
    """Yên Bình loses its sags and its ranges in the question; on the first day not all of it is there."""
    made = read_scenario(SCENARIOS / "yen-binh.yaml")
    for at in (made.model.horizon.start, None):
        assert survive(made, (1,), replications=2, at=at).survives[0].value == 1
