"""Demand by the hour: stores over the change of an hour by hand, and that keeping time costs nothing."""

from __future__ import annotations

import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.engine.supply_record import Judge, SupplyRecord
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import Timeline, timeline_of
from dcsim.scenario import scenario_from_text
from tests.engine.made import MINUTE, happened, outages, run
from tests.engine.random_sites import random_site
from tests.engine.test_cold_stores import water
from tests.engine.test_screen_cooling import SITE as COLD

ON_BATTERY = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [10.25], duration_h: 4.25}}}}
power:
  board: {{kind: element, mttf_h: never, fed_by: [mains]}}
  ups: {{kind: ups, rating_mw: 1, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: 1, cords: [ups], hourly: {hourly}{more}}}}}
"""


def test_a_battery_over_the_change_of_an_hour() -> None:
    """0.8 MW in even hours, 0.25 MW in odd ones, 1 MWh from 10:15 on: 0.6 gone at 11, 0.85 at 12.

    The last 0.15 MWh last 0.1875 h at 0.8 MW. Not served until 14:30: 0.8125 h x 0.8 + 0.25 + 0.5 h x 0.8 MWh.
    """
    (outage,) = run(ON_BATTERY.format(hourly="[0.8, 0.25]", more="")).outages
    assert (outage.start_h, outage.end_h) == pytest.approx((12.1875, 14.5), abs=1e-9)
    assert outage.unserved_mwh == pytest.approx(0.8125 * 0.8 + 0.25 + 0.5 * 0.8)


def test_the_hours_of_a_tenant_and_of_what_hangs_on_one_cord_are_those_of_its_hall() -> None:
    """The same loads as above, half of them a tenant's of 0.5 MW that uses all, half another's."""
    text = ON_BATTERY.format(hourly="[0.8, 0.25]", more="")
    text += "tenants: {a: {hall: hall, contracted_mw: 0.5}, b: {hall: hall, contracted_mw: 0.5}}\n"
    (outage,) = run(text).outages
    assert (outage.start_h, outage.end_h) == pytest.approx((12.1875, 14.5), abs=1e-9)
    assert outage.unserved_mwh == pytest.approx(0.8125 * 0.8 + 0.25 + 0.5 * 0.8)


def test_what_hangs_on_one_cord_asks_for_less_at_night() -> None:
    """A quarter of 1 MW on each of two cords, half in odd hours; one cord is dead from 10:30 to 13:00."""
    text = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [a], at_h: [10.5], duration_h: 2.5}}
power:
  a: {kind: element, mttf_h: never, fed_by: [mains]}
  b: {kind: element, mttf_h: never, fed_by: [mains]}
halls: {hall: {it_mw: 1, cords: [a, b], single_corded: 0.5, hourly: [1, 0.5]}}
"""
    found = run(text)
    assert found.outages == ()
    assert sum(spell.mwh for spell in found.spells) == pytest.approx(0.25 * (0.5 + 0.5 + 1))


def test_a_tank_over_many_hours() -> None:
    """250 L for each MWh: 200 L in even hours, 62.5 L in odd ones, from 10:30 on with 1,000 L.

    100 L until 11, then 262.5 L in every two hours: 887.5 gone at 17, 950 at 18, the last 50 at 18:15.
    """
    text = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10.5], duration_h: 12}}
power:
  gensets: {kind: genset, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, confirm_s: 0, start_s: 0,
            fuel: {usable_m3: 1, litres_per_kwh: 0.25, refill_h: 1}}
  board: {kind: element, mttf_h: never, fed_by: [mains, gensets]}
halls: {hall: {it_mw: 1, cords: [board], hourly: [0.8, 0.25]}}
"""
    assert outages(run(text)) == [(18.25, 22.5)]


def test_heat_follows_demand() -> None:
    """Ten minutes without cooling at full load: five until 11, the other five last ten at half load."""
    text = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [chillers], at_h: [10.916666666666666], duration_h: 1}}
power: {board: {kind: element, mttf_h: never, fed_by: [mains]}}
cooling: {chillers: {kind: chiller, rating_mw_th: 1, mttf_h: never, restart_min: 0, fail_to_restart: 0, fed_by: [board]}}
halls: {hall: {it_mw: 1, cords: [board], cooled_by: [chillers], ride_through_min: 10, hourly: [1, 0.5]}}
"""
    (outage,) = run(text).outages
    assert outage.start_h == pytest.approx(11 + 10 * MINUTE, abs=1e-9)


def test_water_goes_with_the_heat() -> None:
    """5.4 m³ an hour at 3 MW, half of it in odd hours: 8.1 of 10.8 gone at 12, empty at 12:30, 6 min more."""
    text = water().replace("it_mw: 3,", "it_mw: 3, hourly: [1, 0.5],")
    assert outages(run(text)) == [(12.6, 15.0)]


ONE_OF_TWO = """
horizon: {hours: 14}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {works: {hits: [a], at_h: [10.5], duration_h: 3}}
power:
  a: {kind: element, rating_mw: 0.6, overload_s: 60, reset_h: 0.5, mttf_h: never, fed_by: [mains]}
  b: {kind: element, rating_mw: 0.6, overload_s: 60, reset_h: 0.5, mttf_h: never, fed_by: [mains]}
halls: {hall: {it_mw: 1, cords: [a, b], hourly: [0.5, 1]}}
"""


