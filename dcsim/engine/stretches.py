"""The drawn history of a block, cut into stretches: runs of intervals that overlap."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour, Beside
from dcsim.engine.cast import HistoryEvent
from dcsim.engine.clock import priority
from dcsim.engine.eras import Setup
from dcsim.engine.history import Thinned
from dcsim.engine.intervals import Intervals, Ints
from dcsim.engine.short_of_fuel import Burnt


@dataclass(frozen=True)
class Rows:
    """Intervals of all behaviours, columns of shape (n,). `kind` says which do the same to the site."""

    intervals: Intervals
    behaviour: Ints
    kind: Ints

    def kept(self, places: NDArray[np.intp]) -> Rows:
        """The rows at these places, in this order."""
        return Rows(self.intervals.kept(places), self.behaviour[places], self.kind[places])


def _more_than_all(_number: int) -> Burnt:
    return Burnt(math.inf, math.inf, math.inf)


class Stretches:
    """The stretches of one block: `first` row, and whether `quiet`, of each; in order of time.

    `setup` is the number (in `setups`) of the setup each begins in, `quiet_alone` (setups, kinds) says which
    intervals are quiet by themselves, `beside` what each kind is beside others. `is_change` are rows that are
    a change of the plan; a stretch that is nothing else `passes_if_calm` where a calm site is calm again at
    once. `restless` are replications that do not begin calm.
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
        beside: Sequence[Beside | None],
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
        self.beside = beside
        self.is_change = is_change
        self.certified = passes_if_calm
        self.uses_reserve = passes_if_calm
        self._burnt: Callable[[int], Burnt] = _more_than_all
        self._restless = frozenset(restless)
        self._of = np.searchsorted(self.replication, np.arange(used + 1))
        self._places = [
            (priority(one.begins_as, one.rank), priority(one.returns_as, one.rank)) for one in behaviours
        ]
        self._latest: tuple[int, list[HistoryEvent]] = -1, []

    def certify(
        self, covered: NDArray[np.bool_], uses_reserve: NDArray[np.bool_], burnt: Callable[[int], Burnt]
    ) -> None:
        """Note which stretches a certificate covers, which of these use a reserve, and what each burns."""
        self.certified = self.certified | covered
        self.uses_reserve = self.uses_reserve | uses_reserve
        self._burnt = burnt

    @cached_property
    def _of_note(self) -> tuple[Ints, Sequence[int]]:
        """The numbers of stretches that are not quiet, and where those of each replication begin."""
        numbers = np.flatnonzero(~self.quiet)
        return numbers, np.searchsorted(numbers, self._of).tolist()

    def of(self, replication: int) -> Thinned | None:
        """The history of a replication (counted within the block); None if all of it is quiet."""
        of_note, bounds = self._of_note
        numbers = of_note[bounds[replication] : bounds[replication + 1]]
        is_certified = self.certified[numbers]
        if is_certified.all() and replication not in self._restless:
            return None
        first, last = self._of[replication : replication + 2].tolist()
        known = zip(is_certified.tolist(), self.uses_reserve[numbers].tolist(), strict=True)
        certified = [uses if covered else None for covered, uses in known]
        starts = self.start[first:last].tolist()
        return Thinned(starts, (numbers - first).tolist(), certified, first, self.events, self._burnt)

    def events(self, stretch: int) -> list[HistoryEvent]:
        """The events of a stretch, in order; often asked for twice in a row."""
        if self._latest[0] != stretch:
            self._latest = stretch, [event for event, _ in self.told(stretch)]
        return self._latest[1]

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
        told = []
        several = enumerate(zip(*(column.tolist() for column in columns), strict=True))
        for number, (i, start, end, unit, episode) in several:
            begins, returns = self._places[i]
            told.append((HistoryEvent(start, begins, i, True, unit, episode), number))
            if end < self.horizon_h and not self.behaviours[i].of_an_instant:
                told.append((HistoryEvent(end, returns, i, False, unit, episode), number))
        if len(told) > 1:
            told.sort(key=lambda one: (one[0].time, one[0].place, one[0].unit, one[0].behaviour))
        return told
