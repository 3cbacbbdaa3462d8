"""Small sites with phases and tenants, and what rollout makes of them."""

from __future__ import annotations

from dcsim.plant import Plant, build
from dcsim.rollout import ByMonth, Programme, ReadySet, timelines_of
from dcsim.scenario import scenario_from_text

YEAR_H = 8760.0
MONTH_H = 730.0

HEAD = """
format: 1
site: {name: made}
grid: {feeds: {mains: {mttf_h: never}}}
"""
TWO_BLOCKS = """
horizon: {start: 2028-01-01, years: 10}
power: {blocks: {kind: element, count: 2, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 20, cords: [blocks]}}
"""


def programme(text: str, seed: int = 1) -> Programme:
    """The programme of a scenario given as text (`format`, `site` and `grid` are added)."""
    model = scenario_from_text(HEAD + text).model
    return timelines_of(model, build(model), seed)


def installed_blocks(plant: Plant, one: ReadySet) -> float:
    """10 MW of IT for each unit of the group `blocks` that is in service."""
    return 10.0 * one.units[plant.index["blocks"]]


def by_month(text: str, *, size: int = 1, block: int = 0, seed: int = 1) -> ByMonth:
    """A block by month, of which each unit of `blocks` serves 10 MW."""
    model = scenario_from_text(HEAD + text).model
    plant = build(model)
    found = timelines_of(model, plant, seed)
    return found.months(block, size, lambda one: installed_blocks(plant, one))
