"""What goes on when the mains are lost: who is behind a battery, and how long what is cold lasts."""

from __future__ import annotations

from dcsim.plant.network import Plant
from dcsim.scenario.model import Hall


def ride_through_min(hall: Hall, plant: Plant, group: str) -> float:
    """Minutes a hall at full heat can stand without this group: its own store, and a buffer for it."""
    own = hall.ride_through_min
    if own is None:
        own = (hall.thermal_store_mw_min or 0.0) / (hall.it_mw * hall.heat_per_it)
    stage = next((n for n, one in enumerate(plant.stages) if one.name == group), -1)
    buffers = [
        60.0 * store.full_wh / plant.stages[store.stage].heat_w
        for store in plant.cold_stores
        if store.is_buffer and stage in store.replaces and plant.stages[store.stage].heat_w
    ]
    return own + sum(buffers)


def behind(plant: Plant, these: frozenset[int]) -> frozenset[int]:
    """Nodes that are among these, or all of whose inputs are behind them."""
    found = set(these)
    changed = True
    while changed:
        changed = False
        for node in plant.nodes:
            inputs = node.inputs.nodes
            if node.index not in found and inputs and all(i in found for i in inputs):
                found.add(node.index)
                changed = True
    return frozenset(found)
