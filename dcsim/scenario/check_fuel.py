"""Tanks, what is burnt from them, and the pumps between two of them."""

from __future__ import annotations

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member, Network, add_unknown
from dcsim.scenario.nodes import KeyPath, Node


def check_fuel(tree: Node, member: Member, faults: Faults) -> None:
    """A tank is given by hours or by cubic metres."""
    fuel, path = member.node.child("fuel"), (*member.path, "fuel")
    if not isinstance(fuel.value, dict):
        return
    if fuel.has("tank_h") and fuel.has("usable_m3"):
        faults.add(
            tree, (*path, "usable_m3"), "'usable_m3' stands beside 'tank_h'; give one of them", key=True
        )
    elif not fuel.has("tank_h") and not fuel.has("usable_m3"):
        faults.lacking(tree, path, f"the tank of {shown(member.name)} needs 'tank_h' or 'usable_m3'")
    elif fuel.has("litres_per_kwh") and not fuel.has("usable_m3"):
        message = "'litres_per_kwh' belongs to 'usable_m3'"
        faults.add(tree, (*path, "litres_per_kwh"), message, key=True)
    _check_burn(tree, path, fuel, faults)


def _check_burn(tree: Node, path: KeyPath, fuel: Node, faults: Faults) -> None:
    """A chart stands alone, each load once."""
    chart = fuel.child("litres_per_h")
    if not fuel.has("litres_per_h"):
        return
    others = [field for field in ("litres_per_kwh", "burn_curve") if fuel.has(field)]
    if others:
        message = f"'litres_per_h' stands beside '{others[0]}'; give one of them"
        faults.add(tree, (*path, "litres_per_h"), message, key=True)
    elif not fuel.has("usable_m3"):
        faults.add(tree, (*path, "litres_per_h"), "'litres_per_h' belongs to 'usable_m3'", key=True)
    seen: set[float] = set()
    for load, node in chart.children.items():
        share = Node(load, node.origin).number("1")
        if share in seen:
            faults.add(
                tree, (*path, "litres_per_h", load), f"the load {shown(load)} is there twice", key=True
            )
        if share is not None:
            seen.add(share)


def check_fuel_pumps(tree: Node, network: Network, faults: Faults) -> None:
    """A day tank has pumps of its own, and pumps a day tank."""
    known = [member.name for member in network.of_kind("fuel_pump")]
    taken: dict[str, str] = {}
    for sets in network.of_kind("genset"):
        fuel, path = sets.node.child("fuel"), (*sets.path, "fuel")
        for field, needs in (
            ("day_tank_m3", "pumps"),
            ("pumps", "day_tank_m3"),
            ("day_tank_m3", "usable_m3"),
        ):
            if fuel.has(field) and not fuel.has(needs):
                faults.add(tree, (*path, field), f"'{field}' needs '{needs}'", key=True)
                break
        name = fuel.child("pumps").text
        if name is None:
            continue
        if network.kind(name) is None:
            add_unknown(tree, (*path, "pumps"), name, known, faults)
        elif name not in known:
            message = f"'pumps' names {shown(name)}, which is no fuel_pump"
            faults.add(tree, (*path, "pumps"), message, hint=nearest(name, known))
        elif name in taken:
            message = f"{shown(name)} already pump for {shown(taken[name])}; each group has its own"
            faults.add(tree, (*path, "pumps"), message)
        taken.setdefault(name, sets.name)
