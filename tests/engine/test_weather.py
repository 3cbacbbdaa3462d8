"""Weather: closed roads and damage to the site by hand, its draws, and that both drivers see the same of it.

Times in comments are worked out by hand: sets start and join at once, boards stay, 2 MW burn 1 h of tank an hour.
"""

from __future__ import annotations

import math
from unittest.mock import patch

import numpy as np
import pytest

import dcsim
from dcsim.engine import Block
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.behaviours.weather import ClosesRoads, OnSiteDamage
from dcsim.engine.core import Core
from dcsim.engine.intervals import Intervals
from dcsim.plant import build
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.streams import Streams
from tests.engine.made import happened, outages, run
from tests.engine.two_drivers import Drivers, assert_same, differences

SITE = """
horizon: {hours: 400}
grid:
  feeds: {mains: {mttf_h: never}}
  EVENTS
power:
  gensets: {kind: genset, count: 1, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, fuel: {FUEL}}
  board: {kind: element, mttf_h: never, fed_by: [mains, gensets]}
halls: {hall: {it_mw: 2, cords: [board]}}
"""
TRUCKS = "tank_h: 40, lead_h: 12, trucks_per_day: 4, truck_m3: 20, refill_h: 12"


def site(weather: str, *, interruptions: str = "", fuel: str = TRUCKS) -> str:
    events = f"weather: {{storm: {{{weather}}}}}"
    if interruptions:
        events += f"\n  interruptions: {{loss: {{hits: [mains], {interruptions}}}}}"
    return SITE.replace("EVENTS", events).replace("FUEL", fuel)


# ---------------------------------------------------------------------- roads


def test_the_first_truck_of_a_flood_comes_when_the_roads_are_open() -> None:
    """40 h of fuel last from 10 to 50; on open roads a truck would have come at 22, now it comes at 58."""
    result = run(site("hits: [mains], at_h: [10], duration_h: 60, fuel_lead_h: 48"))
    assert happened(result, "truck") == [(58, "truck", -1), (64, "truck", -1)]
    assert outages(result) == [(50, 58)]


def test_without_closed_roads_it_is_an_interruption() -> None:
    result = run(site("hits: [mains], at_h: [10], duration_h: 60"))
    trucks = [22.0, 28, 34, 40, 46, 52, 58, 64]  # 12 h after the loss, then every 6 h until it ends at 70
    assert [time for time, _, _ in happened(result, "truck")] == trucks
    assert outages(result) == []


def test_a_long_lead_is_not_made_shorter() -> None:
    """The first truck needs 60 h anyhow: dry at 50, served again at 70, when the mains are back."""
    fuel = TRUCKS.replace("lead_h: 12", "lead_h: 65")
    result = run(site("hits: [mains], at_h: [10], duration_h: 60, fuel_lead_h: 48", fuel=fuel))
    assert happened(result, "truck") == []
    assert outages(result) == [(50, 70)]


def test_trucks_that_were_coming_are_held_up() -> None:
    """A loss from 0 on; trucks at 12 and 18. The storm at 20 closes the roads until 74.

    40 h, full again at 12 (28 + 20 is more than it holds) and, after 6 h, at 18 (34 + 20): empty at 58.
    """
    weather = "hits: [mains], at_h: [20], duration_h: 1, fuel_lead_h: 54"
    result = run(site(weather, interruptions="at_h: [0], duration_h: 90"))
    assert [time for time, _, _ in happened(result, "truck")] == [12, 18, 74, 80, 86]
    assert outages(result) == [(58, 74)]


def test_roads_closed_by_one_event_stay_closed_for_the_next() -> None:
    """Storms at 10 and 30, each of 48 h: open at 78. The tank is empty at 50."""
    weather = "hits: [mains], at_h: [10, 30], duration_h: 100, fuel_lead_h: 48"
    result = run(site(weather))
    assert happened(result, "truck")[0][0] == 78
    assert outages(result)[0] == (50, 78)


