"""The simpy environment with absolute times and a fixed order among simultaneous events."""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy
from simpy.events import Event


class Order:
    """What goes first among events at one instant; names decide within a class."""

    REPAIR = 0
    SOURCE_RETURN = 1
    UNIT_READY = 2
    SWITCH_CLOSED = 3
    SET_ON_LINE = 4
    DEMAND_CHANGE = 5
    STORE_CROSSING = 6
    FAILURE = 7


_NAMES = 1 << 12


LAST = 1 + 8 * _NAMES
"""After everything else at one instant: the end of the horizon."""


def order_of(place: int) -> int:
    """Which class of `Order` a place in the queue belongs to."""
    return (place - 1) // _NAMES


_PLACES = [1 + order * _NAMES for order in range(8)]


def order_place(order: int) -> int:
    """The first place of a class of `Order`."""
    return _PLACES[order]


def priority(order: int, rank: int) -> int:
    """Place in the queue among events at one instant: 1 and up, below simpy's own urgent 0."""
    return 1 + order * _NAMES + rank


class Clock(simpy.Environment):
    """A simpy environment that schedules at absolute times.

    `now + (t - now)` is not `t` in floating point, and two drivers would differ in the last bit.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scheduled = 0

    def at(self, time: float, place: int, action: Callable[[Any], None]) -> None:
        """Call `action` at `time`; `place` orders simultaneous events (see `priority`)."""
        event = Event(self)
        event._ok = True
        event._value = None
        event.callbacks.append(action)
        heappush(self._queue, (time, place, next(self._eid), event))  # type: ignore[misc]
        self.scheduled += 1

    @property
    def is_waiting(self) -> bool:
        """Whether anything is scheduled."""
        return bool(self._queue)

    def precedes(self, time: float, place: int) -> bool:
        """Whether something is scheduled before (or exactly at) this time and place."""
        queue = self._queue
        return bool(queue) and (queue[0][0], queue[0][1]) <= (time, place)

    @property
    def next_time(self) -> float:
        """Of the next thing scheduled; infinite if there is none."""
        return self._queue[0][0] if self._queue else math.inf

    def skip_to(self, time: float) -> None:
        """Move the clock over a stretch in which nothing is scheduled."""
        self._now = time
