"""Redundancy borrowed: how long a group of the site had fewer units up than it needs and should have spare.

A group needs what its load at the time takes, in whole units: what it carries with everything in order, of
gensets with every feed gone, of cooling the heat that goes through it. Beside these the site should keep the
spares it is designed for. Where there are no more units than that, any unit that is out counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.cast import Cast
from dcsim.engine.eras import Eras, Setup
from dcsim.engine.intervals import Floats, Intervals, Ints
from dcsim.plant.network import Plant
from dcsim.plant.settle import settled
from dcsim.plant.supply import served


def borrowed_h(
    cast: Cast, histories: Sequence[Intervals], eras: Sequence[Eras] | None, replications: int
) -> tuple[float, ...]:
    """Hours of each replication, by failures of the calendar and the repairs they take."""
    horizon_h = cast.timeline.horizon_h
    since, setup, setups = _on_a_line(cast, eras, horizon_h)
    none_spare: list[Intervals] = []
    found: list[tuple[Floats, Floats]] = []
    for behaviour, rows in zip(cast.behaviours, histories, strict=True):
        if isinstance(behaviour, Failures) and behaviour.is_static and len(rows.start):
            group = cast.plant.nodes[behaviour.parts[0]].group
            spare = np.array([_to_spare(cast.plant, one, group) for one in setups])[setup]
            if spare.any():
                found.append(_too_few(rows, since, spare, horizon_h))
            else:
                none_spare.append(rows)
    found.append(_out(Intervals.joined(none_spare), horizon_h))
    begins, ends = zip(*found, strict=True)
    return _union(np.concatenate(begins), np.concatenate(ends), replications, horizon_h)


def _on_a_line(
    cast: Cast, eras: Sequence[Eras] | None, horizon_h: float
) -> tuple[Floats, Ints, Sequence[Setup]]:
    """Since when which setup is in force, replications one after the other; and all setups."""
    if eras is None:
        return np.zeros(1), np.zeros(1, np.int64), (cast.records.finished,)
    number: dict[Setup, int] = {}
    since = [r * horizon_h + era.begins_h for r, several in enumerate(eras) for era in several]
    which = [number.setdefault(era.setup, len(number)) for several in eras for era in several]
    return np.array(since), np.array(which, np.int64), tuple(number)


def _out(rows: Intervals, horizon_h: float) -> tuple[Floats, Floats]:
    """When units are out, on the line of all replications."""
    begin = rows.replication * horizon_h
    end = np.minimum(rows.end, horizon_h)
    return np.asarray(begin + rows.start), np.asarray(begin + end)


def _too_few(rows: Intervals, since: Floats, spare: Ints, horizon_h: float) -> tuple[Floats, Floats]:
    """When more units of a group are out than may be, on the line of all replications."""
    start, end = _out(rows, horizon_h)
    if spare.all():  # one that is out alone may be
        start, end = _not_alone(start, end)
    time = np.concatenate([start, end, since])
    change = np.concatenate([np.ones(len(start)), -np.ones(len(end)), np.zeros(len(since))])
    order = np.argsort(time)
    time = time[order]
    out = np.cumsum(change[order])
    may = spare[np.searchsorted(since, time, side="right") - 1]
    few = np.flatnonzero(out[:-1] > may[:-1])
    return time[few], time[few + 1]


def _not_alone(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Those while which, for a moment at least, another one lasts."""
    order = np.argsort(start)
    start, end = start[order], end[order]
    with_others = np.zeros(len(start) + 1, bool)
    with_others[1:-1] = start[1:] < np.maximum.accumulate(end)[:-1]
    several = np.flatnonzero(with_others[1:] | with_others[:-1])
    return start[several], end[several]


def _union(begin: Floats, end: Floats, replications: int, horizon_h: float) -> tuple[float, ...]:
    """Hours of each replication that lie in any of these times, none of which goes on into the next."""
    order = np.argsort(begin)
    begin, end = begin[order], np.maximum.accumulate(end[order])
    before = np.append(-math.inf, end[:-1])
    hours = np.maximum(0.0, end - np.maximum(begin, before))
    which = np.minimum((begin / horizon_h).astype(np.int64), replications - 1)
    return tuple(np.bincount(which, hours, replications).tolist())


# ---------------------------------------------------------------------- how many may be out


def _to_spare(plant: Plant, setup: Setup, group: str) -> int:
    """Units of a group that may be out with this setup before redundancy is borrowed."""
    known = plant.answers["units to spare"].setdefault(setup, {})
    if group not in known:
        known[group] = _worked_out(plant, setup, group)
    found: int = known[group]
    return found


def _worked_out(plant: Plant, setup: Setup, group: str) -> int:
    nodes = plant.members[group]
    there = sum(setup.units[node] for node in nodes)
    needed = sum(_needed(plant, setup, node) for node in nodes)
    least = plant.nodes[nodes[0]].least
    return max(0, there - max(needed, least if there else 0) - plant.kept_spares)


def _needed(plant: Plant, setup: Setup, node: int) -> int:
    """Units a node needs of its own for what it carries."""
    if node in plant.cooler_at:
        return _for_heat(plant, setup, node)
    rating_w = plant.nodes[node].rating_w
    if not rating_w:
        return 0  # any unit carries all
    return math.ceil(_carried_w(plant, setup)[node] / rating_w)


def _carried_w(plant: Plant, setup: Setup) -> Sequence[int]:
    """What every node carries with everything in order; gensets with every feed gone."""
    known = plant.answers["carried with all in order"]
    found = known.get(setup)
    if found is None:
        sets = [setup.units[node] for node in plant.gensets]
        normal = replace(plant.normal, in_service=tuple(sets))
        on_mains = tuple(
            0 if n.kind == "genset" else u for n, u in zip(plant.nodes, setup.units, strict=True)
        )
        alone = tuple(0 if n.kind == "feed" else u for n, u in zip(plant.nodes, setup.units, strict=True))
        closed = (False,) * len(plant.nodes)
        states = replace(normal, units=on_mains), replace(normal, units=alone, opened=closed)
        mains, gone = (served(plant, settled(plant, one), setup.demand_w).carried_w for one in states)
        found = known[setup] = tuple(
            gone[n.index] if n.kind == "genset" else mains[n.index] for n in plant.nodes
        )
    return found


def _for_heat(plant: Plant, setup: Setup, node: int) -> int:
    """Units of a cooling node: its stage's heat at the time, shared by the units that are there."""
    for stage in plant.stages:
        if node in stage.nodes and stage.rating_w:
            there = sum(setup.units[i] for i in stage.nodes)
            heat_w = sum(
                stream.heat_w * _share(plant, setup, stream.hall)
                for stream in plant.streams
                if plant.stages.index(stage) in stream.stages
            )
            return math.ceil(heat_w / stage.rating_w * setup.units[node] / max(1, there))
    return 0


def _share(plant: Plant, setup: Setup, hall: int) -> float:
    """What a hall asks for, as a share of its full demand."""
    full = sum(plant.demand[n] for n in plant.hall_loads[hall])
    return sum(setup.demand_w[n] for n in plant.hall_loads[hall]) / full if full else 0.0
