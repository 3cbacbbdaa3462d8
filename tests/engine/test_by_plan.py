"""Units come into service and go, and demand changes, by plan; what comes of it is worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.engine.intervals import Intervals
from dcsim.engine.service import Service
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from tests.engine.made import MINUTE, SECOND, happened, outages
from tests.engine.phased_sites import Hours, Row, each, timeline

MW = 1_000_000


def run(
    text: str,
    steps: Sequence[tuple[float, Row]],
    ready: Hours | None = None,
    retired: Hours | None = None,
) -> BlockResult:
    """One replication of a site by plan, everything recorded."""
    scenario = scenario_from_text(f"format: 1\nsite: {{name: by plan}}\n{text}")
    plant = build(scenario.model)
    one = timeline(plant, scenario.model.horizon.length_h, steps, ready or {}, retired or {})
    return simulate(plant, each([one]), Block(0, 1, 1, 0), Record(events=True, levels=True), seed=1)


# 1 MW in each hall behind one board; sets start in 10 s, those after the first join in 20 s more.
HALLS = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {gone: {hits: mains, at_h: [100, 300, 500], duration_h: 1}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 20}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2, fail_to_transfer: 0}}
halls:
  hall-1: {it_mw: 1, cords: [board]}
  hall-2: {it_mw: 1, cords: [board]}
"""
GROWS = [(0.0, {"hall-1": MW}), (200.0, {"hall-1": MW, "hall-2": MW})]


def test_a_hall_is_not_out_before_it_is_there() -> None:
    """One set carries one hall 12 s after the loss; two are on line after 30 s, and both halls after 32 s."""
    found = run(HALLS, GROWS, ready={"gensets": (0.0, 200.0)})
    start = [100, 300, 500]
    ends = [100 + 12 * SECOND, 300 + 32 * SECOND, 500 + 32 * SECOND]
    assert outages(found) == [pytest.approx(both) for both in zip(start, ends, strict=True)]
    assert [{one.hall for one in outage.halls} for outage in found.outages] == [
        {"hall-1"},
        {"hall-1", "hall-2"},
        {"hall-1", "hall-2"},
    ]
    assert found.groups["gensets"].starts == 1 + 2 + 2


def test_a_set_that_is_not_there_is_not_wanted() -> None:
    """Two halls on one set: it could carry neither without the other, so nothing starts until the second comes."""
    found = run(HALLS, [(0.0, {"hall-1": MW, "hall-2": MW})], ready={"gensets": (0.0, 400.0)})
    assert found.groups["gensets"].starts == 2
    assert outages(found) == [(100, 101), (300, 301), (500, round(500 + 32 * SECOND, 9))]


def test_a_set_that_comes_during_a_loss_starts() -> None:
    """At 300.5 h: ready after 10 s and joined after 30 s; the switch moves 2 s later."""
    found = run(HALLS, [(0.0, {"hall-1": MW, "hall-2": MW})], ready={"gensets": (0.0, 300.5)})
    assert [start for start in happened(found, "start") if start[0] < 400] == [
        (300.5, "start", 0),
        (300.5, "start", 1),
    ]
    assert outages(found)[1] == (300, round(300.5 + 32 * SECOND, 9))


def test_a_set_that_goes_during_a_loss_stops() -> None:
    """What is left cannot carry both halls: its breaker opens. The mains are taken 2 s after they are back."""
    found = run(HALLS, [(0.0, {"hall-1": MW, "hall-2": MW})], retired={"gensets": (300.5, math.inf)})
    assert found.groups["gensets"].starts == 2 + 2
    lost = [(100, 100 + 32 * SECOND), (300, 300 + 32 * SECOND), (300.5, 301 + 2 * SECOND), (500, 501)]
    assert outages(found) == [pytest.approx(one) for one in lost]


def test_modules_that_come_bring_their_batteries() -> None:
    """5 min at the rating of 1 MW: one module lasts 5 min under 1 MW, from 200 h on two of them 10 min."""
    site = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {gone: {hits: mains, at_h: [100, 300], duration_h: 1}}
