"""What lasts with something away, in full: what moved, what tripped, who is dark, what the rest carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dcsim.plant.live import Live
from dcsim.plant.network import Plant
from dcsim.plant.supply import served
from dcsim.plant.usable.carried import carried_by
from dcsim.plant.usable.lasting import Lasting, firm_w
from dcsim.plant.usable.removals import Removal
from dcsim.tiers.audit.walk import Walk


@dataclass(frozen=True)
class Move:
    """A switch that takes another input, or a tie that closes or opens, by names of where it stands."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Loading:
    """What a group carries of what its units that are left can, MW; `of_heat` and not of power."""

    group: str
    carried_mw: float
    able_mw: float
    of_heat: bool = False

    @property
    def share(self) -> float:
        """Of what it can; infinite where nothing of it is left."""
        return self.carried_mw / self.able_mw if self.able_mw else float("inf")


@dataclass(frozen=True)
class Few:
    """A group of which too few units are left to give anything."""

    group: str
    left: int
    needed: int


@dataclass(frozen=True)
class Lasts:
    """The state of a step before anything trips, and how it ends.

    `taken` is what is away, by node; `loading` the highest first; `few` the groups below what they need;
    `tripped` the groups that open, step by step; `dark_loads` the fixed loads without power at the end.
    """

    taken: tuple[tuple[int, int], ...]
    moves: tuple[Move, ...]
    loading: tuple[Loading, ...]
    few: tuple[Few, ...]
    tripped: tuple[tuple[str, ...], ...]
    lost_mw: Mapping[str, float]
    dark_loads: tuple[str, ...]
    carries_before: bool
    """Whether the site carries its load with nothing away; if not, it matters what tripped before."""


def lasts(walk: Walk, *away: Removal) -> Lasts:
    """Everything about a state with these away, in the worst of its ways."""
    plant, state = walk.plant, walk.lasting(*away)
    dry = walk.outcome(*away).dry
    end = max(walk.ways(away, dry), key=lambda one: sum(one.lost_mw.values()))
    flow = served(plant, end.state, walk.demand)
    loads = zip(plant.loads, flow.served_w[len(plant.halls) :], strict=False)
    loading = [*_of_power(walk, state), *_of_heat(walk, state)]
    return Lasts(
        end.taken,
        tuple(_moves(plant, walk.lasting().live, state.live)),
        tuple(sorted(loading, key=lambda one: -one.share)),
        tuple(_few(plant, end.taken)),
        tuple(tuple(sorted(plant.nodes[i].name for i in step)) for step in end.trips),
        end.lost_mw,
        tuple(load.name for load, watts in loads if load.demand_w and not watts),
        walk.outcome().holds,
    )


def _moves(plant: Plant, before: Live, after: Live) -> Iterator[Move]:
    for number, switch in enumerate(plant.switches):
        inputs = plant.nodes[switch].inputs.nodes
        was, now = before.position[number], after.position[number]
        if was != now:
            names = [plant.nodes[inputs[p]].name if p >= 0 else "none" for p in (was, now)]
            yield Move(plant.nodes[switch].name, *names)
    for tie, was_closed, is_closed in zip(plant.ties, before.closed, after.closed, strict=True):
        if was_closed != is_closed:
            words = ("open", "closed")
            yield Move(plant.nodes[tie.node].name, words[was_closed], words[is_closed])


def _few(plant: Plant, taken: tuple[tuple[int, int], ...]) -> Iterator[Few]:
    """Groups of several that what is away leaves with fewer units than they need."""
    away = dict(taken)
    for group in dict.fromkeys(plant.nodes[i].group for i in away):
        nodes = plant.members[group]
        left = sum(plant.nodes[i].count - away.get(i, 0) for i in nodes)
        needed = needed_of(plant, group)
        if 0 < left < needed:
            yield Few(group, left, needed)


def needed_of(plant: Plant, group: str) -> int:
    """Units below which a group gives nothing, of power or of cooling."""
    stages = [stage.least for stage in plant.stages if stage.name == group]
    return max(plant.nodes[plant.members[group][0]].least, *stages, 1)


def _of_power(walk: Walk, state: Lasting) -> Iterator[Loading]:
    """Of each node with a rating; ties and boards by the larger of what they may carry."""
    plant, most = walk.plant, dict[int, float]()
    for i, line in carried_by(plant, state.live, walk.asked.power_w):
        most[i] = max(most.get(i, 0.0), line.real + line.imag)
    for i, carried_w in most.items():
        rating_w = firm_w(plant, i)
        if rating_w is not None and carried_w > 0:
            able_w = rating_w * state.units[i]
            yield Loading(plant.nodes[i].name, carried_w / 1e6, able_w / 1e6)


def _of_heat(walk: Walk, state: Lasting) -> Iterator[Loading]:
    for number, stage in enumerate(walk.plant.stages):
        heat_w = walk.asked.heat_w[number].imag
        if stage.rating_w is not None and heat_w and stage.name in walk.plant.specs:
            able_w = stage.rating_w * state.serving(walk.plant, number)
            yield Loading(stage.name, heat_w / 1e6, able_w / 1e6, of_heat=True)
