"""Why a site is not calm even when nothing is out of order, in words of the scenario file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.plant.supply import served

if TYPE_CHECKING:
    from dcsim.engine.core import Core


def why_restless(core: Core) -> str:
    """What of a site that has just been set up goes on changing by itself; and who says what would help."""
    reasons = list(_reasons(core))
    if reasons:
        return f"even with everything in order {'; '.join(reasons)}: see dcsim check"
    if core.record.varies:
        return "how fast a store fills changes with every hour of demand"
    restless = [
        behaviour.name
        for behaviour, memory in zip(core.cast.behaviours, core.memory, strict=True)
        if behaviour.calm_from(core, memory) > 0
    ]
    return f"not calm at hour 0: {', '.join(restless) or 'the site itself'}"


def _reasons(core: Core) -> Iterator[str]:
    plant, record = core.plant, core.record
    state = core.layout.decode(core.key)[0]
    carried_w = served(plant, state, core.demand_w).carried_w
    for i in record.overloaded:
        node = plant.nodes[i]
        able_w = state.units[i] * (node.rating_w or 0)
        yield f"'{node.name}' must carry {_mw(carried_w[i])} MW and can carry {_mw(able_w)}"
    for sets, wanted in zip(plant.gensets, record.wants, strict=True):
        if wanted:
            yield f"the grid alone does not serve the site and '{plant.nodes[sets].name}' must run"
    for number, hall in enumerate(plant.halls):
        if record.short >> number & 1:
            yield f"'{hall.name}' has no power"
    for stream, left_w in zip(plant.streams, record.warming, strict=True):
        if left_w > 0:
            yield f"{_mw(left_w)} MW of the heat of '{stream.name}' is not taken away"
    for store, gained_w in zip(plant.cold_stores, record.filling, strict=True):
        if gained_w < 0:
            yield f"'{store.name}' drains"


def _mw(watts: int) -> str:
    return f"{watts / 1e6:.4g}"
