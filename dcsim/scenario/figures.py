"""Library figures as values of a scenario, with their source and range."""

from __future__ import annotations

from dcsim.quantities import quantity
from dcsim.scenario.library import Figure
from dcsim.scenario.nodes import Node, Origin

_UNITS = {"_s": "s", "_min": "min", "_h": "h", "_c": "degC", "m3_per_mwh": "m3/MWh"}


def figure_node(figure: Figure, field: str) -> Node:
    """A library figure as the value of a field, in the unit its name ends in."""
    unit = next((u for end, u in _UNITS.items() if field.endswith(end)), "")
    value, low, high = (
        _converted(number, figure.unit, unit) for number in (figure.value, figure.low, figure.high)
    )
    words = (figure.row, figure.source, figure.status, figure.evidence, figure.note)
    return Node(value, Origin("library", None, *words, low=low, high=high))


def _converted(number: float | None, written: str, unit: str) -> float | None:
    if number is None or not written or written == unit:
        return number
    return float(f"{quantity(f'{number!r} {written}', unit):.12g}")