def test_one_of_two_is_enough_at_night() -> None:
    """From 11 the other carries 1 MW on 0.6 and trips a minute later; it may close at 12, when load falls.

    At 13 the same again: the hall is down until the works are over at 13:30.
    """
    found = run(ONE_OF_TWO)
    assert [(o.start_h, o.end_h) for o in found.outages] == [
        (pytest.approx(11 + MINUTE), 12.0),
        (pytest.approx(13 + MINUTE), 13.5),
    ]
    assert [o.initiating.name for o in found.outages if o.initiating] == ["works", "works"]
    # 14 h is the horizon; the change at 10 and those before it mattered to nobody
    assert [time for time, _, _ in happened(found, "demand")] == [11.0, 12.0, 13.0]


def test_a_quiet_year_costs_nothing() -> None:
    text = ONE_OF_TWO.replace("hours: 14", "years: 1").replace("at_h: [10.5]", "at_h: [8700]")
    plain = run(text.replace(", hourly: [0.5, 1]", ""))
    found = run(text)
    assert found.counters.simpy_events < plain.counters.simpy_events + 10
    assert outages(found) == [(round(8701 + MINUTE, 9), 8702.0)]


def test_lists_of_different_length_come_round_together() -> None:
    text = """
format: 1
site: {name: made}
horizon: {hours: 48}
grid: {feeds: {mains: {mttf_h: never, upstream: []}}}
power: {board: {kind: element, mttf_h: never, fed_by: [mains]}}
loads: {pump: {mw: 1, fed_by: [board], hourly: [1, 0]}}
halls: {hall: {it_mw: 2, cords: [board], hourly: [1, 1, 50 %]}}
"""
    timeline = timeline_of(scenario_from_text(text).model)
    assert not timeline.demand_is_constant
    assert timeline.cycle_h == 6
    by_hour = [timeline.demand_w[timeline.level_at(hour + 0.5)] for hour in range(6)]
    megawatts = [(hall / 1e6, pump / 1e6) for hall, pump in by_hour]
    assert megawatts == [(2, 1), (2, 0), (1, 1), (2, 0), (2, 1), (1, 0)]
    assert len(timeline.demand_w) == 4
    assert timeline.level_at(5.999999) == timeline.level_at(11) != timeline.level_at(6)


@pytest.mark.parametrize("hour", [0.0, 0.5, 1.0, 23.0, 23.999, 24.0, 87_599.25, 1e6])
def test_the_next_change_is_ahead_and_there_is_none_before(hour: float) -> None:
    timeline = Timeline(1e7, (0.0, 1.0, 6.0), ((1,), (2,), (3,)), {}, levels=(0, 1, 2), cycle_h=24.0)
    due = timeline.next_change_h(hour)
    assert hour < due <= hour + 18
    assert timeline.level_at(due) != timeline.level_at(hour)
    middle = (hour + due) / 2
    assert timeline.level_at(middle) == timeline.level_at(hour)


# ---------------------------------------------------------------------- on sites drawn at random

HOURLY = [0.5, 0.45, 0.4, 0.4, 0.5, 0.6, 0.8, 1, 1, 0.95, 0.9, 0.7]


def simulated(text: str, seed: int, *, full: bool) -> BlockResult:
    model = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}").model
    block = Block(0, 10, 3, 0)
    return simulate(build(model), timeline_of(model), block, Record(), seed=seed, full=full)


@pytest.mark.parametrize("seed", [7, 11])
def test_all_of_it_in_every_hour_is_no_list(seed: int) -> None:
    plain, listed = (
        simulated(text, seed, full=False) for text in (random_site(seed), random_site(seed, [1, 1]))
    )
    assert plain.outages == listed.outages


def clock_does_not_matter(text: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> BlockResult:
    """Against a core to which every change of the hour is an event, and against the screened one: this.

    States of which one hangs on the hour and the other does not stay two: what came in between is blamed.
    """
    lazy = simulated(text, seed, full=True)
    screened = simulated(text, seed, full=False)
    record = Judge.record

    def always(self: Judge, *question: object) -> SupplyRecord:
        return record(self, *question)._replace(varies="for us")  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "record", always)
    eager = simulated(text, seed, full=True)
    assert lazy.outages == screened.outages == eager.outages
    assert lazy.counters.simpy_events <= eager.counters.simpy_events
    return screened


@pytest.mark.parametrize("seed", [7, 11])
def test_looking_at_the_clock_only_when_it_matters(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    screened = clock_does_not_matter(random_site(seed, HOURLY), seed, monkeypatch)
    assert screened.full_because is None


def test_a_site_that_evaporates_by_the_hour_is_looked_at_in_every_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How fast a store of water gains is another in every hour, even while all is well."""
    text = COLD.format(chillers=5, makeup=9).replace("it_mw: 4\n", f"it_mw: 4\n    hourly: {HOURLY}\n")
    text = text[text.index("horizon:") :].replace("years: 2", "hours: 2000")
    found = clock_does_not_matter(text, 1, monkeypatch)
    assert found.full_because == "how fast a store fills changes with every hour of demand"
    assert found.outages


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 45))
def test_looking_at_the_clock_on_forty_sites(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    clock_does_not_matter(random_site(seed, HOURLY), seed, monkeypatch)
