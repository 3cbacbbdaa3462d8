"""The shipped scenarios, also at higher rates and under stress: the screened driver gives what the full one does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dcsim.laws import exponential
from dcsim.scenario import Scenario, read_scenario
from dcsim.scenario.model import ScenarioModel
from tests.engine.two_drivers import Drivers, assert_same, at_rates

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("reference-site", "thai-nguyen-finished", "da-nang-it-park-finished")


def shipped(name: str) -> Scenario:
    return read_scenario(SCENARIOS / f"{name}.yaml")


def for_years(model: ScenarioModel, years: float) -> ScenarioModel:
    return model.model_copy(update={"horizon": model.horizon.model_copy(update={"years": years})})


YEARS = {1: 20, 3: 10, 10: 3}
"""By factor: the horizon, so that the runs are of like size."""


@pytest.mark.parametrize("factor", [1, 10])
@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios(name: str, factor: int) -> None:
    drivers = Drivers(for_years(at_rates(shipped(name).model, factor), YEARS[factor]))
    for seed in (1, 2, 3):
        found = drivers.compare(2, seed)
        assert_same(found)
        assert found.is_screened
        assert found.quiet > found.kept > 0
        assert found.certified > 0


def variants() -> list[tuple[str, str]]:
    return [(name, variant) for name in NAMES for variant in ("", *shipped(name).variants)]


@pytest.mark.slow
@pytest.mark.parametrize("factor", YEARS)
@pytest.mark.parametrize(("name", "variant"), variants())
def test_every_variant(name: str, variant: str, factor: int) -> None:
    scenario = shipped(name).variant(variant) if variant else shipped(name)
    drivers = Drivers(for_years(at_rates(scenario.model, factor), YEARS[factor]))
    for seed in range(20):
        found = drivers.compare(2, seed)
        assert_same(found)
        assert found.is_screened


def _lost(elements: Mapping[str, Any], per_year: float) -> dict[str, Any]:
    changes = {"failures_per_year": per_year, "mttf_h": None}
    return {name: one.model_copy(update=changes) for name, one in elements.items()}


@dataclass(frozen=True)
class Twin:
    """A site on which many losses go badly: losses of each feed a year (of what feeds share, a quarter), sets, minutes of recharge, fuel."""

    losses: float
    fail_to_start: float
    run_life_h: float
    recharge_min: float
    fuel_h: float

    def of(self, model: ScenarioModel) -> ScenarioModel:
        """The model under this stress."""
        grid = {
            "feeds": _lost(model.grid.feeds, self.losses),
            "upstream": _lost(model.grid.upstream, self.losses / 4),
        }
        power = {name: self._group(model, group) for name, group in model.power.items()}
        return model.model_copy(update={"grid": model.grid.model_copy(update=grid), "power": power})

    def _group(self, model: ScenarioModel, group: Any) -> Any:
        if group.kind == "ups":
            return group.model_copy(update={"recharge_min": self.recharge_min})
        if group.kind != "genset":
            return group
        fuel = {"refill_h": 24.0, "lead_h": None}
        if group.fuel.tank_h is not None:
            fuel["tank_h"] = self.fuel_h
        else:  # 280 l for each MWh
            fuel["usable_m3"] = self.fuel_h * sum(hall.it_mw for hall in model.halls.values()) * 1.4 * 0.28
        sets = {"fail_to_start": self.fail_to_start, "mttf_h": exponential(self.run_life_h)}
        return group.model_copy(update={**sets, "fuel": group.fuel.model_copy(update=fuel)})


TWINS = {
    "starts": Twin(12, fail_to_start=0.06, run_life_h=300, recharge_min=120, fuel_h=24),
    "runs": Twin(4, fail_to_start=0.03, run_life_h=60, recharge_min=1440, fuel_h=24),
    "fuel": Twin(40, fail_to_start=0.03, run_life_h=300, recharge_min=600, fuel_h=3),
}


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("name", NAMES)
def test_stress_twins(name: str, twin: str) -> None:
    """Many outages, and much that is passed over: else the comparison would see nothing."""
    years = 5 if twin == "fuel" else 10
    model = for_years(TWINS[twin].of(shipped(name).model), years)
    found = Drivers(model).compare(2, 1)
    assert_same(found)
    assert found.is_screened
    assert min(found.kept, len(found.full.outages)) > 1
    assert found.quiet > 5
    assert found.certified > 0


@pytest.mark.slow
@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("name", NAMES)
def test_stress_twins_for_longer(name: str, twin: str) -> None:
    drivers = Drivers(for_years(TWINS[twin].of(shipped(name).model), 10))
    for seed in range(5):
        assert_same(drivers.compare(3, seed))
