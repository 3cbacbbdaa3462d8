"""The cause ledger: minimal cuts worked out by hand, and proved by replay without their initiating event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from dcsim.records import CauseShare, Deviation, Outage
from dcsim.scenario import scenario_from_text
from tests.engine.made import MINUTE, SECOND, run
from tests.engine.replays import Replays, longest, lost_h
from tests.engine.test_sequences import GENSETS

Named = tuple[str, str]


def named(one: Deviation | None) -> Named | None:
    return None if one is None else (one.name, one.kind)


def lines(outage: Outage) -> list[tuple[list[Named], Named | None, Any]]:
    """(cut, barrier, hours) of each stretch."""
    return [
        ([(d.name, d.kind) for d in share.cut], named(share.barrier), pytest.approx(share.hours, abs=1e-9))
        for share in outage.causes
    ]


def gensets(**changes: object) -> str:
    values = {"at_h": "[10]", "duration_h": 1, "fts": 0, "more": "", "battery_min": 5}
    return GENSETS.format(**{**values, **changes})


LOSS = ("loss", "interrupted")


def test_a_battery_shorter_than_the_start() -> None:
    """All sets are well, only too late: dark from 30 s until 37 s."""
    (outage,) = run(gensets(battery_min=0.5)).outages
    assert lines(outage) == [([LOSS], ("ups", "store-empty"), 7 * SECOND)]
    assert named(outage.initiating) == LOSS


def test_without_battery_the_start_is_too_slow() -> None:
    (outage,) = run(gensets(battery_min=0)).outages
    assert lines(outage) == [([LOSS], ("gensets", "too-slow"), 37 * SECOND)]


def test_sets_that_do_not_start() -> None:
    """All three fail: two are needed, so the cut has the loss and two of them, not the battery."""
    (outage,) = run(gensets(fts=1)).outages
    ((cut, barrier, hours),) = lines(outage)
    assert cut == [LOSS, ("gensets", "failed-to-start"), ("gensets", "failed-to-start")]
    assert barrier == ("gensets", "failed-to-start")
    assert hours == 1 - 5 * MINUTE


def test_fuel_that_runs_out() -> None:
    (outage, *_) = run(
        gensets(duration_h=20, more=", fuel: {tank_h: 4, burn: constant, refill_h: 1}")
    ).outages
    assert lines(outage)[0][:2] == ([LOSS, ("gensets", "out-of-fuel")], ("gensets", "out-of-fuel"))


TRANSFER = """
horizon: {{hours: 100}}
grid:
  feeds: {{east: {{mttf_h: never}}, west: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [east], at_h: [10], duration_h: {hours}}}}}
power:
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [east, west], delay_s: 2, fail_to_transfer: {fail}, manual_transfer_h: {{law: fixed, value: 0.5}}}}}}
halls: {{hall: {{it_mw: 2, cords: [board]}}}}
"""


def test_a_transfer_is_seen_without_a_battery() -> None:
    (outage,) = run(TRANSFER.format(hours=3, fail=0)).outages
    assert lines(outage) == [([LOSS], ("board", "too-slow"), 2 * SECOND)]


def test_a_transfer_that_fails_begins_as_one_that_is_slow() -> None:
    """The first 2 s belong to the transfer under way; then the switch is stuck, and the time is rebooked."""
    (outage,) = run(TRANSFER.format(hours=3, fail=1)).outages
    stuck = ("board", "failed-to-transfer")
    assert lines(outage) == [
        ([LOSS], ("board", "too-slow"), 2 * SECOND),
        ([LOSS, stuck], stuck, 0.5),
    ]


CHAINS = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    one: {hits: [a], at_h: [10], duration_h: 8}
    two: {hits: [b], at_h: [12], duration_h: 4}
    three: {hits: [c], at_h: [11], duration_h: 2}
    four: {hits: [other], at_h: [14], duration_h: 6}
power:
  a: {kind: element, mttf_h: never, fed_by: [mains]}
  b: {kind: element, mttf_h: never, fed_by: [mains]}
  c: {kind: element, mttf_h: never, fed_by: [mains]}
  other: {kind: element, mttf_h: never, fed_by: [mains]}
halls:
  left: {it_mw: 1, cords: [a, b]}
  right: {it_mw: 1, cords: [other]}
loads: {pump: {mw: 0, fed_by: [c]}}
"""


def test_the_cut_is_minimal_and_time_is_rebooked() -> None:
    """`three` does not matter; the left hall is dark from 12 to 16, the right one from 14 to 20: one outage."""
    (outage,) = run(CHAINS).outages
    one, two, four = ("one", "interrupted"), ("two", "interrupted"), ("four", "interrupted")
    assert lines(outage) == [([one, two], two, 4.0), ([four], None, 4.0)]
    assert [d.name for d in outage.deviations] == ["one", "three", "two"]


def test_overlapping_hits_of_one_name() -> None:
    """From 12 to 15 and 13 to 16 h: when the first is over the second still explains the loss."""
    text = CHAINS.replace(
        "two: {hits: [b], at_h: [12], duration_h: 4}", "two: {hits: [b], at_h: [12, 13], duration_h: 3}"
    )
    (outage,) = run(text.replace("four: {hits: [other], at_h: [14], duration_h: 6}", "")).outages
    cut = [("one", "interrupted"), ("two", "interrupted")]
    assert lines(outage) == [(cut, cut[1], 3.0), (cut, cut[1], 1.0)]


