"""Faults the engine once had, each as the smallest site that shows it, with the answer worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.engine.intervals import Intervals, without_overlaps
from dcsim.engine.renewals import Renewal
from dcsim.errors import ScenarioError, SimulationError
from dcsim.laws import NEVER, exponential, lognormal
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from dcsim.streams import Streams
from tests.engine.made import MINUTE, SECOND, happened, outages, run


def times(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(round(a, 9), round(b, 9)) for a, b in pairs]


def of_hall(result: BlockResult, hall: str) -> list[tuple[float, float]]:
    """Outages of one hall."""
    halls = [one for outage in result.outages for one in outage.halls if one.hall == hall]
    return times(*((one.start_h, one.end_h) for one in halls))


def twice(text: str, replications: int = 1) -> tuple[BlockResult, BlockResult]:
    """The same simulation two times on one plant."""
    scenario = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}")
    plant, timeline = build(scenario.model), timeline_of(scenario.model)
    block = Block(0, replications, replications, 0)
    first, second = (simulate(plant, timeline, block, Record(events=True), seed=1) for _ in range(2))
    return first, second


# ---------------------------------------------------------------------- what may close

TWO_UNITS = """
horizon: {hours: 400}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  units: {kind: element, count: 2, rating_mw: 1, overload_s: 60, reset_h: 1,
          mttf_h: {law: uniform, low: 20, high: 120}, mttr_h: {law: fixed, value: 10}, fed_by: [mains]}
halls: {hall: {it_mw: 2, cords: [units]}}
"""


def test_a_tripped_group_closes_after_every_repair() -> None:
    """One unit carries 2 MW for a minute, then the group is open until no unit is in repair any more."""
    first, second = twice(TWO_UNITS)
    down: list[tuple[float, float]] = []
    for failed in (event.time_h for event in first.events if event.kind == "failed"):
        if down and failed < down[-1][1]:
            down[-1] = (down[-1][0], failed + 10)
        else:
            down.append((failed + MINUTE, failed + 10))
    assert len(down) > 3
    assert outages(first) == times(*down)
    assert first.outages == second.outages


def test_counters_do_not_depend_on_what_the_plant_remembers() -> None:
    first, second = twice(TWO_UNITS, replications=3)
    assert first.counters == second.counters


TOLERATED = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}, other: {mttf_h: never, upstream: []}}
  interruptions:
    loss: {hits: [mains], at_h: [20], duration_h: 10}
    broken: {hits: [tx-two], at_h: [15], duration_h: 50}
power:
  gensets: {kind: genset, count: 2, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 25, overload_s: 5}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2}}
  tx-one: {kind: transformer, rating_mw: 1, overload_s: 360000, mttf_h: never, fed_by: [other]}
  tx-two: {kind: transformer, rating_mw: 1, overload_s: 360000, mttf_h: never, fed_by: [other]}
halls: {hall: {it_mw: 3, cords: [board]}, small: {it_mw: 1.1, cords: [tx-one, tx-two]}}
"""


def test_an_overload_elsewhere_does_not_block_closing() -> None:
    """`tx-one` bears 1.1 MW for 100 h. The second set is on line after 35 s, the board 2 s later."""
    assert outages(run(TOLERATED)) == times((20, 20 + 37 * SECOND))


TOGETHER = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}, other: {{mttf_h: never, upstream: []}}}}
  interruptions:
    loss: {{hits: [mains], at_h: [20], duration_h: 10}}
    {more}
power:
  g-one: {{kind: genset, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 25, overload_s: 5}}
  g-two: {{kind: genset, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 25, overload_s: 5}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, g-one, g-two]}}
  {groups}
