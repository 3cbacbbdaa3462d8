"""What a new phase brings with it: failures of its first months, and works on live plant."""

from __future__ import annotations

import math

import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timelines_of
from dcsim.scenario import scenario_from_text
from tests.engine.made import happened, outages
from tests.engine.two_drivers import Compared, differences

# 20 units that fail 2 times a year each come after a year; the horizon is three.
UNITS = """
format: 1
site: {name: new units, target: I}
horizon: {start: 2028-01-01, years: 3}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  units: {kind: element, count: 20, failures_per_year: 2, mttr_h: {law: fixed, value: 1}, fed_by: [mains]}
halls: {hall: {it_mw: 1, cords: [units]}}
phases: {two: {ready: 2029-01-01, late: never, brings: {units: 10}, early_life: {multiplier: 3, months: 6}}}
"""


def run(text: str, replications: int = 1, *, full: bool = False, events: bool = False) -> BlockResult:
    model = scenario_from_text(text).model
    plant = build(model)
    timelines = timelines_of(model, plant, 1).block(0, replications)
    block = Block(0, replications, replications, 0)
    return simulate(plant, timelines, block, Record(events=events), seed=1, full=full)


def failed_units(found: BlockResult, first: int, last: int) -> list[tuple[int, float, int]]:
    return [
        (one.replication, one.time_h, one.unit)
        for one in found.events
        if one.kind == "failed" and first <= one.unit < last
    ]


def test_failures_of_the_first_months() -> None:
    """The extra ones of 10 units: 2/yr × (3 - 1) × half a year ÷ 2 = 1 each, a quarter of them in the second half.

    400 replications: 4,000 extra failures among 10 × 2/yr × 2 yr × 400 = 16,000, so 20,000 in all with a
    standard error of 141; and none in the year before. Between age 3 and 6 months (1 - a/T)² leaves a quarter,
    1,000, beside 2,000 of the catalogue's: 3,000 ± 55. Within 4 standard errors: refused falsely 1 time in
    10,000; without the extra failures 28 and 18 standard errors away; if they did not decay (8,000 extra) the
    same again.
    """
    found = run(UNITS, 400, events=True)
    new = failed_units(found, 10, 20)
    assert min(time for _, time, _ in new) >= 8760
    assert len(new) == pytest.approx(20_000, abs=4 * 141)
    late = sum(8760 + 2190 <= time < 8760 + 4380 for _, time, _ in new)
    assert late == pytest.approx(3_000, abs=4 * 55)


def test_another_multiplier_leaves_the_catalogues_failures_alone() -> None:
    """Those of the old units, and those of the new ones that do not fall into a repair of an hour."""
    with_more, without = (
        run(text, 20, events=True) for text in (UNITS, UNITS.replace("multiplier: 3", "multiplier: 1"))
    )
    assert failed_units(with_more, 0, 10) == failed_units(without, 0, 10)
    missing = set(failed_units(without, 10, 20)) - set(failed_units(with_more, 10, 20))
    assert len(missing) <= 0.01 * len(failed_units(without, 10, 20))


def test_a_later_phase_changes_nothing_after_it() -> None:
    """Without memory the same failures come when the units are there a year later; what was extra moves along."""
    once = UNITS.replace("multiplier: 3", "multiplier: 1")
    early, late = run(once, 20, events=True), run(once.replace("2029-01-01", "2030-01-01"), 20, events=True)
    after = [one for one in failed_units(early, 10, 20) if one[1] > 2 * 8760]
    assert failed_units(late, 10, 20) == after


def test_units_that_age_are_new_when_they_come() -> None:
    """A fixed life of 5,000 h and a repair of an hour: failures 5,000, 10,001, 15,002 h after the unit comes."""
    text = UNITS.replace("failures_per_year: 2", "mttf_h: {law: fixed, value: 5000}").replace(
        "multiplier: 3", "multiplier: 1"
    )
    times = {time for _, time, unit in failed_units(run(text, events=True), 10, 20)}
    assert times == {8760.0 + 5000, 8760.0 + 10_001, 8760.0 + 15_002}


