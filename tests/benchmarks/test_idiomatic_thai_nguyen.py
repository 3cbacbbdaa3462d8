"""The idiomatic model of the Thái Nguyên site finds the same outages as dcsim."""

from __future__ import annotations

import math
from typing import Any

import pytest

import dcsim
from benchmarks.agreement import apart, by_dcsim, by_model
from benchmarks.idiomatic_thai_nguyen import Site, simulate
from benchmarks.quantities import THAI_NGUYEN_POWER as SCENARIO
from benchmarks.thai_nguyen_numbers import HOURS_PER_YEAR, numbers_of

PLACES = [hall + side for hall in "1234" for side in "ab"]


def test_numbers_are_those_of_the_scenario() -> None:
    numbers = numbers_of(dcsim.read_scenario(SCENARIO))
    assert math.ceil(numbers.site_mw / numbers.gensets.rating_mw) == 13
    assert numbers.gensets.count == 14
    groups = [numbers.controls, *numbers.grid.values(), *numbers.boards.values()]
    groups += [*numbers.ups.values(), *numbers.others.values()]
    assert sum(group.count for group in groups) == 152


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("power.gensets.stable_min", 5),
        ("power.gensets.mttr_h", {"mean": 48, "cv": 1}),
        ("power.mv-a.rating_mw", 20),
        ("power.mv-a.transfer.delay_s", {"mean": 2, "cv": 0.5}),
        ("grid.interruptions.another", {"hits": "all", "per_year": 1, "duration_h": 1}),
    ],
)
def test_what_the_model_cannot_do_it_refuses(path: str, value: Any) -> None:
    with pytest.raises(ValueError, match="the idiomatic model"):
        numbers_of(dcsim.read_scenario(SCENARIO, values={path: value}))


def test_the_model_repeats_itself_with_the_same_seed() -> None:
    scenario = dcsim.read_scenario(SCENARIO, values={"grid.interruptions.regional-flood.per_year": 5})
    first = simulate(scenario, 2, seed=5)
    assert any(first)
    assert simulate(scenario, 2, seed=5) == first
    assert simulate(scenario, 2, seed=6) != first


def test_a_site_starts_healthy() -> None:
    import numpy as np

    site = Site(numbers_of(dcsim.read_scenario(SCENARIO)), np.random.default_rng(1))
    assert not any(hall.is_dark for hall in site.halls)
    assert [board.load_mw for board in site.boards] == pytest.approx([15.4, 15.4])


# Agreement. In each case outages and downtime a year of both are compared; they agree if they are at most 4
# standard errors of the difference apart. Two programs that are right fail one comparison with probability
# 6e-5, all ten with 6e-4 (normal law; the seed is fixed, so this is the risk taken once, when it was chosen).
# A true difference of 5.3 standard errors is found with 90 %. In per cent of the value that is
#
#              outages  downtime
#   as it is      27        37     rare, and what the benchmark runs
#   gensets       15        22     floods, starts, run failures, fuel: sets in repair when they are needed
#   returns       23        57     many short losses: trips of the genset bus, mains back before the reset
#   paths         27        41     boards, transformers, UPS, PDUs: one side of a hall alone, overload trips
#   switching     23       105     feeds, controls, failed transfers: batteries against the hand that comes
#
# Two errors of the engine found this way showed by 30 (returns) and by 11 standard errors (paths).
CASES: dict[str, tuple[float, dict[str, object]]] = {
    "as it is": (20_000, {}),
    "gensets": (
        2_000,
        {
            "grid.interruptions.regional-flood.per_year": 3,
            "power.gensets.mttf_h": 400,
            "power.gensets.fail_to_start": 0.03,
            "power.gensets.fuel.tank_h": 24,
        },
    ),
    "returns": (
        1_000,
        {
            "grid.upstream.source-220kv.failures_per_year": 30,
            "power.gensets.mttf_h": 20,
            "power.gensets.mttr_h": 4,
        },
    ),
    "paths": (
        3_000,
        {
            **{f"power.{board}.failures_per_year": 0.5 for board in ("mv-a", "mv-b")},
            **{f"power.tx-{place}.failures_per_year": 0.2 for place in PLACES},
            **{f"power.ups-{place}.failures_per_year": 2 for place in PLACES},
            **{f"power.pdu-{place}.failures_per_year": 0.2 for place in PLACES},
        },
    ),
    "switching": (
        2_000,
        {
            "grid.upstream.source-220kv.failures_per_year": 6,
            "power.paralleling-controls.failures_per_year": 2,
            **{f"grid.feeds.{feed}.failures_per_year": 6 for feed in ("east", "west")},
            **{f"power.{board}.transfer.fail_to_transfer": 0.3 for board in ("mv-a", "mv-b")},
            **{f"power.ups-{place}.battery_min": 3 for place in PLACES},
        },
    ),
}
SEED = 2


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_model_and_dcsim_see_the_same_site(case: str) -> None:
    site_years, values = CASES[case]
    scenario = dcsim.read_scenario(SCENARIO, values=values)
    ours = by_dcsim(scenario, site_years, SEED)
    horizon_h = scenario.model.horizon.length_h
    found = simulate(scenario, math.ceil(site_years * HOURS_PER_YEAR / horizon_h), SEED)
    theirs = by_model(found, horizon_h)
    outages, downtime = apart(ours, theirs)
    assert abs(outages) <= 4, (ours, theirs)
    assert abs(downtime) <= 4, (ours, theirs)
