"""Lives and repairs that alternate, whatever the state of the site, drawn for all units of a block."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.intervals import (
    MOST_INTERVALS,
    Block,
    Floats,
    Intervals,
    Ints,
    overlapping,
    without_overlaps,
)
from dcsim.errors import SimulationError
from dcsim.laws import Law
from dcsim.streams import Streams, name_key

if TYPE_CHECKING:
    from dcsim.engine.service import Service
    from dcsim.engine.staff import StaffAway


@dataclass(frozen=True)
class Renewal:
    """A unit that alternates between a life and a repair, both in hours, from new at hour 0."""

    name: str
    life: Law
    repair: Law
    units: int
    by_staff: bool = False
    """Whether people of the site repair it, so that it waits while they cannot come."""

    def draw(self, streams: Streams, block: Block, horizon_h: float) -> Intervals:
        """The down intervals of all units in a block."""
        return drawn_together([self], streams, block, horizon_h)[0]

    @property
    def is_memoryless(self) -> bool:
        """Whether failures come at random, however long ago the last one was."""
        return self.life.kind == "exponential" and math.isinf(self.life.cap)

    def check(self, block: Block, horizon_h: float) -> None:
        """Raises SimulationError where there would be more failures than memory."""
        expected = self.units * block.size * horizon_h / max(self.life.mean() + self.repair.mean(), 1e-12)
        if expected > MOST_INTERVALS:
            raise SimulationError(
                f"{self.name} would fail {expected:,.0f} times in a block of {block.size} replications; "
                f"at most {MOST_INTERVALS:,} are simulated: lives or repairs are too short for this horizon"
            )

    def failures(self, streams: Streams, block: Block, horizon_h: float) -> tuple[Intervals, Floats]:
        """Of memoryless lives: as many as come, some during a repair; and the length of each repair."""
        rows, repair, _ = failures_of([self], streams, block, horizon_h)
        return rows, repair

    def one_after_another(
        self,
        streams: Streams,
        block: Block,
        horizon_h: float,
        away: StaffAway | None = None,
        new_h: Floats | None = None,
    ) -> Intervals:
        """Any other life: each begins when the repair before it has ended.

        Hours are those since `new_h`, of shape (replications, units), for which people may be `away`.
        """
        parts = []
        for unit in range(self.units):
            since = np.zeros(block.size)
            if new_h is not None:
                since = np.where(np.isfinite(new_h[:, unit]), new_h[:, unit], 0.0)
            generator = streams.generator(self.name, "life", block.number, unit)
            alive = np.arange(block.size)
            clock = np.zeros(block.size)
            index = 0
            while len(alive):
                start = clock + self.life.from_base(self.life.base(generator, len(alive)))
                begins = start
                if away is not None:
                    called = start + since[alive]
                    there = away.there(alive, called)
                    begins = np.where(there > called, there - since[alive], start)
                end = begins + self.repair.from_base(self.repair.base(generator, len(alive)))
                if index and not (end > clock).all():
                    raise SimulationError(
                        f"{self.name}: lives and repairs of no length never reach the horizon"
                    )
                units = np.full(len(alive), unit)
                episodes = self.episodes(block, units, index * block.size + alive)
                parts.append(Intervals(alive, start, end, units, episodes).kept(start < horizon_h))
                still = end < horizon_h
                alive, clock = alive[still], end[still]
                index += 1
        return Intervals.joined(parts)

    def episodes(self, block: Block, unit: Ints, index: Ints) -> NDArray[np.uint64]:
        """Names of failures, by unit and place among the unit's draws."""
        base = np.uint64(name_key(self.name, "episode", block.number))
        return base + (unit.astype(np.uint64) << np.uint64(40)) + index.astype(np.uint64)


def failures_of(
    renewals: Sequence[Renewal], streams: Streams, block: Block, horizon_h: float
) -> tuple[Intervals, Floats, Sequence[slice]]:
    """`Renewal.failures` of several, one after the other, and which rows are whose."""
    counts, places, bases = [], [], []
    for one in renewals:
        exposure = block.size * horizon_h / one.life.first
        for number in range(one.units):
            generator = streams.generator(one.name, "life", block.number, number)
            n = int(generator.poisson(exposure))
            counts.append(n)
            places.append(generator.random(n))
            bases.append(one.repair.base(generator, n))
    place = np.concatenate(places) * block.size
    replication = np.minimum(place.astype(np.int64), block.size - 1)
    start = (place - replication) * horizon_h
    units = [np.arange(one.units) for one in renewals]
    index = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = [one.episodes(block, numbers, 0 * numbers) for one, numbers in zip(renewals, units, strict=True)]
    bounds = np.cumsum([0, *counts])[np.cumsum([0, *(one.units for one in renewals)])].tolist()
    whose = [slice(*one) for one in pairwise(bounds)]
    repair = np.concatenate(bases)
    for one, own in zip(renewals, whose, strict=True):
        repair[own] = one.repair.from_base(repair[own])
    rows = Intervals(
        replication,
        start,
        start + repair,
        np.repeat(np.concatenate(units), counts),
        np.repeat(np.concatenate(first), counts) + index.astype(np.uint64),
    )
    return rows, repair, whose


