"""Many timers of one behaviour behind one simpy event: the earliest of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.engine.core import Core


_NEVER = (math.inf, 0)


class Agenda:
    """What identical units have planned. Entries of a unit are void once its version has changed.

    All entries due at one instant in one `Order` are done in one event, by unit, and the site is evaluated
    once. A run failure planned for next month costs nothing when the loss ends in an hour.
    """

    __slots__ = ("_entries", "_next", "_one", "_planned", "_rank", "versions")

    def __init__(self, units: int, rank: int) -> None:
        self.versions = [0] * units
        self._rank = rank
        self._entries: list[tuple[float, int, int, int, int, Callable[[], None]]] = []
        self._next = _NEVER
        self._planned = 0
        self._one = False

    def plan(self, time: float, order: int, unit: int, action: Callable[[], None]) -> None:
        """Do `action` for `unit` at `time`, unless it is void by then; to be scheduled afterwards."""
        self._planned += 1
        heappush(self._entries, (time, order, unit, self._planned, self.versions[unit], action))

    def void(self, unit: int) -> None:
        """Drop everything planned for a unit."""
        self.versions[unit] += 1

    def is_alone(self, core: Core) -> bool:
        """Asked by an action: whether it is all that happens at this instant."""
        return self._one and core.is_alone() and not self._earliest()[0] <= core.now

    def _earliest(self) -> tuple[float, int]:
        entries = self._entries
        while entries and entries[0][4] != self.versions[entries[0][2]]:
            heappop(entries)
        return entries[0][:2] if entries else _NEVER

    def schedule(self, core: Core) -> None:
        """See to it that the earliest entry is done when its time comes."""
        due = self._earliest()
        if due < self._next:
            self._next = due
            core.at(*due, self._rank, partial(self._do, core, due))

    def _do(self, core: Core, due: tuple[float, int]) -> None:
        if due != self._next:
            return  # something earlier was planned after this event, and has taken over
        entries = self._entries
        while True:
            self._next = _NEVER
            last = self._planned
            # what is planned meanwhile for this very instant is another event
            self._one = True
            while entries and entries[0][:2] <= due and entries[0][3] <= last:
                _, _, unit, _, version, action = heappop(entries)
                self._one = self._one and self._earliest()[:2] != due
                if version == self.versions[unit]:
                    action()
            if not core.goes_on_before(self._earliest()[0]):
                break
            due = self._earliest()
            if not core.goes_on_to(due[0]):
                break
        self.schedule(core)
