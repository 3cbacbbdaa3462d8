"""Ranges: of a number that is there, and around it."""

from __future__ import annotations

from dcsim.scenario.changes import expanded
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.nodes import Node

_SLACK = 1e-9


def check_ranges(tree: Node, faults: Faults) -> None:
    """Every fault of `ranges`."""
    for pattern, node in tree.child("ranges").children.items():
        path = ("ranges", pattern)
        ends = [item.value for item in node.value] if isinstance(node.value, list) else []
        numbers = [x for x in ends if isinstance(x, int | float) and not isinstance(x, bool)]
        if len(numbers) != 2:
            continue  # said by its type
        low, high = numbers
        if low > high:
            faults.add(tree, path, f"the range of {shown(pattern)} runs from {low:g} down to {high:g}")
            continue
        for one in expanded(tree, pattern):
            _check_value(tree, path, one, float(low), float(high), faults)


def _check_value(
    tree: Node, path: tuple[str, str], one: str, low: float, high: float, faults: Faults
) -> None:
    here, before = tree, ""
    for part in one.split("."):
        if part not in here.children:
            where = f" in {before}" if before else ""
            hint = nearest(part, here.children)
            message = f"'ranges' speaks of {shown(one)}, and there is no {shown(part)}{where}"
            faults.add(tree, path, message, key=True, hint=hint)
            return
        here, before = here.children[part], f"{before}.{part}".lstrip(".")
    value = here.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"'ranges' speaks of {shown(one)}, which is no plain number"
        faults.add(tree, path, message, key=True)
    elif not low - _SLACK * abs(low) <= value <= high + _SLACK * abs(high):
        message = f"{shown(one)} is {value:g}, outside its range of {low:g} to {high:g}"
        faults.add(tree, path, message)
