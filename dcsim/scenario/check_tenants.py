"""Tenants: a hall that is there and has room for them; and which of them a group may shed."""

from __future__ import annotations

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member, Network, add_unknown
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
    if hall is None:
        add_unknown(tree, (*tenant.path, "hall"), name, halls, faults)
    else:
        message = f"'hall' names {shown(name)}, which is no hall"
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


def check_shedding(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of what groups may shed."""
    for group in network.groups():
        if group.node.has("shed"):
            _check_list(tree, group, network, faults)
            _check_rating(tree, group, faults)


def _check_list(tree: Node, group: Member, network: Network, faults: Faults) -> None:
    path, seen = (*group.path, "shed", "tenants"), set()
    tenants = [member.name for member in network.of_kind("tenant")]
    for name, node in group.node.child("shed").child("tenants").names:
        tenant = network.members.get(name)
        if tenant is None:
            add_unknown(tree, path, name, tenants, faults, at=node)
        elif tenant.kind != "tenant":
            message = f"'tenants' names {shown(name)}, which is no tenant"
            faults.add(tree, path, message, hint=nearest(name, tenants), at=node)
        elif name in seen:
            faults.add(tree, path, f"'tenants' names {shown(name)} twice", at=node)
        elif not _hangs_on(network, tenant, group.name):
            message = f"nothing of {shown(name)} goes through {shown(group.name)}: to shed it would not help"
            faults.add(tree, path, message, at=node)
        seen.add(name)


def _hangs_on(network: Network, tenant: Member, group: str) -> bool:
    """Whether some way of power from the group leads to the tenant's hall; ties lead both ways."""
    ties = network.of_kind("bus_tie")
    above: set[str] = set()
    hall = tenant.node.child("hall").text or ""
    if network.kind(hall) != "hall":
        return True  # said elsewhere, and may have meant anything
    pending = [hall]
    while pending:
        name = pending.pop()
        member = network.members.get(name)
        if member is None or not member.kind or member.name == group:
            return True  # a wrong name or kind is said elsewhere too
        if name not in above:
            above.add(name)
            pending += [reference.name for reference in network.inputs(member)]
            for tie in ties:
                if name in network.ends(tie):
                    pending += [tie.name, *network.ends(tie)]
    return False


def _check_rating(tree: Node, group: Member, faults: Faults) -> None:
    if not group.node.has("rating_mw") and not group.node.has("rating_mva"):
        message = f"{shown(group.name)} has no rating, is never overloaded and sheds nothing"
        faults.add(tree, (*group.path, "shed"), message, key=True)