halls: {{hall: {{it_mw: 3, cords: [board]}}, small: {{it_mw: 1.1, cords: [{cords}]}}}}
"""


def test_a_waiting_tripped_group_does_not_block_two_gensets_that_need_each_other() -> None:
    """`tx` trips a minute after `tx-b` is lost and can close at 70 only; both gensets close after 10 s."""
    tx = "{kind: transformer, rating_mw: 0.6, overload_s: 60, reset_h: 1, mttf_h: never, fed_by: [other]}"
    result = run(
        TOGETHER.format(
            more="broken: {hits: [tx-b], at_h: [10], duration_h: 60}",
            groups=f"tx: {tx}\n  tx-b: {tx}",
            cords="tx, tx-b",
        )
    )
    assert of_hall(result, "hall") == times((20, 20 + 10 * SECOND))
    assert of_hall(result, "small") == times((10 + MINUTE, 70))


def test_one_hall_needs_two_genset_groups_and_another_a_third() -> None:
    g_three = (
        "g-three: {kind: genset, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 0}"
    )
    board_b = "board-b: {kind: element, mttf_h: never, fed_by: [mains, g-three]}"
    text = TOGETHER.format(more="", groups=f"{g_three}\n  {board_b}", cords="board-b")
    result = run(text.replace(", other: {mttf_h: never, upstream: []}", ""))
    assert of_hall(result, "hall") == of_hall(result, "small") == times((20, 20 + 10 * SECOND))


def test_needed_does_not_let_the_breaker_close_before_it_can_carry() -> None:
    """3 MW on three sets of 1 MW of which the group gives nothing below two: it closes with the third."""
    result = run(
        """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10], duration_h: 5}}
power:
  gensets: {kind: genset, count: 3, needed: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never,
            start_s: {law: uniform, low: 5, high: 100}, sync_s: 1, overload_s: 5, reset_h: 2}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2}}
halls: {hall: {it_mw: 3, cords: [board]}}
"""
    )
    third = happened(result, "on-line")[2][0]
    assert happened(result, "trip") == []
    assert [t for t, _, _ in happened(result, "closed")] == [third]
    assert outages(result) == times((10, third + 2 * SECOND))


# ---------------------------------------------------------------------- gensets, their breaker and fuel

TWO_GENSETS = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions:
    {interruptions}
power:
  one: {{kind: genset, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, overload_s: 60, reset_h: 1{fuel}}}
  two: {{kind: genset, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, overload_s: 60, reset_h: 1}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, one, two]}}
halls: {{hall: {{it_mw: 3, cords: [board]}}}}
"""


def test_a_trip_that_the_return_of_the_mains_makes_idle() -> None:
    """`one` trips at 12:01, the mains are back at 12:30, its hour is over at 13:01: nothing is left of it.

    The loss at 20 is bridged at once, and when the hall itself is hit at 30 nothing else is open.
    """
    interruptions = "\n    ".join(
        [
            "loss: {hits: [mains], at_h: [10], duration_h: 2.5}",
            "broken: {hits: [two], at_h: [12], duration_h: 0.5}",
            "again: {hits: [mains], at_h: [20], duration_h: 2}",
            "fire: {hits: [hall], at_h: [30], duration_h: 1}",
        ]
    )
    result = run(TWO_GENSETS.format(interruptions=interruptions, fuel=""))
    assert outages(result) == times((12 + MINUTE, 12.5), (30, 31))
    assert [d.name for d in result.outages[1].deviations] == ["fire"]
    closed = [e for e in result.events if e.kind == "closed" and e.name == "one"]
    assert [e.time_h for e in closed] == [10.0, 20.0]


def test_no_fuel_is_used_while_nothing_is_carried() -> None:
    """A tank of 3 h of 3 MW. `one` carries half until 11, all for a minute, nothing until 15, then half.

    3 h - 0.5 h - 1 min last 4 h 58 min from 15 on; `two` alone is then overloaded for a minute.
    """
    interruptions = "\n    ".join(
        [
            "loss: {hits: [mains], at_h: [10], duration_h: 30}",
            "broken: {hits: [two], at_h: [11], duration_h: 4}",
        ]
    )
    result = run(
        TWO_GENSETS.format(interruptions=interruptions, fuel=", fuel: {tank_h: 3, refill_h: 50}").replace(
            "reset_h: 1", "reset_h: 0.5"
        )
    )
    empty = 15 + 2 * (2.5 - MINUTE)
    assert [t for t, _, _ in happened(result, "out-of-fuel")] == [round(empty, 9)]
    assert outages(result) == times((11 + MINUTE, 15), (empty + MINUTE, 40))


