"""The drawn history of a replication, taken through the core one instant after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simpy.events import Event

from dcsim.engine.cast import HistoryEvent
from dcsim.engine.clock import order_of
from dcsim.engine.drawn import DrawnEvents, pass_over_plain
from dcsim.engine.history import AskAgain, History

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class Feed:
    """Where a core is in its history.

    Events are applied one after the other as long as nothing scheduled comes first: then `step` is scheduled
    too, at the time and place of the next of them. Changes without consequence cost no simpy event.
    """

    __slots__ = ("_core", "_events", "_history", "_number")

    def __init__(self, core: Core, history: History) -> None:
        self._core = core
        self._history = history
        self._events: Sequence[HistoryEvent] = ()
        self._number = 0
        """The next event is `_events[_number]`."""

    def step(self, _event: Event | None = None) -> None:
        """Go on, up to what is scheduled before the next event, or to the end of the history."""
        core, clock = self._core, self._core.clock
        core.now = clock.now
        while True:
            if isinstance(self._events, DrawnEvents):
                self._number = pass_over_plain(core, self._events, self._number)
            if self._number == len(self._events):
                if not self._has_more():
                    return
                continue
            ahead = self._events[self._number]
            if clock.precedes(ahead.time, ahead.place):
                clock.at(ahead.time, ahead.place, self.step)
                return
            self._apply(ahead)

    def _has_more(self) -> bool:
        """Take up the next events; False if there are none, or if that is only known later."""
        core = self._core
        if core.unsettled:
            core.settle_loss()
        found = self._history.after(core)
        if found is None:
            return False
        if isinstance(found, AskAgain):
            core.clock.at(found.time, found.place, self.step)
            return False
        self._events, self._number = found, 0
        core.by_plan.catch_up(found[0].time)
        return True

    def _apply(self, ahead: HistoryEvent) -> None:
        """Apply all events that are of the same time and order as the next one; then look at the site."""
        core, events, number = self._core, self._events, self._number
        behaviours, memory = core.cast.behaviours, core.memory
        time, order = ahead.time, order_of(ahead.place)
        core.skip_to(time)
        core.catch_up()
        latest, static_key = None, core.static_key
        core.source = events
        while ahead.time == time and order_of(ahead.place) == order:
            core.number = number
            behaviours[ahead.behaviour].respond(core, memory[ahead.behaviour], ahead)
            if ahead.begins:
                latest = ahead
            number += 1
            if number == len(events):
                break
            ahead = events[number]
        self._number = number
        core.changed_by(latest, static_key)
