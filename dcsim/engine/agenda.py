"""Many timers of one behaviour behind one simpy event: the earliest of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class Agenda:
    """What identical units have planned. Entries of a unit are void once its version has changed.

    All entries due at one instant are done in one event, by order, then unit, and the site is evaluated
    once. A run failure planned for next month costs nothing when the loss ends in an hour.
    """

    __slots__ = ("_entries", "_next_h", "_planned", "_rank", "versions")

    def __init__(self, units: int, rank: int) -> None:
        self.versions = [0] * units
        self._rank = rank
        self._entries: list[tuple[float, int, int, int, int, Callable[[], None]]] = []
        self._next_h = math.inf
        self._planned = 0

    def plan(self, core: Core, time: float, order: int, unit: int, action: Callable[[], None]) -> None:
        """Do `action` for `unit` at `time`, unless it is void by then."""
        self._planned += 1
        heappush(self._entries, (time, order, unit, self._planned, self.versions[unit], action))
        self._schedule(core)

    def void(self, unit: int) -> None:
        """Drop everything planned for a unit."""
        self.versions[unit] += 1

    def _schedule(self, core: Core) -> None:
        entries = self._entries
        while entries and entries[0][4] != self.versions[entries[0][2]]:
            heappop(entries)
        if entries and entries[0][0] < self._next_h:
            self._next_h = entries[0][0]
            core.at(self._next_h, entries[0][1], self._rank, partial(self._do, core, self._next_h))

    def _do(self, core: Core, due: float) -> None:
        if due != self._next_h:
            return  # something earlier was planned after this event, and has taken over
        self._next_h = math.inf
        entries = self._entries
        while entries and entries[0][0] <= due:
            _, _, unit, _, version, action = heappop(entries)
            if version == self.versions[unit]:
                action()
        self._schedule(core)