def test_gensets_of_second_choice_burn_fuel() -> None:
    """The first choice is away: the second carries the hall from 10 on, for the 10 h of its tank."""
    result = run(
        """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    loss: {hits: [mains], at_h: [10], duration_h: 500}
    away: {hits: [g-one], at_h: [5], duration_h: 900}
power:
  g-one: {kind: genset, rating_mw: 3, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, fuel: {tank_h: 10, refill_h: 5}}
  g-two: {kind: genset, rating_mw: 3, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, fuel: {tank_h: 10, refill_h: 5}}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, g-one, g-two], delay_s: 0}}
halls: {hall: {it_mw: 3, cords: [board]}}
"""
    )
    assert outages(result) == [(20.0, 510.0)]


def test_replications_that_begin_with_a_start_are_independent() -> None:
    """The mains are too small from hour 0 on: 50 replications, 50 different stories."""
    result = run(
        """
horizon: {hours: 20}
grid: {feeds: {mains: {mttf_h: never, rating_mw: 1, overload_s: 1, reset_h: 0.5}}}
power:
  gensets: {kind: genset, count: 4, rating_mw: 1, fail_to_start: 0.5, mttf_h: 20, mttr_h: 10, start_s: 10, sync_s: 1, overload_s: 5, reset_h: 2}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2}}
halls: {hall: {it_mw: 3, cords: [board]}}
""",
        replications=50,
    )
    stories: dict[int, list[tuple[float, str, int]]] = {n: [] for n in range(50)}
    for event in result.events:
        stories[event.replication].append((event.time_h, event.kind, event.unit))
    assert len({tuple(story) for story in stories.values()}) == 50


def test_a_genset_repair_exactly_at_the_horizon_is_counted() -> None:
    result = run(
        """
horizon: {hours: 20}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10], duration_h: 5}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 1, mttf_h: never, mttr_h: {law: fixed, value: 10}, start_s: 0, attempt_s: 0, sync_s: 1}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2}}
halls: {hall: {it_mw: 1, cords: [board]}}
"""
    )
    assert result.groups["gensets"].failed_starts == result.groups["gensets"].repairs == 2


AT_THE_END = """
horizon: {{hours: 20}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [10], duration_h: 50}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 1, fail_to_start: {fail}, mttf_h: {life}, mttr_h: {{law: fixed, value: 10}},
            confirm_s: {confirm_s}, start_s: 0, attempt_s: 0, sync_s: 1}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2}}}}
halls: {{hall: {{it_mw: 1, cords: [board]}}}}
"""


def test_no_start_is_ordered_at_the_horizon() -> None:
    """A repair that ends at the horizon counts, the start it would lead to does not; nor one confirmed then."""
    repaired = run(AT_THE_END.format(fail=1, life="never", confirm_s=0)).groups["gensets"]
    assert (repaired.starts, repaired.failed_starts, repaired.repairs) == (2, 2, 2)
    confirmed = run(AT_THE_END.format(fail=0, life="never", confirm_s=36000)).groups["gensets"]
    assert (confirmed.starts, confirmed.run_h) == (0, 0.0)


def test_no_run_fails_at_the_horizon() -> None:
    """Both sets run from 10 h on and would fail 10 h later."""
    counts = run(AT_THE_END.format(fail=0, life="{law: fixed, value: 10}", confirm_s=0)).groups["gensets"]
    assert (counts.starts, counts.run_failures, counts.run_h) == (2, 0, 20.0)


COOLING_DOWN = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    first: {hits: [mains], at_h: [10], duration_h: 1}
    second: {hits: [mains], at_h: [16], duration_h: 1}
power:
  gensets: {kind: genset, count: 2, rating_mw: 3, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 4200,
            cooldown_min: 300, fuel: {tank_h: 3, refill_h: 30}}
  board: {kind: switchgear, mttf_h: never, fed_by: [mains, gensets]}
