"""Stretches that go alike: those a certificate may be put to together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Beside
from dcsim.engine.certify.stretch import Machines

if TYPE_CHECKING:
    from dcsim.engine.stretches import Stretches

_MOST_INTERVALS = 4
"""Longer stretches seldom go like another."""
MOST_BESIDE = 3
"""Each set of the failures beside a loud interval is judged in every state of a certificate."""


class Alike(NamedTuple):
    """Stretches by their `numbers`, and the `rows` of their intervals that go alike, (n, intervals).

    `beside` has the others, by place in `numbers`.
    """

    signature: Hashable
    numbers: NDArray[np.intp]
    rows: NDArray[np.intp]
    beside: Mapping[int, tuple[Beside, ...]]


def alone(stretches: Stretches) -> list[Alike]:
    """Loud stretches of one interval, by what it does; also if others are beside it that do very little."""
    s = stretches
    length = np.diff(s.bounds)
    singles = np.flatnonzero(~s.quiet & (length == 1))
    with_others = _loud_ones(s, np.flatnonzero(~s.quiet & (length > 1) & (length <= 1 + MOST_BESIDE)))
    numbers = np.concatenate([singles, with_others[0]])
    rows = np.concatenate([s.bounds[singles], with_others[1]])
    instant = np.array([one.of_an_instant for one in s.behaviours])[s.rows.behaviour[rows]]
    returns = instant | (s.rows.intervals.end[rows] < s.horizon_h)
    kinds = np.where(returns & ~s.is_change[rows], s.rows.kind[rows], -1)
    goes = np.where(kinds >= 0, kinds * len(s.setups) + s.setup[numbers], -1)
    found = []
    for one in np.unique(goes).tolist():
        if one >= 0:
            places = np.flatnonzero(goes == one)
            found.append(_alike(s, one // len(s.setups), numbers[places], rows[places]))
    return found


def _loud_ones(s: Stretches, numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of these stretches those of one loud interval beside others, and its row.

    Others do no more than take a unit each, for a time within the horizon. What begins or ends with the loud
    one at one instant, as all of an assembly do, may be blamed in its place.
    """
    low, length = s.bounds[numbers], np.diff(s.bounds)[numbers]
    of = np.repeat(np.arange(len(numbers)), length)
    row = np.arange(len(of)) + (low - np.cumsum(length) + length)[of]
    kind, start, end = s.rows.kind[row], s.rows.intervals.start[row], s.rows.intervals.end[row]
    loud = ~s.quiet_alone[s.setup[numbers][of], kind]
    place = np.zeros(len(numbers), np.intp)
    place[of[loud]] = np.flatnonzero(loud)
    begins, ends = start[place][of], end[place][of]
    at_once = (start == begins) | (start == ends) | (end == begins) | (end == ends)
    takes_a_unit = np.array([one is not None for one in s.beside], bool)[kind]
    may_be_beside = takes_a_unit & (end < s.horizon_h) & ~at_once & ~_of_one_unit(s, row, of, loud)
    is_wrong = s.is_change[row] | ~(loud | may_be_beside)
    n_loud, n_wrong = (np.bincount(of[which], minlength=len(numbers)) for which in (loud, is_wrong))
    found = (n_loud == 1) & (n_wrong == 0)
    return numbers[found], row[place[found]]


def _of_one_unit(
    s: Stretches, row: NDArray[np.intp], of: NDArray[np.intp], loud: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of these rows are of the unit that another of the same stretch is of; loud ones apart."""
    behaviour, unit = s.rows.behaviour[row], s.rows.intervals.unit[row]
    order = np.lexsort((unit, behaviour, loud, of))
    columns = np.stack([of, loud, behaviour, unit])[:, order]
    found = np.zeros(len(row), bool)
    found[order[1:]] = (columns[:, 1:] == columns[:, :-1]).all(axis=0)
    return found


def _alike(s: Stretches, kind: int, numbers: NDArray[np.intp], rows: NDArray[np.intp]) -> Alike:
    beside = {}
    for place in np.flatnonzero(s.bounds[numbers + 1] - s.bounds[numbers] > 1).tolist():
        first, last = s.bounds[numbers[place]], s.bounds[numbers[place] + 1]
        kinds = [s.rows.kind[row] for row in range(first, last) if row != rows[place]]
        beside[place] = tuple(one for one in (s.beside[kind] for kind in kinds) if one is not None)
    return Alike(kind, numbers, rows[:, None], beside)


def several(stretches: Stretches, machines: Machines, wanted: NDArray[np.bool_]) -> list[Alike]:
    """Of the stretches that are `wanted` the loud ones of several intervals, by their events."""
    s = stretches
    length = np.diff(s.bounds)
    found: dict[tuple[Hashable, int], list[int]] = defaultdict(list)
    of_several = ~s.quiet & (length > 1) & (length <= _MOST_INTERVALS)
    for number in np.flatnonzero(wanted & of_several).tolist():
        signature = _signature(s, machines, number)
        if signature is not None:
            found[signature, int(s.setup[number])].append(number)
    return [
        Alike(signature, np.array(numbers), s.bounds[numbers][:, None] + np.arange(length[numbers[0]]), {})
        for (signature, _), numbers in found.items()
    ]


def _signature(
    s: Stretches, machines: Machines, number: int
) -> tuple[tuple[int, int, int, bool], ...] | None:
    """(interval, what it is, which of like machines, begins) of every event in order.

    Machines that are alike are numbered as they appear, others have their own number. None if an interval
    lasts beyond the horizon, if the setup changes meanwhile, or for what is not rehearsed.
    """
    low = int(s.bounds[number])
    rows = slice(low, s.bounds[number + 1])
    if s.is_change[rows].any():
        return None
    if not all(s.behaviours[i].is_rehearsed for i in s.rows.behaviour[rows]):
        return None
    kinds = s.rows.kind[rows].tolist()
    signature = []
    expected = 0
    appeared: dict[tuple[int, int], int] = {}
    for event, interval in s.told(number):
        if event.begins:
            expected += 1 if s.behaviours[event.behaviour].of_an_instant else 2
        machine = -1
        if event.behaviour in machines.ranked:
            machine = appeared.setdefault((event.behaviour, event.unit), len(appeared))
        elif event.behaviour in machines.several:
            machine = event.unit
        signature.append((interval, kinds[interval], machine, event.begins))
    return tuple(signature) if len(signature) == expected else None
