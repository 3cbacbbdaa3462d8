"""Library figures as values of a scenario, with their source and range."""

from __future__ import annotations

from collections.abc import Mapping

from dcsim.quantities import quantity
from dcsim.scenario import library
from dcsim.scenario.library import Figure
from dcsim.scenario.nodes import Node, Origin

_UNITS = {"months": "months", "_s": "s", "_min": "min", "_h": "h", "_c": "degC", "m3_per_mwh": "m3/MWh"}


def figure_node(figure: Figure, field: str) -> Node:
    """A library figure as the value of a field, in the unit its name ends in."""
    unit = next((u for end, u in _UNITS.items() if field.endswith(end)), "")
    value, low, high = (
        _converted(number, figure.unit, unit) for number in (figure.value, figure.low, figure.high)
    )
    words = (figure.row, figure.source, figure.status, figure.evidence, figure.note)
    return Node(value, Origin("library", None, *words, low=low, high=high))


def filled(node: Node, figures: Mapping[str, tuple[str, str]]) -> Node:
    """The section with a figure for each field (table, row) that is not written."""
    if not isinstance(node.value, dict):
        return node
    for field, (table, row) in figures.items():
        if not node.has(field):
            node = node.with_child(field, figure_node(library.step_figure(table, row), field))
    return node


def _converted(number: float | None, written: str, unit: str) -> float | None:
    if number is None or not written or not unit or written == unit:
        return number
    return float(f"{quantity(f'{number!r} {written}', unit):.12g}")
