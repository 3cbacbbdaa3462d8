"""Timelines for the engine: steps and rows by hand, never below what is asked for, units as they come and go."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from dcsim.plant import build
from dcsim.plant.usable import fits
from dcsim.rollout import Timeline, timelines_of
from dcsim.scenario import scenario_from_text
from tests.rollout.made import HEAD, MONTH_H, TWO_BLOCKS, YEAR_H, programme
from tests.rollout.test_months import TWO_HALLS, sites

NAMES = ("hall-1", "hall-2", "bank", "cloud", "later")


def steps(timeline: Timeline) -> list[tuple[float, tuple[float, ...]]]:
    """(hour, MW per consumer) of each step."""
    rows = [tuple(w / 1e6 for w in timeline.demand_w[level]) for level in timeline.levels]
    return list(zip(timeline.steps_h, rows, strict=True))


def test_a_site_without_phases_has_one_timeline_for_all() -> None:
    found = programme(TWO_BLOCKS).block(4, 7)
    assert found.of(0) is found.of(6) is found.shared
    assert found.phases_h == {}


def test_a_deterministic_plan_by_hand() -> None:
    """bank 0.5 of 1 MW, after six months all; cloud in tenths of 6 MW, a new one every 1.2 months."""
    found = programme(TWO_HALLS.replace("LATE", "never")).block(0, 2)
    timeline = found.of(0)
    assert timeline == found.of(1)
    expected: list[tuple[float, tuple[float, ...]]] = [
        (0.0, (0, 0, 0.5, 0, 0)),
        (6 * MONTH_H, (0, 0, 1, 0, 0)),
    ]
    expected += [(2 * YEAR_H + 1.2 * MONTH_H * n, (0, 0, 1, 0.6 * (n + 1), 0)) for n in range(10)]
    expected += [(3 * YEAR_H + 3 * MONTH_H, (0, 0, 1, 6, 2)), (4 * YEAR_H + 181 * 24, (0, 0, 1, 6, 0))]
    got = steps(timeline)
    assert [hour for hour, _ in got] == pytest.approx([hour for hour, _ in expected])
    for (_, row), (_, wanted) in zip(got, expected, strict=True):
        assert row == pytest.approx(wanted)
    assert timeline.ready_h == {"blocks": (0.0, 2 * YEAR_H), "hall-2": (2 * YEAR_H,)}
    assert timeline.retired_h["blocks"] == (math.inf, math.inf)


def test_late_phases_move_what_depends_on_them_and_nothing_else() -> None:
    base = programme(TWO_HALLS.replace("LATE", "never")).block(0, 1).of(0)
    late = programme(TWO_HALLS.replace("LATE", "{by_months: 5}")).block(0, 1).of(0)
    assert late.ready_h["hall-2"] == (2 * YEAR_H + 5 * MONTH_H,)
    bank = [[(hour, row[2]) for hour, row in steps(one) if hour < 2 * YEAR_H] for one in (base, late)]
    assert bank[0] == bank[1]
    # the hour at which it first asks for each of its ten tenths
    cloud = [{round(row[3], 9): hour for hour, row in reversed(steps(one))} for one in (base, late)]
    tenths = [0.6 * (n + 1) for n in range(10)]
    moved = [cloud[1][round(mw, 9)] - cloud[0][round(mw, 9)] for mw in tenths]
    assert moved == pytest.approx([5 * MONTH_H] * 10)


COOLED = """
horizon: {start: 2028-01-01, years: 4}
power:
  mech-1: {kind: element, mttf_h: never, fed_by: [mains]}
  mech-2: {kind: element, mttf_h: never, fed_by: [mains]}
  old: {kind: element, count: 2, mttf_h: never, fed_by: [mains]}
cooling:
  chillers: {kind: chiller, count: 4, rating_mw_th: 5, draw_mw: 4, split: {mech-1: 2, mech-2: 2}}
loads: {lights: {mw: 0.2, fed_by: [mech-2]}}
halls:
  hall-1: {it_mw: 4, cords: [mech-1], cooled_by: [chillers], ride_through_min: 5}
  hall-2: {it_mw: 12, cords: [mech-2, old], cooled_by: [chillers], ride_through_min: 5}
phases:
  two: {ready: 2029-01-01, late: never, brings: {hall-2: all, lights: all, chillers: {mech-1: 1, mech-2: 2}}}
  three: {ready: 2030-01-01, late: never, retires: {old: 1}}
  four: {ready: 2031-01-01, late: never, brings: {old: 1}}