def test_a_truck_due_at_the_hour_the_roads_open_is_not_late() -> None:
    """Due at 22 = 10 + 12, open at 22."""
    result = run(site("hits: [mains], at_h: [10], duration_h: 60, fuel_lead_h: 12"))
    assert happened(result, "truck")[0][0] == 22


@pytest.mark.parametrize(
    ("storm", "again_h", "dry_h"),
    [
        ("at_h: [300]", 40, 80),  # 5 h burnt; a quarter of an hour comes in each: full at 25
        ("at_h: [10]", 40, 77.75),  # 36.25 h at 10, closed until 34, 37.75 h at 40
        ("at_h: [10]", 50, 90),  # and full at 25 + 24 = 49
        ("at_h: [4]", 40, 78),  # closed from before the end of the loss until 28: 35 + 12 / 4
        ("at_h: [10, 20]", 40, 76.25),  # closed until 44
        ("at_h: [10, 36]", 66, 104.25),  # 36.25, closed to 34, 36.75, closed to 60, 38.25 at 66
    ],
)
def test_a_tank_fills_while_the_roads_are_open(storm: str, again_h: float, dry_h: float) -> None:
    """A loss of 5 h at 0, and a long one later. The storm takes a second feed that nobody misses."""
    text = SITE.replace(
        "feeds: {mains: {mttf_h: never}}", "feeds: {mains: {mttf_h: never}, west: {mttf_h: never}}"
    )
    text = text.replace("[mains, gensets]", "[mains, west, gensets]").replace(
        "FUEL", "tank_h: 40, refill_h: 160"
    )
    losses = f"first: {{hits: all, at_h: [0], duration_h: 5}}, second: {{hits: all, at_h: [{again_h}], duration_h: 50}}"
    weather = f"storm: {{hits: [west], {storm}, duration_h: 0.25, fuel_lead_h: 24}}"
    events = f"interruptions: {{{losses}}}\n  weather: {{{weather}}}"
    assert outages(run(text.replace("EVENTS", events))) == [(dry_h, again_h + 50)]


def test_a_bulk_tank_with_pumps_fills_while_the_roads_are_open() -> None:
    """The same with 39 h in the bulk tank and 1 h in the day tank, pumped as fast as it is burnt."""
    fuel = "usable_m3: 39, day_tank_m3: 1, pumps: pumps, litres_per_kwh: 0.5, refill_h: REFILL"
    text = SITE.replace(
        "feeds: {mains: {mttf_h: never}}", "feeds: {mains: {mttf_h: never}, west: {mttf_h: never}}"
    )
    text = text.replace("[mains, gensets]", "[mains, west, gensets]").replace("FUEL", fuel)
    pumps = "  pumps: {kind: fuel_pump, rating_m3_h: 1, mttf_h: never, fed_by: [board]}\nhalls"
    text = text.replace("halls", pumps).replace("REFILL", "156")
    losses = "first: {hits: all, at_h: [0], duration_h: 5}, second: {hits: all, at_h: [40], duration_h: 50}"
    weather = "storm: {hits: [west], at_h: [10], duration_h: 0.25, fuel_lead_h: 24}"
    events = f"interruptions: {{{losses}}}\n  weather: {{{weather}}}"
    # 34 h in the bulk tank at 5; a quarter of an hour an hour for 5 h and, from 34 on, for 6: 36.75, and the day tank
    assert outages(run(text.replace("EVENTS", events))) == [(40 + 36.75 + 1, 90)]


# ---------------------------------------------------------------------- on site


ON_SITE = (
    "hits: [mains], at_h: [10], duration_h: 60, on_site: {probability: 1, groups: [gensets], repair_days: 2}"
)


def test_an_event_that_reaches_the_site_takes_its_groups_away() -> None:
    """The sets are under water from 10 to 58; then they carry the hall until the mains are back."""
    result = run(site(ON_SITE))
    assert outages(result) == [(10, 58)]
    assert result.interruptions == {"storm": 1, "storm (on site)": 1}