halls: {hall: {it_mw: 3, cords: [board]}}
"""


def test_sets_that_cool_down_carry_nothing() -> None:
    """The second set synchronises at 11:10, while the sets cool down until 16: without load, without fuel.

    1 h of fuel is used by then, and the second loss lasts 1 h of the 2 that are left.
    """
    result = run(COOLING_DOWN)
    assert [e.time_h for e in result.events if e.kind == "closed"] == [10.0, 16.0]
    assert happened(result, "out-of-fuel") == []


def test_a_trip_got_over_while_the_sets_cool_down_closes_nothing() -> None:
    """`one` trips at 11:01, the mains are back at 12, its two hours are over at 13:01: it stays away.

    Of a tank of 3 h of 3 MW it has used half an hour and a minute; the 4 h from 17 on take two more.
    """
    interruptions = "\n    ".join(
        [
            "loss: {hits: [mains], at_h: [10], duration_h: 2}",
            "broken: {hits: [two], at_h: [11], duration_h: 1}",
            "again: {hits: [mains], at_h: [17], duration_h: 4}",
        ]
    )
    fuel = ", cooldown_min: 600, fuel: {tank_h: 3, refill_h: 50}"
    text = TWO_GENSETS.format(interruptions=interruptions, fuel=fuel).replace("reset_h: 1,", "reset_h: 2,")
    result = run(text)
    assert outages(result) == times((11 + MINUTE, 12))
    closed = [e for e in result.events if e.kind == "closed" and e.name == "one"]
    assert [e.time_h for e in closed] == [10.0, 17.0]


# ---------------------------------------------------------------------- at one instant

BATTERY = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: {at_h}, duration_h: {length}}}}}
power:
  ups: {{kind: ups, rating_mw: 1, battery_min: {battery}, recharge_min: 600, mttf_h: never, fed_by: [mains]}}
halls: {{hall: {{it_mw: 1, cords: [ups]}}}}
"""


@pytest.mark.parametrize(
    ("at_h", "length", "battery"), [("[10]", "1", 60), ("[10, 40, 70]", "10 min", 10), ("[10]", "0.7", 42)]
)
def test_a_battery_empty_when_the_mains_return_has_sufficed(at_h: str, length: str, battery: int) -> None:
    assert outages(run(BATTERY.format(at_h=at_h, length=length, battery=battery))) == []


def test_sets_go_on_line_after_the_switch_that_closes_at_the_same_instant() -> None:
    """10 s after the loss: all sets are ready, the first is on the dead bus; `b` is over; then the others."""
    result = run(
        """
horizon: {hours: 100}
grid:
  upstream: {n: {}, s: {}}
  feeds: {east: {mttf_h: never, upstream: [n]}, west: {mttf_h: never, upstream: [s]}}
  interruptions: {loss: {hits: [east], at_h: [10], duration_h: 1}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1, fail_to_start: 0, mttf_h: never, start_s: 10, sync_s: 0}
  a: {kind: element, mttf_h: never, fed_by: [east, gensets]}
  b: {kind: switchgear, mttf_h: never, transfer: {from: [east, west], delay_s: 10}}
halls: {one: {it_mw: 1, cords: [a]}, two: {it_mw: 1, cords: [b]}}
"""
    )
    order = [(e.kind, e.name, e.unit) for e in result.events if e.kind in ("on-line", "transfer")]
    assert order == [
        ("on-line", "gensets", 0),
        ("transfer", "b", 1),
        ("on-line", "gensets", 1),
        ("on-line", "gensets", 2),
    ]
    assert outages(result) == times((10, 10 + 10 * SECOND))


@pytest.mark.parametrize("elsewhere_h", [14, 50], ids=["timer", "no timer"])
def test_return_and_failure_at_one_instant_do_not_depend_on_a_timer_elsewhere(elsewhere_h: int) -> None:
    """East is back at 15 and the board on it at once, before west goes; a switch elsewhere closes at 15, or later."""
    result = run(
        f"""
horizon: {{hours: 100}}
grid:
  upstream: {{n: {{}}, s: {{}}, t: {{}}, f: {{}}}}
  feeds:
    east: {{mttf_h: never, upstream: [n]}}
    west: {{mttf_h: never, upstream: [s]}}
    third: {{mttf_h: never, upstream: [t]}}
    fourth: {{mttf_h: never, upstream: [f]}}
  interruptions:
    first: {{hits: [east], at_h: [10], duration_h: 5}}
    second: {{hits: [west], at_h: [15], duration_h: 5}}
    other: {{hits: [third], at_h: [{elsewhere_h}], duration_h: 3}}
power:
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [east, west], delay_s: 2}}}}
  elsewhere: {{kind: switchgear, mttf_h: never, transfer: {{from: [third, fourth], delay_s: 3600}}}}
halls: {{hall: {{it_mw: 1, cords: [board]}}, far: {{it_mw: 1, cords: [elsewhere]}}}}
"""
    )
    assert of_hall(result, "hall") == times((10, 10 + 2 * SECOND))


