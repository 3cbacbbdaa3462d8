"""The plan of a replication as eras: between two of its changes the same is in service and the same is asked.

A unit that is not there yet, or no longer, is an unavailable unit: it has the same field of the key as one
that has failed. But it is no failure, and nothing is out of order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dcsim.plant.network import Plant
from dcsim.rollout import Timeline

if TYPE_CHECKING:
    from dcsim.engine.supply_records import SupplyRecords

Unit = tuple[int, int]
"""A node, and the number of one of its units within its group."""


@dataclass(eq=False)
class Setup:
    """What is in service and what is asked for. There is one object of each; replications share them.

    `absent` are the units that are not in service, `units` counts per node those that are (of gensets: the
    sets), `demand_w` is per consumer and `level` its number. `start_key` is the key of the state in which a
    site begins: all of that up, switches where they want to be. `weight` stands for it in sums of the screen.
    `unfed` are cooling nodes that are not there, or that nothing in service could give power to: they stand
    still without being stopped.

    `normal_key` is the key of the state it settles to by itself, and `restless` says why it does not stay as
    it is then; both are found when somebody asks (see `dcsim.engine.normal`).
    """

    absent: frozenset[Unit]
    units: tuple[int, ...]
    demand_w: tuple[int, ...]
    level: int
    start_key: int
    weight: int
    normal_key: int | None = None
    restless: str | None = None
    unfed: frozenset[int] = frozenset()
    is_judged: bool = False

    @cached_property
    def absent_at(self) -> Mapping[int, frozenset[int]]:
        """By node, the units that are not in service; nodes of which all are do not appear."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for node, unit in self.absent:
            found[node].add(unit)
        return {node: frozenset(units) for node, units in found.items()}


class Era(NamedTuple):
    """A setup from `begins_h` on, and the units that come and go then."""

    begins_h: float
    setup: Setup
    arriving: tuple[Unit, ...] = ()
    leaving: tuple[Unit, ...] = ()


Eras = tuple[Era, ...]


def eras_of(plant: Plant, records: SupplyRecords, timeline: Timeline) -> Eras:
    """The eras of one replication, the first from hour 0 on."""
    arriving: defaultdict[float, list[Unit]] = defaultdict(list)
    leaving: defaultdict[float, list[Unit]] = defaultdict(list)
    at_first: list[Unit] = []
    for unit, ready_h, retired_h in _units_by_plan(plant, timeline):
        if ready_h > 0 or retired_h <= 0:
            at_first.append(unit)
        if 0 < ready_h < retired_h:
            arriving[ready_h].append(unit)
        if retired_h > 0 and ready_h < retired_h:
            leaving[retired_h].append(unit)
    absent = frozenset(at_first)
    steps = dict(zip(timeline.steps_h, timeline.levels, strict=True))
    level = records.level_of(timeline.demand_w[timeline.level_at(0.0)])
    eras = [Era(0.0, records.setup(absent, level))]
    for hour in sorted(h for h in {*steps, *arriving, *leaving} if 0 < h < timeline.horizon_h):
        if hour in steps:
            level = records.level_of(timeline.demand_w[steps[hour]])
        coming, going = tuple(arriving[hour]), tuple(leaving[hour])
        absent = absent.difference(coming).union(going) if coming or going else absent
        setup = records.setup(absent, level)
        if setup is not eras[-1].setup:
            eras.append(Era(hour, setup, coming, going))
    return tuple(eras)


def _units_by_plan(plant: Plant, timeline: Timeline) -> Iterator[tuple[Unit, float, float]]:
    """(unit, hour it comes into service, hour it goes) of every unit of a group the plan names."""
    for group, (ready_h, retired_h) in service_hours(plant, timeline).items():
        for node in plant.members[group]:
            first = plant.nodes[node].first_unit
            for unit in range(first, first + plant.nodes[node].count):
                yield (node, unit), ready_h[unit], retired_h[unit]


Hours = tuple[float, ...]


def service_hours(plant: Plant, timeline: Timeline) -> Mapping[str, tuple[Hours, Hours]]:
    """By group that the plan names, when each unit comes into service and when it goes."""
    found = {}
    for group in sorted({*timeline.ready_h, *timeline.retired_h} & plant.members.keys()):
        count = sum(plant.nodes[node].count for node in plant.members[group])
        ready_h = timeline.ready_h.get(group, (0.0,) * count)
        found[group] = ready_h, timeline.retired_h.get(group, (math.inf,) * count)
    return found


def asking_hours(
    plant: Plant, eras: Sequence[Eras], horizon_h: float
) -> dict[str, tuple[tuple[float, float], ...]]:
    """From and until when halls, tenants and what hangs on one cord ask for anything, per replication.

    What is never in service asks from the horizon on.
    """
    whose: dict[str, Sequence[int]] = dict(zip(plant.hall_names, plant.hall_loads, strict=True))
    whose |= {one.name: one.loads for one in plant.tenants}
    whose |= {plant.consumers[n].name: (n,) for n in plant.on_one_cord}
    known: dict[Setup, list[bool]] = {}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in whose}
    for several in eras:
        for setup in {era.setup for era in several} - known.keys():
            known[setup] = [any(setup.demand_w[n] for n in consumers) for consumers in whose.values()]
        edges = [*(era.begins_h for era in several), horizon_h]
        asks = np.array([known[era.setup] for era in several], bool)
        first = np.where(asks.any(axis=0), asks.argmax(axis=0), len(several))
        last = np.where(asks.any(axis=0), len(several) - asks[::-1].argmax(axis=0), len(several))
        for hours, since, until in zip(found.values(), first.tolist(), last.tolist(), strict=True):
            hours.append((edges[since], edges[until]))
    return {name: tuple(hours) for name, hours in found.items()}
