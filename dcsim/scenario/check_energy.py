"""Climate, energy and prices: a wet bulb is not above the dry bulb, and investment is that of phases."""

from __future__ import annotations

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.nodes import Node

_PAIRS = (("wetbulb_c", "drybulb_c"), ("design_wetbulb_c", "design_drybulb_c"))


def check_energy(tree: Node, faults: Faults) -> None:
    """Every fault of these sections that concerns more than one field."""
    climate = tree.child("climate")
    for wet, dry in _PAIRS:
        _check_bulbs(tree, climate, wet, dry, faults)
    phases = tree.child("phases").children
    for name in tree.child("prices").child("capex_musd").children:
        if name not in phases:
            hint = nearest(name, phases) or (f"; phases: {', '.join(phases)}" if phases else "")
            path = ("prices", "capex_musd", name)
            faults.add(tree, path, f"there is no phase {shown(name)}", key=True, hint=hint)


def _check_bulbs(tree: Node, climate: Node, wet: str, dry: str, faults: Faults) -> None:
    if not climate.has(wet) or not climate.has(dry):
        return
    pairs = list(zip(_numbers(climate.child(wet)), _numbers(climate.child(dry)), strict=False))
    above = next(((w, d) for w, d in pairs if w is not None and d is not None and w > d), None)
    if above is not None:
        message = (
            f"{shown(wet)} has {above[0]:g} degC where {shown(dry)} has {above[1]:g}: it cannot be higher"
        )
        faults.add(tree, ("climate", wet), message)


def _numbers(node: Node) -> list[float | None]:
    items = node.value if isinstance(node.value, list) else [node]
    return [item.number("degC") for item in items]
