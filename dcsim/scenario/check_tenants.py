"""Tenants: a hall that is there and has room for them."""

from __future__ import annotations

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member, Network
from dcsim.scenario.nodes import Node

_ROUNDING_MW = 1e-9
"""Contracts may add up to this much more than their hall: 0.1 + 0.2 is not 0.3."""


def check_tenants(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of every tenant."""
    contracted: dict[str, float] = {}
    for tenant in network.of_kind("tenant"):
        hall = _hall_of(tree, tenant, network, faults)
        if hall is not None:
            _check_room(tree, tenant, hall, contracted, faults)


def _hall_of(tree: Node, tenant: Member, network: Network, faults: Faults) -> Member | None:
    name = tenant.node.child("hall").text
    if name is None:
        return None  # missing or no name: said already
    hall = network.members.get(name)
    if hall is not None and hall.kind == "hall":
        return hall
    halls = [member.name for member in network.of_kind("hall")]
    why = "which does not exist" if hall is None else "which is no hall"
    message = f"'hall' names {shown(name)}, {why}"
    faults.add(tree, (*tenant.path, "hall"), message, hint=nearest(name, halls))
    return None


def _check_room(
    tree: Node, tenant: Member, hall: Member, contracted: dict[str, float], faults: Faults
) -> None:
    """All contracts of a hall fit into it; the one that no longer does is at fault."""
    wanted, room = tenant.node.child("contracted_mw").number("MW"), hall.node.child("it_mw").number("MW")
    if wanted is None or room is None:
        return
    total = contracted[hall.name] = contracted.get(hall.name, 0.0) + wanted
    if total - wanted <= room + _ROUNDING_MW < total:
        path = (*tenant.path, "contracted_mw")
        message = (
            f"the contracts in {shown(hall.name)} add up to {total:.6g} MW, and its 'it_mw' is {room:.6g}"
        )
        if total == wanted:
            message = (
                f"'contracted_mw' is {wanted:.6g} MW, and the 'it_mw' of {shown(hall.name)} is {room:.6g}"
            )
        faults.add(tree, path, message)
