"""Redundancy borrowed, by hand: when a group has fewer units than it needs and should have spare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dcsim.engine.borrowed import borrowed_h
from dcsim.engine.casting import cast_of
from dcsim.engine.eras import eras_of
from dcsim.engine.intervals import Intervals
from dcsim.plant import build
from dcsim.rollout import Timeline
from dcsim.scenario import scenario_from_text
from tests.engine.phased_sites import timeline

MW = 1_000_000
# Tier II keeps one spare: 2 MW on units of 1 MW need two and should have three of the four; a board has no spare.
SITE = """
format: 1
site: {name: spares, target: II}
horizon: {hours: 1000}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  board: {kind: switchgear, mttf_h: 1e6, mttr_h: 5, fed_by: [mains]}
  units: {kind: element, count: 4, rating_mw: 1, mttf_h: 1e4, mttr_h: 10, fed_by: [board]}
halls: {hall: {it_mw: 4, cords: [units]}}
"""
Down = tuple[str, int, float, float]


def hours(steps: Sequence[tuple[float, int]], *down: Down) -> float:
    """Hours borrowed where the hall asks for so many W from when on, and these units are down [from, to)."""
    plant = build(scenario_from_text(SITE).model)
    finished = Timeline(1000.0, (0.0,), (plant.demand,), {})
    cast = cast_of(plant, finished, True, 1, {})
    one = timeline(plant, 1000.0, [(hour, {"hall": watts}) for hour, watts in steps], {}, {})
    histories = [_rows([row for row in down if row[0] == behaviour.name]) for behaviour in cast.behaviours]
    (found,) = borrowed_h(cast, histories, [eras_of(plant, cast.records, one)], 1)
    return found


def _rows(down: Sequence[Down]) -> Intervals:
    return Intervals(
        np.zeros(len(down), np.int64),
        np.array([row[2] for row in down], float),
        np.array([row[3] for row in down], float),
        np.array([row[1] for row in down], np.int64),
        np.arange(len(down), dtype=np.uint64),
    )


def test_one_more_than_needed_and_spare_may_be_out() -> None:
    """Of four one may: only the 5 h count in which two are out."""
    assert hours([(0, 2 * MW)], ("units", 0, 100, 110), ("units", 1, 105, 130)) == pytest.approx(5)


def test_with_more_demand_fewer_may_be_out() -> None:
    """3 MW from 500 h on need three and one spare: the unit that is out since 490 h counts from then on."""
    assert hours([(0, 2 * MW), (500, 3 * MW)], ("units", 0, 490, 520)) == pytest.approx(20)


def test_what_has_no_spare_counts_whenever_it_is_out_and_overlaps_once() -> None:
    down = ("board", 0, 100, 105), ("units", 0, 102, 110), ("units", 1, 103, 108)
    assert hours([(0, 2 * MW)], *down) == pytest.approx(8)


def test_beyond_the_horizon_nothing_counts() -> None:
    assert hours([(0, 4 * MW)], ("units", 0, 990, 1200)) == pytest.approx(10)
