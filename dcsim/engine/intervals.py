"""Histories: down intervals drawn in NumPy for a whole block, knowing nothing of the state of the site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.streams import name_key

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOURS_PER_YEAR = 8760.0
APART_H = 1e-6
"""Hours on one line of all replications are rounded: what is no farther apart is not in order."""
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

    @property
    def simulated(self) -> int:
        """How many replications are simulated."""
        return self.used - self.passed_over


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


def without_overlaps(drawn: Intervals) -> Intervals:
    """Drop, in time order, each failure of a unit that is still down; keeps the order of the rest."""
    return drawn.without(overlapping(drawn))


def overlapping(drawn: Intervals) -> NDArray[np.intp]:
    """The places of failures of a unit that, taken in time order, is still down."""
    order, near = _by_unit_and_time(drawn)
    dropped: list[int] = []
    decided = 0
    for place in near.tolist():
        if place < decided:
            continue
        row = order[place]
        of_unit = drawn.unit[row], drawn.replication[row]
        decided = place + 1
        while decided < len(order):
            later = order[decided]
            if (drawn.unit[later], drawn.replication[later]) != of_unit:
                break
            if drawn.start[later] >= drawn.end[row]:
                break
            dropped.append(later)
            decided += 1
    return np.asarray(dropped, np.intp)


def _by_unit_and_time(drawn: Intervals) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The order by unit, replication and start; and the places in it before whose end the next may begin.

    Where each begins after the end of the one before it, none begins before the end of any earlier one.
    """
    span = drawn.start.max(initial=0.0) + 1.0
    replications = drawn.replication.max(initial=0) + 1
    line = (drawn.unit * replications + drawn.replication) * span + drawn.start
    rounding = 4.0 * np.spacing(line.max(initial=1.0))
    order = np.argsort(line)
    gap = np.diff(line[order])
    if gap.min(initial=math.inf) <= rounding:  # as good as equal: by exact times
        order = np.lexsort((drawn.start, drawn.replication, drawn.unit))
        gap = np.diff(line[order])
    length = (drawn.end - drawn.start)[order[:-1]]
    return order, np.flatnonzero(gap < length + rounding)


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
