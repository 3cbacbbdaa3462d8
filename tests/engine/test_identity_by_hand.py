"""Histories made by hand: both drivers go through them alike, and as worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dcsim.scenario import scenario_from_text
from tests.engine.by_hand import PERIOD_H, PERIODS, REPLICATIONS, Story, by_hand
from tests.engine.made import MINUTE, SECOND, outages
from tests.engine.random_stories import random_story
from tests.engine.stories import STORIES
from tests.engine.two_drivers import Compared, Drivers, a_certificate_for_everything, assert_same


def assert_outages(found: Compared, expected: Sequence[tuple[float, float]]) -> None:
    """To some microseconds."""
    times = [time for outage in outages(found.full) for time in outage]
    assert times == pytest.approx([time for outage in expected for time in outage], abs=1e-8)


@pytest.mark.parametrize("name", STORIES)
def test_by_hand(name: str) -> None:
    story = STORIES[name]
    with a_certificate_for_everything():
        found = story.compare()
    assert_same(found)
    assert found.is_screened
    if story.outages is not None:
        periods = [period * PERIOD_H for period in range(PERIODS)] * REPLICATIONS
        assert_outages(found, [(at + start, at + end) for at in periods for start, end in story.outages])
    else:
        assert len(found.full.outages) > 0
        assert found.certified or found.kept == 6 * PERIODS * REPLICATIONS
    for what in ("certified", "kept"):
        if getattr(story, what) is not None:
            assert getattr(found, what) == getattr(story, what) * PERIODS * REPLICATIONS


# ---------------------------------------------------------------------- drawn at random


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(n, marks=pytest.mark.slow) for n in range(100, 300))]
)
def test_random_losses_and_failures_of_sets(seed: int) -> None:
    with a_certificate_for_everything():
        assert_same(random_story(seed).compare())


# ---------------------------------------------------------------------- at the ends of a horizon and of a year


def test_at_the_ends_of_a_replication() -> None:
    """A loss that is there at hour 0 or at the end; sets that start in an hour are no help.

    The battery lasts 5 min: dark until the horizon from 5999.9 h + 5 min, and full again an instant later, when
    the next replication begins with a loss of 3 min.
    """
    scenario = Story({}, changes={"power.gensets.start_s": 3600}).scenario()
    with a_certificate_for_everything():
        found = by_hand(scenario, {"mains": [(0, 3 * MINUTE), (100, 1 * MINUTE), (5999.9, 1)]}, 20)
    assert_same(found)
    assert_outages(found, [(5999.9 + 5 * MINUTE, 6000)] * 20)
    assert (found.certified, found.kept) == (40, 20)


@pytest.mark.parametrize(
    "last",
    [
        (5990, 10),
        (5999, 1 - 1e-9),
        (5999.999, 1e-3),
        (5999, 1 - 32 * SECOND),
        (5999 - 32 * SECOND, 1),
        (5980, 8),
    ],
)
def test_a_loss_up_to_the_end(last: tuple[float, float]) -> None:
    """Mains that return at the horizon or just before it; sets cool down, fail and are repaired across it."""
    changes = {
        "power.gensets.cooldown_min": 5,
        "power.gensets.stable_min": 10,
        "power.gensets.count": 3,
        "power.gensets.fail_to_start": 0.2,
        "power.gensets.mttf_h": 10,
    }
    with a_certificate_for_everything():
        found = by_hand(
            Story({}, changes=changes).scenario(), {"mains": [(1000, 1), (2000, last[1]), last]}, 50
        )
    assert_same(found)
    assert found.certified


# Two sides, each alone enough, of parts whose repairs often last until the end.
SHORT = """
format: 1
site: {name: by hand}
horizon: {hours: 100}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  line-a: {kind: element, mttf_h: 100, mttr_h: 60, fed_by: [board]}
  line-b: {kind: element, mttf_h: 100, mttr_h: 60, fed_by: [board]}
  pdu-a: {kind: pdu, count: 2, needed: 1, mttf_h: 100, mttr_h: 60, fed_by: [line-a]}
  pdu-b: {kind: pdu, mttf_h: 100, mttr_h: 60, fed_by: [line-b]}
halls: {hall: {it_mw: 0.5, cords: [pdu-a, pdu-b]}}
"""


@pytest.mark.parametrize("seed", [7, 9, 15, 44, 48])
def test_several_failures_that_last_to_the_end(seed: int) -> None:
    """Their intervals end with the horizon, at one instant: between two of these ends is no state of the site."""
    found = Drivers(scenario_from_text(SHORT).model).compare(10, seed)
    assert_same(found)
    assert found.quiet
    assert found.full.outages


def test_a_stretch_across_the_end_of_a_year() -> None:
    """A loss from an hour before the end of the year to an hour after it, in every year of four."""
    changes = {"horizon": {"hours": None, "years": 4}, "power.gensets.fail_to_start": 0.1}
    rows = [(8759 + 8760 * year, 2) for year in range(3)]
    with a_certificate_for_everything():
        found = by_hand(Story({}, changes=changes).scenario(), {"mains": rows}, 50)
    assert_same(found)
    assert found.certified
    assert found.full.outages


# ---------------------------------------------------------------------- demand by the hour


def test_demand_changes_in_a_stretch() -> None:
    """Losses across, at and between changes of demand, which is full in even hours and a quarter in odd ones.

    One set carries a quarter, two are needed for all; at an hour a battery of 5 min holds 5 or 20. Without sets:
    lost at 10.95 it gives 3 min and then, at a quarter, up to 8 more: 12 min are too long by one. At 61 it
    lasts 20 min. At 110.99 it gives 0.6 min and then lasts until 111 h + 17.6 min.
    """
    changes = {"halls.hall.hourly": [1, 0.25], "power.gensets.start_s": 7200}
    rows = [(10.95, 12 * MINUTE), (61, 19 * MINUTE), (110.99, 0.5), (150, 4 * MINUTE), (201, 1)]
    found = by_hand(Story({}, changes=changes).scenario(), {"mains": rows})
    assert_same(found)
    lost = [
        (10.95 + 11 * MINUTE, 10.95 + 12 * MINUTE),
        (111 + 17.6 * MINUTE, 111.49),
        (201 + 20 * MINUTE, 202),
    ]
    assert_outages(found, lost * 2)


def test_demand_changes_while_sets_start_and_fail() -> None:
    changes = {
        "halls.hall.hourly": [1, 0.25],
        "power.gensets.fail_to_start": 0.2,
        "power.gensets.mttf_h": 5,
        "power.gensets.overload_s": 20,
    }
    rows = [(10 + 50 * n + shift, 3) for n, shift in enumerate((0, 0.5, 1, 1 - 20 * SECOND, 2 - 1e-9))]
    story = Story({"mains": rows}, changes=changes)
    found = story.compare()
    assert_same(found)
    assert found.full.outages
