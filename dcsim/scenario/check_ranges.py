"""Ranges: of a number that is there, and around it.

What a variant or a single value takes away, or sets outside its range, has no range any more.
"""

from __future__ import annotations

from dcsim.scenario.changes import expanded
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.nodes import Node

_SLACK = 1e-9
_CHANGED = ("variant", "set")


def check_ranges(tree: Node, file: Node, faults: Faults) -> None:
    """Every fault of `ranges`; `file` is what was written, without variant and single values."""
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
            _check_value(tree, file, path, one, float(low), float(high), faults)


def _check_value(
    tree: Node, file: Node, path: tuple[str, str], one: str, low: float, high: float, faults: Faults
) -> None:
    here, there, before = tree, file, ""
    for part in one.split("."):
        there = there.child(part)
        if part not in here.children and there.value is not None:
            return  # taken away
        if part not in here.children:
            where = f" in {before}" if before else ""
            hint = nearest(part, here.children)
            message = f"'ranges' speaks of {shown(one)}, and there is no {shown(part)}{where}"
            faults.add(tree, path, message, key=True, hint=hint)
            return
        here, before = here.children[part], f"{before}.{part}".lstrip(".")
    value = here.value
    if here.origin.kind in _CHANGED:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"'ranges' speaks of {shown(one)}, which is no plain number"
        faults.add(tree, path, message, key=True)
    elif not low - _SLACK * abs(low) <= value <= high + _SLACK * abs(high):
        message = f"{shown(one)} is {value:g}, outside its range of {low:g} to {high:g}"
        faults.add(tree, path, message)
