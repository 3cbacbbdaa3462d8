"""Histories: down intervals drawn in NumPy for a whole block, knowing nothing of the state of the site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dcsim.errors import SimulationError
from dcsim.laws import Law
from dcsim.streams import Streams, name_key

if TYPE_CHECKING:
    from dcsim.engine.service import Service
    from dcsim.engine.staff import StaffAway

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOURS_PER_YEAR = 8760.0
MOST_INTERVALS = 20_000_000
"""Intervals of one group in one block; beyond, memory ends before patience."""


@dataclass(frozen=True)
class Block:
    """A run of replications drawn together: `size` are drawn, the first `used` of them simulated.

    The first `passed_over` of these are drawn and not simulated: to see one replication again.
    """

    number: int
    size: int
    used: int
    first_replication: int
    passed_over: int = 0

    @property
    def first_simulated(self) -> int:
        """Number of the first replication that is simulated."""
        return self.first_replication + self.passed_over


@dataclass(frozen=True)
class Intervals:
    """Down intervals of one group or interruption, five arrays of shape (n,).

    `replication` counts within the block, `start` and `end` are hours within the replication (`end` may lie
    beyond the horizon or be infinite), `unit` counts within the group. `episode` names each interval for
    good: it depends on the group, the block, the unit and the place among the unit's draws, and on nothing
    that is filtered out later.
    """

    replication: Ints
    start: Floats
    end: Floats
    unit: Ints
    episode: NDArray[np.uint64]

    @staticmethod
    def joined(parts: Sequence[Intervals]) -> Intervals:
        """All intervals of several histories, in the order given."""
        return Intervals(
            np.concatenate([part.replication for part in parts]) if parts else np.zeros(0, np.int64),
            np.concatenate([part.start for part in parts]) if parts else np.zeros(0),
            np.concatenate([part.end for part in parts]) if parts else np.zeros(0),
            np.concatenate([part.unit for part in parts]) if parts else np.zeros(0, np.int64),
            np.concatenate([part.episode for part in parts]) if parts else np.zeros(0, np.uint64),
        )

    def kept(self, mask: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Intervals:
        """The intervals where `mask` is true, or those at these places in this order; of a slice a view."""
        return Intervals(
            self.replication[mask], self.start[mask], self.end[mask], self.unit[mask], self.episode[mask]
        )

    def without(self, places: NDArray[np.intp]) -> Intervals:
        """The intervals but those at these places."""
        return self.kept(np.delete(np.arange(len(self.start)), places))


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

    def pooled(self, streams: Streams, block: Block, horizon_h: float) -> Intervals:
        """Memoryless lives: a Poisson number of failures laid anywhere, some of them during a repair."""
        return self.failures(streams, block, horizon_h)[0]

    def failures(self, streams: Streams, block: Block, horizon_h: float) -> tuple[Intervals, Floats]:
        """The same, and the length of each repair."""
        exposure = block.size * horizon_h / self.life.first
        counts, places, repairs = [], [], []
        for number in range(self.units):
            generator = streams.generator(self.name, "life", block.number, number)
            n = int(generator.poisson(exposure))
            counts.append(n)
            places.append(generator.random(n))
            repairs.append(self.repair.base(generator, n))
        place = np.concatenate(places) * block.size
        replication = np.minimum(place.astype(np.int64), block.size - 1)
        start = (place - replication) * horizon_h
        repair = self.repair.from_base(np.concatenate(repairs))
        unit = np.repeat(np.arange(self.units, dtype=np.int64), counts)
        index = np.concatenate([np.arange(n) for n in counts])
        rows = Intervals(replication, start, start + repair, unit, self.episodes(block, unit, index))
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
    pooled: list[int] = []
    for i, renewal in enumerate(renewals):
        if renewal.life.kind == "never":
            continue
        renewal.check(block, horizon_h)
        waits = away if away is not None and len(away.start) and renewal.by_staff else None
        if renewal.is_memoryless:
            pooled.append(i)
            found[i] = renewal.pooled(streams, block, horizon_h)
            found[i] = waits.put_off(found[i]) if waits is not None else found[i]
        else:
            new_h = service.ready_h.get(renewal.name) if service is not None else None
            found[i] = renewal.one_after_another(streams, block, horizon_h, waits, new_h)
        if service is not None:
            found[i] = service.since_ready(renewal.name, found[i], ages=not renewal.is_memoryless)
            early = service.early_failures(renewal, streams, block, horizon_h)
            if early is not None:
                early = waits.put_off(early) if waits is not None else early
                found[i] = Intervals.joined([found[i], early])
                if not renewal.is_memoryless:
                    found[i] = without_overlaps(found[i])
    if pooled:  # one sort for all of them: most have few failures in a block
        first = np.cumsum([0, *(renewals[i].units for i in pooled)])
        rows = Intervals.joined([found[i] for i in pooled])
        whose = np.repeat(first[:-1], [len(found[i].start) for i in pooled])
        dropped = np.sort(overlapping(replace(rows, unit=rows.unit + whose)))
        bounds = np.cumsum([0, *(len(found[i].start) for i in pooled)])
        parts = np.split(dropped, np.searchsorted(dropped, bounds[1:-1]))
        for i, low, part in zip(pooled, bounds[:-1], parts, strict=True):
            if len(part):
                found[i] = found[i].without(part - low)
    return found


def without_overlaps(drawn: Intervals) -> Intervals:
    """Drop, in time order, each failure of a unit that is still down; keeps the order of the rest."""
    return drawn.without(overlapping(drawn))


def overlapping(drawn: Intervals) -> NDArray[np.intp]:
    """The places of failures of a unit that, taken in time order, is still down."""
    order = _by_unit_and_time(drawn)
    start, end = drawn.start[order], drawn.end[order]
    goes_on = _same(drawn.unit[order]) & _same(drawn.replication[order])
    # Where each begins after the end of the one before it, none begins before the end of any earlier one.
    suspects = np.flatnonzero(goes_on & (start[1:] < end[:-1])).tolist()
    dropped: list[int] = []
    decided = 0
    for place in suspects:
        if place < decided:
            continue
        until, decided = end[place], place + 1
        while decided <= len(goes_on) and goes_on[decided - 1] and start[decided] < until:
            dropped.append(decided)
            decided += 1
    return np.asarray(order[dropped])


def _by_unit_and_time(drawn: Intervals) -> NDArray[np.intp]:
    """The order by unit, replication and start."""
    span = drawn.start.max(initial=0.0) + 1.0
    replications = drawn.replication.max(initial=0) + 1
    line = (drawn.unit * replications + drawn.replication) * span + drawn.start
    order = np.argsort(line)
    closest = np.diff(line[order]).min(initial=math.inf)
    if closest <= 4.0 * np.spacing(line.max(initial=1.0)):  # as good as equal: by exact times
        order = np.lexsort((drawn.start, drawn.replication, drawn.unit))
    return order


def _same(column: Ints) -> NDArray[np.bool_]:
    """Whether each value but the first equals the one before it."""
    return np.asarray(column[1:] == column[:-1])


def replayed(name: str, block: Block, start: Sequence[float], length: Sequence[float]) -> Intervals:
    """The same intervals in every replication of the block."""
    n, size = len(start), block.size
    index = np.tile(np.arange(n), size)
    begin = np.tile(np.asarray(start, float), size)
    base = np.uint64(name_key(name, "episode", block.number))
    replication = np.repeat(np.arange(size), n)
    return Intervals(
        replication,
        begin,
        begin + np.tile(np.asarray(length, float), size),
        np.zeros(n * size, np.int64),
        base + (replication.astype(np.uint64) << np.uint64(20)) + index.astype(np.uint64),
    )
