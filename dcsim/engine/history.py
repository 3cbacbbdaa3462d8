"""The drawn history of one replication, handed to the core: whole, or without what cannot matter.

A *stretch* is a run of down intervals that overlap; between stretches nothing that is drawn is down. The
core asks for the next stretch when the one before is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dcsim.engine.cast import HistoryEvent

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class AskAgain(NamedTuple):
    """What comes next depends on whether the core is calm by then."""

    time: float
    place: int


class History(Protocol):
    """What the core runs through."""

    def after(self, core: Core) -> Sequence[HistoryEvent] | AskAgain | None:
        """The next events, not empty and in order; None when there are no more."""


class Whole:
    """Every drawn event of a replication, in order."""

    kept = 0

    def __init__(self, events: Sequence[HistoryEvent]) -> None:
        self._events = events
        self.fed = len(events)

    def after(self, core: Core) -> Sequence[HistoryEvent] | None:
        events, self._events = self._events, ()
        return events or None


class Thinned:
    """A replication without the quiet stretches that begin while the core is calm.

    `starts` has the hour each stretch begins and `loud` the numbers of those that are not quiet, both in
    order; `events_of` builds the events of a stretch by its number.
    """

    def __init__(
        self,
        starts: Sequence[float],
        loud: Sequence[int],
        events_of: Callable[[int], Sequence[HistoryEvent]],
    ) -> None:
        self._starts = starts
        self._loud = loud
        self._events_of = events_of
        self._next = 0
        self._loud_done = 0
        self.kept = 0
        self.fed = 0

    def after(self, core: Core) -> Sequence[HistoryEvent] | AskAgain | None:
        if self._next >= len(self._starts):
            return None
        start = self._starts[self._next]
        calm_from = core.calm_from()
        if calm_from < start:
            if not self._go_to_loud():
                return None
        elif core.now < start:
            first = self._events_of(self._next)[0]
            return AskAgain(first.time, first.place)
        events = self._events_of(self._next)
        self._next += 1
        self.kept += 1
        self.fed += len(events)
        return events

    def _go_to_loud(self) -> bool:
        """Pass over quiet stretches; False if no loud one is left."""
        while self._loud_done < len(self._loud) and self._loud[self._loud_done] < self._next:
            self._loud_done += 1
        if self._loud_done == len(self._loud):
            self._next = len(self._starts)
            return False
        self._next = self._loud[self._loud_done]
        return True