# Two sides, each alone enough; the works of phase two take each out for 8 h. A set would carry the hall.
SIDES = """
format: 1
site: {name: tie-in, target: I}
horizon: {start: 2028-01-01, years: 2}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {gone: {hits: side-b, at_h: [8752], duration_h: 30}}
power:
  side-a: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  side-b: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  more: {kind: element, count: 2, mttf_h: never, fed_by: [side-a, side-b]}
halls: {hall: {it_mw: 1, cords: [side-a, side-b]}, hall-2: {it_mw: 1, cords: [more]}}
phases:
  two:
    ready: 2029-01-01
    late: never
    brings: {more: 1}
    early_life: {multiplier: 1, months: 12}
    tie_in: {groups: [side-a, side-b], hours: 8}
"""


def test_works_wait_while_they_would_darken_a_hall() -> None:
    """Side b is out until 8,782 h: the works of 8,760 h wait a day and then take side a, then side b, 8 h each."""
    found = run(SIDES, events=True)
    assert outages(found) == []
    assert found.groups["side-a"].failures == 0
    begun = [one.time_h for one in found.events if one.kind == "interrupted" and "tie-in" in one.name]
    assert begun == [8760 + 24 + 0.25, 8760 + 24 + 0.25 + 8 + 0.25]
    over = [one.time_h for one in found.events if one.kind == "restored" and "tie-in" in one.name]
    assert over == [8760 + 24 + 8.25, 8760 + 24 + 16.5]
    assert found.interruptions == {"gone": 1, "two (tie-in)": 1}


def test_works_that_must_darken_a_hall_are_done_in_the_end() -> None:
    """The only board of a hall: put off for 30 days, then the hall is dark for the 8 h, by the works."""
    single = SIDES.replace(
        "hall: {it_mw: 1, cords: [side-a, side-b]}", "hall: {it_mw: 1, cords: [side-a]}"
    ).replace("groups: [side-a, side-b]", "groups: [side-a]")
    found = run(single)
    begin = 8760 + 30 * 24 + 0.25
    assert outages(found) == [(begin, begin + 8)]
    assert found.outages[0].initiating is not None
    assert found.outages[0].initiating.name == "two (tie-in)"


def test_works_on_the_grid_side_start_the_sets_first() -> None:
    """The feed is taken out for 8 h: the set is started a quarter of an hour before, and the switch moves at once."""
    text = (
        SIDES.replace("groups: [side-a, side-b]", "groups: [mains]")
        .replace(
            "  side-a: {kind: switchgear, mttf_h: never, fed_by: [mains]}",
            "  gensets: {kind: genset, count: 1, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 10}\n"
            "  side-a: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 60}}",
        )
        .replace("at_h: [8752]", "at_h: [10]")
    )
    found = run(text, events=True)
    assert outages(found) == []
    assert happened(found, "start") == [(8760.0, "start", 0)]


# The works take what the mains come through, so sets must start, of which nearly every second does not. The module
# that comes changes nothing of the supply: no other event of that hour names what the sets draw.
ON_SETS = """
format: 1
site: {name: works on the way of the mains, target: I}
horizon: {start: 2028-01-01, years: 3}
grid: {feeds: {mains: {failures_per_year: 12, mttr_h: 2}}}
power:
  tx: {kind: transformer, mttf_h: never, fed_by: [mains]}
  gensets: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0.4, mttf_h: 100, mttr_h: 12, start_s: 10, sync_s: 0}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [tx, gensets], delay_s: 2}}
  more: {kind: ups, count: 3, needed: 1, rating_mw: 1, battery_min: 10, recharge_min: 60, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 0.8, cords: [more]}}
phases:
  two:
    ready: 2029-03-01
    late: {by_months: {mean: 4, cv: 0.5}}
    brings: {more: 1}
    early_life: {multiplier: 1, months: 1}
    tie_in: {groups: [tx], hours: 30}
"""


def test_what_starts_for_works_is_drawn_by_their_name() -> None:
    """Not by that of the loss before, which is another where that was passed over."""
    full, screened = (run(ON_SETS, 30, full=full) for full in (True, False))
    assert full.interruptions["two (tie-in)"] > 20
    assert screened.counters.certified > 300
    assert differences(Compared(full, screened)) == []


@pytest.mark.parametrize("text", [UNITS, SIDES], ids=["early life", "tie-in"])
def test_both_drivers_agree(text: str) -> None:
    full, screened = (run(text, 5, full=full) for full in (True, False))
    assert screened.full_because is None
    assert full.outages == screened.outages
    assert full.groups == screened.groups
    assert full.interruptions == screened.interruptions
    assert not math.isnan(full.groups["more" if text is SIDES else "units"].run_h)
