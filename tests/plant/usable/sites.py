"""Small sites for usable capacity, written out so that every limit can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dcsim.plant import Plant, build
from dcsim.scenario import scenario_from_text

UNBREAKABLE = {"mttf_h": "never"}


def plant_of(text: str) -> Plant:
    """The plant of a scenario; what is not said comes from the library."""
    return build(scenario_from_text(text).model)


def worked_example(hall_mw: float) -> Plant:
    """One hall on two sides, with gensets for all and cooling beside the UPS."""
    return plant_of(f"""
format: 1
site: {{name: worked example, target: III}}
horizon: {{years: 1}}
grid: {{feeds: {{east: {{mttf_h: never}}, west: {{mttf_h: never}}}}}}
power:
  gensets: {{kind: genset, count: 4, rating_mw: 2.5, derate: 0.95}}
  mv-a: {{kind: switchgear, transfer: {{from: [east, west, gensets], delay_s: 2}}}}
  mv-b: {{kind: switchgear, transfer: {{from: [west, east, gensets], delay_s: 2}}}}
  ups-a: {{kind: ups, count: 5, rating_mw: 1.25, battery_min: 0, fed_by: [mv-a]}}
  ups-b: {{kind: ups, count: 5, rating_mw: 1.25, battery_min: 0, fed_by: [mv-b]}}
cooling:
  chillers: {{kind: chiller, count: 4, rating_mw_th: 2.0, draw_mw: {0.25 * hall_mw}, fed_by: [mv-a, mv-b]}}
halls:
  hall: {{it_mw: {hall_mw}, heat_per_it: 1.05, cords: [ups-a, ups-b], cooled_by: [chillers]}}
""")


def units(plant: Plant, **changed: int) -> tuple[int, ...]:
    """Units in service by node: all, but for these groups (`_` for `-`)."""
    found = [node.count for node in plant.nodes]
    for name, number in changed.items():
        found[plant.index[name.replace("_", "-")]] = number
    return tuple(found)


def fewer(plant: Plant, counts: Mapping[str, Any]) -> tuple[int, ...]:
    """The same by names of nodes."""
    return tuple(counts.get(node.name, node.count) for node in plant.nodes)
