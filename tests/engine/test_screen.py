"""The screened driver gives the outages of the full one, bit for bit, and really leaves something out."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from tests.engine.random_sites import random_site

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("reference-site", "thai-nguyen", "da-nang-it-park")


def both(scenario: Scenario, replications: int, seed: int) -> tuple[BlockResult, BlockResult]:
    """(full, screened) of the same draws, on plants of their own: nothing judged is shared."""
    results = []
    for full in (True, False):
        plant = build(scenario.model)
        block = Block(0, replications, replications, 0)
        timeline = timeline_of(scenario.model)
        results.append(
            simulate(plant, timeline, block, Record(), seed=seed, replays=scenario.replays, full=full)
        )
    return results[0], results[1]


def assert_same(full: BlockResult, screened: BlockResult) -> None:
    assert full.outages == screened.outages
    assert full.ends_h == screened.ends_h
    assert full.interruptions == screened.interruptions
    assert full.spells == screened.spells
    assert (full.static_h, full.static_outages) == (screened.static_h, screened.static_outages)
    assert full.groups.keys() == screened.groups.keys()
    for name, counts in full.groups.items():
        other = screened.groups[name]
        assert math.isclose(counts.run_h, other.run_h, rel_tol=1e-9, abs_tol=1e-9)
        assert math.isclose(counts.fuel_m3, other.fuel_m3, rel_tol=1e-9, abs_tol=1e-9)
        assert counts.failures == other.failures
        assert counts.repairs == other.repairs
        assert (counts.starts, counts.failed_starts, counts.run_failures) == (
            other.starts,
            other.failed_starts,
            other.run_failures,
        )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 2])
def test_shipped_scenarios_give_the_same_on_both_drivers(name: str, seed: int) -> None:
    scenario = read_scenario(SCENARIOS / f"{name}.yaml")
    full, screened = both(scenario, 2 if name == "reference-site" else 15, seed)
    assert_same(full, screened)
    assert screened.full_because is None
    assert 0 < screened.counters.history_events < full.counters.history_events / 2


def random_scenario(seed: int) -> Scenario:
    return scenario_from_text(f"format: 1\nsite: {{name: random}}\n{random_site(seed)}")


@pytest.mark.parametrize("seed", range(30))
def test_random_sites_give_the_same_on_both_drivers(seed: int) -> None:
    scenario = random_scenario(seed)
    years = scenario.model.horizon.years or 1
    full, screened = both(scenario, math.ceil(20 / years), seed)
    assert_same(full, screened)


@pytest.mark.parametrize("seed", [seed for seed in range(15) if seed != 3])  # 3: nobody is ever down
def test_tenants_and_shedding_give_the_same_on_both_drivers(seed: int) -> None:
    scenario = random_scenario(seed)
    halls = scenario.model.halls
    tenants = {
        f"{kind}-{name}": {"hall": name, "contracted_mw": hall.it_mw / 2, "priority": n, "single_corded": 0.1}
        for name, hall in halls.items()
        for n, kind in enumerate(("kept", "may-go"), 1)
    }
    going = [name for name in tenants if name.startswith("may-go")]
    scenario = scenario.with_values(
        {"tenants": tenants, "power.gensets.shed": {"tenants": going, "within_s": seed % 4}}
    )
    full, screened = both(scenario, math.ceil(20 / (scenario.model.horizon.years or 1)), seed)
    assert_same(full, screened)
    assert full.spells == screened.spells
    assert full.spells


@pytest.mark.parametrize("seed", range(15))
def test_load_blocks_give_the_same_on_both_drivers(seed: int) -> None:
    scenario = random_scenario(seed)
    model = scenario.model
    takers = [f"power.{name}" for name, group in model.power.items() if group.kind == "ups"]
    takers += [f"cooling.{name}" for name, group in model.cooling.items() if group.fed_by or group.split]
    blocks = {f"{path}.load_block": 1 + (seed + number) % 3 for number, path in enumerate(takers)}
    full, screened = both(scenario.with_values(blocks), math.ceil(20 / (model.horizon.years or 1)), seed)
    assert_same(full, screened)


def test_most_random_sites_are_screened_and_have_outages() -> None:
    found = [both(random_scenario(seed), 1, seed)[1] for seed in range(20)]
    screened = [one for one in found if one.full_because is None]
    assert len(screened) >= 16
    assert all(one.counters.stretches > 0 for one in screened)
    assert sum(len(one.outages) for one in screened) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 530))
def test_many_random_sites_give_the_same_on_both_drivers(seed: int) -> None:
    scenario = random_scenario(seed)
    years = scenario.model.horizon.years or 1
    assert_same(*both(scenario, math.ceil(100 / years), seed))
