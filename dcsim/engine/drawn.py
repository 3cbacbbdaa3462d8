"""Every drawn event of a replication in columns, and the quick way through those that change nothing.

Most failures and repairs leave the supply record as it is. They are applied here straight from the columns:
no event object, no call, no look at anybody else. What the core would do is done in the same order; wherever
it might do more, the event is left to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.clock import priority
from dcsim.engine.intervals import APART_H, Intervals

if TYPE_CHECKING:
    from dcsim.engine.core import Core

_FAR = 1 << 60
_NOTHING = HistoryEvent(0.0, 0, 0, False, 0, 0)


class DrawnEvents(Sequence[HistoryEvent]):
    """The events of one replication in order; each is made when somebody asks for it.

    `times` in hours; `codes` the place in `plain` of what may be passed over quickly, 0 where nothing may;
    `pairs` has the code of a beginning that is followed by its own end, else 0.
    """

    def __init__(self, columns: _Columns, first: int, last: int) -> None:
        self.times: list[float] = columns.time[first:last].tolist()
        self.codes: list[int] = columns.codes[first:last].tolist()
        self.pairs: list[int] = columns.pairs[first:last].tolist()
        self.plain = columns.plain
        self.standing = columns.standing
        self._columns = columns
        self._first = first
        self._latest = (-1, _NOTHING)

    def of_one_end(self, first: int, number: int) -> list[int]:
        """Which events from `first` to before `number` have the other end of their interval elsewhere."""
        begin, low, high = self._first, self._first + first, self._first + number
        under_way = self._columns.under_way
        if under_way[low] == under_way[high] == under_way[begin]:
            return []
        others = self._columns.others[low:high]
        found: list[int] = (np.flatnonzero((others < low) | (others >= high)) + first).tolist()
        return found

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, number: int) -> HistoryEvent: ...

    @overload
    def __getitem__(self, number: slice) -> list[HistoryEvent]: ...

    def __getitem__(self, number: int | slice) -> HistoryEvent | list[HistoryEvent]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        known, event = self._latest
        if known != number:
            event = self._columns.event(self._first + number, self.times[number])
            self._latest = number, event
        return event


class _Columns:
    """The events of a block in order: time, behaviour, unit, episode and beginning or end of each.

    `others` has the place of the other end of the same interval, `under_way` how many intervals are before
    each event and after the last.
    """

    def __init__(self, cast: Cast, apart: NDArray[np.bool_], columns: Sequence[NDArray[Any]]) -> None:
        self.time, self.behaviour, self.unit, self.episode, self.begins, self.others = columns
        self._behaviours = cast.behaviours
        self.plain: list[tuple[tuple[str, int, str], int, int, int, int, bool] | None] = [None]
        first = np.zeros(len(cast.behaviours), np.int64)
        for i, behaviour in enumerate(cast.behaviours):
            found = behaviour.plain(cast.records.layout)
            first[i] = len(self.plain) if found else -1
            self.plain += [(*one, i, begins) for one in found for begins in (False, True)]
        self.standing = sorted({one[4] for one in self.plain if one is not None and not one[2]})
        codes = first[self.behaviour]
        # what is plain, and at an instant of its own
        self.codes = np.where((codes >= 0) & apart, codes + 2 * self.unit + self.begins, 0)
        self.pairs = np.where(self.others == np.arange(1, len(codes) + 1), self.codes, 0)
        self.pairs[:-1][self.codes[1:] == 0] = 0
        self.under_way = np.concatenate([[0], np.cumsum(np.where(self.begins, 1, -1))])

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
    ended = np.flatnonzero(rows.end[real] < horizon_h)
    back = real[ended]
    row = np.concatenate([real, back])
    time = np.concatenate([rows.start[real], rows.end[back]])
    begins = np.arange(len(row)) < len(real)
    replication = rows.replication[row]
    order, apart = _in_order(cast.behaviours, time, replication, behaviour[row], rows.unit[row], begins)
    row = row[order]
    others = _others(order, len(real), ended)
    columns = (time[order], behaviour[row], rows.unit[row], rows.episode[row], begins[order], others)
    found = _Columns(cast, apart, columns)
    bounds = np.searchsorted(replication[order], np.arange(replications + 1)).tolist()
    for first, last in pairwise(bounds):
        yield DrawnEvents(found, first, last)


def _others(order: NDArray[np.intp], begins: int, ended: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each event in `order` the place of the other end of its interval; far away if there is none.

    Before they were put in order the beginnings stood first, and then the ends of those that have `ended`.
    """
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    others = np.full(len(order), _FAR)
    others[place[ended]] = place[begins:]
    others[place[begins:]] = place[ended]
    return others


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
    if (np.diff(line[order]) < APART_H).any():  # put in order by their exact times
        places = [
            [priority(b.begins_as, b.rank) for b in behaviours],
            [priority(b.returns_as, b.rank) for b in behaviours],
        ]
        place = np.where(begins, *np.array(places, np.int64)[:, behaviour])
        order = np.lexsort((behaviour, unit, place, time, replication))
    together = np.zeros(len(order) + 1, bool)
    together[1:-1] = (time[order][1:] == time[order][:-1]) & (np.diff(replication[order]) == 0)
    return order, ~(together[1:] | together[:-1])


