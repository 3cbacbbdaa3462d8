"""States of a plant told by name, as a test would say them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dcsim.plant.network import Plant, State


def state_of(
    plant: Plant,
    units: Mapping[str, int] | None = None,
    closed_input: Mapping[str, str | None] | None = None,
    closed_ties: Mapping[str, bool] | None = None,
    tripped: Collection[str] = (),
    battery: Mapping[str, bool] | None = None,
) -> State:
    """The normal state changed by name; naming units of a genset group also closes its breaker."""
    normal = plant.normal
    up, opened = list(normal.units), list(normal.opened)
    for name, count in (units or {}).items():
        node = plant.nodes[plant.index[name]]
        assert 0 <= count <= node.count
        up[node.index] = count
        opened[node.index] = node.kind == "genset" and count == 0
    for name in tripped:
        opened[plant.index[name]] = True
    position = list(normal.position)
    for name, source in (closed_input or {}).items():
        number = plant.switch_at[plant.index[name]]
        inputs = [plant.nodes[i].name for i in plant.nodes[plant.switches[number]].inputs.nodes]
        position[number] = -1 if source is None else inputs.index(source)
    closed = list(normal.closed)
    ties = [plant.nodes[tie.node].name for tie in plant.ties]
    for name, is_closed in (closed_ties or {}).items():
        closed[ties.index(name)] = is_closed
    charged = list(normal.charged)
    for name, full in (battery or {}).items():
        charged[plant.battery_at[plant.index[name]]] = full
    return replace(
        normal,
        units=tuple(up),
        position=tuple(position),
        closed=tuple(closed),
        opened=tuple(opened),
        charged=tuple(charged),
    )
