"""The states of a site in which it is looked at what groups carry; and how megawatts and units are told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.plant import Node, Plant, State

PATHS = ("upstream", "feed", "switchgear", "ats", "bus_tie", "element")
"""Kinds of which a bigger one is bought, not one more."""


@dataclass(frozen=True)
class Condition:
    """A state of the site in words; `of_site`: the site must stand it by any design."""

    words: str
    state: State
    of_site: bool


def conditions_of(plant: Plant) -> tuple[Condition, ...]:
    """Everything in order, the grid gone, one side lost. Such states last: batteries bridge nothing."""
    return tuple(_conditions(plant))


def _conditions(plant: Plant) -> Iterator[Condition]:
    from dcsim.plant.settle import on_gensets, settled

    empty = (False,) * len(plant.batteries)
    normal = settled(plant, replace(plant.normal, charged=empty))
    yield Condition("with everything in order", normal, True)
    if plant.gensets:
        yield Condition("with the grid gone", replace(on_gensets(plant), charged=empty), True)
    for node in _sides(plant):
        yield Condition(f"with '{node.name}' lost", settled(plant, without(normal, node, node.count)), False)


def _sides(plant: Plant) -> Iterator[Node]:
    """Cords of halls, and every feed and part of a path of which there is one."""
    cords = set(chain.from_iterable(hall.inputs.nodes for hall in plant.halls))
    for node in plant.nodes:
        alone = node.count == 1 and node.kind in PATHS and node.kind not in ("upstream", "bus_tie")
        if node.index in cords or alone:
            yield node


def without(state: State, node: Node, units: int) -> State:
    """The state with so many units of a node less."""
    left = tuple(u - units * (i == node.index) for i, u in enumerate(state.units))
    return replace(state, units=left)


def product(units: int, unit_w: int) -> str:
    """So many units of so much."""
    return f"{units} × {mw(unit_w)}"


def left(units: int, unit_w: int) -> str:
    """What so many units can do, MW, with the product."""
    return f"{mw(units * unit_w)} ({product(units, unit_w)})" if units else "nothing"


def units_in_words(number: int) -> str:
    """`1 unit`, `2 units`."""
    return f"{number} unit{'s' * (number != 1)}"


def mw(watts: int, *, up: bool = False) -> str:
    """Megawatts with three decimals, of which zeros at the end are left out."""
    kilowatts = math.ceil(watts / 1e3) if up else round(watts / 1e3)
    return f"{kilowatts / 1e3:.3f}".rstrip("0").rstrip(".")