class Alike(dict[int, "Alike"]):
    """A state of the site, by its key and that of the second clock; by code the state an event leads to.

    Only such as nobody can tell from it: the supply record and the second clock's answer are the same.
    """

    __slots__ = ("key", "static_key")

    def __init__(self, key: int, static_key: int) -> None:
        super().__init__()
        self.key = key
        self.static_key = static_key


def pass_over_plain(core: Core, events: DrawnEvents, number: int) -> int:
    """Apply the events from `number` on that change no supply record: the number of the first that may.

    An interval that begins and ends among them leaves nothing behind.
    """
    stop = bisect_left(events.times, core.clock.next_time, number)
    if number == stop or not events.codes[number] or not _is_as_drawn(core, events):
        return number
    first, codes, pairs, records = number, events.codes, events.pairs, core.cast.records
    now = core.key, core.static_key
    state = records.alike.get(now)
    if state is None:
        state = records.alike[now] = Alike(*now)
    while number < stop:
        if pairs[number] in state and number + 1 < stop:
            number += 2  # as it was
            continue
        following = state.get(codes[number]) or _following(core, events, state, codes[number])
        if following is None:
            break
        state = following
        number += 1
    if number > first:
        _leave_behind(core, events, first, number)
        core.key, core.static_key = state.key, state.static_key
        core.source, core.number = events, number - 1
        core.skip_to(events.times[number - 1])
    return number


def _is_as_drawn(core: Core, events: DrawnEvents) -> bool:
    """Whether what is drawn changes the key as it says, and nobody looks at more than the record."""
    for i in events.standing:
        if not core.memory[i].stands_by:
            return False
    return not any(core.holds) and min(core.up) >= 0 and core.minds_the_record_only()


def _following(core: Core, events: DrawnEvents, state: Alike, code: int) -> Alike | None:
    """The state an event leads to, if nobody can tell it from this one."""
    found = events.plain[code]
    if found is None:
        return None
    _, node, units, static_units, _, begins = found
    records = core.cast.records
    if begins and units and not records.layout.units_in(state.key, node):
        return None
    sign = -1 if begins else 1
    now = state.key + sign * units, state.static_key + sign * static_units
    if records.by_key.get(now[0]) is not core.record:
        return None
    if static_units and records.static_loss(now[1]) is not core.static_lost:
        return None
    following = state[code] = records.alike.setdefault(now, Alike(*now))
    return following


def _leave_behind(core: Core, events: DrawnEvents, first: int, number: int) -> None:
    """What is out of order now, and was not before these events, or the other way round."""
    deviations, doubled, up = core.deviations, core.doubled, core.up
    for i in events.of_one_end(first, number):
        found = events.plain[events.codes[i]]
        assert found is not None
        which, node, units, _, behaviour, begins = found
        if not units:
            core.memory[behaviour].sets[which[1]].failed = begins
        else:
            up[node] += -1 if begins else 1
        if begins and which in deviations:
            doubled[which] += 1
        elif begins:
            deviations[which] = (events.times[i], events, i, core.cause)
        elif doubled and doubled[which]:
            doubled[which] -= 1
        else:
            deviations.pop(which, None)
