"""Hidden failures and tests: stories by hand through both drivers, and shares of time that are known exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import dcsim
from dcsim import exact
from dcsim.records import BlockResult, Deviation, Outage
from dcsim.scenario import scenario_from_text

from .by_hand import PERIOD_H, PERIODS, REPLICATIONS, SETS, Story, Table
from .dependent_sites import distance, drawn, listed, shortages, site
from .made import happened
from .made import run as run_made
from .two_drivers import Compared, assert_same, compare

UNSEEN, TESTED = "gensets (unseen)", "gensets (failed tests)"
EVERY = {"power.gensets.hidden_failures_per_year": 1.0, "power.gensets.tests": {"every_h": 730}}
MINUTE = 1 / 60
# Set 0 fails at 10, a test finds it at 60, at 65 it is repaired. Both sets are needed: without one the battery
# lasts 5 min.
FOUND_AT_60 = (10.0, 55.0, 0, 50.0)

STORIES: Mapping[str, Story] = {
    "nobody asks": Story({UNSEEN: [FOUND_AT_60], "mains": [(70, 1)]}, ()),
    "asked before the test": Story({UNSEEN: [FOUND_AT_60], "mains": [(30, 1)]}, [(30 + 5 * MINUTE, 31)]),
    # asked at 30 it is repaired at 35, and is there at 50
    "asked twice": Story(
        {UNSEEN: [FOUND_AT_60], "mains": [(30, 1), (50, 1)]}, [(30 + 5 * MINUTE, 31)], kept=1
    ),
    # asked at 30 and repaired at 35 it fails again at 40
    "asked, repaired, failed again": Story(
        {UNSEEN: [FOUND_AT_60, (40.0, 25.0, 0, 20.0)], "mains": [(30, 1), (50, 1)]},
        [(30 + 5 * MINUTE, 31), (50 + 5 * MINUTE, 51)],
    ),
    # it cannot fail at 40 where it has not been repaired since 10
    "failed while it had failed": Story(
        {UNSEEN: [FOUND_AT_60, (40.0, 50.0, 0, 20.0)], "mains": [(67, 1)]}, ()
    ),
    "lost while repaired": Story({UNSEEN: [FOUND_AT_60], "mains": [(62, 1)]}, [(62 + 5 * MINUTE, 63)]),
    # the loss goes on: repaired at 65 the set starts and carries after 32 s
    "repaired during the loss": Story(
        {UNSEEN: [FOUND_AT_60], "mains": [(62, 5)]}, [(62 + 5 * MINUTE, 65 + 32 / 3600)]
    ),
    # found when asked at 30: 5 h of repair from then on
    "repaired during the loss it was found in": Story(
        {UNSEEN: [FOUND_AT_60], "mains": [(30, 7)]}, [(30 + 5 * MINUTE, 35 + 32 / 3600)]
    ),
    "did not start at its test": Story(
        {TESTED: [(60, 5, 1)], "mains": [(62, 1), (70, 1)]}, [(62 + 5 * MINUTE, 63)]
    ),
    "not tested while it is needed": Story({TESTED: [(60, 5, 1)], "mains": [(59, 3)]}, ()),
    # no set fails unseen while it runs
    "running": Story({UNSEEN: [(30.5, 90.0, 0, 60.0)], "mains": [(30, 1), (50, 1)]}, ()),
}


@pytest.mark.parametrize("name", STORIES)
def test_by_hand(name: str) -> None:
    story = STORIES[name]
    found = replace(story, changes=EVERY).compare()
    assert_same(found)
    assert found.is_screened
    assert np.allclose(outages(found), list(story.outages or ()), rtol=0, atol=1e-9)
    if story.kept is not None:
        assert found.kept == story.kept * PERIODS * REPLICATIONS
    for one in found.full.outages:
        assert {part.name for part in one.causes[0].cut} == {"gensets", "mains"}


def barrier(outage: Outage) -> Deviation:
    """What should have stopped it."""
    found = outage.causes[0].barrier
    assert found is not None
    return found


def outages(found: Compared) -> list[tuple[float, float]]:
    """Those of the first period."""
    first = [one for one in found.full.outages if one.replication == 0 and one.start_h < PERIOD_H]
    return [(one.start_h, one.end_h) for one in first]


def test_the_ledger_says_that_nobody_knew() -> None:
    found = Story({UNSEEN: [FOUND_AT_60], "mains": [(30, 1)]}, site=SETS, changes=EVERY).compare()
    outage = found.full.outages[0]
    assert outage.initiating is not None
    assert (outage.initiating.name, outage.initiating.kind) == ("mains", "failed")
    assert (barrier(outage).name, barrier(outage).unit, barrier(outage).kind) == (
        "gensets",
        0,
        "found-failed",
    )


SWITCH = SETS.replace("fail_to_transfer: 0}", "fail_to_transfer: 0, manual_transfer_h: 2}").replace(
    "{kind: switchgear, ", "{kind: switchgear, hidden_failures_per_year: 1, "
)


def test_a_switch_that_is_stuck() -> None:
    """Lost at 30 for 5 h: the board waits for a hand from 30 h 32 s on, for 2 h. At 50 it moves by itself.

    Where the failure at 60 is found at 70 and repaired at 75, a loss at 80 is borne.
    """
    history: Table = {
        "board (unseen)": [(10.0, 80.0, 0, 75.0), (60.0, 15.0, 0, 10.0)],
        "mains": [(30, 5), (50, 1), (80, 1)],
    }
    found = Story(history, site=SWITCH).compare()
    assert_same(found)
    assert np.allclose(outages(found), [(30 + 5 * MINUTE, 32 + 32 / 3600)], rtol=0, atol=1e-9)
    (kinds,) = {(barrier(one).name, barrier(one).kind) for one in found.full.outages}
    assert kinds == ("board", "found-failed")


# ---------------------------------------------------------------------- groups that nobody watches


def group(count: int, needed: int, rate: float, every_h: float, repair_h: float, more: str = "") -> str:
    tests = f"{{every_h: {every_h}{more}}}"
    fixed = f"{{law: fixed, value: {repair_h}}}"
    return (
        f"a: count: {count}, needed: {needed}, mttf_h: never, mttr_h: {fixed}, "
        f"hidden_failures_per_year: {rate}, tests: {tests}"
    )


@pytest.mark.parametrize(
    ("count", "needed", "rate", "every_h", "repair_h", "staggered", "seed"),
    [
        (1, 1, 1.0, 730, 24, False, 1),
        (2, 1, 2.0, 730, 10, False, 2),
        (2, 1, 3.0, 900, 0, True, 3),
        (4, 2, 2.5, 500, 48, True, 4),
    ],
)
def test_share_of_time(
    count: int, needed: int, rate: float, every_h: float, repair_h: float, staggered: bool, seed: int
) -> None:
    """Wrong: off by 4 standard errors once in 16,000. Tests at twice the interval would be more than 8 away."""
    text = group(count, needed, rate, every_h, repair_h, f", staggered: {str(staggered).lower()}")
    years, n = 30, 60
    rows = drawn(site(text, years=years), n, seed)["a"]
    share = np.array(
        [shortages(rows.kept(rows.replication == i), count, needed, years * 8760.0)[0] for i in range(n)]
    )
    expected, other = (
        exact.proof_tested(needed, count, rate / 8760, hours, repair_h, staggered=staggered)
        for hours in (every_h, 2 * every_h)
    )
    assert abs(distance(share, expected)) <= 4.0
    assert abs(distance(share, other)) >= 8.0


def test_found_at_the_next_test_and_repaired_from_then_on() -> None:
    """Two units in turn, every 100 h: unit 0 at 50, 150, …; unit 1 at 100, 200, …"""
    rows = drawn(site(group(2, 1, 20.0, 100.0, 5.0)), 3)["a"]
    assert set((rows.unit // 2).tolist()) == {1}  # all of them unseen
    first = np.where(rows.unit % 2 == 0, 50.0, 100.0)
    rows = rows.kept(np.isfinite(rows.end))
    found = rows.end - 5.0
    assert np.allclose((found - first) % 100.0, 0.0)
    assert ((rows.start < found) & (found - rows.start <= 100.0)).all()


def test_what_a_test_does_not_cover_waits_for_an_overhaul() -> None:
    """Seven in ten are found every 100 h, the others every 1,000 h: with 400 failures 2.3 % more or less."""
    more = ", staggered: false, coverage: 0.7, overhaul_every_h: 1000"
    rows = drawn(site(group(1, 1, 10.0, 100.0, 0.0, more), years=10), 10)["a"]
    rows = rows.kept(np.isfinite(rows.end))
    late = np.round(rows.end, 6) % 1000 == 0
    soon = rows.end - rows.start <= 100.0
    assert (late | soon).all()
    # one in ten of those that a test finds is found on a date at which there is an overhaul too
    assert (~soon).mean() == pytest.approx(0.3 * 0.9, abs=0.09)
    without = drawn(site(group(1, 1, 10.0, 100.0, 0.0, ", coverage: 0.7"), years=10), 10)["a"]
    assert np.isinf(without.end).sum() == 10


def test_who_stands_by_is_found_when_it_is_asked() -> None:
    """1 is used, the other stands by and fails unseen; nobody tests. It is found when the first fails."""
    text = (
        "a: count: 2, mttf_h: {law: fixed, value: 1000}, mttr_h: {law: fixed, value: 10},"
        " standby: {in_use: 1, idle: 0}, hidden_failures_per_year: 50"
    )
    rows = drawn(site(text, years=0.5), 40)["a"]
    of_one = rows.kept(rows.replication == 0)
    seen, unseen = of_one.kept(of_one.unit < 2), of_one.kept(of_one.unit >= 2)
    for start, end, unit in zip(unseen.start, unseen.end, unseen.unit % 2, strict=True):
        if np.isfinite(end):
            assert end - 10.0 in seen.start.tolist()  # asked when the other failed
            assert start < end - 10.0
            assert 1 - int(unit) in seen.unit[seen.start == end - 10.0].tolist()
    assert len(unseen.start)
    assert listed(seen)[0][1] == 1000.0


# ---------------------------------------------------------------------- sets

ONCE_A_YEAR = (
    SETS.replace("hours: 6000", "years: 20")
    .replace("count: 2, rating_mw: 1,", "count: 1, rating_mw: 2,")
    .replace(
        "feeds: {mains: {mttf_h: never}}",
        "feeds: {mains: {mttf_h: never}}, interruptions: {gone: {hits: all, at_h: [365], every_h: 8760, duration_h: 1}}",
    )
)


def test_chance_of_a_hidden_failure_when_the_grid_goes() -> None:
    """Lost half a month after a test, once a year: 1 - e^(-365 λ) with two hidden failures a year.

    2,000 losses: off by 4 standard errors once in 16,000. A test that never finds anything would be 8 away.
    """
    changes = {
        "power.gensets.hidden_failures_per_year": 2.0,
        "power.gensets.tests": {"every_h": 730, "staggered": False},
    }
    scenario = scenario_from_text(ONCE_A_YEAR).with_values(changes)
    found = compare(scenario, 2000, 1)
    assert_same(found)
    p = -np.expm1(-365 * 2 / 8760)
    assert abs(len(found.full.outages) - 2000 * p) <= 4 * np.sqrt(2000 * p * (1 - p))
    # tested once a month but for the first: 239 starts in 20 years, and 20 for the losses
    starts = found.full.groups["gensets"].starts
    assert starts == 100 * (239 + 20)
    assert found.screened.groups["gensets"].run_h >= 100 * 239


def test_sets_that_do_not_start_at_a_test() -> None:
    """A tenth of 239 tests of each of 100 horizons fail: 2,390, give or take 4 x 46."""
    changes = {"power.gensets.tests": {"every_h": 730}, "power.gensets.fail_to_start": 0.1}
    scenario = scenario_from_text(ONCE_A_YEAR).with_values(changes)
    found = compare(scenario, 2000, 1)
    assert_same(found)
    losses = 2000 * 0.1
    assert abs(found.full.groups["gensets"].failed_starts - 2390 - losses) <= 4 * 49


# ---------------------------------------------------------------------- tests under load

LOAD = ONCE_A_YEAR.replace(
    ", interruptions: {gone: {hits: all, at_h: [365], every_h: 8760, duration_h: 1}}", ""
).replace(
    "mttf_h: never, mttr_h: {law: fixed, value: 5},",
    "mttf_h: {mttf}, mttr_h: {law: fixed, value: 5}, tests: {every_h: 730, hours: 2, transfers_load: true},",
)


def run(text: str) -> BlockResult:
    """Everything recorded, of one horizon."""
    return run_made(text.replace("format: 1\nsite: {name: by hand}\n", ""))


def test_under_load_nobody_notices() -> None:
    """Twelve a year: 15 min for the sets to start, 2 h on them, and back without a break."""
    result = run(LOAD.replace("{mttf}", "never").replace("years: 20", "years: 1"))
    assert result.outages == ()
    assert result.interruptions == {"gensets (test)": 11}
    assert result.groups["gensets"].starts == 11
    assert result.groups["gensets"].run_h == pytest.approx(11 * (2.25 - 10 / 3600))
    assert result.groups["ups"].discharges == 0
    assert happened(result, "interrupted", "opened")[:2] == [
        (730.25, "interrupted", 0),
        (732.25, "opened", -1),
    ]


def test_a_set_that_fails_under_its_test_gives_the_load_back() -> None:
    """It runs for half an hour: a quarter before the test, a quarter in it. The battery bridges the 2 s."""
    text = LOAD.replace("{mttf}", "{law: fixed, value: 0.5}").replace("years: 20", "years: 1")
    result = run(text)
    assert result.outages == ()
    assert result.groups["gensets"].run_failures == 11
    assert result.groups["ups"].discharges == 11
    broken_off = [t for t, _, _ in happened(result, "broken-off")]
    assert broken_off[0] == pytest.approx(730 + 10 / 3600 + 0.5)
    assert_same(compare(scenario_from_text(text), 20, 1))


def test_a_test_does_not_go_ahead_without_its_sets() -> None:
    result = run(LOAD.replace("{mttf}", "never").replace("fail_to_start: 0", "fail_to_start: 1"))
    assert result.outages == ()
    assert result.groups["ups"].discharges == 0
    assert result.interruptions == {"gensets (test)": 0}


def test_what_the_load_test_asks_for_is_found() -> None:
    """No set is out for longer than a month and its repair, though nobody tests it alone."""
    text = LOAD.replace("{mttf}", "never").replace(
        "kind: genset, ", "kind: genset, hidden_failures_per_year: 5, "
    )
    assert_same(compare(scenario_from_text(text), 60, 2))


def test_a_report_speaks_of_it() -> None:
    text = LOAD.replace("{mttf}", "never").replace(
        "kind: genset, ", "kind: genset, hidden_failures_per_year: 5, "
    )
    result = dcsim.run(scenario_from_text(text), seed=1, site_years=100)
    assert "gensets (test)" in result.interruptions
