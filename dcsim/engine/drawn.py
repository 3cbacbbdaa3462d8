"""Every drawn event of a replication in columns, and the quick way through those that change nothing.

Most failures and repairs leave the supply record as it is. They are applied here straight from the columns:
no event object, no call, no look at anybody else. What the core would do is done in the same order; wherever
it might do more, the event is left to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.clock import priority
from dcsim.engine.intervals import Intervals

if TYPE_CHECKING:
    from dcsim.engine.core import Core

_AS_ONE_H = 1e-6
"""Events closer than this on one line of all replications are put in order by their exact times."""


class DrawnEvents(Sequence[HistoryEvent]):
    """The events of one replication in order; each is made when somebody asks for it.

    `times` in hours; `codes` the place in `plain` of what may be passed over quickly, 0 where nothing may.
    """

    def __init__(self, times: list[float], codes: list[int], columns: _Columns, first: int) -> None:
        self.times = times
        self.codes = codes
        self.plain = columns.plain
        self._columns = columns
        self._first = first

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, number: int) -> HistoryEvent: ...

    @overload
    def __getitem__(self, number: slice) -> list[HistoryEvent]: ...

    def __getitem__(self, number: int | slice) -> HistoryEvent | list[HistoryEvent]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        return self._columns.event(self._first + number, self.times[number])


class _Columns:
    """The events of a block: behaviour, unit, episode and beginning or end of each, in order."""

    def __init__(self, cast: Cast, columns: Sequence[NDArray[Any]]) -> None:
        self.behaviour, self.unit, self.episode, self.begins = columns
        self._behaviours = cast.behaviours
        self.plain: list[tuple[tuple[str, int, str], int, int, int, int, bool] | None] = [None]
        self._first = np.zeros(len(cast.behaviours), np.int64)
        for i, behaviour in enumerate(cast.behaviours):
            found = behaviour.plain(cast.records.layout)
            self._first[i] = len(self.plain) if found else -1
            self.plain += [(*one, i, begins) for one in found for begins in (False, True)]

    def codes(self, apart: NDArray[np.bool_]) -> NDArray[np.int64]:
        """What is plain, and at an instant of its own."""
        first = self._first[self.behaviour]
        return np.where((first >= 0) & apart, first + 2 * self.unit + self.begins, 0)

    def event(self, number: int, time: float) -> HistoryEvent:
        """One event of the block."""
        i, begins = int(self.behaviour[number]), bool(self.begins[number])
        behaviour = self._behaviours[i]
        place = priority(behaviour.begins_as if begins else behaviour.returns_as, behaviour.rank)
        return HistoryEvent(time, place, i, begins, int(self.unit[number]), int(self.episode[number]))


def by_replication(cast: Cast, histories: Sequence[Intervals], replications: int) -> Iterator[DrawnEvents]:
    """The events of each replication in the order they are to be applied."""
    horizon_h = cast.timeline.horizon_h
    whose = [i for i, rows in enumerate(histories) if len(rows.start)]
    rows = Intervals.joined([histories[i] for i in whose])
    behaviour = np.repeat(np.array(whose, np.int64), [len(histories[i].start) for i in whose])
    # An interval of length 0 never was; a repair that returns before its failure would stay for ever.
    real = np.flatnonzero((rows.end > rows.start) & (rows.start < horizon_h))
    back = real[rows.end[real] < horizon_h]
    row = np.concatenate([real, back])
    time = np.concatenate([rows.start[real], rows.end[back]])
    begins = np.arange(len(row)) < len(real)
    replication = rows.replication[row]
    order, apart = _in_order(cast.behaviours, time, replication, behaviour[row], rows.unit[row], begins)
    row = row[order]
    columns = _Columns(cast, (behaviour[row], rows.unit[row], rows.episode[row], begins[order]))
    time, codes = time[order], columns.codes(apart)
    bounds = np.searchsorted(replication[order], np.arange(replications + 1)).tolist()
    for first, last in pairwise(bounds):
        yield DrawnEvents(time[first:last].tolist(), codes[first:last].tolist(), columns, first)


def _in_order(
    behaviours: Sequence[Behaviour],
    time: NDArray[np.float64],
    replication: NDArray[np.int64],
    behaviour: NDArray[np.int64],
    unit: NDArray[np.int64],
    begins: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Events in order, and which of them have an instant of their own."""
    span = float(time.max(initial=0.0)) + 1.0
    line = replication * span + time
    order = np.argsort(line)
    if (np.diff(line[order]) < _AS_ONE_H).any():
        places = [
            [priority(b.begins_as, b.rank) for b in behaviours],
            [priority(b.returns_as, b.rank) for b in behaviours],
        ]
        place = np.where(begins, *np.array(places, np.int64)[:, behaviour])
        order = np.lexsort((behaviour, unit, place, time, replication))
    together = np.zeros(len(order) + 1, bool)
    together[1:-1] = (time[order][1:] == time[order][:-1]) & (np.diff(replication[order]) == 0)
    return order, ~(together[1:] | together[:-1])


def pass_over_plain(core: Core, events: DrawnEvents, number: int) -> int:
    """Apply the events from `number` on that change no supply record: the number of the first that may."""
    if not core.minds_the_record_only():
        return number
    times, codes, plain = events.times, events.codes, events.plain
    last, until = len(times), core.clock.next_time
    by_key, record = core.cast.records.by_key, core.record
    static, static_lost = core.cast.records.static_losses, core.static_lost
    key, static_key = core.key, core.static_key
    deviations, doubled, cause = core.deviations, core.doubled, core.cause
    holds, up, memory = core.holds, core.up, core.memory
    first = number
    while number < last and times[number] < until:
        found = plain[codes[number]]
        if found is None:
            break
        which, node, units, static_units, behaviour, begins = found
        if (begins and which in deviations) or holds[node] or (doubled and doubled[which]):
            break
        if not units and not memory[behaviour].stands_by(which[1], begins):
            break
        if begins:
            if units:
                if up[node] <= 0:
                    break
                changed = key - units
                if by_key.get(changed) is not record:
                    break
                if static_units:
                    if static.get(static_key - static_units) is not static_lost:
                        break
                    static_key -= static_units
                key = changed
                up[node] -= 1
            deviations[which] = (times[number], events, number, cause)
        else:
            if units:
                if up[node] < 0:
                    break
                changed = key + units
                if by_key.get(changed) is not record:
                    break
                if static_units:
                    if static.get(static_key + static_units) is not static_lost:
                        break
                    static_key += static_units
                key = changed
                up[node] += 1
            deviations.pop(which, None)
        number += 1
    if number > first:
        core.key, core.static_key = key, static_key
        core.source, core.number = events, number - 1
        core.clock.skip_to(times[number - 1])
    return number
