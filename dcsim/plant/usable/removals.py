"""What a level of redundancy promises to stand: the units that may be absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered

Level = Literal["N", "N+1", "N+2", "maintainable"]
"""`N` nothing may be absent; `N+1`, `N+2` one or two units of any one group of several; `maintainable` one
unit of anything, also of what there is only one of, and each cord of a hall as a whole."""

ABSENT = {"N": 0, "N+1": 1, "N+2": 2, "maintainable": 1}
"""Units of one group of several that may be absent."""


@dataclass(frozen=True)
class Removal:
    """Units that are absent together: `taken` by power node, `cooling_less` from all nodes of a stage.

    `alone`: there is no other of it, so that what it costs may be a matter of topology and not of megawatts.
    """

    group: str
    taken: tuple[tuple[int, int], ...] = ()
    stage: int = -1
    cooling_less: int = 0
    alone: bool = False


@remembered
def removals(plant: Plant, units: tuple[int, ...], level: str) -> tuple[Removal, ...]:
    """Everything a level promises to stand, one removal at a time, where so many units are in service."""
    found = list(absent(plant, units, ABSENT[level])) if ABSENT[level] else []
    if level == "maintainable":
        found += chain(_single(plant), _cords(plant, units))
    return tuple(found)


def absent(plant: Plant, units: Sequence[int], count: int) -> Iterator[Removal]:
    """`count` units of each group of several, of split groups in every way that may be the worst."""
    stages = {stage.name: number for number, stage in enumerate(plant.stages)}
    for group, nodes in plant.members.items():
        if sum(plant.nodes[i].count for i in nodes) < 2:
            continue
        if group in stages:
            yield Removal(group, stage=stages[group], cooling_less=count)
            continue
        for taken in _choices(nodes, units, count):
            yield Removal(group, taken)


def _choices(nodes: Sequence[int], units: Sequence[int], count: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Ways to take `count` units from the parts of a group: some parts as a whole, the rest from one more.

    Every other way leaves each part as much or more of what one of these leaves it, and the same parts alive.
    """
    there = [i for i in nodes if units[i]]
    for number in range(len(there) + 1):
        for whole in combinations(there, number):
            rest = count - sum(units[i] for i in whole)
            if rest < 0:
                continue
            taken = tuple((i, units[i]) for i in whole)
            others = [i for i in there if i not in whole and units[i] > rest]
            if rest == 0 or not others:
                if rest == 0 or number == len(there):
                    yield taken
                continue
            for i in others:
                yield (*taken, (i, rest))


def _single(plant: Plant) -> Iterator[Removal]:
    """What there is one of: a board, a cable, a tie, a feed, the one pump of a hall."""
    stages = {stage.name: number for number, stage in enumerate(plant.stages)}
    for group, nodes in plant.members.items():
        if sum(plant.nodes[i].count for i in nodes) > 1:
            continue
        if group in stages:
            yield Removal(group, stage=stages[group], cooling_less=1, alone=True)
        else:
            yield Removal(group, ((nodes[0], 1),), alone=True)


def _cords(plant: Plant, units: Sequence[int]) -> Iterator[Removal]:
    """The cords of halls, all units of each."""
    for i in dict.fromkeys(chain.from_iterable(hall.inputs.nodes for hall in plant.halls)):
        if plant.nodes[i].count > 1:
            yield Removal(plant.nodes[i].group, ((i, units[i]),), alone=True)