def test_the_event_began_it_and_the_damage_is_what_should_have_stood_in() -> None:
    (outage,) = run(site(ON_SITE)).outages
    (cause,) = outage.causes
    assert (cause.initiating.name, cause.initiating.kind) == ("storm", "interrupted")
    assert cause.barrier is not None
    assert (cause.barrier.name, cause.barrier.kind) == ("storm (on site)", "interrupted")


def test_a_dry_tank_in_a_flood_is_the_floods() -> None:
    (outage,) = run(site("hits: [mains], at_h: [10], duration_h: 60, fuel_lead_h: 48")).outages
    assert outage.initiating is not None
    assert outage.initiating.name == "storm"
    assert [one.kind for one in outage.causes[0].cut] == ["interrupted", "out-of-fuel"]


def drawn(text: str, of: type[Interruptions], size: int = 2000) -> Intervals:
    """The history of a kind of behaviour in one block."""
    from dcsim.engine.casting import cast_of

    scenario = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}")
    plant, timeline = build(scenario.model), timeline_of(scenario.model)
    (one,) = (x for x in cast_of(plant, timeline, False, 1, {}).behaviours if isinstance(x, of))
    return one.history(Streams(1), timeline, Block(0, size, size, 0))


def reaching(probability: float, days: str = "20") -> str:
    damage = f"on_site: {{probability: {probability}, groups: [gensets], repair_days: {days}}}"
    return site(f"hits: [mains], per_year: 40, duration_h: 3, fuel_lead_h: 5, {damage}")


def test_how_often_and_for_how_long() -> None:
    """A false alarm in 1 of 16,000 runs (z of 4): 0.02 of 3,650 events or so, 20 days with a spread of 5."""
    events, damage = (drawn(reaching(0.02, "{mean: 20, cv: 0.25}"), of) for of in (ClosesRoads, OnSiteDamage))
    n, hit = len(events.start), len(damage.start)
    assert abs(n - 2000 * 400 * 40 / 8760) < 4 * math.sqrt(n)
    assert abs(hit - 0.02 * n) < 4 * math.sqrt(0.02 * 0.98 * n)
    days = (damage.end - damage.start) / 24
    assert abs(days.mean() - 20) < 4 * 5 / math.sqrt(hit)
    assert set(damage.start.tolist()) <= set(events.start.tolist())
    assert set(damage.episode.tolist()) <= set(events.episode.tolist())


def test_a_higher_probability_adds_to_those_that_are_hit_and_changes_no_event() -> None:
    few, many = drawn(reaching(0.02), OnSiteDamage), drawn(reaching(0.2), OnSiteDamage)
    assert set(few.episode.tolist()) < set(many.episode.tolist())
    events = [drawn(text, ClosesRoads) for text in (reaching(0.02), reaching(0.2), reaching(0.2, "1"))]
    for other in events[1:]:
        assert np.array_equal(events[0].start, other.start)


def test_an_interruption_that_becomes_weather_is_the_same_interruption() -> None:
    """The same hours: what the roads and the damage do can be compared pair by pair."""
    spec = "hits: [mains], per_year: 40, duration_h: {median: 14, sigma: 1, max: 120}"
    fuel = "tank_h: 4, refill_h: 40"
    as_weather = run(site(spec, fuel=fuel), replications=20)
    as_before = SITE.replace("EVENTS", f"interruptions: {{storm: {{{spec}}}}}").replace("FUEL", fuel)
    assert as_weather.outages == run(as_before, replications=20).outages
    assert len(as_weather.outages) > 0


# ---------------------------------------------------------------------- both drivers

