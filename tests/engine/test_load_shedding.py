"""Load shedding by contract, worked out by hand: who goes, when, and when they are back."""

from __future__ import annotations

import pytest

from dcsim.records import BlockResult
from tests.engine.made import MINUTE, SECOND, outages, run
from tests.engine.test_tenants import spells

TWO_GROUPS = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    loss: {hits: [mains], at_h: [10], duration_h: 10}
    small-away: {hits: [small], at_h: [12], duration_h: 2}
power:
  large: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 0, overload_s: OVERLOAD, reset_h: 1, shed: {tenants: [bank, farm, lab], within_s: WITHIN}}
  small: {kind: genset, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 0, overload_s: OVERLOAD, reset_h: 1}
  gen-bus: {kind: switchgear, mttf_h: never, fed_by: [large, small], share: {large: 2, small: 1}}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gen-bus], delay_s: 0}}
  ups: {kind: ups, count: 3, rating_mw: 1, battery_min: 5, recharge_min: 60, mttf_h: never, fed_by: [board]}
halls: {hall-1: {it_mw: 2, cords: [ups]}, hall-2: {it_mw: 1, cords: [ups]}}
tenants:
  bank: {hall: hall-1, contracted_mw: 1}
  farm: {hall: hall-1, contracted_mw: 1, priority: 3}
  lab: {hall: hall-2, contracted_mw: 1, priority: 2}
"""


def two_groups(within_s: float = 5, overload_s: float = 30) -> BlockResult:
    return run(TWO_GROUPS.replace("WITHIN", str(within_s)).replace("OVERLOAD", str(overload_s)))


def told(result: BlockResult) -> list[tuple[float, str, str]]:
    return [
        (round(e.time_h, 9), e.kind, e.name) for e in result.events if e.kind in ("shed", "unshed", "trip")
    ]


def test_as_few_as_needed_in_time() -> None:
    """3 MW on 2 MW from 12 h on: the farm goes after 5 s, and is back when the small set is on line again.

    The set may start again at 14 h and takes 10 s.
    """
    result = two_groups()
    back = round(14 + 10 * SECOND, 9)
    assert told(result) == [(round(12 + 5 * SECOND, 9), "shed", "farm"), (back, "unshed", "farm")]
    assert outages(result) == []
    assert spells(result) == {}
    assert spells(result, "shed") == {"farm": [(round(12 + 5 * SECOND, 9), back, round(2 + 5 * SECOND, 9))]}


def test_in_time_also_at_the_very_instant_of_the_trip() -> None:
    assert outages(two_groups(within_s=30, overload_s=30)) == []


def test_too_late_is_a_collapse() -> None:
    """The large group trips at 12 h 30 s and may close an hour later; batteries last 5 min.

    Then both sets on line carry 2 MW: without the farm they can. The farm is dark with all others until
    then, and shed from then on.
    """
    result = two_groups(within_s=60)
    tripped, dark = 12 + 30 * SECOND, 12 + 30 * SECOND + 5 * MINUTE
    lit = tripped + 1
    assert outages(result) == [(round(dark, 9), round(lit, 9))]
    assert told(result) == [
        (round(tripped, 9), "trip", "large"),
        (round(lit, 9), "shed", "farm"),
        (round(14 + 10 * SECOND, 9), "unshed", "farm"),
    ]
    assert spells(result)["farm"] == [(round(dark, 9), round(lit, 9), round(lit - dark, 9))]


def test_without_a_list_the_site_waits_for_the_set() -> None:
    text = TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30")
    text = text.replace(", shed: {tenants: [bank, farm, lab], within_s: 5}", "")
    dark = 12 + 30 * SECOND + 5 * MINUTE
    assert outages(run(text)) == [(round(dark, 9), round(14 + 10 * SECOND, 9))]


def test_two_go_when_one_is_too_few() -> None:
    """The large group away leaves 1 MW for 3: farm and lab go, the bank stays."""
    text = (
        TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30").replace("hits: [small]", "hits: [large]")
    )
    rule = ", shed: {tenants: [bank, farm, lab], within_s: 5}"
    text = text.replace(rule, "").replace("reset_h: 1}\n  gen-bus", f"reset_h: 1{rule}}}\n  gen-bus")
    result = run(text)
    gone, back = round(12 + 5 * SECOND, 9), round(14 + 10 * SECOND, 9)
    assert told(result) == [
        (gone, "shed", "farm"),
        (gone, "shed", "lab"),
        (back, "unshed", "lab"),
        (back, "unshed", "farm"),
    ]
    assert outages(result) == []


def test_when_all_of_the_list_is_not_enough_the_trip_comes() -> None:
    """Only the lab may go, and 2 MW on the small set of 1 MW are too much: all go dark on empty batteries."""
    text = (
        TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30").replace("hits: [small]", "hits: [large]")
    )
    rule = ", shed: {tenants: [bank, farm, lab], within_s: 5}"
    less = ", shed: {tenants: [lab], within_s: 5}"
    text = text.replace(rule, "").replace("reset_h: 1}\n  gen-bus", f"reset_h: 1{less}}}\n  gen-bus")
    result = run(text)
    assert told(result)[:2] == [
        (round(12 + 5 * SECOND, 9), "shed", "lab"),
        (round(12 + 30 * SECOND, 9), "trip", "small"),
    ]
    assert len(outages(result)) == 1


ONE_MISSING = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10], duration_h: 4}, spare-away: {hits: [third], at_h: [5], duration_h: 6}}
power:
  pair: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 20, SHED}
  third: {kind: genset, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 0}
  gen-bus: {kind: switchgear, mttf_h: never, fed_by: [pair, third], share: {pair: 2, third: 1}}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gen-bus], delay_s: 0}}
  ups: {kind: ups, count: 3, rating_mw: 1, battery_min: BATTERY, recharge_min: 60, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 3, cords: [ups]}}
tenants: {bank: {hall: hall, contracted_mw: 2}, farm: {hall: hall, contracted_mw: 1, priority: 2}}
"""
SHED = "shed: {tenants: [farm], within_s: 5}"