def test_a_site_too_small_for_its_demand_is_the_design() -> None:
    text = """
horizon: {hours: 100}
grid: {feeds: {mains: {mttf_h: never}}}
power: {board: {kind: switchgear, rating_mw: 1, overload_s: 60, reset_h: 1000, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 2, cords: [board]}}
"""
    (outage,) = run(text).outages
    assert [named(share.initiating) for share in outage.causes] == [("design", "design")]
    assert outage.initiating is None


ON_GENSETS = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    loss: {hits: [mains], at_h: [10], duration_h: 8}
    fire: {hits: [board], at_h: [12], duration_h: 1}
power:
  gensets: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, confirm_s: 0, start_s: 10, sync_s: 0}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2, fail_to_transfer: 0}}
  ups: {kind: ups, rating_mw: 1, battery_min: 5, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""


def test_a_board_lost_while_on_gensets_is_its_own_cause() -> None:
    """Without the fire the sets would still run; they went home because nobody behind the board needs them.

    Dark from 12:05, when the battery is empty, until the sets are back: 10 s after 13 h.
    """
    (outage,) = run(ON_GENSETS).outages
    (outage_line,) = lines(outage)
    assert outage_line == ([("fire", "interrupted")], ("ups", "store-empty"), 55 * MINUTE + 10 * SECOND)


def test_sets_that_wait_for_the_loss_to_be_confirmed_are_who_is_slow() -> None:
    (outage,) = run(gensets(battery_min=0, more=", confirm_s: 20")).outages
    assert lines(outage)[0][1] == ("gensets", "too-slow")


COOLED = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [10], duration_h: 1 min}}}}
power:
  board: {{kind: switchgear, mttf_h: never, fed_by: [mains]}}
  ups: {{kind: ups, rating_mw: 3, battery_min: 10, mttf_h: never, fed_by: [board]}}
cooling: {{chillers: {{kind: chiller, count: 2, rating_mw_th: 2, mttf_h: never, restart_min: 5, fail_to_restart: 0, fed_by: [board]}}}}
halls: {{hall: {{it_mw: 1, cords: [ups], cooled_by: [chillers], heat_per_it: 1, ride_through_min: 3}}}}
"""


def test_cooling_that_restarts_too_late_is_told_with_the_event_that_stopped_it() -> None:
    """The loss is over after 1 min; the hall stands 3 min, the chillers are back 6 min after the loss."""
    (outage,) = run(COOLED.format()).outages
    assert lines(outage) == [([LOSS, ("chillers", "stopped")], ("chillers", "stopped"), 3 * MINUTE)]


# ---------------------------------------------------------------------- by replay


def hours_saved(site: Replays, outage: Outage, share: CauseShare) -> float:
    """What the outage is shorter by if the initiating event of one of its stretches never happens."""
    without = site.without(outage.replication, share.initiating.episode)
    return outage.length_h - lost_h(without, outage.replication, outage.start_h, outage.end_h)


def in_full(outages: Iterable[Outage]) -> None:
    for outage in outages:
        assert outage.causes
        assert sum(share.hours for share in outage.causes) == pytest.approx(outage.length_h, abs=1e-9)
        assert all(share.hours > 0 for share in outage.causes)


SMALL = """
format: 1
site: {{name: small}}
horizon: {{years: 20}}
grid:
  upstream: {{source: {{failures_per_year: 0.5, mttr_h: 3}}}}
  feeds:
    east: {{failures_per_year: {often}, mttr_h: 12, upstream: [source]}}
    west: {{failures_per_year: {often}, mttr_h: 12, upstream: [source]}}
power:
  gensets: {{kind: genset, count: {sets}, rating_mw: 1, fail_to_start: 0.1, mttf_h: 50, mttr_h: 24, failures_per_year: 0.5}}
  mv-a: {{kind: switchgear, rating_mw: 6, failures_per_year: 0.1, mttr_h: 24, transfer: {{from: [east, west, gensets], fail_to_transfer: 0.02}}}}
  mv-b: {{kind: switchgear, rating_mw: 6, failures_per_year: 0.1, mttr_h: 24, transfer: {{from: [west, east, gensets], fail_to_transfer: 0.02}}}}
  ups-a: {{kind: ups, count: 4, rating_mw: 1, failures_per_year: 1, mttr_h: 48, battery_min: {minutes}, fed_by: [mv-a]}}
  ups-b: {{kind: ups, count: 4, rating_mw: 1, failures_per_year: 1, mttr_h: 48, battery_min: {minutes}, fed_by: [{second}]}}
halls:
  big: {{it_mw: 2, cords: [ups-a, ups-b]}}
  single: {{it_mw: 1, cords: [ups-b]}}
loads: {{pump: {{mw: 0.1, fed_by: [mv-a, mv-b]}}}}
"""


@pytest.mark.parametrize("seed", range(6))
def test_small_sites_drawn_at_random(seed: int) -> None:
    """Every stretch of an outage ends early, or never begins, without the event it is booked on."""
    draw = np.random.default_rng(seed)
    text = SMALL.format(
        often=draw.choice([2, 6]),
        sets=draw.choice([3, 4, 5]),
        minutes=draw.choice([0.2, 3]),
        second=draw.choice(["mv-a", "mv-b"]),
    )
    site = Replays(scenario_from_text(text), 2, seed)
    in_full(site.outages)
    assert len(site.outages) > 3
    for outage in longest(site.outages, 8):
        first = outage.causes[0]
        assert first.initiating.kind != "unattributed"
        assert hours_saved(site, outage, first) >= 0.99 * first.hours