SPLIT = """
horizon: {{hours: 100}}
grid:
  upstream: {{n: {{}}, s: {{}}}}
  feeds: {{mains: {{mttf_h: never, upstream: [n]}}, other: {{mttf_h: never, upstream: [s]}}}}
  interruptions:
    a-hit: {{hits: [tx-a], at_h: [10], duration_h: 1}}
    z-hit: {{hits: [bus], at_h: [10], duration_h: 1}}
    loss: {{hits: [other], at_h: [{elsewhere_h}], duration_h: 2}}
power:
  m-gen: {{kind: genset, rating_mw: 1, fail_to_start: 1, start_attempts: 1, attempt_s: 3600, mttf_h: never,
          mttr_h: {{law: fixed, value: 500}}, start_s: 0, sync_s: 0}}
  far-board: {{kind: element, mttf_h: never, fed_by: [other, m-gen]}}
  tx-a: {{kind: element, rating_mw: 1, overload_s: 0, reset_h: 5, mttf_h: never, fed_by: [mains]}}
  tx-b: {{kind: element, rating_mw: 1, overload_s: 0, reset_h: 5, mttf_h: never, fed_by: [mains]}}
  bus: {{kind: element, mttf_h: never, fed_by: [tx-a, tx-b]}}
halls: {{hall: {{it_mw: 1.5, cords: [bus]}}, far: {{it_mw: 0.5, cords: [far-board]}}}}
"""


@pytest.mark.parametrize("elsewhere_h", [9, 50], ids=["timer", "no timer"])
def test_two_failures_at_one_instant_do_not_depend_on_a_timer_elsewhere(elsewhere_h: int) -> None:
    """`tx-a` and all load behind `tx-b` go together at 10, when a start elsewhere may fail: nothing trips."""
    assert of_hall(run(SPLIT.format(elsewhere_h=elsewhere_h)), "hall") == [(10.0, 11.0)]


def test_many_switches_may_move_at_once() -> None:
    n = 600
    switches = "".join(
        f"  s{i}: {{kind: sts, mttf_h: never, transfer: {{from: [east, west], delay_s: 0.004, fail_to_transfer: 0}}}}\n"
        for i in range(n)
    )
    halls = "".join(f"  h{i}: {{it_mw: 0.1, cords: [s{i}]}}\n" for i in range(n))
    result = run(
        f"""
horizon: {{hours: 100}}
grid:
  upstream: {{n: {{}}, s: {{}}}}
  feeds: {{east: {{mttf_h: never, upstream: [n]}}, west: {{mttf_h: never, upstream: [s]}}}}
  interruptions: {{loss: {{hits: [east], at_h: [10], duration_h: 1}}}}
power:
{switches}halls:
{halls}"""
    )
    assert outages(result) == times((10, 10 + 0.004 * SECOND))
    assert len(result.outages[0].halls) == n


ENDLESS = """
horizon: {{hours: 20}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [10], duration_h: 50}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 1, fail_to_start: {fail}, mttf_h: {life}, mttr_h: {{law: fixed, value: 0}}, start_s: 0, attempt_s: 0, sync_s: 1}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2}}}}
halls: {{hall: {{it_mw: 1, cords: [board]}}}}
"""


@pytest.mark.parametrize(
    ("fail", "life"), [(1, "never"), (0, "{law: fixed, value: 0}")], ids=["start", "run"]
)
def test_a_loop_at_one_instant_ends_with_an_error(fail: int, life: str) -> None:
    with pytest.raises(SimulationError, match="never settles at hour 10"):
        run(ENDLESS.format(fail=fail, life=life))


@pytest.mark.parametrize("life", ["{law: weibull, shape: 0.1, scale: 0.001}", "{law: fixed, value: 0}"])
def test_lives_and_repairs_of_no_length_end_with_an_error(life: str) -> None:
    with pytest.raises(SimulationError):
        run(
            f"""
horizon: {{hours: 100000}}
grid: {{feeds: {{mains: {{mttf_h: {life}, mttr_h: {{law: fixed, value: 0}}}}}}}}
halls: {{hall: {{it_mw: 1, cords: [mains]}}}}
"""
        )


