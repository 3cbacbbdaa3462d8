"""Sites built in phases, with Timelines made by hand or drawn by a plain generator: no rollout takes part."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dcsim.plant.network import Plant
from dcsim.rollout import Timeline, Timelines

Hours = Mapping[str, tuple[float, ...]]
"""By group, an hour for each of its units."""
Row = Mapping[str, int]
"""By consumer what it asks for, W; the rest asks for nothing."""


def timeline(
    plant: Plant, horizon_h: float, steps: Sequence[tuple[float, Row]], ready: Hours, retired: Hours
) -> Timeline:
    """A Timeline by hand: what is asked for from when on, and when units come and go."""
    rows = [tuple(row.get(one.name, 0) for one in plant.consumers) for _, row in steps]
    demand = tuple(dict.fromkeys(rows))
    return Timeline(
        horizon_h=horizon_h,
        steps_h=tuple(hour for hour, _ in steps),
        demand_w=demand,
        ready_h=ready,
        levels=tuple(demand.index(row) for row in rows),
        retired_h=retired,
    )


def each(timelines: Sequence[Timeline]) -> Timelines:
    """One Timeline for each replication."""
    return Timelines(timelines[0].demand_w, None, {}, timelines.__getitem__)


@dataclass(frozen=True)
class Phase:
    """What comes and goes at one drawn hour: units by group, halls and loads by name."""

    brings: Mapping[str, Sequence[int]]
    retires: Mapping[str, Sequence[int]]
    halls: Sequence[str] = ()


def drawn(
    plant: Plant, horizon_h: float, phases: Sequence[Phase], replications: int, seed: int, steps: int = 4
) -> Timelines:
    """Phases at random hours, the last maybe never; what is in the halls grows in so many steps.

    Cooling draws in proportion to what the halls ask for.
    """
    return each(
        [_one(plant, horizon_h, phases, random.Random(f"{seed} {n}"), steps) for n in range(replications)]
    )


def _one(plant: Plant, horizon_h: float, phases: Sequence[Phase], rng: random.Random, steps: int) -> Timeline:
    hours = sorted(round(rng.uniform(0.0, 1.1 * horizon_h), 1) for _ in phases)
    if rng.random() < 0.2:
        hours[0] = 0.0
    ready: dict[str, list[float]] = {}
    retired: dict[str, list[float]] = {}
    opens = {hall.name: 0.0 for hall in plant.halls} | {load.name: 0.0 for load in plant.loads}
    for phase, hour in zip(phases, hours, strict=True):
        hour = hour if hour < horizon_h else math.inf
        for table, units_of, otherwise in ((ready, phase.brings, 0.0), (retired, phase.retires, math.inf)):
            for group, units in units_of.items():
                count = sum(plant.nodes[node].count for node in plant.members[group])
                row = table.setdefault(group, [otherwise] * count)
                for unit in units:
                    row[unit] = hour
        opens |= dict.fromkeys(phase.halls, hour)
    rises = sorted(round(rng.uniform(0.0, horizon_h), 1) for _ in range(steps))
    times = sorted({0.0, *rises, *(hour for hour in opens.values() if hour < horizon_h)})
    rows = [
        (hour, _row(plant, opens, hour, (1 + sum(rise <= hour for rise in rises)) / (1 + steps)))
        for hour in times
    ]
    return timeline(
        plant,
        horizon_h,
        rows,
        {group: tuple(hours) for group, hours in ready.items()},
        {group: tuple(hours) for group, hours in retired.items()},
    )


def _row(plant: Plant, opens: Mapping[str, float], hour: float, share: float) -> dict[str, int]:
    """What everybody asks for at an hour."""
    row = {load.name: load.demand_w if opens[load.name] <= hour else 0 for load in plant.loads}
    heat = 0.0
    for number, hall in enumerate(plant.halls):
        there = share if opens[hall.name] <= hour else 0.0
        heat += there / len(plant.halls)
        for n in plant.hall_loads[number]:
            row[plant.consumers[n].name] = round(plant.demand[n] * there)
    return row | {one.name: round(one.demand_w * heat) for one in plant.chillers}
