"""Events that take several groups at once, each with its probability: by hand, and the same in both drivers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dcsim.engine import Block
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.casting import cast_of
from dcsim.plant import build
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from dcsim.streams import Streams
from tests.engine.made import outages, run
from tests.engine.two_drivers import Drivers, assert_same

SITE = """
format: 1
site: {name: two halls}
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {leak: {hits: [a, b], EVENT, duration_h: 5}}
power:
  a: {kind: element, mttf_h: never, fed_by: [mains]}
  b: {kind: element, mttf_h: never, fed_by: [mains]}
halls: {one: {it_mw: 1, cords: [a]}, two: {it_mw: 1, cords: [b]}}
"""


def events(text: str, size: int = 4000) -> tuple[Interruptions, np.ndarray]:
    """The behaviour, and for each event which of its ways it takes."""
    model = scenario_from_text(text).model
    plant, timeline = build(model), timeline_of(model)
    (one,) = (x for x in cast_of(plant, timeline, False, 1, {}).behaviours if isinstance(x, Interruptions))
    rows = one.history(Streams(1), timeline, Block(0, size, size, 0))
    return one, one.effect_of(rows.unit)


@pytest.mark.parametrize(
    ("chances", "halls"),
    [("", {"one", "two"}), (", chances: {a: 0}", {"two"}), (", chances: {a: 1, b: 0}", {"one"})],
)
def test_what_is_certain(chances: str, halls: set[str]) -> None:
    text = SITE.replace("EVENT", f"at_h: [100, 200]{chances}").replace(
        "format: 1\nsite: {name: two halls}\n", ""
    )
    result = run(text)
    assert outages(result) == [(100, 105), (200, 205)]
    assert {one.hall for outage in result.outages for one in outage.halls} == halls
    assert {(c.initiating.name, c.initiating.kind) for o in result.outages for c in o.causes} == {
        ("leak", "interrupted")
    }


def test_an_event_that_takes_nothing_harms_nobody_and_is_counted() -> None:
    text = SITE.replace("EVENT", "at_h: [100], chances: {a: 0, b: 0}")
    result = run(text.replace("format: 1\nsite: {name: two halls}\n", ""))
    assert outages(result) == []
    assert result.interruptions == {"leak": 1}


def test_each_is_taken_by_itself() -> None:
    """Both 0.3, neither (1 - 0.6) (1 - 0.5) = 0.2, one of them 0.3 and 0.2. z of 4 each: a false alarm in 4,000.

    A tenth more or less of any share is seen for certain: 10,000 events, standard error 0.005.
    """
    one, way = events(SITE.replace("EVENT", "per_year: 22, chances: {a: 0.6, b: 0.5}"))
    assert [len(targets.nodes) for targets in one.targets] == [0, 1, 1, 2]
    n = len(way)
    assert n > 9000
    for number, share in enumerate((0.2, 0.3, 0.2, 0.3)):
        assert abs((way == number).mean() - share) < 4 * math.sqrt(share * (1 - share) / n)


def test_chances_change_no_event() -> None:
    """The same hours with and without; a higher chance adds to those that were hit."""
    few, many = (events(SITE.replace("EVENT", f"per_year: 22, chances: {{a: {p}}}"))[1] for p in (0.2, 0.6))
    assert len(few) == len(many)
    assert set(np.flatnonzero(few)) < set(np.flatnonzero(many))


OFTEN = """
format: 1
site: {name: often}
horizon: {years: 6}
grid:
  feeds: {east: {failures_per_year: 12, mttr_h: 4}, west: {failures_per_year: 12, mttr_h: 4}}
  interruptions:
    bad-fuel: {hits: [sets-a, sets-b], chances: {sets-a: 0.8, sets-b: 0.5}, per_year: 10, duration_h: {mean: 30, cv: 0.5}}
    loop-leak: {hits: [chillers-a, chillers-b, hall], chances: {chillers-a: 0.7, chillers-b: 0.4, hall: 0.1},
                per_year: 6, duration_h: 8}
power:
  sets-a: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0.03, mttf_h: 300, mttr_h: 20, start_s: 10, sync_s: 5}
  sets-b: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0.03, mttf_h: 300, mttr_h: 20, start_s: 10, sync_s: 5}
  board-a: {kind: switchgear, transfer: {from: [east, sets-a], delay_s: 2}}
  board-b: {kind: switchgear, transfer: {from: [west, sets-b], delay_s: 2}}
  ups-a: {kind: ups, count: 2, rating_mw: 1, battery_min: 10, fed_by: [board-a]}
  ups-b: {kind: ups, count: 2, rating_mw: 1, battery_min: 10, fed_by: [board-b]}
cooling:
  chillers-a: {kind: chiller, count: 2, rating_mw_th: 0.7, restart_min: 3, fed_by: [board-a]}
  chillers-b: {kind: chiller, count: 2, rating_mw_th: 0.7, restart_min: 3, fed_by: [board-b]}
halls: {hall: {it_mw: 1, cords: [ups-a, ups-b], cooled_by: [chillers-a, chillers-b], ride_through_min: 10}}
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_both_drivers_see_the_same(seed: int) -> None:
    found = Drivers(scenario_from_text(OFTEN).model).compare(6, seed)
    assert_same(found)
    assert found.is_screened
    assert found.quiet > 0
    assert len(found.full.outages) > 5
