"""Room by shedding: what may be shed so that something can close, and which tenant's load may come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dcsim.plant.network import Plant, State
from dcsim.plant.settle import settled
from dcsim.plant.shedding import next_to_shed, shed, unshed
from dcsim.plant.supply import Flow, dark_halls, served


class Room(NamedTuple):
    """Tenants to shed so that a change overloads nothing new, and whether the change lights a dark hall."""

    tenants: tuple[int, ...]
    lights: bool


def room_for(
    plant: Plant, state: State, changed: State, nodes: Sequence[int], demand: Sequence[int] | None = None
) -> Room | None:
    """What must be shed so that the state may become `changed`, these nodes with power; None: not enough.

    Only lists of groups that the change would overload count. Switches have then moved to what they prefer.
    """
    before = served(plant, state, demand)
    tenants: list[int] = []
    while True:
        after = settled(plant, shed(changed, *tenants))
        flow = served(plant, after, demand)
        new = set(flow.overloaded) - set(before.overloaded)
        if not new:
            break
        found = next_to_shed(plant, after, flow, demand, new)
        if found is None:
            return None
        tenants.append(found.tenant)
    if not all(flow.live[i] for i in nodes):
        return None
    dark, still = dark_halls(plant, before.live, demand), dark_halls(plant, flow.live, demand)
    return Room(tuple(tenants), any(was and not now for was, now in zip(dark, still, strict=True)))


def next_to_return(plant: Plant, state: State, demand: Sequence[int] | None = None) -> int:
    """The shed tenant whose load may come back now, the most important first; -1: none.

    That must overload nothing, not even further, draw on no battery, and leave room for every more important
    tenant who is shed and stands on a list with it.
    """
    gone = [tenant for tenant in plant.by_importance if state.shed[tenant]]
    if not gone:
        return -1
    before = served(plant, state, demand)
    for place, tenant in enumerate(gone):
        back = unshed(state, tenant)
        after = served(plant, settled(plant, back), demand)
        cords = plant.halls[plant.tenants[tenant].hall].inputs.nodes
        if not any(after.live[i] for i in cords) or _harms(before, after):
            continue
        if _harms(before, served(plant, back, demand)):
            continue  # not yet: a switch is still on its way
        rules = {node: rule for node, rule in plant.shed_rules.items() if tenant in rule.tenants}
        first = [other for other in gone[:place] if any(other in rule.tenants for rule in rules.values())]
        if first:
            full = served(plant, settled(plant, unshed(state, tenant, *first)), demand)
            if any(i in rules and i not in before.overloaded for i in full.overloaded):
                continue
        return tenant
    return -1


def _harms(before: Flow, after: Flow) -> bool:
    """Whether more comes on a battery, or on something that is then overloaded."""
    return any(after.carried_w[i] > before.carried_w[i] for i in (*after.overloaded, *after.on_battery))
