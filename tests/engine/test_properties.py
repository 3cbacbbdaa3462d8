"""What must hold for any site: repeatability, and that one part never disturbs another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dcsim.engine.intervals import Block
from dcsim.engine.renewals import Renewal
from dcsim.laws import exponential, law_from, lognormal
from dcsim.streams import Streams
from tests.engine.made import run

SITE = """
horizon: {{years: 10}}
grid:
  upstream: {{source: {{failures_per_year: 1, mttr_h: 3}}}}
  feeds:
    east: {{failures_per_year: 4, mttr_h: 2, upstream: [source]}}
    west: {{failures_per_year: 4, mttr_h: 2, upstream: [source]}}
power:
  gensets: {{kind: genset, count: {sets}, rating_mw: 1, fail_to_start: 0.05, mttf_h: 100, mttr_h: 24, failures_per_year: 0.5}}
  board: {{kind: switchgear, failures_per_year: 0.01, mttr_h: 24, transfer: {{from: [east, west, gensets], fail_to_transfer: 0.01}}}}
  ups-a: {{kind: ups, count: 4, rating_mw: 1, failures_per_year: 0.5, mttr_h: 24, battery_min: 3, fed_by: [board]}}
  ups-b: {{kind: ups, count: {modules}, rating_mw: 1, failures_per_year: 0.5, mttr_h: 24, battery_min: 3, fed_by: [board]}}
  {more}
halls: {{hall: {{it_mw: 3, cords: [ups-a, ups-b]}}}}
"""


def site(sets: int = 4, modules: int = 4, more: str = "") -> str:
    return SITE.format(sets=sets, modules=modules, more=more)


def test_same_seed_same_outages_and_another_seed_others() -> None:
    first, again, other = (run(site(), replications=20, seed=seed) for seed in (1, 1, 2))
    assert first.outages == again.outages
    assert first.events == again.events
    assert first.outages != other.outages
    assert len(first.outages) > 10


def test_a_component_with_rate_zero_leaves_the_outages_identical() -> None:
    base = run(site(), replications=20)
    more = "spare: {kind: ups, rating_mw: 1, failures_per_year: 0, mttr_h: 1, fed_by: [board]}"
    other = run(site(more=more) + "loads: {pump: {mw: 0, fed_by: [spare]}}\n", replications=20)
    assert other.outages == base.outages


def test_a_block_does_not_depend_on_how_much_of_it_is_used() -> None:
    whole = run(site(), replications=20)
    part = run(site(), replications=5, size=20)
    assert part.outages == tuple(o for o in whole.outages if o.replication < 5)


@pytest.mark.parametrize(
    "life", [exponential(2000.0), law_from({"law": "weibull", "shape": 2, "scale": 2000}, "h")]
)
def test_a_further_unit_leaves_the_histories_of_the_others_alone(life: object) -> None:
    block = Block(number=3, size=50, used=50, first_replication=150)
    repair = lognormal(24.0, 1.0)
    five = Renewal("group", life, repair, 5).draw(Streams(7), block, 8760.0)  # type: ignore[arg-type]
    six = Renewal("group", life, repair, 6).draw(Streams(7), block, 8760.0)  # type: ignore[arg-type]
    of_five = six.kept(six.unit < 5)
    for column in ("replication", "start", "end", "unit", "episode"):
        assert np.array_equal(getattr(five, column), getattr(of_five, column))
    assert len(six.start) > len(five.start)


def test_a_further_genset_leaves_every_grid_episode_alone() -> None:
    four, five = run(site(sets=4), replications=20), run(site(sets=5), replications=20)
    for name in ("source", "east", "west", "ups-a", "ups-b", "board"):
        # how often a battery is called upon does depend on the gensets
        assert replace(four.groups[name], discharges=five.groups[name].discharges) == five.groups[name]
    # the first four sets see the same starts and the same fate in every first episode
    first = next(e for e in four.events if e.kind == "failed-to-start")
    assert first in five.events


def test_a_split_group_has_the_same_law() -> None:
    """4 units of a group against 2 + 2: their failures, compared as two independent counts.

    10 pairs of runs; each z is standard normal, so Σz² over 10 is below 29.6 with probability 0.999. A
    change of the failure rate by 10 % (about 1,700 failures a run, so 3 standard errors of the difference
    in each) would be seen with a probability above 0.99: Σz² would then average 10 + 10·8.5.
    """
    one = """
horizon: {years: 100}
grid: {feeds: {mains: {mttf_h: never}}}
power: {units: {kind: element, count: 4, needed: 3, mttf_h: 2000, mttr_h: 50, fed_by: [mains]}}
halls: {hall: {it_mw: 1, cords: [units]}}
"""
    two = one.replace(
        "units: {kind: element, count: 4, needed: 3,",
        "others: {kind: element, count: 2, mttf_h: 2000, mttr_h: 50, fed_by: [mains]}, units: {kind: element, count: 2,",
    ).replace("cords: [units]", "cords: [units, others]")
    squares = 0.0
    for seed in range(10):
        whole = run(one, seed=seed).groups["units"].failures
        parts = run(two, seed=1000 + seed)
        both = parts.groups["units"].failures + parts.groups["others"].failures
        squares += (whole - both) ** 2 / (whole + both)
    assert squares < 29.6


def test_units_split_over_buses_keep_their_numbers_and_draws() -> None:
    """`split:` is the same group on two buses: the same failures at the same hours."""
    whole = """
horizon: {years: 50}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  a: {kind: element, mttf_h: never, fed_by: [mains]}
  b: {kind: element, mttf_h: never, fed_by: [mains]}
  units: {kind: element, count: 3, mttf_h: 2000, mttr_h: 500, fed_by: [a, b]}
halls: {hall: {it_mw: 1, cords: [units]}}
"""
    parts = whole.replace("fed_by: [a, b]", "split: {a: 2, b: 1}")
    one, two = run(whole), run(parts)
    assert one.groups["units"] == two.groups["units"]
    assert one.outages == two.outages
    assert len(one.outages) > 0
