"""The plant: a frozen network and pure functions of it. What it serves, what each group carries.

`build` makes it from a scenario; `plant_of` gives the same again for the same scenario. `served` and
`cascade` here take and give names; the rooms below work with node numbers through `dcsim.plant.supply` and
`dcsim.plant.settle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dcsim.errors import UsageError
from dcsim.plant import settle, supply
from dcsim.plant.build import build, plant_of
from dcsim.plant.network import Node, Plant, State
from dcsim.plant.settle import settled

__all__ = ["Node", "Plant", "State", "Supply", "build", "cascade", "plant_of", "served", "settled"]


@dataclass(frozen=True)
class Supply:
    """What a state supplies, by name, in watts; see `dcsim.plant.supply.Flow`.

    `hall_w` has all that is served in a hall; `tenant_w` what of it is a tenant's, `on_one_cord_w` what
    hangs on one cord (`<tenant or hall>@<cord>`).
    """

    hall_w: Mapping[str, int]
    load_w: Mapping[str, int]
    cooling_w: Mapping[str, int]
    tenant_w: Mapping[str, int]
    on_one_cord_w: Mapping[str, int]
    carried_w: Mapping[str, int]
    drain_w: Mapping[str, int]
    live: frozenset[str]
    overloaded: frozenset[str]


def served(plant: Plant, state: State, demand: Mapping[str, int] | None = None) -> Supply:
    """What every hall and load gets and every group carries, by name."""
    return _named(plant, supply.served(plant, state, _demand(plant, demand)))


def cascade(
    plant: Plant, state: State, demand: Mapping[str, int] | None = None
) -> tuple[State, Supply, tuple[frozenset[str], ...]]:
    """Trip what is overloaded until nothing is: (final state, supply, names tripped in each step)."""
    final, flow, steps = settle.cascade(plant, state, _demand(plant, demand))
    names = tuple(frozenset(plant.nodes[i].name for i in step) for step in steps)
    return final, _named(plant, flow), names


def _demand(plant: Plant, demand: Mapping[str, int] | None) -> tuple[int, ...] | None:
    if demand is None:
        return None
    unknown = set(demand) - {consumer.name for consumer in plant.consumers}
    if unknown:
        raise UsageError(f"the plant has no hall or load '{min(unknown)}'")
    return tuple(demand.get(consumer.name, consumer.demand_w) for consumer in plant.consumers)


def _named(plant: Plant, flow: supply.Flow) -> Supply:
    names = plant.node_names
    got = flow.served_w
    halls = len(plant.halls)
    cooling = halls + len(plant.loads)
    return Supply(
        hall_w={h.name: sum(got[n] for n in plant.hall_loads[i]) for i, h in enumerate(plant.halls)},
        load_w=dict(zip(plant.load_names, got[halls:cooling], strict=True)),
        cooling_w={c.name: w for c, w in zip(plant.chillers, got[cooling:], strict=False)},
        tenant_w={one.name: sum(got[n] for n in one.loads) for one in plant.tenants},
        on_one_cord_w={plant.consumers[n].name: got[n] for n in plant.on_one_cord},
        carried_w=dict(zip(names, flow.carried_w, strict=True)),
        drain_w={names[i]: flow.carried_w[i] if i in flow.on_battery else 0 for i in plant.batteries},
        live=frozenset(names[i] for i, live in enumerate(flow.live) if live),
        overloaded=frozenset(names[i] for i in flow.overloaded),
    )