def one_missing(shed: str = SHED, battery_min: float = 5) -> BlockResult:
    return run(ONE_MISSING.replace("SHED", shed).replace("BATTERY", str(battery_min)))


def test_the_breaker_closes_with_the_farm_shed() -> None:
    """Both sets of the pair are on line at 10 h 30 s (10 s to start, 20 s to synchronise); the third is away.

    Nothing more is to come: the farm goes, the breaker closes. The third set may start at 11 h and is on line
    10 s later.
    """
    result = one_missing()
    closed, back = round(10 + 30 * SECOND, 9), round(11 + 10 * SECOND, 9)
    assert told(result) == [(closed, "shed", "farm"), (back, "unshed", "farm")]
    assert outages(result) == []
    assert one_missing("reset_h: 1").outages  # without a list the battery runs out after 5 min


def test_nobody_waits_in_the_dark_for_a_set_that_is_still_coming() -> None:
    """A battery of 20 s is empty when one set is on line and cannot carry the bank alone: dark for 10 s.

    With the bank on the list too one set would carry nothing else; so the 10 s are lost.
    """
    result = one_missing(battery_min=20 / 60)
    assert outages(result) == [(round(10 + 20 * SECOND, 9), round(10 + 30 * SECOND, 9))]
    text = ONE_MISSING.replace("SHED", SHED).replace("BATTERY", str(20 / 60))
    text = text.replace("contracted_mw: 2", "contracted_mw: 1").replace(
        "contracted_mw: 1, priority: 2", "contracted_mw: 2, priority: 2"
    )
    result = run(text)
    # the bank's 1 MW is carried by the first set alone: it closes the instant the battery is empty
    assert outages(result) == []
    first = round(10 + 20 * SECOND, 9)
    assert told(result)[0] == (first, "shed", "farm")


@pytest.mark.parametrize("within_s", [0, 5])
def test_a_ups_group_sheds_before_it_goes_to_bypass(within_s: float) -> None:
    """Two of three modules for 2.4 MW: the farm's 0.4 MW go; back when the module is mended."""
    text = f"""
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [third], at_h: [10], duration_h: 4}}}}
power:
  board: {{kind: switchgear, mttf_h: never, fed_by: [mains]}}
  third: {{kind: element, rating_mw: 1, mttf_h: never, fed_by: [board], overload_s: 60}}
  pair: {{kind: ups, count: 2, rating_mw: 1, battery_min: 5, mttf_h: never, fed_by: [board], overload_s: 60, shed: {{tenants: [farm], within_s: {within_s}}}}}
halls: {{hall: {{it_mw: 3, cords: [pair, third], share: {{pair: 2, third: 1}}}}}}
tenants: {{bank: {{hall: hall, contracted_mw: 2}}, farm: {{hall: hall, contracted_mw: 0.4, priority: 2}}}}
"""
    result = run(text)
    assert told(result) == [(round(10 + within_s * SECOND, 9), "shed", "farm"), (14.0, "unshed", "farm")]
    assert not [e for e in result.events if e.kind == "bypass"]
    assert result.static_outages == (0,)


def test_a_less_important_tenant_waits_for_the_more_important_one() -> None:
    """2 MW left for 3.2: the small one (0.2) and the large one (1.5) go. 0.5 MW are free, and stay free."""
    text = TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30")
    text = text.replace(
        "lab: {hall: hall-2, contracted_mw: 1, priority: 2}",
        "lab: {hall: hall-2, contracted_mw: 0.2, priority: 9}",
    )
    text = text.replace("bank: {hall: hall-1, contracted_mw: 1}", "bank: {hall: hall-1, contracted_mw: 1.2}")
    text = text.replace(
        "farm: {hall: hall-1, contracted_mw: 1, priority: 3}",
        "farm: {hall: hall-1, contracted_mw: 1.5, priority: 3}",
    )
    result = run(
        text.replace("hall-1: {it_mw: 2", "hall-1: {it_mw: 3").replace(
            "small: {kind: genset, rating_mw: 1", "small: {kind: genset, rating_mw: 1.5"
        )
    )
    gone = round(12 + 5 * SECOND, 9)
    assert told(result)[:2] == [(gone, "shed", "lab"), (gone, "shed", "farm")]
    assert [what for what in told(result) if gone < what[0] < 14] == []


