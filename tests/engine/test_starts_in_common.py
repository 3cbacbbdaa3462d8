"""Failures to start that all sets have in common: their probabilities, a run of many losses, and both drivers."""

from __future__ import annotations

import math

import pytest
from scipy import stats

import dcsim
from dcsim.engine.behaviours.gensets.in_common import StartsInCommon
from dcsim.plant import build
from dcsim.scenario import scenario_from_text
from dcsim.streams import Streams

from .random_sites import random_scenario
from .two_drivers import a_certificate_for_everything, assert_same, compare

SITE = """
format: 1
site: {{name: Sets, it_recovery_h: 0}}
horizon: {{hours: 20}}
grid:
  feeds:
    mains: {{}}
  interruptions: {{loss: {{hits: [mains], at_h: [1], duration_h: 10}}}}
power:
  gensets: {{kind: genset, count: {count}, needed: {needed}, rating_mw: 1, mttf_h: never, mttr_h: 15, start_s: 0,
            sync_s: 0, attempt_s: 0, fail_to_start: {fails}, start_attempts: {attempts}, beta: {beta}}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 0, fail_to_transfer: 0}}}}
halls: {{hall: {{it_mw: 1, cords: [board]}}}}
"""


def in_common(fails: float, beta: float, attempts: int = 1) -> StartsInCommon:
    text = SITE.format(count=2, needed=1, fails=fails, attempts=attempts, beta=beta)
    plant = build(scenario_from_text(text).model)
    return StartsInCommon("gensets", 1, plant.genset(plant.gensets[0]), Streams(1))


def test_probabilities_by_hand() -> None:
    """Half of 0.4 in common: 0.2. What is left is 0.2 of the other 0.8, 0.25, so that 0.2 + 0.8 × 0.25 = 0.4."""
    found = in_common(0.4, 0.5)
    assert (found.chance, found.alone) == pytest.approx((0.2, 0.25))
    # two attempts: a demand fails with 0.16, of which 0.08 in common; 0.08 of 0.92 are left, attempt by attempt
    found = in_common(0.4, 0.5, attempts=2)
    assert (found.chance, found.alone) == pytest.approx((0.08, math.sqrt(0.08 / 0.92)))
    assert (in_common(0.4, 1).chance, in_common(0.4, 1).alone) == (0.4, 0.0)
    assert (in_common(0.1, 0).chance, in_common(0.1, 0).alone) == (0.0, 0.1)
    assert in_common(1, 0.5).chance == 0.5
    assert in_common(1, 1).alone == 1.0


@pytest.mark.parametrize(
    ("count", "needed", "fails", "beta", "attempts"),
    [(2, 1, 0.3, 0.2, 1), (4, 3, 0.2, 0.5, 1), (3, 1, 0.5, 0.3, 2), (5, 5, 0.1, 0.4, 1)],
)
def test_enough_start_as_often_as_they_should(
    count: int, needed: int, fails: float, beta: float, attempts: int
) -> None:
    """(1 - c) × P(binomial ≥ needed), c in common. A false alarm in 1 of 16,000 runs (z of 4) of each.

    A difference of 0.045 at 0.5 is found 19 times in 20. Without anything in common the first would have 0.91
    instead of 0.88, the last 0.59 instead of 0.70.
    """
    text = SITE.format(count=count, needed=needed, fails=fails, attempts=attempts, beta=beta)
    n = 4000
    result = dcsim.run(scenario_from_text(text), seed=count, site_years=n * 20 / 8760)
    up = 1 - len({outage.replication for outage in result.outages}) / result.replications
    demand = fails**attempts
    common = beta * demand
    alone = demand * (1 - beta) / (1 - common)
    expected = (1 - common) * float(stats.binom.sf(needed - 1, count, 1 - alone))
    assert abs(up - expected) < 4 * math.sqrt(expected * (1 - expected) / result.replications)


def test_one_set_fails_as_often_as_without() -> None:
    text = SITE.format(count=3, needed=1, fails=0.3, attempts=1, beta=0.6)
    result = dcsim.run(scenario_from_text(text), seed=1, site_years=4000 * 20 / 8760)
    starts = result.groups["gensets"].totals
    # three correlated starts a replication: the variance of their number is at most 9 × 0.3 × 0.7
    error = math.sqrt(9 * 0.3 * 0.7 / result.replications) / 3
    assert abs(starts.failed_starts / starts.starts - 0.3) < 4 * error


def test_the_library_has_a_figure() -> None:
    site = scenario_from_text(SITE.format(count=2, needed=1, fails=0.3, attempts=1, beta="library"))
    genset = site.model.power["gensets"]
    assert genset.beta == 0.05
    assert not genset.is_dependent


@pytest.mark.parametrize("seed", range(200, 206))
def test_both_drivers_see_the_same(seed: int) -> None:
    """Random sites whose sets fail to start, half of them together."""
    scenario = random_scenario(seed)
    changes = {
        f"power.{name}.{field}": value
        for name, spec in scenario.model.power.items()
        if spec.kind == "genset"
        for field, value in (("fail_to_start", 0.2), ("beta", 0.5))
    }
    with a_certificate_for_everything():
        found = compare(scenario.with_values(changes), 4, seed)
    assert_same(found)


OFTEN = SITE.replace("hours: 20", "years: 2").replace(
    "at_h: [1], duration_h: 10", "per_year: 100, duration_h: 1"
)


def test_what_ends_well_is_certified() -> None:
    """A battery of 30 min bears no common failure of an hour's loss; all other losses of the two years end well."""
    text = OFTEN.format(count=3, needed=1, fails=0.1, attempts=1, beta=0.5)
    text = text.replace("cords: [board]", "cords: [ups]").replace(
        "halls:", "  ups: {kind: ups, rating_mw: 1, battery_min: 30, mttf_h: never, fed_by: [board]}\nhalls:"
    )
    found = compare(scenario_from_text(text), 40, 1)
    assert_same(found)
    assert found.certified > found.kept > 0
    assert len(found.full.outages) > 0
