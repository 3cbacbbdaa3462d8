"""Which stretches of a drawn history are quiet: the core, were it calm before, would do nothing in them.

A stretch is quiet if in every state the site goes through the supply record is the very record of the normal
state, and the second clock does not run. Records are interned by content and behaviours see nothing but the
record, so this is no approximation, and it needs no order among states. What an interval does beyond changing
the key cannot be judged so: its stretch is loud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour, Effect
from dcsim.engine.cast import HistoryEvent
from dcsim.engine.clock import Order, priority
from dcsim.engine.history import Thinned
from dcsim.engine.intervals import Floats, Intervals, Ints
from dcsim.engine.supply_records import SupplyRecords
from dcsim.streams import name_key

_APART_H = 1e-6
"""Stretches closer than this are one: times of all replications on one line are rounded."""


@dataclass(frozen=True)
class Rows:
    """Intervals of all behaviours, columns of shape (n,). `kind` says which do the same to the site."""

    intervals: Intervals
    behaviour: Ints
    kind: Ints

    def kept(self, places: NDArray[np.intp]) -> Rows:
        """The rows at these places, in this order."""
        return Rows(self.intervals.kept(places), self.behaviour[places], self.kind[places])


class Screen:
    """What is known of the intervals of one plant's behaviours."""

    def __init__(self, behaviours: Sequence[Behaviour], records: SupplyRecords, normal_key: int) -> None:
        self._behaviours = behaviours
        self._records = records
        self._normal_key = normal_key
        self._first_kind: list[int] = []
        self._effects: list[Effect | None] = []
        weights = []
        for behaviour in behaviours:
            self._first_kind.append(len(self._effects))
            found = behaviour.effects(records.layout)
            self._effects += found
            name = type(behaviour).__name__, behaviour.name
            weights += [name_key("screen", *name, number, *(one or ())) for number, one in enumerate(found)]
        self.names = tuple(weights)
        """What all intervals are and do: equal for equal histories."""
        self._weights = np.array(weights, np.uint64)
        self._quiet_alone = np.array([self._is_quiet([number]) for number in range(len(weights))], bool)
        self._adds_up = np.array([one is not None and one.adds_up for one in self._effects], bool)

    def _is_quiet(self, kinds: Sequence[int]) -> bool:
        """Whether the site with exactly these intervals open is, to every behaviour, the normal one."""
        effects = [self._effects[kind] for kind in kinds]
        key, static = self._normal_key, self._normal_key
        for effect in effects:
            if effect is None:
                return False
            key += effect.key
            static += effect.static
        return self._records.is_normal(key, static)

    # ------------------------------------------------------------------ one block

    def stretches(self, histories: Sequence[Intervals], used: int, horizon_h: float) -> Stretches:
        """The stretches of the first `used` replications of a block."""
        rows, line, line_end = self._on_a_line(histories, used, horizon_h)
        n = len(line)
        new = np.ones(n, bool)
        new[1:] = line[1:] > np.maximum.accumulate(line_end)[:-1] + _APART_H
        first = np.flatnonzero(new)
        quiet = self._quiet_alone[rows.kind[first]]
        length = np.diff(first, append=n)
        many = np.flatnonzero(length > 1)
        if len(many):
            quiet[many] = self._many_quiet(rows, line, line_end, np.cumsum(new) - 1, many, len(first))
        return Stretches(self._behaviours, rows, first, quiet, self._quiet_alone, used, horizon_h)

    def _on_a_line(
        self, histories: Sequence[Intervals], used: int, horizon_h: float
    ) -> tuple[Rows, Floats, Floats]:
        """Every interval that happens, sorted, with its start and end on one line of all replications."""
        whose = [i for i, rows in enumerate(histories) if len(rows.start)]
        all_rows = Intervals.joined([histories[i] for i in whose])
        n = [len(histories[i].start) for i in whose]
        kinds = [self._first_kind[i] + self._behaviours[i].effect_of(histories[i].unit) for i in whose]
        rows = Rows(
            all_rows,
            np.repeat(np.array(whose, np.int64), n),
            np.concatenate([*kinds, np.zeros(0, np.int64)]),
        )
        one = all_rows
        happens = (one.end > one.start) & (one.replication < used) & (one.start < horizon_h)
        places = np.flatnonzero(happens)
        offset = one.replication[places] * (horizon_h + 1.0)
        line = offset + one.start[places]
        order = np.argsort(line)
        instants = np.array([one.of_an_instant for one in self._behaviours])[rows.behaviour[places]]
        line_end = np.where(instants, line, offset + np.minimum(one.end[places], horizon_h))
        return rows.kept(places[order]), line[order], line_end[order]

    def _many_quiet(
        self, rows: Rows, line: Floats, line_end: Floats, stretch: Ints, many: Ints, n: int
    ) -> NDArray[np.bool_]:
        """Of the stretches `many` (several intervals each), which go through quiet states only."""
        simple = self._quiet_alone & self._adds_up
        loud = np.zeros(n, bool)
        loud[stretch[~simple[rows.kind]]] = True
        wanted = np.zeros(n, bool)
        wanted[many] = True
        wanted &= ~loud
        at = np.flatnonzero(wanted[stretch])
        weight = self._weights[rows.kind[at]]
        time = np.concatenate([line[at], line_end[at]])
        change = np.concatenate([weight, np.uint64(0) - weight])
        order = np.argsort(time, kind="stable")
        time, place = time[order], np.concatenate([at, at])[order]
        # Sums wrap around; every interval ends on the line, so that each stretch begins at zero again.
        state = np.cumsum(change[order], dtype=np.uint64)
        together = np.flatnonzero((time[1:] == time[:-1]) & (stretch[place[1:]] == stretch[place[:-1]]))
        loud[stretch[place[together]]] = True
        # Between two changes at one instant is no state of the site: nothing is judged there.
        apart = ~loud[stretch[place]]
        time, place, state = time[apart], place[apart], state[apart]
        known, first, which = np.unique(state, return_index=True, return_inverse=True)
        verdicts = self._records.verdicts
        quiet = np.ones(len(known), bool)
        for number, (value, where) in enumerate(zip(known.tolist(), first.tolist(), strict=True)):
            if value not in verdicts:
                now = time[where]
                low, high = np.searchsorted(stretch, stretch[place[where]] + np.arange(2))
                down = low + np.flatnonzero((line[low:high] <= now) & (line_end[low:high] > now))
                verdicts[value] = self._is_quiet(rows.kind[down].tolist())
            quiet[number] = verdicts[value]
        loud[stretch[place[~quiet[which]]]] = True
        return ~loud[many]