# Some 14 losses of both feeds a year beside a storm and a flood: tanks are short when the roads close, roads
# are closed when a loss begins, sets fail and are repaired meanwhile.
OFTEN = """
format: 1
site: {name: often}
horizon: {years: 4, start: 2028-01-01}
grid:
  upstream: {region: {failures_per_year: 12, mttr_h: 6}}
  feeds:
    east: {failures_per_year: 30, mttr_h: 8, upstream: [region]}
    west: {failures_per_year: 30, mttr_h: 8, upstream: [region]}
  weather:
    storm: {hits: [west], per_year: 12, duration_h: {median: 10, sigma: 1, max: 60}, fuel_lead_h: 24}
    flood: {hits: all, per_year: 3, months: [8, 9, 10], duration_h: {median: 14, sigma: 1, max: 120}, fuel_lead_h: 48,
            on_site: {probability: 0.2, groups: [gensets, ups], repair_days: {mean: 5, cv: 0.5}}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1, fail_to_start: 0.03, mttf_h: 300, mttr_h: 20, start_s: 10, sync_s: 5,
            fuel: {FUEL}}
  board: {kind: switchgear, transfer: {from: [east, west, gensets], delay_s: 2, fail_to_transfer: 0.005}}
  ups: {kind: ups, count: 2, rating_mw: 2, battery_min: 10, fed_by: [board]}
halls: {hall: {it_mw: 1.8, cords: [ups]}}
"""
FUELS = {
    "trucks": "tank_h: 8, lead_h: 4, trucks_per_day: 6, truck_m3: 6, refill_h: 10",
    "refill": "tank_h: 8, refill_h: 20",
}


def often(fuel: str) -> Scenario:
    return scenario_from_text(OFTEN.replace("FUEL", FUELS[fuel]))


@pytest.mark.parametrize("fuel", FUELS)
def test_both_drivers_see_the_same(fuel: str) -> None:
    drivers = Drivers(often(fuel).model)
    for seed in (1, 2, 3):
        found = drivers.compare(6, seed)
        assert_same(found)
        assert found.is_screened
        assert found.quiet > 0
        assert found.certified > 0
        assert len(found.full.outages) > 5


HALF_FULL = """
format: 1
site: {name: half full}
horizon: {years: 3}
grid:
  feeds:
    east: {failures_per_year: 60, mttr_h: {law: exponential, mean: 3}}
    west: {failures_per_year: 0, mttr_h: 1}
  interruptions: {both: {hits: [east, west], per_year: 60, duration_h: {law: exponential, mean: 3}}}
  weather: {storm: {hits: [east], per_year: 10, duration_h: 0.7, fuel_lead_h: 7.3}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 6, needed: 1, confirm_s: 5, start_s: 10, sync_s: 2, fail_to_start: 0,
    mttf_h: never, mttr_h: 9, failures_per_year: 0, stable_min: 1, cooldown_min: 1, fuel: {tank_h: 7.7, refill_h: 41.3}}
  board: {kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {from: [east, west, gensets], delay_s: 1, fail_to_transfer: 0}}
  ups: {kind: ups, count: 1, rating_mw: 4, failures_per_year: 0, battery_min: 3.1, recharge_min: 60, fed_by: [board]}
halls: {h: {it_mw: 2, cords: [ups]}}
"""
"""A second loss finds the tank half full; when it is dry then, and in which last digit, is no matter of storms long ago."""


def test_storms_that_were_passed_over_leave_no_trace_in_a_half_full_tank() -> None:
    drivers = Drivers(scenario_from_text(HALF_FULL).model)
    found = drivers.compare(10, 1)
    assert_same(found)
    assert found.certified > 100
    assert len(found.full.outages) > 100


def test_they_would_not_if_closed_roads_were_forgotten_between_two_losses() -> None:
    """A fault planted on purpose: a site whose roads are closed counts as calm."""
    with patch.object(ClosesRoads, "calm_from", lambda self, core, memory: -math.inf):
        drivers = Drivers(often("trucks").model)
        assert any(differences(drivers.compare(6, seed)) for seed in (1, 3))


def test_they_would_not_if_a_storm_that_darkens_nothing_were_passed_over() -> None:
    """A fault planted on purpose: a storm that takes one of two feeds leaves the supply as it is, but no truck comes."""
    with patch.object(ClosesRoads, "effects", Interruptions.effects):
        drivers = Drivers(often("trucks").model)
        assert any(differences(drivers.compare(6, seed)) for seed in (1, 3))