"""


def test_cooling_draws_for_the_space_there_is_and_the_heat_in_it() -> None:
    """A quarter of the space, full: 4 MW × (0.3 + 0.7) ÷ 4 on the one unit that is there; then 1 MW each."""
    found = programme(COOLED).block(0, 1).of(0)
    rows = steps(found)
    assert rows[0][1] == pytest.approx((4, 0, 0, 1.0, 0))
    assert (rows[1][0], rows[1][1]) == (YEAR_H, pytest.approx((4, 12, 0.2, 2, 2)))
    assert found.ready_h["chillers"] == (0.0, YEAR_H, YEAR_H, YEAR_H)
    # the first unit of `old` goes with phase three, the second comes with phase four
    assert found.ready_h["old"] == (0.0, 3 * YEAR_H)
    assert found.retired_h["old"] == (2 * YEAR_H, math.inf)


def test_cooling_of_halls_that_are_half_used() -> None:
    """All of the space, heat 4 × 0.5 + 12 of 16: 4 MW × (0.3 + 0.7 × 14/16) = 3.65 MW, equally on four units."""
    text = COOLED.replace("ready: 2029-01-01", "ready: 2028-01-01")
    text += "tenants: {half: {hall: hall-1, contracted_mw: 2, ramp: {steps: {0: 1}}}}\n"
    row = steps(programme(text).block(0, 1).of(0))[0][1]
    assert row == pytest.approx((0, 12, 0.2, 1.825, 1.825, 2))


def test_a_full_site_by_plan_asks_for_what_it_asks_for_without() -> None:
    model = scenario_from_text(HEAD + COOLED).model
    plant = build(model)
    found = timelines_of(model, plant, 1).block(0, 1).of(0)
    assert plant.demand in found.demand_w


def test_rows_are_few_and_the_same_number_means_the_same_row() -> None:
    text = TWO_HALLS.replace("LATE", "{by_months: {median: 6, sigma: 0.8}}") + "market: {cv: 0.4}\n"
    found = programme(text)
    first, second = found.block(0, 100), found.block(1, 100)
    assert second.demand_w[: len(first.demand_w)] == first.demand_w
    assert len(second.demand_w) < 150
    again = programme(text).block(1, 100)
    for r in range(100):
        one, other = second.of(r), again.of(r)
        assert one.steps_h == other.steps_h
        assert [second.demand_w[n] for n in one.levels] == [again.demand_w[n] for n in other.levels]


@settings(max_examples=40, deadline=None)
@given(text=sites())
def test_steps_are_never_below_what_is_asked_for(text: str) -> None:
    """Nor more than half a contract above for each tenant; in every month of every replication."""
    text = text.replace("profile: bank", "profile: {like: bank, residual: 0}")
    text = text.replace("rating_mw: 10", "rating_mw: 40")  # nothing is short
    both = programme(text)
    exact = both.months(0, 5, lambda one: 1e3)
    block = both.block(0, 5)
    ends = np.cumsum(exact.hours)
    for r in range(5):
        timeline = block.of(r)
        assert list(timeline.steps_h) == sorted(set(timeline.steps_h))
        total = [sum(row) / 1e6 for row in timeline.demand_w]
        for month, end in enumerate(ends):
            begin = end - exact.hours[month]
            hours = [begin, *(h for h in timeline.steps_h if begin < h < end)]
            most = max(total[timeline.level_at(h)] for h in hours)
            assert most >= exact.peak[r, month] - 1e-4
            assert most <= exact.peak[r, month] + 0.5 * 3 * len(exact.drawn_by) + 1e-4


# -------------------------------------------------------------------- what a healthy plant does not serve

SHORT = """
horizon: {start: 2028-01-01, years: 10}
power: {blocks: {kind: element, count: 2, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 20, cords: [blocks]}}
phases: {two: {ready: 2033-01-01, late: {by_months: 18}, brings: {blocks: 1}}}
tenants:
  first: {hall: hall, contracted_mw: 4, priority: 1, from: 2031-01-01}
  slow: {hall: hall, contracted_mw: 10, priority: 2, ramp: {steps: {0: 0.4, 24: 0.2, 36: 0.6, 48: 1}}}
  third: {hall: hall, contracted_mw: 4, priority: 3, ramp: {steps: {12: 1}}}
"""


def test_what_is_short_is_not_connected_least_important_first() -> None:
    """slow asks for 4, 2 from year 2, 6 from year 3, 10 from year 4; 10 MW until month 18 after year 5.

    From year 3 on 4 + 6 fill the plant and third goes; at year 4 slow does not grow; at year 6.5 all are there.
    """
    found = steps(programme(SHORT).block(0, 1).of(0))
    rows = [(hour / YEAR_H, row[1:]) for hour, row in found]
    assert rows == [
        (0, (0, 4, 0)),
        (1, (0, 4, 4)),
        (2, (0, 2, 4)),
        (3, (4, 6, 0)),
        (6.5, (4, 10, 4)),
    ]


def test_of_equals_the_latest_growth_is_not_connected() -> None:
    """As above without priorities: third, there since year 1, keeps its 4 MW; slow keeps 2 of the 6 it asks for."""
    text = SHORT.replace("priority: 2, ", "").replace("priority: 3, ", "")
    found = {hour / YEAR_H: row[1:] for hour, row in steps(programme(text).block(0, 1).of(0))}
    assert found[3] == (4, 2, 4)
    assert found[6.5] == (4, 10, 4)


@settings(max_examples=25, deadline=None)
@given(text=sites())
def test_whatever_is_connected_is_served_by_a_healthy_plant(text: str) -> None:
    model = scenario_from_text(HEAD + text).model
    plant = build(model)
    both = timelines_of(model, plant, 1)
    block = both.block(0, 5)
    for r in range(5):
        timeline = block.of(r)
        for hour in timeline.steps_h:
            units = list(plant.normal.units)
            for ready_h in timeline.ready_h["blocks"]:
                units[plant.index["blocks"]] -= ready_h > hour
            assert fits(plant, units, timeline.demand_w[timeline.level_at(hour)])
