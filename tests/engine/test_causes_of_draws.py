"""Draws are named by what caused them, and by nothing that was over before that began."""

from __future__ import annotations

from dcsim.engine import Block, Record, simulate
from dcsim.plant import build
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from tests.engine.two_drivers import Drivers, assert_same

# Half of hall h and all of hall s are 1.0 MW on two transformers q of 0.8 MW each. One that is out makes no
# difference while the lines of hall h are out too; when they are back, the other is overloaded.
SITE = """
format: 1
site: {name: lines}
GRID
power:
  board: {kind: switchgear, mttf_h: never, transfer: {from: [east, west], delay_s: 1, fail_to_transfer: 0}}
  ups: {kind: ups, count: 1, rating_mw: 4, mttf_h: never, battery_min: 5, recharge_min: 10, fed_by: [board]}
  p: {kind: transformer, count: 1, rating_mw: 4, mttf_h: never, fed_by: [ups]}
  TRANSFORMERS
  ats: {kind: ats, rating_mw: 2, mttf_h: never, transfer: {from: [Q, p], delay_s: 0, fail_to_transfer: 0.5}}
halls: {h: {it_mw: 1.2, cords: [p, lines]}, s: {it_mw: 0.4, cords: [ats]}}
"""
BY_HAND = (
    SITE.replace(
        "GRID",
        """horizon: {hours: 190}
grid:
  upstream: {region: {mttf_h: never}}
  feeds: {east: {mttf_h: never, upstream: [region]}, west: {mttf_h: never, upstream: [region]}}
  interruptions:
    early: {hits: [east], at_h: EARLY, duration_h: 1}
    lines-out: {hits: [lines], at_h: [100], duration_h: 10}
    one-out: {hits: [q-2], at_h: [105], duration_h: 90}""",
    )
    .replace(
        "TRANSFORMERS",
        """q-1: {kind: transformer, rating_mw: 0.8, overload_s: 9, reset_h: 90, mttf_h: never, fed_by: [ups]}
  q-2: {kind: transformer, rating_mw: 0.8, overload_s: 9, reset_h: 90, mttf_h: never, fed_by: [ups]}
  q: {kind: element, mttf_h: never, fed_by: [q-1, q-2]}
  lines: {kind: element, mttf_h: never, fed_by: [q]}""",
    )
    .replace("Q", "q")
)
BY_CHANCE = (
    SITE.replace(
        "GRID",
        """horizon: {years: 3}
grid: {feeds: {east: {failures_per_year: 20, mttr_h: 0.5}, west: {mttf_h: never}}}""",
    )
    .replace(
        "TRANSFORMERS",
        """q: {kind: transformer, count: 2, rating_mw: 0.8, overload_s: 9, reset_h: 1, failures_per_year: 20,
      mttr_h: {law: exponential, mean: 30}, fed_by: [ups]}
  lines: {kind: element, failures_per_year: 40, mttr_h: {law: exponential, mean: 30}, fed_by: [q]}""",
    )
    .replace("Q", "q")
)


def lost(early: str) -> list[tuple[int, float]]:
    """(replication, begin) of every outage of 40 replications."""
    model = scenario_from_text(BY_HAND.replace("EARLY", early)).model
    result = simulate(build(model), timeline_of(model), Block(0, 40, 40, 0), Record(), seed=1, full=True)
    return [(one.replication, one.start_h) for one in result.outages]


def test_an_interruption_that_is_long_over_names_no_draw() -> None:
    """At 110 the lines are back: 9 s later the transformer opens, and every other switch does not move.

    Of 40 fair switches fewer than 10 or more than 30 fail with probability 0.0007.
    """
    without = lost("[150]")
    assert {begin for _, begin in without} == {110 + 9 / 3600}
    assert 10 <= len(without) <= 30
    assert lost("[10]") == lost("[10, 60]") == without


def test_what_is_passed_over_names_no_draw() -> None:
    """Losses of `east` harm nobody and are certified; the next switch failed or not by the latest of them."""
    found = Drivers(scenario_from_text(BY_CHANCE).model).compare(10, 1)
    assert_same(found)
    assert len(found.full.outages) > 100
    assert found.certified > 100
