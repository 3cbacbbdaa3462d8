"""How full stores were at a given hour, from what was recorded at events.

Between two events a store changes linearly, until it is full; what is delivered arrives at an event.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.records import BlockResult

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats


@dataclass(frozen=True)
class Refill:
    """How a store is filled: at `per_h` of a full one an hour, or by trucks for `group`."""

    per_h: float | None = None
    group: str = ""


class StoreHistories:
    """The levels of all stores of one block, asked for at any hour before the last event."""

    def __init__(self, found: BlockResult, refills: Mapping[str, Refill]) -> None:
        self._refills = refills
        self._replications = range(found.first_replication, found.first_replication + len(found.ends_h))
        self._points: defaultdict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        for row in found.levels:
            self._points[row.store, row.replication].append((row.time_h, row.level))
        # what is left when a truck comes; afterwards there may be less than a truck more, in a full tank
        self._left = {(e.name, e.replication, e.time_h): e.value for e in found.events if e.kind == "truck"}

    def at(self, store: str, hours: Sequence[float]) -> Floats:
        """Level of a store, 1 is full; shape (replications, hours)."""
        return np.array([[self._level(store, r, hour) for hour in hours] for r in self._replications])

    def _level(self, store: str, replication: int, hour: float) -> float:
        points = self._points[store, replication]
        after = bisect_right(points, (hour, float("inf")))
        if after == 0 or after == len(points):
            return points[-1][1] if points else 1.0
        (begin, level), (end, later) = points[after - 1], points[after]
        refill = self._refills[store]
        if refill.per_h is not None and later > level:
            return min(1.0, level + refill.per_h * (hour - begin))
        left = self._left.get((refill.group, replication, end))
        if left is not None:
            later = left
        return level + (later - level) * (hour - begin) / (end - begin)