# ---------------------------------------------------------------------- those who repair

AWAY = "hits: [west], at_h: [95, 130], duration_h: 1, crew_delay_h: 24"


def repaired(machine: str, *, weather: str = AWAY, crews: str = "") -> list[tuple[float, float]]:
    """Outages of a hall that hangs on one machine, beside a feed that nobody misses."""
    text = f"""
horizon: {{hours: 400}}
grid:
  feeds: {{mains: {{mttf_h: never}}, west: {{mttf_h: never}}}}
  weather: {{storm: {{{weather}}}}}
{crews}
power:
  board: {{kind: element, fed_by: [mains, west], {machine}}}
halls: {{hall: {{it_mw: 2, cords: [board]}}}}
"""
    return outages(run(text))


def test_a_repair_begins_when_somebody_can_come() -> None:
    """It fails at 100, nobody comes before 119; repaired at 129, it fails again at 229, when nothing is in the way."""
    assert repaired("mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 10, cv: 0}") == [
        (100, 129),
        (229, 239),
        (339, 349),
    ]


def test_without_a_delay_it_begins_at_once() -> None:
    weather = AWAY.replace("crew_delay_h: 24", "crew_delay_h: 0")
    assert repaired("mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 10, cv: 0}", weather=weather) == [
        (100, 110),
        (210, 220),
        (320, 330),
    ]


def test_a_repair_under_way_goes_on() -> None:
    """It fails at 90, the storm comes at 95."""
    assert repaired("mttf_h: {mean: 90, cv: 0}, mttr_h: {mean: 10, cv: 0}")[0] == (90, 100)


def test_storms_that_overlap_keep_everybody_away_until_the_last_lets_them_through() -> None:
    weather = AWAY.replace("[95, 130]", "[95, 110, 118]")  # until 142
    assert repaired("mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 10, cv: 0}", weather=weather)[0] == (100, 152)


def test_the_hour_at_which_the_first_can_come_is_not_late() -> None:
    """It fails at 119, and the roads are open at 119."""
    assert repaired("mttf_h: {mean: 119, cv: 0}, mttr_h: {mean: 10, cv: 0}")[0] == (119, 129)


@pytest.mark.parametrize(
    ("callout_h", "end"),
    [(0, 129), (5, 129), (19, 129), (30, 164)],  # here at 130: the second storm keeps them until 154
)
def test_a_crew_that_is_called_comes_when_it_can(callout_h: float, end: float) -> None:
    crews = f"crews: {{one: {{callout_h: {callout_h}}}}}"
    assert repaired("mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 10, cv: 0}, crew: one", crews=crews)[0] == (
        100,
        end,
    )


def test_who_failed_first_is_repaired_first_when_the_crew_comes() -> None:
    """b fails at 97 and a at 100; one crew comes at 119: b is back at 129, and a at 139."""
    text = f"""
horizon: {{hours: 180}}
grid:
  feeds: {{mains: {{mttf_h: never}}, west: {{mttf_h: never}}}}
  weather: {{storm: {{{AWAY.replace(", 130", "")}}}}}
crews: {{one: {{}}}}
power:
  a: {{kind: element, fed_by: [mains, west], mttf_h: {{mean: 100, cv: 0}}, mttr_h: {{mean: 10, cv: 0}}, crew: one}}
  b: {{kind: element, fed_by: [mains, west], mttf_h: {{mean: 97, cv: 0}}, mttr_h: {{mean: 10, cv: 0}}, crew: one}}
halls: {{one: {{it_mw: 1, cords: [a]}}, two: {{it_mw: 1, cords: [b]}}}}
"""
    result = run(text)
    assert outages(result) == [(97, 139)]
    (outage,) = result.outages
    assert {one.hall: (one.start_h, one.end_h) for one in outage.halls} == {
        "one": (100, 139),
        "two": (97, 129),
    }


