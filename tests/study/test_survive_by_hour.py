"""Survival where demand goes by the hour: the properties of REopt's outage tests, by the engine.

The load is theirs: 200 kW x (2 + sin(2 pi h / 24)) in hour h, at most 600 kW, with 1,585 kWh of battery and sets
of 312 kW. Their battery stands beside the load, ours is a UPS in its path, rated for all of it. Loads are whole
watts here: times agree to 0.04 s.
"""

from __future__ import annotations

import math
from itertools import cycle, islice

import pytest

from dcsim.errors import UsageError
from dcsim.render.survive import survive_text
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.survive import Survival, survive

KW = [200 * (2 + math.sin(2 * math.pi * h / 24)) for h in range(1, 25)]
FULL_KW = 600
SITE = """
format: 1
site: {{name: Made, it_recovery_h: 0}}
horizon: {{years: 10}}
grid: {{feeds: {{mains: {{library: utility_feed_vn_dedicated_110kV}}}}}}
power:
  {gensets}
  board: {{kind: element, mttf_h: never, fed_by: [mains{sets}]}}
  ups: {{kind: ups, rating_mw: 0.6, battery_min: {minutes}, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: 0.6, cords: [ups], hourly: {hourly}}}}}
"""
SETS = "{name}: {{kind: genset, count: {count}, rating_mw: {mw}, fail_to_start: 0, mttf_h: {mttf}, mttr_h: never, start_s: 0, sync_s: 0, confirm_s: 0{fuel}}}"


def site(*groups: str) -> Scenario:
    names = [group.partition(":")[0] for group in groups]
    return scenario_from_text(
        SITE.format(
            gensets="\n  ".join(groups),
            sets="".join(f", {name}" for name in names),
            minutes=1585 / FULL_KW * 60,
            hourly=[kw / FULL_KW for kw in KW],
        )
    )


def sets(count: int, *, name: str = "gensets", mw: float = 0.312, mttf: str = "never", fuel: str = "") -> str:
    return SETS.format(name=name, count=count, mw=mw, mttf=mttf, fuel=fuel)


def lasts(scenario: Scenario, start_hour: int) -> float:
    result: Survival = survive(scenario, (168,), replications=1, start_hour=start_hour)
    return result.outage_h[0]


def until_empty(kwh: float, start_hour: int) -> float:
    """Hours until this energy is used up, by sums over whole hours."""
    gone = 0.0
    for hour, kw in enumerate(islice(cycle(KW), start_hour, None)):
        if gone + kw >= kwh:
            return hour + (kwh - gone) / kw
        gone += kw
    raise AssertionError


@pytest.mark.parametrize("start_hour", range(0, 24, 3))
def test_battery_alone_lasts_until_its_energy_is_used_up(start_hour: int) -> None:
    assert lasts(site(), start_hour) == pytest.approx(until_empty(1585, start_hour), abs=1e-5)


def test_it_lasts_longest_into_the_lowest_hours() -> None:
    """By hand: hours 17 to 20 (numbers of the list 16 to 19) ask for 206.8, 200, 206.8, 226.8 kW and so on."""
    hours = [lasts(site(), hour) for hour in range(24)]
    assert hours.index(max(hours)) in (14, 15)
    assert max(hours) > 7 > 3 > min(hours)


@pytest.mark.parametrize("start_hour", [0, 6, 14, 18])
def test_no_gensets_are_gensets_without_fuel(start_hour: int) -> None:
    dry = site(sets(2, fuel=", fuel: {tank_h: 1e-9, refill_h: 1}"))
    assert lasts(dry, start_hour) == pytest.approx(lasts(site(), start_hour), abs=1e-5)


@pytest.mark.parametrize("start_hour", [0, 14])
def test_one_group_of_two_is_two_groups_of_one(start_hour: int) -> None:
    """Each set lives 30 h; two of 312 kW carry all of it, one the hours below 312 kW."""
    life = "{law: fixed, value: 30}"
    together = lasts(site(sets(2, mttf=life)), start_hour)
    apart = lasts(site(sets(1, mttf=life), sets(1, name="others", mttf=life)), start_hour)
    assert together == pytest.approx(apart, abs=1e-9)
    assert together == pytest.approx(30 + until_empty(1585, start_hour + 30), abs=1e-5)


@pytest.mark.parametrize("start_hour", [0, 14])
def test_sets_that_never_fail_last_as_long_as_their_fuel(start_hour: int) -> None:
    """24 h of the design load in the tank: 14,400 kWh, then the battery."""
    result = lasts(site(sets(2, fuel=", fuel: {tank_h: 24, refill_h: 1}")), start_hour)
    assert result == pytest.approx(until_empty(24 * FULL_KW + 1585, start_hour), abs=1e-5)


def test_survival_never_increases_with_duration() -> None:
    random = site(sets(2, mttf="40"))
    for start_hour in (0, 12):
        values = survive(random, (1, 6, 12, 24, 48), replications=200, start_hour=start_hour).survives
        shares = [one.value or 0.0 for one in values]
        assert shares == sorted(shares, reverse=True)


def test_the_hour_is_told() -> None:
    result = survive(site(), (1,), replications=1, start_hour=30)
    assert result.start_hour == 30
    assert any("at hour 30 of its lists" in note for note in result.notes)


def test_an_hour_that_cannot_be() -> None:
    with pytest.raises(UsageError, match="the start hour must be 0 to"):
        survive(site(), (1,), start_hour=-1)
    plain = site().with_values({"halls.hall.hourly": None})
    with pytest.raises(UsageError, match="no hall or load"):
        survive(plain, (1,), start_hour=5)


def test_the_heading_names_the_hour() -> None:
    text = survive_text(survive(site(), (1,), replications=1, start_hour=8))
    assert text.startswith("Made: the grid is gone at hour 8 and stays gone\n")
