"""Losses in the engine: tanks and batteries follow what is carried, and both drivers still agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.scenario import read_scenario
from dcsim.scenario.model import Fed, ScenarioModel
from tests.engine.made import run
from tests.engine.two_drivers import Drivers, assert_same, at_rates

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SITE = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10], duration_h: 20}}
power:
  sets: {kind: genset, count: 2, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0,
         fuel: {tank_h: 8, burn: BURN}}
  board: {kind: switchgear, mttf_h: never, efficiency: 0.8,
          transfer: {from: [mains, sets], delay_s: 0, fail_to_transfer: 0}}
  ups: {kind: ups, rating_mw: 2, efficiency: 0.5, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""


@pytest.mark.parametrize("burn", ["load", "constant"])
def test_a_tank_in_hours_lasts_as_long_at_the_design_load(burn: str) -> None:
    """1 MW of IT is 1 / 0.5 / 0.8 = 2.5 MW on the sets, their design load: 8 h. Then the battery of 1 h at 2 MW
    gives the 1 MW its UPS carries for 2 h more: dark from 20 to 30.
    """
    result = run(SITE.replace("BURN", burn))
    (outage,) = result.outages
    assert (outage.start_h, outage.end_h) == pytest.approx((20.0, 30.0))


def _lossy(model: ScenarioModel) -> ScenarioModel:
    shares = {"transformer": 0.99, "ups": 0.955, "pdu": 0.985}
    power = {
        name: group.model_copy(update={"efficiency": shares[group.kind]}) if group.kind in shares else group
        for name, group in model.power.items()
    }
    assert all(isinstance(group, Fed) for group in power.values() if group.kind in shares)
    loads = {name: load for name, load in model.loads.items() if not name.startswith("chain-losses")}
    return model.model_copy(update={"power": power, "loads": loads})


def test_both_drivers_with_losses() -> None:
    model = _lossy(read_scenario(SCENARIOS / "da-nang-it-park-finished.yaml").model)
    horizon = model.horizon.model_copy(update={"years": 3})
    found = Drivers(at_rates(model.model_copy(update={"horizon": horizon}), 10)).compare(2, 1)
    assert_same(found)
    assert found.is_screened
    assert found.quiet > found.kept > 0
