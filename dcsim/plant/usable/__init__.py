"""Usable capacity: the IT load a plant serves with its redundancy kept, and what stands in the way of more.

Pure functions of the plant and of what is in service. Batteries and cold stores bridge nothing, as such
states last; ratings are at design ambient; of feeds only what is firm counts. Flows are linear in the load
while the same nodes are energised, so every limit is solved for and none is searched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered
from dcsim.plant.usable.asked import Asked, asked_at, asked_by
from dcsim.plant.usable.lasting import healthy
from dcsim.plant.usable.limits import Gap, Limits, limits_of
from dcsim.plant.usable.removals import Level, absent, removals

__all__ = ["Gap", "Level", "Usable", "capability", "fits", "in_service", "spare", "spare_limits", "usable"]

HALL = "hall"
"""The stage of the halls themselves: the IT load they have space for."""
ROUNDING = 1e-9
"""A stage that limits all halls to this little less than full does not limit them."""


@dataclass(frozen=True)
class Usable:
    """The largest IT load at which everything a level promises is kept, MW, and the stage that binds.

    `by_stage` is what it would be if only that stage bound; a stage that limits nothing is left out. `group`
    is the tightest of the stage that binds ("": halls), with something of the group `without` absent ("":
    nothing), and `on_gensets` whether that is with the mains gone. `gaps` are halls that are dark at any load
    with the one thing of its kind absent: no megawatt cures that, so they are left out of it and named.
    """

    it_mw: float
    stage: str
    by_stage: Mapping[str, float]
    group: str = ""
    without: str = ""
    on_gensets: bool = False
    gaps: tuple[Gap, ...] = ()

    @property
    def stranded_mw(self) -> dict[str, float]:
        """By stage, what it could serve beyond what the site can, MW."""
        return {stage: limit - self.it_mw for stage, limit in self.by_stage.items()}


def usable(
    plant: Plant, units: Sequence[int], keeps: Level, present: Collection[str] | None = None
) -> Usable:
    """What is usable of a site with these units in service, by node, and the level of redundancy it keeps.

    `present` are the names of halls and fixed loads in service; None: all that have power. Halls are scaled
    alike, with the heat and the cooling they need; fixed loads stay. Nothing is shed and no overload borne.
    """
    there = in_service(plant, units) if present is None else frozenset(present)
    return _usable(plant, tuple(units), keeps, there)


def capability(plant: Plant, units: Sequence[int], present: Collection[str] | None = None) -> float:
    """The IT load served with every unit healthy, on the mains and on gensets alike, MW."""
    return usable(plant, units, "N", present).it_mw


def spare_limits(
    plant: Plant, units: Sequence[int], present: Collection[str] | None = None
) -> tuple[float, ...]:
    """IT load served with 0, 1, 2 … units of any one group of several absent, MW; ends before the first 0."""
    there = in_service(plant, units) if present is None else frozenset(present)
    return _spare_limits(plant, tuple(units), there)


def spare(plant: Plant, units: Sequence[int], demand: Sequence[int]) -> int:
    """The N+x of this demand, W by consumer: units of any one group of several that may be absent.

    -1 if not even all of them are enough.
    """
    asked = asked_at(plant, tuple(units), tuple(demand))
    most = _most_units(plant)
    for units_absent in range(most + 1):
        if not _holds(limits_of(plant, tuple(units), asked, absent(plant, units, units_absent))):
            return units_absent - 1
    return most


def fits(plant: Plant, units: Sequence[int], demand: Sequence[int]) -> bool:
    """Whether this demand, W by consumer, is served with every unit healthy and without any overload."""
    return _holds(limits_of(plant, tuple(units), asked_at(plant, tuple(units), tuple(demand)), ()))


def in_service(plant: Plant, units: Sequence[int]) -> frozenset[str]:
    """Names of the halls and fixed loads that have power with these units, on the mains or on gensets."""
    lives = [state.live.live for state in healthy(plant, tuple(units))]
    return frozenset(
        one.name
        for one in (*plant.halls, *plant.loads)
        if any(live[i] for live in lives for i in one.inputs.nodes)
    )


@remembered
def _usable(plant: Plant, units: tuple[int, ...], keeps: Level, present: frozenset[str]) -> Usable:
    asked = asked_by(plant, units, present)
    if not asked.halls:
        return Usable(0.0, HALL, {HALL: 0.0})
    every = removals(plant, units, keeps)
    found = limits_of(plant, units, asked, every)
    limits, it_mw = found.by_stage, asked.it_w / 1e6
    by_stage = {HALL: it_mw} | {stage: limit.scale * it_mw for stage, limit in limits.items()}
    gaps = tuple(sorted(found.gaps))
    stage = min(by_stage, key=by_stage.__getitem__)
    if by_stage[stage] >= it_mw * (1 - ROUNDING):
        return Usable(it_mw, HALL, by_stage, gaps=gaps)
    binds = limits[stage]
    return Usable(by_stage[stage], stage, by_stage, binds.group, binds.without, binds.on_gensets, gaps)


@remembered
def _spare_limits(plant: Plant, units: tuple[int, ...], present: frozenset[str]) -> tuple[float, ...]:
    asked = asked_by(plant, units, present)
    return tuple(_until_nothing(plant, units, asked)) if asked.halls else ()


def _until_nothing(plant: Plant, units: tuple[int, ...], asked: Asked) -> Iterator[float]:
    for units_absent in range(_most_units(plant) + 1):
        limits = limits_of(plant, units, asked, absent(plant, units, units_absent)).by_stage
        scale = min((1.0, *(limit.scale for limit in limits.values())))
        if not scale:
            return
        yield scale * asked.it_w / 1e6


def _most_units(plant: Plant) -> int:
    return max(sum(plant.nodes[i].count for i in nodes) for nodes in plant.members.values())


def _holds(found: Limits) -> bool:
    """Whether nothing is overloaded or lacking at a demand that has no scale."""
    return not found.by_stage
