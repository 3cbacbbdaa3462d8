"""The drawn history of one replication, handed to the core: whole, or without what cannot matter.

A *stretch* is a run of down intervals that overlap; between stretches nothing that is drawn is down. The
core asks for the next stretch when the one before is used up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dcsim.engine.cast import HistoryEvent
from dcsim.engine.intervals import APART_H
from dcsim.engine.short_of_fuel import Burnt, lasts

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

    def let_go(self) -> None:
        """Hold nothing any more, see `Core.let_go`."""


class Whole:
    """Every drawn event of a replication, in order."""

    kept: Sequence[int] = ()

    def __init__(self, events: Sequence[HistoryEvent]) -> None:
        self._events = events
        self.fed = len(events)

    def after(self, core: Core) -> Sequence[HistoryEvent] | None:
        events, self._events = self._events, ()
        return events or None

    def let_go(self) -> None:
        vars(self).clear()


class _Calm:
    """From when on a site at rest is calm, asked once, and only if it matters."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @cached_property
    def unused_from(self) -> float:
        return self._core.calm_from(unused=True)

    @cached_property
    def but_for_fuel_from(self) -> float:
        return self._core.calm_from(but_for_fuel=True)

    @cached_property
    def missing(self) -> Burnt:
        return self._core.missing_fuel()

    @cached_property
    def in_all_from(self) -> float:
        """Tanks are full a little later than computed."""
        return max(self.but_for_fuel_from, self.missing.full_from + APART_H)


class Thinned:
    """A replication without the stretches that cannot matter where they are.

    Quiet stretches are passed over while the core is at rest, certified ones while it is calm; where they use
    no reserve, that need not be, and tanks need not be full where they find enough. `starts` has the hour
    each stretch begins, `of_note` the numbers of those that are not quiet, in order, and `certified` says of
    each of them whether it uses a reserve, None of one that is not certified. `events_of` builds the events
    of a stretch by its number within the block, `first` being that of the first here, and `burnt` is what one
    burns. `kept` collects the numbers of those that went through the core.
    """

    def __init__(
        self,
        starts: Sequence[float],
        of_note: Sequence[int],
        certified: Sequence[bool | None],
        first: int,
        events_of: Callable[[int], Sequence[HistoryEvent]],
        burnt: Callable[[int], Burnt],
    ) -> None:
        self._starts = starts
        self._of_note = of_note
        self._certified = certified
        self._first = first
        self._events_of = events_of
        self._burnt = burnt
        self._next = 0
        self._noted = 0
        self.kept: list[int] = []
        self.fed = 0

    def after(self, core: Core) -> Sequence[HistoryEvent] | AskAgain | None:
        ask = False
        if core.is_at_rest():
            ask = self._pass_over(core)
        elif self._next < len(self._starts):
            ask = core.now < self._starts[self._next]
        if self._next >= len(self._starts):
            return None
        events = self._events_of(self._first + self._next)
        if ask:
            return AskAgain(events[0].time, events[0].place)
        self.kept.append(self._first + self._next)
        self._next += 1
        self.fed += len(events)
        return events

    def _pass_over(self, core: Core) -> bool:
        """Go to the next stretch that must be fed; True if that is only known when it begins."""
        calm = _Calm(core)
        while self._noted < len(self._of_note):
            number = self._of_note[self._noted]
            if number >= self._next:
                self._next = number
                uses_reserve = self._certified[self._noted]
                if uses_reserve is None:
                    return False
                start = self._starts[number]
                if calm.in_all_from < start:
                    # certificates cover what begins calm, and all that follows, up to one that none covers
                    self._noted = self._uncovered[bisect_left(self._uncovered, self._noted)]
                    continue
                if not (self._finds_enough_fuel(calm) if uses_reserve else calm.unused_from < start):
                    return core.now < start
                self._next += 1
            self._noted += 1
        self._next = len(self._starts)
        return False

    @cached_property
    def _uncovered(self) -> list[int]:
        """Which of note no certificate covers; the last is the end."""
        uncovered = [noted for noted, uses in enumerate(self._certified) if uses is None]
        return [*uncovered, len(self._of_note)]

    def _finds_enough_fuel(self, calm: _Calm) -> bool:
        """Whether the next of note, and all after it until tanks are full again, find enough in them."""
        if calm.but_for_fuel_from >= self._starts[self._next]:
            return False
        numbers, begins, may_pass = self._minding
        place = bisect_left(numbers, self._next)
        return lasts(
            begins, may_pass, lambda at: self._burnt(self._first + numbers[at]), calm.missing, place
        )[0]

    @cached_property
    def _minding(self) -> tuple[list[int], list[float], list[bool]]:
        """Of all of note that need the tanks, or go through the core: number, start, whether certified."""
        several = zip(self._of_note, self._certified, strict=True)
        minding = [(number, uses is not None) for number, uses in several if uses is not False]
        numbers = [number for number, _ in minding]
        return numbers, [self._starts[number] for number in numbers], [covered for _, covered in minding]

    def let_go(self) -> None:
        vars(self).clear()
