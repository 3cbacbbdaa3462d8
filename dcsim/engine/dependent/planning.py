"""What is planned to happen to machines in one replication, in the order in which it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from heapq import heappush

from dcsim.engine.dependent.units import Unit


class When(IntEnum):
    """The order of what happens at one instant."""

    REPAIRED = 0
    RESTOCKED = 1
    COMES = 2
    BACK = 3
    GOES = 4
    ARRIVED = 5
    ASSIGNED = 6
    TESTED = 7
    FAILS = 8
    TAKES_OVER = 9
    DUE = 10


class Planning:
    """The hour it is, and what is planned from then on: (hour, when, group, unit, number, action)."""

    def __init__(self, since_h: float, horizon_h: float) -> None:
        self.now = since_h
        self.horizon_h = horizon_h
        self.agenda: list[tuple[float, int, int, int, int, Callable[[], None]]] = []
        self._planned = 0

    def plan(self, time: float, when: When, unit: Unit, action: Callable[[Unit], None]) -> None:
        """Something happens to a unit at this hour, if that is before the horizon."""
        self._add(time, when, unit.bank.number, unit.number, lambda: action(unit))

    def plan_grid(
        self, out: Sequence[tuple[float, float]], goes: Callable[[], None], returns: Callable[[], None]
    ) -> None:
        """Some feed is out from and until these hours."""
        for start, end in out:
            self._add(start, When.FAILS, -1, -1, goes)
            self._add(end, When.RESTOCKED, -1, -1, returns)

    def _add(self, time: float, when: When, group: int, unit: int, action: Callable[[], None]) -> None:
        if time < self.horizon_h:
            self._planned += 1
            heappush(self.agenda, (time, when, group, unit, self._planned, action))