# ---------------------------------------------------------------------- histories


def rows_of(*rows: tuple[float, float]) -> Intervals:
    """Down intervals of one unit in one replication."""
    start, end = np.array(rows, float).T
    zeros = np.zeros(len(rows), np.int64)
    return Intervals(zeros, start, end, zeros, np.arange(len(rows)).astype(np.uint64))


def test_a_failure_during_a_repair_that_outlasts_a_later_one_is_dropped() -> None:
    """The second and the third begin during the first repair, the fourth only during one that never was."""
    kept = without_overlaps(rows_of((0, 100), (10, 20), (30, 200), (150, 160)))
    assert kept.start.tolist() == [0, 150]
    assert kept.end.tolist() == [100, 160]


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_unavailability_with_repairs_as_long_as_lives(ratio: float) -> None:
    """Renewal theory: m/(1 + m) of the time, less what a unit new at hour 0 has in hand.

    With lives of mean 100 h and repairs of mean 100·m and second moment 2·(100·m)², the expected time down
    up to H is H·m/(1 + m) - 100·m²/(1 + m)². The share over 800 unit-years has a standard deviation of about
    0.002, so that a right engine misses 0.008 with a probability below 1e-4. Dropping failures for repairs
    that were dropped themselves moved the share by 0.01 at m = 1 and by 0.028 at m = 2.
    """
    block, horizon_h = Block(0, 200, 200, 0), 8760.0
    repair = lognormal(100.0 * ratio, 1.0)
    drawn = Renewal("group", exponential(100.0), repair, 4).draw(Streams(3), block, horizon_h)
    down = (np.minimum(drawn.end, horizon_h) - drawn.start).sum() / (4 * 200 * horizon_h)
    new = 100 * (ratio / (1 + ratio)) ** 2 / horizon_h
    assert down == pytest.approx(ratio / (1 + ratio) - new, abs=0.008)


def test_units_that_are_never_repaired_fail_once_and_cost_little() -> None:
    """Half a million drawn failures of one unit, of which the first stands: a matter of a second."""
    drawn = Renewal("group", exponential(1.0), NEVER, 1).draw(Streams(3), Block(0, 1, 1, 0), 500_000.0)
    assert len(drawn.start) == 1


@pytest.mark.parametrize("hit", ["hall", "tx", "mains"])
def test_planned_works_with_notice_darken_what_they_take(hit: str) -> None:
    """There is no other way round: every one of them is an outage."""
    result = run(
        f"""
horizon: {{years: 10}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{works: {{hits: [{hit}], saifi: 4, saidi_min: 960, planned_share: 1, notice_h: 24}}}}
power: {{tx: {{kind: element, mttf_h: never, fed_by: [mains]}}}}
halls: {{hall: {{it_mw: 1, cords: [tx]}}}}
""",
        replications=5,
    )
    assert len(result.outages) == sum(result.interruptions.values()) > 100


def test_two_overlapping_times_of_one_interruption_are_two_deviations() -> None:
    """Out from 10 to 15 and from 12 to 17. Batteries end at 12:30, with both open, and at 16:30 with one."""
    both = run(BATTERY.format(at_h="[10, 12]", length=5, battery=150))
    assert outages(both) == [(12.5, 17.0)]
    assert [(d.name, d.since_h) for d in both.outages[0].deviations] == [
        ("loss", 10.0),
        ("loss", 12.0),
        ("ups", 12.5),
    ]
    one = run(BATTERY.format(at_h="[10, 12]", length=5, battery=390))
    assert outages(one) == [(16.5, 17.0)]
    assert [(d.name, d.since_h) for d in one.outages[0].deviations] == [("loss", 12.0), ("ups", 16.5)]


def test_interruptions_every_few_seconds_are_refused() -> None:
    text = """format: 1
site: {name: made}
horizon: {years: 10}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    loss: {hits: [mains], at_h: [1], duration_h: 0.0001,
           every_h: 5 s}
halls: {hall: {it_mw: 1, cords: [mains]}}
"""
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(text)
    (fault,) = caught.value.faults
    assert "'every_h' makes" in fault.message
    assert ":8:" in str(caught.value)