def test_what_hangs_on_one_cord_is_shed_with_its_tenant() -> None:
    """0.2 MW of the farm hang on the one cord there is: they go with the other 0.8, and are not down either."""
    text = TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30")
    result = run(
        text.replace("contracted_mw: 1, priority: 3", "contracted_mw: 1, priority: 3, single_corded: 0.2")
    )
    assert spells(result) == {}
    shed_h = 2 + 5 * SECOND
    assert [row[2] for row in spells(result, "shed")["farm"]] == [pytest.approx(shed_h)]


def test_a_shed_tenant_in_a_dark_hall_is_down() -> None:
    """What the contract allows is to be shed while there is power to be had; the hall dark, all in it are."""
    text = TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30")
    text = text.replace(
        "power:\n", "    hall-away: {hits: [hall-1], at_h: [13], duration_h: 0.5}\npower:\n", 1
    )
    result = run(text)
    shed = round(12 + 5 * SECOND, 9)
    back = round(14 + 10 * SECOND, 9)
    assert [row[:2] for row in spells(result)["farm"]] == [(13.0, 13.5)]
    assert [row[:2] for row in spells(result, "shed")["farm"]] == [(shed, 13.0), (13.5, back)]


def test_a_load_is_back_in_the_hour_that_has_room() -> None:
    """Half of hall-1's demand from 13 to 14 h: 0.5 + 0.5 + 1 MW fit on 2 MW; at 14 h 3 MW do not.

    The small set is on line again 10 s later, the farm goes once more for the 5 s in between.
    """
    hours = ", ".join("0.5" if hour == 13 else "1" for hour in range(24))
    text = TWO_GROUPS.replace("WITHIN", "5").replace("OVERLOAD", "30")
    result = run(text.replace("hall-1: {it_mw: 2, ", f"hall-1: {{it_mw: 2, hourly: [{hours}], "))
    assert told(result) == [
        (round(12 + 5 * SECOND, 9), "shed", "farm"),
        (13.0, "unshed", "farm"),
        (round(14 + 5 * SECOND, 9), "shed", "farm"),
        (round(14 + 10 * SECOND, 9), "unshed", "farm"),
    ]
    assert outages(result) == []


def test_a_load_block_is_connected_with_the_farm_shed() -> None:
    """The lights are block 1, the UPS block 2, due 5 s after the first set: at 15 s; two sets are there at 30 s.

    2 x 1.1 MW carry the lights (0.1 MW) and the bank (2 MW), not the farm; the third set comes at 11 h 10 s.
    """
    text = ONE_MISSING.replace("SHED", f"block_s: 5, {SHED}").replace("BATTERY", "5")
    text = text.replace("count: 2, rating_mw: 1,", "count: 2, rating_mw: 1.1,").replace(
        "{pair: 2, third: 1}", "{pair: 2.2, third: 1}"
    )
    text = (
        text.replace("battery_min: 5", "battery_min: 5, load_block: 2")
        + "loads: {lights: {mw: 0.1, fed_by: [board]}}\n"
    )
    result = run(text)
    connected = [round(e.time_h, 9) for e in result.events if e.kind == "connected" and e.time_h < 11]
    assert connected == [round(10 + 30 * SECOND, 9)]
    assert told(result) == [
        (round(10 + 30 * SECOND, 9), "shed", "farm"),
        (round(11 + 10 * SECOND, 9), "unshed", "farm"),
    ]
    assert outages(result) == []


TWO_BOARDS = """
horizon: {hours: 100}
grid:
  feeds: {east: {mttf_h: never, upstream: [grid]}, west: {mttf_h: never, upstream: [grid]}}
  upstream: {grid: {mttf_h: never}}
  interruptions: {loss: {hits: [west], at_h: [10], duration_h: 1}}
power:
  board-a: {kind: switchgear, rating_mw: 0.8, overload_s: 60, mttf_h: never, transfer: {from: [east, west], delay_s: 5, fail_to_transfer: 0}, shed: {tenants: [farm], within_s: WITHIN}}
  board-b: {kind: switchgear, rating_mw: 0.8, overload_s: 60, mttf_h: never, transfer: {from: [west, east], delay_s: 5, fail_to_transfer: 0}}
halls: {hall: {it_mw: 1, cords: [board-a, board-b]}}
tenants:
  bank: {hall: hall, contracted_mw: 0.6}
  farm: {hall: hall, contracted_mw: 0.4, priority: 2}
"""


@pytest.mark.parametrize("within_s", [0, 2])
def test_nobody_comes_back_before_the_switch_that_makes_room_has_moved(within_s: int) -> None:
    """Board b moves to the other feed in 5 s: until then board a has 1 MW on 0.8."""
    result = run(TWO_BOARDS.replace("WITHIN", str(within_s)))
    gone, back = round(10 + within_s * SECOND, 9), round(10 + 5 * SECOND, 9)
    assert told(result) == [(gone, "shed", "farm"), (back, "unshed", "farm")]
    assert outages(result) == []
