"""What one field cannot know: names that must exist, fields that exclude each other, paths that must lead on.

Every check walks the tree as written, so that it also speaks when other parts are damaged.
"""

from __future__ import annotations

from dcsim.scenario.check_cooling import check_cooling
from dcsim.scenario.check_demand import check_demand
from dcsim.scenario.check_energy import check_energy
from dcsim.scenario.check_fuel import check_fuel
from dcsim.scenario.check_interruptions import check_interruptions
from dcsim.scenario.check_network import check_network
from dcsim.scenario.check_ranges import check_ranges
from dcsim.scenario.check_rollout import check_rollout
from dcsim.scenario.check_tenants import check_shedding, check_tenants
from dcsim.scenario.check_upkeep import check_upkeep
from dcsim.scenario.check_weather import check_weather
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member, Network, add_unknown, members_of
from dcsim.scenario.nodes import KeyPath, Node

RESERVED = ("all", "never")


def check(tree: Node, file: Node, faults: Faults) -> None:
    """Every fault that concerns more than one field; `file`: as written, without variant and values."""
    _check_horizon(tree, faults)
    _check_names(tree, faults)
    network = Network(tree)
    for member in network.groups():
        check_fuel(tree, member, faults)
        _check_ratings(tree, member, faults)
        _check_needed(tree, member, faults)
        _check_load_block(tree, member, faults)
        _check_draw(tree, member, faults)
        check_upkeep(tree, member, faults)
    _check_firm(tree, network, faults)
    _check_recharge(tree, network, faults)
    check_demand(tree, network, faults)
    check_interruptions(tree, network, faults)
    check_weather(tree, network, faults)
    check_cooling(tree, network, faults)
    check_network(tree, network, faults)
    check_rollout(tree, network, faults)
    check_tenants(tree, network, faults)
    check_shedding(tree, network, faults)
    check_energy(tree, faults)
    check_ranges(tree, file, faults)


def _check_horizon(tree: Node, faults: Faults) -> None:
    horizon = tree.child("horizon")
    if not isinstance(horizon.value, dict):
        return
    if horizon.has("years") and horizon.has("hours"):
        faults.add(tree, ("horizon", "hours"), "'hours' stands beside 'years'; give one of them", key=True)
    elif not horizon.has("years") and not horizon.has("hours"):
        faults.lacking(tree, ("horizon",), "'horizon' needs 'years' or 'hours'")


def _check_names(tree: Node, faults: Faults) -> None:
    """Upstream elements, feeds, groups, loads, halls, tenants, gates and phases share one namespace."""
    seen: dict[str, KeyPath] = {}
    for member in members_of(tree):
        if member.name in RESERVED:
            faults.add(
                tree, member.path, f"{shown(member.name)} is a word of the language, not a name", key=True
            )
        if member.name in seen:
            first = ".".join(seen[member.name])
            message = f"the name {shown(member.name)} is taken (by {first})"
            faults.add(tree, member.path, message, key=True)
        seen.setdefault(member.name, member.path)


def _check_ratings(tree: Node, member: Member, faults: Faults) -> None:
    node, path = member.node, member.path
    if node.has("rating_mw") and node.has("rating_mva"):
        faults.add(tree, (*path, "rating_mva"), "'rating_mva' stands beside 'rating_mw'; give one", key=True)
    elif node.has("rating_mva") and not node.has("power_factor"):
        faults.lacking(tree, (*path, "rating_mva"), "'rating_mva' needs a 'power_factor'" + _where(member))
    elif node.has("power_factor") and not node.has("rating_mva"):
        faults.add(tree, (*path, "power_factor"), "'power_factor' belongs to 'rating_mva'", key=True)
    rated = node.has("rating_mw") or node.has("rating_mva")
    if member.kind in ("genset", "ups") and not rated:
        wanted = (
            "'rating_mw'" if member.kind == "genset" else "'rating_mw' (or 'rating_mva' with 'power_factor')"
        )
        faults.lacking(tree, path, f"kind {member.kind} needs {wanted}" + _where(member))


def _check_needed(tree: Node, member: Member, faults: Faults) -> None:
    needed, count = member.node.child("needed").value, member.node.children.get("count")
    installed = count.value if count is not None else 1
    if isinstance(needed, int) and isinstance(installed, int) and needed > installed:
        message = f"'needed' is {needed}, more than the {installed} installed"
        faults.add(tree, (*member.path, "needed"), message)


def _check_load_block(tree: Node, member: Member, faults: Faults) -> None:
    if member.node.has("load_block") and not member.node.has("fed_by") and not member.node.has("split"):
        message = f"'load_block' is for a group that takes power; {shown(member.name)} needs none"
        faults.add(tree, (*member.path, "load_block"), message, key=True)


def _check_draw(tree: Node, member: Member, faults: Faults) -> None:
    # a draw of 0 is what the language says where nothing is written
    if member.node.has("cop") and member.node.child("draw_mw").number("MW"):
        faults.add(tree, (*member.path, "cop"), "'cop' stands beside 'draw_mw'; give one of them", key=True)


def _check_firm(tree: Node, network: Network, faults: Faults) -> None:
    for feed in network.of_kind("feed"):
        firm_mw, rating_mw = (
            feed.node.child("firm_mw").number("MW"),
            feed.node.child("rating_mw").number("MW"),
        )
        if firm_mw is not None and rating_mw is not None and firm_mw > rating_mw:
            message = f"'firm_mw' is {firm_mw:g} MW, more than its 'rating_mw' of {rating_mw:g}"
            faults.add(tree, (*feed.path, "firm_mw"), message)


def _check_recharge(tree: Node, network: Network, faults: Faults) -> None:
    known = [member.name for member in network.of_kind("ups")]
    taken: dict[str, str] = {}
    for load in network.of_kind("load"):
        path = (*load.path, "recharges")
        for name, node in load.node.child("recharges").names:
            if network.kind(name) is None:
                add_unknown(tree, path, name, known, faults, at=node)
            elif name not in known:
                message = f"'recharges' names {shown(name)}, which is no ups"
                faults.add(tree, path, message, hint=nearest(name, known), at=node)
            elif name in taken:
                message = f"{shown(taken[name])} already recharges {shown(name)}"
                faults.add(tree, path, message, at=node)
            taken.setdefault(name, load.name)


def _where(member: Member) -> str:
    return f" (in {'.'.join(member.path)})"
