"""Load shedding: which tenants an overloaded group sheds, and in what order they come back.

Whole tenants, strictly by priority: nobody of a list stays on while one before whom it goes is shed. So few
as are needed; all of the list if even these are too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dcsim.plant.network import Plant, State
from dcsim.plant.supply import Flow, served


class Shedding(NamedTuple):
    """One tenant to be shed for one overloaded node, which may be overloaded for `within_h` before that."""

    within_h: float
    node: int
    tenant: int


def shed(state: State, *tenants: int) -> State:
    """The state with these tenants shed."""
    return replace(state, shed=tuple(was or i in tenants for i, was in enumerate(state.shed)))


def unshed(state: State, *tenants: int) -> State:
    """The state with the load of these tenants back."""
    return replace(state, shed=tuple(was and i not in tenants for i, was in enumerate(state.shed)))


def next_to_shed(
    plant: Plant,
    state: State,
    flow: Flow,
    demand: Sequence[int] | None = None,
    nodes: Collection[int] | None = None,
) -> Shedding | None:
    """Of the overloaded nodes (of these `nodes`), the one that sheds soonest, and whom; None: nobody.

    A tenant of whose load the node carries nothing does not help it, and is not shed for it.
    """
    ruled = [i for i in flow.overloaded if i in plant.shed_rules and (nodes is None or i in nodes)]
    for node in sorted(ruled, key=lambda i: (plant.shed_rules[i].within_h, i)):
        rule = plant.shed_rules[node]
        for tenant in rule.tenants:
            if not state.shed[tenant]:
                less = served(plant, shed(state, tenant), demand)
                if less.carried_w[node] < flow.carried_w[node]:
                    return Shedding(rule.within_h, node, tenant)
    return None


def to_shed(plant: Plant, state: State, node: int, demand: Sequence[int] | None = None) -> Iterator[int]:
    """Tenants to be shed, one after another, until this node is no longer overloaded."""
    while True:
        found = next_to_shed(plant, state, served(plant, state, demand), demand, (node,))
        if found is None:
            return
        yield found.tenant
        state = shed(state, found.tenant)
