"""Sites with crews, spares, standby and failures in common: both drivers give the same, bit for bit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from tests.engine.test_identity_by_plan import PLANS, SHARED
from tests.engine.test_identity_by_plan import compare as by_plan
from tests.engine.two_drivers import Drivers, assert_same, at_rates, compare

REFERENCE = Path(__file__).parents[2] / "scenarios" / "reference-site.yaml"
ONE_CREW: dict[str, object] = {
    "horizon.years": 20,
    "crews": {"power": {"count": 1, "callout_h": 2}},
    "power.gensets.crew": "power",
    "power.ups-a.crew": "power",
    "power.ups-b.crew": "power",
    "power.tx-a.crew": "power",
}
UPKEEP: dict[str, dict[str, object]] = {
    "crew": ONE_CREW,
    "spares": {**ONE_CREW, "power.ups-a.spares": {"count": 1, "restock_h": {"mean": 300, "cv": 1}}},
    "standby": {
        "horizon.years": 20,
        "power.ups-a.standby": {"in_use": 9, "idle": 0.2, "fail_to_take_over": 0.1},
    },
    "maintenance": {
        "horizon.years": 20,
        "power.ups-a.maintenance": {"hours": 24, "error": {"probability": 0.1, "repair_h": 12}},
        "power.ups-b.maintenance": {"hours": 24, "unless_degraded": False, "recall_h": 4},
        "power.gensets.maintenance": {"hours": 30},
        "power.mv-a.maintenance": {"hours": 8},
        "power.tx-b.maintenance": {"hours": 8, "one_at_a_time": False, "unless_degraded": False},
    },
    "hidden": {
        "horizon.years": 20,
        "power.gensets.hidden_failures_per_year": 0.3,
        "power.gensets.tests": {"every_h": 730, "coverage": 0.8, "overhaul_every_h": 8760},
        "power.mv-a.hidden_failures_per_year": 0.3,
        "power.mv-a.tests": {"every_h": 4380},
        "power.tx-a.hidden_failures_per_year": 0.3,
        "power.tx-a.tests": {"every_h": 730},
    },
    "load tests": {
        "horizon.years": 20,
        "power.gensets.hidden_failures_per_year": 0.3,
        "power.gensets.tests": {"every_h": 2190, "transfers_load": True},
        "power.gensets.stable_min": 5,
        "power.gensets.retransfer": "open",
    },
    "assembly": {
        "horizon.years": 20,
        **{f"power.{name}.assembly": "skid" for name in ("ups-a", "ups-b")},
        **{
            f"power.{name}.mttf_h": {"law": "weibull", "shape": 2, "scale": 90000}
            for name in ("ups-a", "ups-b")
        },
    },
    "beta": {"horizon.years": 20, "power.ups-a.beta": "library", "power.ups-b.beta": 0.1},
}


@pytest.mark.parametrize("name", UPKEEP)
def test_reference_site(name: str) -> None:
    """At ten times its rates."""
    scenario = read_scenario(REFERENCE, values=UPKEEP[name])
    found = Drivers(at_rates(scenario.model, 10)).compare(2, 1)
    assert_same(found)
    assert found.is_screened
    assert found.quiet > found.kept > 0


def upkept(text: str) -> Scenario:
    return scenario_from_text(text).with_values(
        {
            "crews": {"trade": {"count": 1, "callout_h": {"mean": 3, "cv": 0.5}}},
            "power.gensets.crew": "trade",
            "power.ups-a.crew": "trade",
            "power.ups-a.standby": {"in_use": 3, "idle": 0.3, "fail_to_take_over": 0.05},
            "power.ups-a.maintenance": {"hours": 100, "per_year": 2, "unless_degraded": False},
            "power.gensets.maintenance": {"hours": 200, "per_year": 3, "recall_h": 2},
            "power.board.maintenance": {"hours": 5, "error": {"probability": 0.3, "repair_h": 4}},
            "cooling.chillers.maintenance": {"hours": 60, "per_year": 2, "unless_degraded": False},
            "power.ups-b.beta": 0.2,
            "power.ups-a.hidden_failures_per_year": 5,
            "power.ups-a.tests": {"every_h": 300},
            "power.gensets.hidden_failures_per_year": 20,
            "power.gensets.tests": {"every_h": 200},
            "power.board.hidden_failures_per_year": 10,
            "cooling.chillers.crew": "trade",
            "cooling.chillers.assembly": "skid",
            "power.gensets.assembly": "skid",
            "cooling.chillers.spares": {"count": 1, "restock_h": 200},
        }
    )


def test_all_of_it_on_a_small_site() -> None:
    scenario = upkept(SHARED)
    found = compare(scenario, 30, 2)
    assert_same(found)
    assert found.is_screened
    assert found.full.outages


def test_a_site_built_in_phases() -> None:
    """Units come and go, in service, waiting and in repair."""
    found = by_plan(at_rates(upkept(SHARED).model, 3), PLANS[SHARED], 3, 1)
    assert_same(found)
    assert found.full.outages


def by_chance(rng: random.Random) -> dict[str, object]:
    """Hidden failures, tests, wear, assemblies, ageing batteries and works, each or not."""

    def some(share: float, **fields: object) -> dict[str, object]:
        return fields if rng.random() < share else {}

    in_turn = {
        "every_h": rng.choice([200, 730]),
        "coverage": rng.choice([1, 0.6]),
        "staggered": rng.random() < 0.5,
    }
    under_load = {"every_h": rng.choice([400, 1500]), "transfers_load": True, "hours": rng.choice([0.5, 3])}
    overhauled = {**in_turn, "overhaul_every_h": 3000}
    skid = some(0.3, assembly="skid")
    gensets = {
        **some(0.8, hidden_failures_per_year=rng.choice([0.5, 2, 10])),
        **some(0.8, tests=rng.choice([in_turn, under_load, overhauled])),
        **some(0.4, wear_out={"mean_years": 1, "repair_days": 5}),
        **some(0.3, maintenance={"hours": 48, "per_year": 2, "recall_h": 2}),
        **some(0.5, stable_min=5, retransfer=rng.choice(["open", "closed"])),
        **some(0.3, cooldown_min=10),
        **skid,
    }
    board = some(0.5, hidden_failures_per_year=rng.choice([1, 5]), **some(0.5, tests={"every_h": 1000}))
    first = {
        **some(0.4, hidden_failures_per_year=2, tests={"every_h": 500}),
        **some(0.3, battery_life_years=1),
    }
    second = some(0.4, wear_out={"mean_years": 1, "replaced_years": 1.2, "repair_days": 2})
    power = {"gensets": gensets, "board": board, "ups-a": first, "ups-b": second}
    said = {f"power.{name}.{field}": value for name, one in power.items() for field, value in one.items()}
    return said | {f"cooling.chillers.{field}": value for field, value in skid.items()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_anything_on_a_small_site(seed: int) -> None:
    rng = random.Random(seed)
    model = scenario_from_text(SHARED).with_values(by_chance(rng)).model
    plan = rng.random() < 0.3
    rates = rng.choice([0.3, 1, 3])
    found = (
        by_plan(at_rates(model, 2), PLANS[SHARED], 2, seed)
        if plan
        else Drivers(at_rates(model, rates)).compare(3, seed)
    )
    assert_same(found)
    assert found.is_screened