class Stretches:
    """The stretches of one block: `first` row, and whether `quiet`, of each; in order of time."""

    def __init__(
        self,
        behaviours: Sequence[Behaviour],
        rows: Rows,
        first: Ints,
        quiet: NDArray[np.bool_],
        quiet_alone: NDArray[np.bool_],
        used: int,
        horizon_h: float,
    ) -> None:
        self.rows = rows
        self.behaviours = behaviours
        self.horizon_h = horizon_h
        self.bounds = np.append(first, len(rows.kind))
        self.start = rows.intervals.start[first]
        self.replication = rows.intervals.replication[first]
        self.quiet = quiet
        self.certified = np.zeros(len(first), bool)
        self.uses_reserve = np.zeros(len(first), bool)
        self.quiet_alone = quiet_alone
        self._of = np.searchsorted(self.replication, np.arange(used + 1)).tolist()

    def of(self, replication: int) -> Thinned | None:
        """The history of a replication (counted within the block); None if all of it is quiet."""
        low, high = self._of[replication], self._of[replication + 1]
        of_note = np.flatnonzero(~self.quiet[low:high])
        is_certified = self.certified[low:high][of_note]
        if is_certified.all():
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
            begins = priority(Order.FAILURE, behaviour.rank)
            events.append((HistoryEvent(start, begins, i, True, unit, episode), number))
            if end < self.horizon_h and not behaviour.of_an_instant:
                returns = priority(behaviour.returns_as, behaviour.rank)
                events.append((HistoryEvent(end, returns, i, False, unit, episode), number))
        events.sort(key=lambda one: (one[0].time, one[0].place, one[0].unit))
        return events