power: {ups: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, recharge_min: 60, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""
    found = run(site, [(0.0, {"hall": MW})], ready={"ups": (0.0, 200.0)})
    assert outages(found) == [
        (round(100 + 5 * MINUTE, 9), 101.0),
        (round(300 + 10 * MINUTE, 9), 301.0),
    ]


def test_a_module_that_comes_to_an_emptier_battery_shares_it() -> None:
    """3 min into the loss a full module comes to one with 2 min of 1 MW left: 7 min for both."""
    site = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {gone: {hits: mains, at_h: [100], duration_h: 1}}
power: {ups: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, recharge_min: 60, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""
    found = run(site, [(0.0, {"hall": MW})], ready={"ups": (0.0, 100 + 3 * MINUTE)})
    assert outages(found) == [(round(100 + 10 * MINUTE, 9), 101.0)]


TWO_FEEDS = """
horizon: {hours: 1000}
grid:
  upstream: {region: {mttf_h: never}}
  feeds: {old: {mttf_h: never, upstream: [region]}, new: {mttf_h: never, upstream: [region]}}
  interruptions: {gone: {hits: old, at_h: [100, 300, 500], duration_h: 1}}
power:
  board: {kind: switchgear, mttf_h: never, transfer: {from: [new, old], delay_s: 36, fail_to_transfer: 0}}
halls: {hall: {it_mw: 1, cords: [board]}}
"""


def test_a_board_moves_to_the_feed_that_comes_without_a_break() -> None:
    """The old feed alone at 100 h; the new one from 200 h on is preferred."""
    found = run(TWO_FEEDS, [(0.0, {"hall": MW})], ready={"new": (200.0,)})
    assert outages(found) == [(100.0, 101.0)]


def test_a_feed_that_goes_is_left_without_a_break() -> None:
    """The new feed goes at 400 h: from then on the old one is all there is."""
    found = run(TWO_FEEDS, [(0.0, {"hall": MW})], retired={"new": (400.0,)})
    assert outages(found) == [(500.0, 501.0)]


def test_a_feed_that_goes_while_the_other_is_out_darkens_the_hall() -> None:
    found = run(TWO_FEEDS, [(0.0, {"hall": MW})], retired={"new": (300.25,)})
    assert outages(found) == [(300.25, 301.01), (500.0, 501.0)]
    assert [cause.initiating.kind for cause in found.outages[0].causes] == ["interrupted"]


def test_a_board_comes_with_its_switch_where_it_wants_to_be() -> None:
    """Its first input is dead when it comes: it stands on the second, and nobody waits for the transfer."""
    site = TWO_FEEDS.replace("hits: old", "hits: new").replace("at_h: [100, 300, 500]", "at_h: [300]")
    found = run(site, [(0.0, {}), (300.5, {"hall": MW})], ready={"board": (300.5,)})
    assert outages(found) == []
    assert happened(found, "move") == [(301.0, "move", 0)]


def test_cooling_comes_running() -> None:
    """Chillers that come with their board do not have to restart, which would take an hour."""
    site = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
power:
  mech: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
cooling:
  chillers: {kind: chiller, count: 1, draw_mw: 0.1, mttf_h: never, restart_min: 60, fail_to_restart: 0, fed_by: [mech]}
halls: {hall: {it_mw: 1, cords: [board], cooled_by: [chillers], ride_through_min: 5}}
"""
    found = run(
        site,
        [(0.0, {}), (400.0, {"hall": MW, "chillers": MW // 10})],
        ready={"mech": (400.0,), "board": (400.0,), "chillers": (400.0,)},
    )
    assert outages(found) == []


def test_cooling_that_nothing_can_feed_yet_has_not_stopped() -> None:
    """The chillers stand there from the start, their board comes with the hall: they run at once."""
    site = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
power:
  mech: {kind: switchgear, mttf_h: never, fed_by: [mains]}
cooling:
  chillers: {kind: chiller, count: 1, draw_mw: 0.1, mttf_h: never, restart_min: 60, fail_to_restart: 0, fed_by: [mech]}
halls: {hall: {it_mw: 1, cords: [mech], cooled_by: [chillers], ride_through_min: 5}}
"""
    found = run(site, [(0.0, {}), (400.0, {"hall": MW, "chillers": MW // 10})], ready={"mech": (400.0,)})
    assert outages(found) == []
    assert happened(found, "stop", "restart") == []


def test_demand_that_outgrows_the_plant_is_a_fault_of_the_design() -> None:
    """A transformer of 1 MW under 2 MW opens after its 36 s and closes as soon as it may: after 10 h, to open."""
    site = """
horizon: {hours: 205}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  tx: {kind: transformer, rating_mw: 1, overload_s: 36, reset_h: 10, mttf_h: never, fed_by: [mains]}
halls: {hall: {it_mw: 2, cords: [tx]}}
"""
    found = run(site, [(0.0, {"hall": MW}), (200.0, {"hall": 2 * MW})])
    assert outages(found) == [(200.01, 205.0)]
    assert [cause.initiating.kind for cause in found.outages[0].causes] == ["design"]


def test_a_unit_that_has_failed_and_goes_is_not_repaired() -> None:
    """The first unit fails at 50 h and goes at 52 h: it is not there for its failure at 80 h."""
    columns = [0, 0, 0], [50.0, 70.0, 80.0], [55.0, 90.0, 95.0], [0, 1, 0], [1, 2, 3]
    drawn = Intervals(*(np.array(column) for column in columns))
    service = Service(retired_h={"units": np.array([[52.0, math.inf]])})
    kept = service.until_retired("units", drawn)
    assert kept.start.tolist() == [50.0, 70.0]
    assert kept.end.tolist() == [math.inf, 90.0]