def test_a_feed_is_repaired_by_the_grid_company() -> None:
    text = """
horizon: {hours: 140}
grid:
  feeds: {mains: {mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 10, cv: 0}}, west: {mttf_h: never}}
  weather: {storm: {hits: [west], at_h: [95], duration_h: 1, crew_delay_h: 24}}
power: {board: {kind: element, fed_by: [mains], mttf_h: never}, other: {kind: element, fed_by: [west], mttf_h: never}}
loads: {pumps: {mw: 0.1, fed_by: [other]}}
halls: {hall: {it_mw: 2, cords: [board]}}
"""
    assert outages(run(text)) == [(100, 110)]


def test_a_set_that_breaks_meanwhile_waits_too() -> None:
    """A set runs from 100 on and breaks at 110; nobody comes before 118 + 24 = 142, for at 119 the
    second storm keeps them away.

    In the hall it is dark until 147, when the set is repaired and starts; it would break again at 157.
    """
    text = """
horizon: {hours: 300}
grid:
  feeds: {mains: {mttf_h: never}, west: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [100], duration_h: 55}}
  weather: {storm: {hits: [west], at_h: [95, 118], duration_h: 1, crew_delay_h: 24}}
power:
  gensets: {kind: genset, count: 1, rating_mw: 2, fail_to_start: 0, mttf_h: {law: uniform, low: 10, high: 10},
            mttr_h: {mean: 5, cv: 0}, start_s: 0, sync_s: 0}
  board: {kind: element, mttf_h: never, fed_by: [mains, gensets]}
  other: {kind: element, mttf_h: never, fed_by: [west]}
loads: {pumps: {mw: 0.1, fed_by: [other]}}
halls: {hall: {it_mw: 2, cords: [board]}}
"""
    assert outages(run(text)) == [(110, 147)]


def test_in_a_storm_of_its_own_a_unit_that_ages_is_put_off_as_often_as_it_is_hit() -> None:
    """Storms from 100 h on and every 50 h, with nobody for 40 h: lives of 100 h and repairs of 1 h, by hand.

    0-100, down until 140 + 1; 141-241, down until 240 + ... nobody is away at 241 (200-240): up at 242; 242-342: the
    storm at 300 let them through at 340, so up at 343.
    """
    weather = "hits: [west], at_h: [100, 150, 200, 250, 300], duration_h: 1, crew_delay_h: 40"
    assert repaired("mttf_h: {mean: 100, cv: 0}, mttr_h: {mean: 1, cv: 0}", weather=weather) == [
        (100, 141),
        (241, 242),
        (342, 343),
    ]


STAFF = OFTEN.replace("fuel_lead_h: 24}", "crew_delay_h: 30}").replace(
    "fuel_lead_h: 48,", "crew_delay_h: 60,"
)


@pytest.mark.parametrize("crew", ["", ", crew: trade"])
def test_both_drivers_see_the_same_while_nobody_comes(crew: str) -> None:
    """Sets that break, and UPS modules with and without a crew of their own."""
    text = STAFF.replace("battery_min: 10", f"battery_min: 10, failures_per_year: 20, mttr_h: 10{crew}")
    text += "crews: {trade: {callout_h: 3}}\n" if crew else ""
    drivers = Drivers(scenario_from_text(text.replace("FUEL", FUELS["trucks"])).model)
    for seed in (1, 2):
        found = drivers.compare(6, seed)
        assert_same(found)
        assert found.is_screened
        assert found.certified > 0
        assert len(found.full.outages) > 5


def test_they_would_not_if_a_site_to_which_nobody_comes_were_calm() -> None:
    """A fault planted on purpose."""

    def calm(self: ClosesRoads, core: Core, memory: object) -> float:
        return -math.inf

    with patch.multiple(ClosesRoads, calm_from=calm, calm_but_for_fuel_from=calm):
        drivers = Drivers(scenario_from_text(STAFF.replace("FUEL", FUELS["trucks"])).model)
        assert any(differences(drivers.compare(6, seed)) for seed in (1, 2, 3))


