"""Weather: how often it comes, what it hits, and what of the site it may reach."""

from __future__ import annotations

from dcsim.scenario.check_interruptions import (
    check_chances,
    check_hits,
    check_season,
    check_times,
    horizon_of,
)
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.network import Network, add_unknown, at
from dcsim.scenario.nodes import KeyPath, Node


def check_weather(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of every kind of weather."""
    interruptions = at(tree, ("grid", "interruptions")).children
    horizon_h = horizon_of(tree)
    for name, node in at(tree, ("grid", "weather")).children.items():
        if not isinstance(node.value, dict):
            continue
        path = ("grid", "weather", name)
        if name in interruptions:
            message = f"the name {shown(name)} is taken (by grid.interruptions.{name})"
            faults.add(tree, path, message, key=True)
        _check_rate(tree, path, node, faults)
        if node.child("duration_h").number("h") == 0:
            faults.add(tree, (*path, "duration_h"), "'duration_h' must be more than 0")
        check_hits(tree, path, node, network, faults)
        check_chances(tree, path, node, faults)
        check_times(tree, path, node, horizon_h, faults)
        check_season(tree, path, node, faults)
        _check_heat(tree, (*path, "ambient_c"), node, network, faults)
        _check_on_site(tree, (*path, "on_site", "groups"), node, network, faults)


def _check_rate(tree: Node, path: KeyPath, node: Node, faults: Faults) -> None:
    if not node.has("per_year") and not node.has("at_h"):
        faults.lacking(tree, path, f"weather {shown(path[-1])} needs 'per_year' or 'at_h'")
    for field in ("per_year", "months"):
        if node.has("at_h") and node.has(field):
            faults.add(tree, (*path, field), f"'{field}' does not go with 'at_h'", key=True)


def _check_heat(tree: Node, path: KeyPath, node: Node, network: Network, faults: Faults) -> None:
    """Heat matters to gensets that say what they lose to each degree, where it is above the design's."""
    ambient_c = node.child("ambient_c").number("degC")
    if ambient_c is None:
        return
    sets = [one for one in network.of_kind("genset") if one.node.has("derate_per_c")]
    design_c = tree.child("site").child("design_ambient_c").number("degC")
    if not sets:
        message = "'ambient_c' is for gensets with 'derate_per_c', and no group of this site has it"
        faults.add(tree, path, message, key=True)
    elif design_c is not None and ambient_c <= design_c:
        message = f"at {ambient_c:g} degC nothing more is lost than on the design day ({design_c:g} degC)"
        faults.add(tree, path, message)
    for one in sets:
        per_c, above_c = (
            one.node.child("derate_per_c").number("1"),
            one.node.child("derate_above_c").number("degC"),
        )
        if per_c is not None and above_c is not None and per_c * (ambient_c - above_c) >= 1.0:
            message = f"nothing is left of the rating of {shown(one.name)} at {ambient_c:g} degC"
            faults.add(tree, path, message)


def _check_on_site(tree: Node, path: KeyPath, node: Node, network: Network, faults: Faults) -> None:
    """Only what stands on the site can be reached there."""
    known = [one.name for one in network.groups()] + [one.name for one in network.of_kind("hall")]
    seen = set()
    for name, item in node.child("on_site").child("groups").names:
        if network.kind(name) is None:
            add_unknown(tree, path, name, known, faults, at=item)
        elif name not in known:
            message = f"'groups' names {shown(name)}, a {network.kind(name)}, which is not on the site"
            faults.add(tree, path, message, at=item)
        if name in seen:
            faults.add(tree, path, f"'groups' names {shown(name)} twice", at=item)
        seen.add(name)
