"""A store crossing is done when it is due, and hardly looked at before."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import pytest

from dcsim.engine.crossing import Crossing


class Queue:
    """What a crossing needs of the core: a time, and actions at times."""

    def __init__(self) -> None:
        self.now = 0.0
        self.scheduled = 0
        self.aimed: set[Crossing] = set()
        self._events: list[tuple[float, int, Callable[[], None]]] = []

    def at(self, time: float, order: int, rank: int, action: Callable[[], None], turn: int) -> None:
        self.scheduled += 1
        heappush(self._events, (time, self.scheduled, action))

    def looks_for(self, rank: int) -> bool:
        return True

    def run(self, until: float) -> None:
        while self._events and self._events[0][0] <= until:
            self.now, _, action = heappop(self._events)
            action()
        self.now = until


@pytest.fixture
def queue() -> Queue:
    return Queue()


def crossing(queue: Any) -> tuple[Crossing, list[float]]:
    done: list[float] = []
    return Crossing(1, 0, lambda: done.append(queue.now)), done


def test_it_comes_when_it_is_due_after_one_look(queue: Any) -> None:
    one, done = crossing(queue)
    one.aim(queue, 10.0, 6.0)
    queue.run(20.0)
    assert (done, queue.scheduled) == ([10.0], 2)


def test_put_off_before_the_look_it_costs_nothing(queue: Any) -> None:
    one, done = crossing(queue)
    one.aim(queue, 10.0, 6.0)
    for now, due in ((1.0, 9.0), (2.0, 15.0), (3.0, 12.0)):
        queue.run(now)
        one.aim(queue, due, now + 5.0)
    assert queue.scheduled == 1
    queue.run(20.0)
    assert (done, queue.scheduled) == ([12.0], 2)


def test_sooner_than_the_look_it_still_comes_in_time(queue: Any) -> None:
    one, done = crossing(queue)
    one.aim(queue, 10.0, 9.0)
    queue.run(1.0)
    one.aim(queue, 3.0, 2.0)
    queue.run(20.0)
    assert done == [3.0]


def test_dropped_it_does_not_come_and_can_be_aimed_again(queue: Any) -> None:
    one, done = crossing(queue)
    one.aim(queue, 10.0, 6.0)
    one.drop(queue)
    queue.run(7.0)
    assert done == []
    one.aim(queue, 11.0, 11.0)
    queue.run(20.0)
    assert done == [11.0]
