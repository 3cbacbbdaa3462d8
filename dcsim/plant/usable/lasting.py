"""The states a site must stand for long: on the mains or on gensets alone, with something absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dcsim.plant.cooling_draw import heat_of_streams
from dcsim.plant.live import Live, conducting, energised
from dcsim.plant.network import Plant, State
from dcsim.plant.remembered import remembered
from dcsim.plant.settle import settled
from dcsim.plant.usable.removals import Removal
from dcsim.plant.usable.stages import STAGES
from dcsim.scenario.model import Feed


@dataclass(frozen=True, eq=False)
class Lasting:
    """One such state: who is energised, the units left by node, and what is absent (None: nothing)."""

    live: Live
    units: tuple[int, ...]
    on_gensets: bool
    removal: Removal | None = None

    @property
    def absent(self) -> str:
        """The group of which something is absent, empty where nothing is."""
        return self.removal.group if self.removal is not None else ""

    def serving(self, plant: Plant, stage: int) -> int:
        """Cooling units of a stage that have power; nothing below what the group needs."""
        one = plant.stages[stage]
        units = sum(self.units[i] for i in one.nodes if self.live.live[i])
        if self.removal is not None and self.removal.stage == stage:
            units -= self.removal.cooling_less
        return units if units >= one.least else 0

    def dark(self, plant: Plant, halls: Sequence[int]) -> frozenset[int]:
        """Halls among these without power, or with a way of their heat in which nothing serves."""
        live = self.live.live
        found = frozenset(h for h in halls if not any(live[i] for i in plant.halls[h].inputs.nodes))
        still = (n for n in range(len(plant.stages)) if _hot(plant, n) and not self.serving(plant, n))
        warm = frozenset().union(*(_hot(plant, n) for n in still))
        return warm & frozenset(halls) | found


def firm_w(plant: Plant, node: int) -> int | None:
    """Rating of one unit, W: of a feed what of it is firm."""
    found = plant.nodes[node]
    spec = plant.specs[found.group]
    firm_mw = getattr(spec, "firm_mw", None) if isinstance(spec, Feed) else None
    return found.rating_w if firm_mw is None else round(firm_mw * 1e6)


def healthy(plant: Plant, units: tuple[int, ...]) -> tuple[Lasting, ...]:
    """Nothing absent: on the mains, and where the site has gensets on these alone; by units in service."""
    return tuple(
        _healthy(plant, units, on_gensets) for on_gensets in (False, True)[: 1 + bool(plant.gensets)]
    )


def without(
    plant: Plant, units: tuple[int, ...], whole: Lasting, removal: Removal, halls: Sequence[int]
) -> Lasting:
    """A healthy state with something absent; `halls` are those in service.

    On the mains the gensets run too if one of these has no power otherwise, as they do when a feed is lost.
    """
    if not removal.taken:
        return replace(whole, removal=removal)
    taken = dict(removal.taken)
    left = tuple(max(0, u - taken.get(i, 0)) for i, u in enumerate(units))
    found = _lasting(plant, left, whole, removal, mains=not whole.on_gensets, gensets=whole.on_gensets)
    if not whole.on_gensets and plant.gensets and found.dark(plant, halls):
        return _lasting(plant, left, whole, removal, mains=True, gensets=True)
    return found


def _lasting(
    plant: Plant, left: tuple[int, ...], whole: Lasting, removal: Removal, *, mains: bool, gensets: bool
) -> Lasting:
    state = _state(plant, left, mains=mains, gensets=gensets)
    if conducting(plant, state.units, state.opened) == whole.live.conducts:
        return replace(whole, units=state.units, removal=removal)
    moved = replace(state, position=whole.live.position, closed=whole.live.closed)
    live = energised(plant, settled(plant, moved))
    return Lasting(live, state.units, whole.on_gensets, removal)


@remembered
def _healthy(plant: Plant, units: tuple[int, ...], on_gensets: bool) -> Lasting:
    state = _state(plant, units, mains=not on_gensets, gensets=on_gensets)
    return Lasting(energised(plant, settled(plant, state)), state.units, on_gensets)


def _state(plant: Plant, units: Sequence[int], *, mains: bool, gensets: bool) -> State:
    """The normal state with these units, batteries empty as it lasts, and feeds without firm power away."""
    away = {
        i
        for i, node in enumerate(plant.nodes)
        if node.kind == "feed" and not (mains and firm_w(plant, i) != 0)
    }
    away |= set() if gensets else set(plant.gensets)
    return replace(
        plant.normal,
        units=tuple(0 if i in away else u for i, u in enumerate(units)),
        opened=tuple(node.kind == "genset" and not gensets for node in plant.nodes),
        charged=(False,) * len(plant.batteries),
    )


@remembered
def _hot(plant: Plant, stage: int) -> frozenset[int]:
    """Halls whose heat goes through a stage."""
    heat = heat_of_streams(plant, [1.0] * len(plant.halls))
    pairs = zip(plant.streams, heat, strict=True)
    return frozenset(stream.hall for stream, watts in pairs if watts and stage in stream.stages)


@remembered
def never_served(plant: Plant, on_gensets: bool, removal: Removal | None) -> frozenset[int]:
    """Halls dark even at full build-out, whatever they draw: a matter of topology, not of megawatts."""
    full = tuple(node.count for node in plant.nodes)
    every = range(len(plant.halls))
    whole = next(one for one in healthy(plant, full) if one.on_gensets == on_gensets)
    if removal is None:
        return whole.dark(plant, every)
    taken = tuple((i, plant.nodes[i].count) for i, _ in removal.taken)
    return without(plant, full, whole, replace(removal, taken=taken), every).dark(plant, every)


def lacking(plant: Plant, state: Lasting, hall: int) -> tuple[str, str]:
    """(stage, group) for want of which a hall is dark: what is absent, else the first not there yet."""
    removal = state.removal
    if removal is not None:
        return STAGES[plant.nodes[plant.members[removal.group][0]].kind], removal.group
    still = (n for n in range(len(plant.stages)) if hall in _hot(plant, n) and not state.serving(plant, n))
    stage = next(still, None)
    live = state.live
    if any(live.live[i] for i in plant.halls[hall].inputs.nodes) and stage is not None:
        machines = plant.stages[stage].nodes
        ahead = [i for i in machines if not live.live[i]]
        if not ahead:  # all that are there have power, and are too few
            return STAGES[plant.nodes[machines[0]].kind], plant.nodes[machines[0]].group
    else:
        ahead = list(plant.halls[hall].inputs.nodes)
    seen = set(ahead)
    for i in ahead:
        node = plant.nodes[i]
        idle = "feed" if state.on_gensets else "genset"
        if not live.conducts[i] and node.kind != idle:
            return STAGES[node.kind], node.group
        above = [up for up in (*node.inputs.nodes, *node.requires) if up not in seen]
        seen.update(above)
        ahead.extend(above)
    node = plant.nodes[ahead[0]]
    return STAGES[node.kind], node.group
