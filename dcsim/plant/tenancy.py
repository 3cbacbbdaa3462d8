"""From contracts to consumers: what of a hall is a tenant's, and what of it hangs on one cord."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcsim.plant.consumers import Consumer, Inputs, ItLoad, ShedRule, Tenant
from dcsim.quantities import watts
from dcsim.scenario.model import Group, Hall, Rated, ScenarioModel, Upstream

SECONDS_PER_HOUR = 3600.0


def hall_of(name: str, model: ScenarioModel, cords: Inputs) -> Consumer:
    """A hall with what is its own: nothing where it has tenants, else what hangs on all its cords."""
    hall = model.halls[name]
    own_w = 0 if model.tenants_of(name) else watts(hall.it_mw) - single_corded_w(hall, None, hall.it_mw)
    return Consumer(name, True, own_w, cords)


def single_corded_w(hall: Hall, share: float | None, demand_mw: float) -> int:
    """What of a load in this hall hangs on one cord each, W; `share` of a tenant stands before the hall's."""
    return watts(demand_mw * (hall.single_corded or 0.0 if share is None else share))


def it_loads(model: ScenarioModel, halls: Sequence[Consumer], cord_names: Sequence[str]) -> Iterator[ItLoad]:
    """Loads of tenants and loads on one cord, hall by hall; `cord_names` are the names of all nodes."""
    tenants = {name: i for i, name in enumerate(model.tenants)}
    for number, hall in enumerate(halls):
        spec = model.halls[hall.name]
        contracts = model.tenants_of(hall.name)
        for name, one in contracts.items():
            mw = one.contracted_mw * one.uses
            on_one_w = single_corded_w(spec, one.single_corded, mw)
            yield ItLoad(name, False, watts(mw) - on_one_w, hall.inputs, number, tenants[name], "")
            yield from _on_one_cord(name, on_one_w, hall, number, tenants[name], cord_names)
        if not contracts:
            on_one_w = single_corded_w(spec, None, spec.it_mw)
            yield from _on_one_cord(hall.name, on_one_w, hall, number, -1, cord_names)


def _on_one_cord(
    name: str, total_w: int, hall: Consumer, number: int, tenant: int, cord_names: Sequence[str]
) -> Iterator[ItLoad]:
    """Equal parts on the cords, the remainder on the first by name."""
    cords = [hall.inputs.nodes[p] for p in hall.inputs.by_name] if total_w else []
    for i, cord in enumerate(cords):
        part_w = total_w // len(cords) + (total_w % len(cords) if i == 0 else 0)
        inputs = Inputs((cord,), (1,), (0,))
        yield ItLoad(f"{name}@{cord_names[cord]}", False, part_w, inputs, number, tenant, cord_names[cord])


def tenants_in(model: ScenarioModel, loads: Sequence[ItLoad], first: int) -> Iterator[Tenant]:
    """The tenants in the order of the scenario; `first` is the consumer number of the first of `loads`."""
    for number, (name, one) in enumerate(model.tenants.items()):
        own = [first + i for i, load in enumerate(loads) if load.tenant == number]
        hall = loads[own[0] - first].hall
        yield Tenant(name, hall, one.priority, tuple(own))


def shed_rule(spec: Upstream | Group, model: ScenarioModel) -> ShedRule | None:
    """Whom a group sheds when it is overloaded, in order; None: nobody."""
    if not isinstance(spec, Rated) or spec.shed is None:
        return None
    number = {name: i for i, name in enumerate(model.tenants)}
    first = sorted(spec.shed.tenants, key=lambda name: (-model.tenants[name].priority, name))
    return ShedRule(spec.shed.within_s / SECONDS_PER_HOUR, tuple(number[name] for name in first))
