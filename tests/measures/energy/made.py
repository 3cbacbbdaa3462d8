"""Small sites whose energy can be worked out on paper."""

from __future__ import annotations

import numpy as np

from dcsim.scenario import Scenario, scenario_from_text

SITE = """
format: 1
site: {name: Made site, it_recovery_h: 0}
horizon: {start: 2030-01-01, years: 1}
grid: {feeds: {east: {rating_mw: 20, mttf_h: never}}}
power:
  sets: {kind: genset, count: 4, rating_mw: 2.5, fuel: {usable_m3: 50, litres_per_kwh: 0.25}, mttf_h: never, fail_to_start: 0}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [east, sets]}}
  tx: {kind: transformer, efficiency: 0.98, mttf_h: never, fed_by: [board]}
  ups: {kind: ups, rating_mw: 6, efficiency: 0.95, battery_min: 10, recharge_min: 120, mttf_h: never, fed_by: [tx]}
cooling:
  chillers: {kind: chiller, draw_mw: 1.2, mttf_h: never, fed_by: [board]}
  pumps: {kind: pump, draw_mw: 0.2, mttf_h: never, fed_by: [board]}
  towers: {kind: heat_rejection, draw_mw: 0.1, mttf_h: never, fed_by: [board]}
loads:
  lights: {mw: 0.1, fed_by: [board]}
halls:
  a: {it_mw: 3, heat_per_it: 1.1, cords: [ups], cooled_by: [chillers, pumps, towers]}
  b: {it_mw: 1, heat_per_it: 1.1, cords: [ups], cooled_by: [chillers, pumps, towers]}
"""
CLIMATE = "climate: {drybulb_c: [25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25], wetbulb_c: [20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20], design_drybulb_c: 40, design_wetbulb_c: 30}\n"
HOURS = np.array([744.0, 672.0])


def site(more: str = "", **values: object) -> Scenario:
    """The made site with more sections and single values changed."""
    return scenario_from_text(SITE + more, values={name.replace("__", "."): v for name, v in values.items()})


def flat(*replications: float) -> np.ndarray:
    """The same draw in both months, MW, one replication for each number."""
    return np.repeat(np.array(replications)[:, None], 2, axis=1)
