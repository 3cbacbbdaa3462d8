"""The drawn history of a block, cut into stretches: runs of intervals that overlap."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.cast import HistoryEvent
from dcsim.engine.clock import priority
from dcsim.engine.eras import Setup
from dcsim.engine.history import Thinned
from dcsim.engine.intervals import Intervals, Ints


@dataclass(frozen=True)
class Rows:
    """Intervals of all behaviours, columns of shape (n,). `kind` says which do the same to the site."""

    intervals: Intervals
    behaviour: Ints
    kind: Ints

    def kept(self, places: NDArray[np.intp]) -> Rows:
        """The rows at these places, in this order."""
        return Rows(self.intervals.kept(places), self.behaviour[places], self.kind[places])


class Stretches:
    """The stretches of one block: `first` row, and whether `quiet`, of each; in order of time.

    `setup` is the number (in `setups`) of the setup each begins in, `quiet_alone` (setups, kinds) says which
    intervals are quiet by themselves. `is_change` are rows that are a change of the plan; a stretch that is
    nothing else `passes_if_calm` where a calm site is calm again at once. `restless` are replications that do
    not begin calm.
    """

    def __init__(
        self,
        behaviours: Sequence[Behaviour],
        rows: Rows,
        first: Ints,
        quiet: NDArray[np.bool_],
        used: int,
        horizon_h: float,
        *,
        setup: Ints,
        setups: Sequence[Setup],
        quiet_alone: NDArray[np.bool_],
        is_change: NDArray[np.bool_],
        passes_if_calm: NDArray[np.bool_],
        restless: Collection[int] = (),
    ) -> None:
        self.rows = rows
        self.behaviours = behaviours
        self.horizon_h = horizon_h
        self.bounds = np.append(first, len(rows.kind))
        self.start = rows.intervals.start[first]
        self.replication = rows.intervals.replication[first]
        self.quiet = quiet
        self.setup = setup
        self.setups = setups
        self.quiet_alone = quiet_alone
        self.is_change = is_change
        self.certified = passes_if_calm
        self.uses_reserve = passes_if_calm
        self._restless = frozenset(restless)
        self._of = np.searchsorted(self.replication, np.arange(used + 1)).tolist()

    def certify(self, covered: NDArray[np.bool_], uses_reserve: NDArray[np.bool_]) -> None:
        """Note which stretches a certificate covers, and which of these use a reserve."""
        self.certified = self.certified | covered
        self.uses_reserve = self.uses_reserve | uses_reserve

    def of(self, replication: int) -> Thinned | None:
        """The history of a replication (counted within the block); None if all of it is quiet."""
        low, high = self._of[replication], self._of[replication + 1]
        of_note = np.flatnonzero(~self.quiet[low:high])
        is_certified = self.certified[low:high][of_note]
        if is_certified.all() and replication not in self._restless:
            return None
        starts = self.start[low:high].tolist()
        numbers = of_note[is_certified]
        certified = dict(zip(numbers.tolist(), self.uses_reserve[low + numbers].tolist(), strict=True))
        return Thinned(starts, of_note.tolist(), certified, low, self.events)

    def events(self, stretch: int) -> list[HistoryEvent]:
        """The events of a stretch, in order."""
        return [event for event, _ in self.told(stretch)]

    def told(self, stretch: int) -> list[tuple[HistoryEvent, int]]:
        """The events of a stretch, in order, each with the number of its interval."""
        rows = slice(self.bounds[stretch], self.bounds[stretch + 1])
        intervals = self.rows.intervals
        columns = (
            self.rows.behaviour[rows],
            intervals.start[rows],
            intervals.end[rows],
            intervals.unit[rows],
            intervals.episode[rows],
        )
        events = []
        several = enumerate(zip(*(column.tolist() for column in columns), strict=True))
        for number, (i, start, end, unit, episode) in several:
            behaviour = self.behaviours[i]
            begins = priority(behaviour.begins_as, behaviour.rank)
            events.append((HistoryEvent(start, begins, i, True, unit, episode), number))
            if end < self.horizon_h and not behaviour.of_an_instant:
                returns = priority(behaviour.returns_as, behaviour.rank)
                events.append((HistoryEvent(end, returns, i, False, unit, episode), number))
        events.sort(key=lambda one: (one[0].time, one[0].place, one[0].unit, one[0].behaviour))
        return events