def drawn_together(
    renewals: Sequence[Renewal],
    streams: Streams,
    block: Block,
    horizon_h: float,
    service: Service | None = None,
    away: StaffAway | None = None,
) -> list[Intervals]:
    """The down intervals of each, in the order of units; as if they were drawn one by one.

    With `service` of units from when they are ready on. What people of the site repair waits while they are
    `away`.
    """
    found = [Intervals.joined([])] * len(renewals)
    drawing = _Drawing(streams, block, horizon_h, service, away)
    comes = [i for i, one in enumerate(renewals) if one.life.kind != "never"]
    for i in comes:
        renewals[i].check(block, horizon_h)
    pooled = [i for i in comes if renewals[i].is_memoryless]
    for i, rows in zip(pooled, drawing.at_random([renewals[i] for i in pooled]), strict=True):
        found[i] = rows
    for i in comes:
        if not renewals[i].is_memoryless:
            found[i] = drawing.one_after_another(renewals[i])
    return found


@dataclass(frozen=True)
class _Drawing:
    """What is drawn in one block, of units that may come by plan, on a site people may be away from."""

    streams: Streams
    block: Block
    horizon_h: float
    service: Service | None
    away: StaffAway | None

    def at_random(self, renewals: Sequence[Renewal]) -> list[Intervals]:
        """Of memoryless lives, all together."""
        if not renewals:
            return []
        rows, _, whose = failures_of(renewals, self.streams, self.block, self.horizon_h)
        drawn = [rows.kept(own) for own in whose]
        found = [self._on_site(one, own) for one, own in zip(renewals, drawn, strict=True)]
        if any(one is not own for one, own in zip(found, drawn, strict=True)):
            rows = Intervals.joined(found)
        # one sort for all of them: most have few failures in a block
        units = np.cumsum([0, *(one.units for one in renewals)])[:-1]
        bounds = np.cumsum([0, *(len(one.start) for one in found)])
        numbers = rows.unit + np.repeat(units, np.diff(bounds))
        dropped = np.sort(overlapping(replace(rows, unit=numbers)))
        parts = np.split(dropped, np.searchsorted(dropped, bounds[1:-1]))
        several = zip(found, bounds[:-1], parts, strict=True)
        return [one.without(part - first) if len(part) else one for one, first, part in several]

    def _on_site(self, renewal: Renewal, drawn: Intervals) -> Intervals:
        """Of memoryless lives: once units are there, repaired when people can come."""
        away = self._away_for(renewal)
        if away is not None:
            drawn = away.put_off(drawn)
        if self.service is not None:
            drawn = self.service.since_ready(renewal.name, drawn, ages=False)
        early = self._early(renewal)
        return drawn if early is None else Intervals.joined([drawn, early])

    def one_after_another(self, renewal: Renewal) -> Intervals:
        """Of any other life, each unit from when it is ready on."""
        away, service = self._away_for(renewal), self.service
        new_h = service.ready_h.get(renewal.name) if service is not None else None
        drawn = renewal.one_after_another(self.streams, self.block, self.horizon_h, away, new_h)
        if service is not None:
            drawn = service.since_ready(renewal.name, drawn, ages=True)
        early = self._early(renewal)
        return drawn if early is None else without_overlaps(Intervals.joined([drawn, early]))

    def _early(self, renewal: Renewal) -> Intervals | None:
        """What fails because it is new; None where nothing does."""
        if self.service is None:
            return None
        early = self.service.early_failures(renewal, self.streams, self.block, self.horizon_h)
        away = self._away_for(renewal)
        return early if early is None or away is None else away.put_off(early)

    def _away_for(self, renewal: Renewal) -> StaffAway | None:
        """When those who repair it cannot come; None if that is never."""
        return self.away if renewal.by_staff and self.away is not None and len(self.away.start) else None