def test_a_site_to_which_nobody_comes_is_not_compared_with_what_theory_knows() -> None:
    text = site("hits: [mains], per_year: 4, duration_h: 9, crew_delay_h: 24")
    result = dcsim.run(scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}"), site_years=100)
    assert result.exact.reason == "repairs wait together while nobody can come: storm"


# ---------------------------------------------------------------------- heat

HOT = """
format: 1
site: {name: hot, design_ambient_c: 40}
horizon: {hours: 400}
grid:
  feeds: {mains: {mttf_h: never}}
  weather:
    heat: {hits: HITS, at_h: [100], duration_h: 20, ambient_c: 45}
    wave: {hits: [], at_h: [240], duration_h: 60, ambient_c: 43}
  interruptions: {loss: {hits: [mains], at_h: [50, 250, 350], duration_h: 10}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 2, derate_per_c: 0.02, derate_above_c: 40, fail_to_start: 0, mttf_h: never,
    start_s: 0, sync_s: 0}
  board: {kind: element, mttf_h: never, fed_by: [mains, gensets]}
halls: {hall: {it_mw: LOAD, cords: [board]}}
"""


@pytest.mark.parametrize(
    ("hits", "load", "dark"),
    [
        ("[mains]", 3.5, []),  # 3.6 MW are left of 4 at 45 degrees, 3.76 at 43
        ("[mains]", 3.7, [(100, 120)]),
        ("[]", 3.7, []),  # the grid is there while it is hottest
        ("[mains]", 3.8, [(100, 120), (250, 260)]),  # an ordinary loss at 250, in the heat of another event
    ],
)
def test_sets_give_less_in_the_heat_of_an_event(
    hits: str, load: float, dark: list[tuple[float, float]]
) -> None:
    result = run(HOT.replace("HITS", hits).replace("LOAD", str(load)))
    assert outages(result) == dark


def test_of_two_hot_events_the_hotter_counts() -> None:
    """Both from 240 on: what the hotter leaves, 3.6 MW, does not carry 3.7."""
    text = HOT.replace("HITS", "[]").replace("LOAD", "3.7").replace("at_h: [100]", "at_h: [245]")
    assert outages(run(text)) == [(250, 260)]


def test_heat_is_the_cause_where_it_was() -> None:
    """An ordinary loss would have been carried: without the heat it would not be dark."""
    (outage,) = run(HOT.replace("HITS", "[]").replace("LOAD", "3.8")).outages
    names = {one.name for cause in outage.causes for one in cause.cut}
    assert names == {"loss", "wave"}


HOT_AT_RANDOM = """
format: 1
site: {name: hot, design_ambient_c: 40}
horizon: {years: 2}
grid:
  feeds: {mains: {failures_per_year: 60, mttr_h: 6}}
  weather:
    storm: {hits: all, per_year: 20, duration_h: {median: 8, sigma: 1}, ambient_c: 43, fuel_lead_h: 12}
    wave: {hits: [], per_year: 40, duration_h: {median: 60, sigma: 0.7}, ambient_c: 46}
power:
  gensets: {kind: genset, count: 4, rating_mw: 2, derate_per_c: 0.02, derate_above_c: 40, fail_to_start: 0.03, mttf_h: 200,
    mttr_h: 20, start_s: 10, sync_s: 5, fuel: {tank_h: 20, refill_h: 20}}
  board: {kind: switchgear, mttf_h: 9000, mttr_h: 3, transfer: {from: [mains, gensets]}}
  ups: {kind: ups, count: 8, rating_mw: 1, battery_min: 5, mttf_h: 900, fed_by: [board]}
halls: {hall: {it_mw: 5.6, cords: [ups]}}
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_both_drivers_see_the_same_in_heat(seed: int) -> None:
    found = Drivers(scenario_from_text(HOT_AT_RANDOM).model).compare(10, seed)
    assert_same(found)
    assert found.is_screened
    assert len(found.full.outages) > 20
    assert found.quiet > 100
