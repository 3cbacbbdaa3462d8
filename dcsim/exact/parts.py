"""A set of states taken apart: targets that hang on different groups can be judged one by one.

Two targets belong together when an undecided group stands above both, or when loads below them meet in a
group that may trip. What certainly has power, whatever trips, separates what is below it from what is above.
Sets of consumers and targets are bit masks, see `targets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dcsim.exact.known import Known
from dcsim.exact.reach import Reach
from dcsim.exact.targets import stage_bit


@dataclass(frozen=True)
class Part:
    """Targets to be judged together, and what they depend on.

    bound      all consumers and targets whose load or fate matters here
    groups     open nodes: how many of their units are up matters here
    counted    these, and the nodes whose units count together with theirs
    bears_on   per group, how many consumers and targets it bears on
    matters    all nodes that bear on what is bound; any other that might is without power
    """

    targets: int
    bound: int
    groups: tuple[int, ...]
    counted: frozenset[int]
    bears_on: Mapping[int, int]
    matters: tuple[int, ...]

    def key(self, known: Known) -> object:
        """Equal for two sets of states that are the same to these targets: same open, same certain."""
        counted = self.counted | known.may_trip | known.plant.cooler_at.keys()
        return (
            self.targets,
            self.bound,
            known.may_trip.intersection(self.matters),
            tuple((i, known.must[i], *(known.cell.units(i) if i in counted else ())) for i in self.matters),
        )


def parts(reach: Reach, known: Known, targets: int) -> list[Part]:
    """Those of the targets that are not certain, in parts that do not depend on each other."""
    unsure = targets & ~known.sure
    if not unsure:
        return []
    fates = _Fates(reach, known, unsure).of
    bonds = list(_bonds(reach, known, fates))
    masks = _merged([bond.mask for bond in bonds])
    if unsure & ~sum(masks):
        raise RuntimeError("a target is uncertain, and no group was found that decides it")
    bears_on = [load | fate for load, fate in zip(known.load.through, fates, strict=True)]
    return [_part(reach, known, bonds, bears_on, mask, unsure) for mask in masks if mask & unsure]


class _Fates:
    """Which targets hang on each node: `of[i]` is a bit mask."""

    def __init__(self, reach: Reach, known: Known, targets: int) -> None:
        self.of = [0] * len(reach.plant.nodes)
        self._reach = reach
        self._known = known
        self._begin(targets)
        for step in reversed(reach.plant.order):
            if len(step) > 1:
                for bus in reach.buses(step, known.may_conduct):
                    self._put_together(bus, reach.ties_of(bus, known.may_conduct))
            for i in step:
                if self.of[i] and not known.must[i]:
                    for above in reach.inputs(i, known.may, known.must):
                        self.of[above] |= self.of[i]

    def _begin(self, targets: int) -> None:
        plant = self._reach.plant
        for number, hall in enumerate(plant.halls):
            for i in hall.inputs.nodes:
                self.of[i] |= targets & 1 << number if self._known.may[i] else 0
        for number, stage in enumerate(plant.stages):
            for i in stage.nodes:
                self.of[i] |= targets & stage_bit(plant, number) if self._known.may[i] else 0

    def _put_together(self, bus: Sequence[int], ties: Sequence[int]) -> None:
        fate = 0
        for i in bus:
            fate |= 0 if self._known.must[i] else self.of[i]
        for i in (*bus, *ties):
            self.of[i] |= fate


@dataclass(frozen=True)
class _Bond:
    """Nodes whose units count together, and what they bind together."""

    nodes: tuple[int, ...]
    mask: int


def _bonds(reach: Reach, known: Known, fates: Sequence[int]) -> Iterator[_Bond]:
    """An undecided node binds the targets that hang on it, and all that its load meets where it may trip."""
    trips = [known.load.through[i] for i in known.may_trip]
    everyone = -1 if trips and reach.remembers else 0
    for nodes in reach.together:
        asking = [i for i in nodes if known.is_undecided(i) or (i in reach.plant.cooler_at and fates[i])]
        mask = everyone if asking else 0
        for i in asking:
            mask |= fates[i]
            for load in trips:
                mask |= load if load & known.load.through[i] else 0
        if mask:
            yield _Bond(nodes, mask)


def _merged(masks: Sequence[int]) -> list[int]:
    """The same sets, those that overlap as one."""
    apart: list[int] = []
    for mask in masks:
        for other in [other for other in apart if other & mask]:
            apart.remove(other)
            mask |= other
        if mask:
            apart.append(mask)
    return apart


def _part(
    reach: Reach, known: Known, bonds: Sequence[_Bond], bears_on: Sequence[int], mask: int, unsure: int
) -> Part:
    counted = [i for bond in bonds if bond.mask & mask for i in bond.nodes]
    groups = sorted(filter(known.cell.is_open, counted), key=reach.place.__getitem__)
    bearing = (i for i, bears in enumerate(bears_on) if bears & mask)
    return Part(
        targets=unsure & mask,
        bound=mask,
        groups=tuple(groups),
        counted=frozenset(counted),
        bears_on={i: bears_on[i].bit_count() for i in groups},
        matters=tuple(sorted({*counted, *bearing})),
    )
