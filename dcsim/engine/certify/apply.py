"""Certificates put to the stretches of a block: which need not go through the core, and what they book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.catalogue import Catalogue, Judged
from dcsim.engine.certify.stretch import Cases, Machines
from dcsim.engine.intervals import Floats

if TYPE_CHECKING:
    from dcsim.engine.recorder import Recorder
    from dcsim.engine.stretches import Stretches

_MOST_INTERVALS = 4
"""Longer stretches seldom go like another."""
_APART_H = 1e-6


class When(NamedTuple):
    """When the site is at rest and calm again after each stretch, on the line of all replications."""

    rest: Floats
    calm: Floats
    calm_unused: Floats


def _next(line: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """For each place on the line the next one after it that is chosen; infinite if none is."""
    following = np.append(line[chosen], np.inf)
    return np.asarray(following[np.cumsum(chosen)])


class Certified:
    """The stretches of one block that a certificate covers."""

    def __init__(self, cast: Cast, stretches: Stretches, catalogue: Catalogue) -> None:
        self._stretches = stretches
        self._machines = Machines(cast.behaviours)
        self._judged: list[tuple[NDArray[np.intp], Judged]] = []
        n = len(stretches.start)
        when = When(np.full(n, np.inf), np.full(n, np.inf), np.full(n, np.inf))
        self.uses_reserve = np.zeros(n, bool)
        for (signature, _), numbers in self._groups().items():
            cases = self._cases(numbers)
            setup = stretches.setups[stretches.setup[numbers[0]]]
            found = catalogue.judge(cast, setup, signature, cases, partial(self._events, numbers))
            covered = found.by >= 0
            places = numbers[covered]
            when.rest[places] = found.rest[covered]
            when.calm[places] = found.calm[covered]
            when.calm_unused[places] = found.calm_unused[covered]
            self.uses_reserve[places] = found.uses_reserve[covered]
            self._judged.append((numbers, found))
        self.covered = self._in_time(when)

    def _groups(self) -> dict[tuple[Hashable, int], NDArray[np.intp]]:
        """Loud stretches by how they go, and setup: single ones by what they do, others by their events."""
        s = self._stretches
        length = np.diff(s.bounds)
        singles = np.flatnonzero(~s.quiet & (length == 1))
        row = s.bounds[singles]
        instant = np.array([one.of_an_instant for one in s.behaviours])[s.rows.behaviour[row]]
        returns = instant | (s.rows.intervals.end[row] < s.horizon_h)
        kinds = np.where(returns & ~s.is_change[row], s.rows.kind[row], -1)
        goes = np.where(kinds >= 0, kinds * len(s.setups) + s.setup[singles], -1)
        found: dict[tuple[Hashable, int], NDArray[np.intp]] = {
            divmod(one, len(s.setups)): singles[goes == one] for one in np.unique(goes).tolist() if one >= 0
        }
        several: dict[tuple[Hashable, int], list[int]] = defaultdict(list)
        for number in np.flatnonzero(~s.quiet & (length > 1) & (length <= _MOST_INTERVALS)).tolist():
            signature = self._signature(number)
            if signature is not None:
                several[signature].append(number)
        return found | {signature: np.array(numbers) for signature, numbers in several.items()}

    def _signature(self, number: int) -> tuple[tuple[tuple[int, int, int, bool], ...], int] | None:
        """(interval, what it is, which of like machines, begins) of every event in order; and the setup.

        Machines that are alike are numbered as they appear, others have their own number. None if an interval
        lasts beyond the horizon, if the setup changes meanwhile, or for what is not rehearsed.
        """
        s = self._stretches
        low = int(s.bounds[number])
        if s.is_change[low : s.bounds[number + 1]].any():
            return None
        if not all(s.behaviours[i].is_rehearsed for i in s.rows.behaviour[low : s.bounds[number + 1]]):
            return None
        kinds = s.rows.kind[low : s.bounds[number + 1]].tolist()
        signature = []
        expected = 0
        machines: dict[tuple[int, int], int] = {}
        for event, interval in s.told(number):
            if event.begins:
                expected += 1 if s.behaviours[event.behaviour].of_an_instant else 2
            machine = -1
            if event.behaviour in self._machines.ranked:
                machine = machines.setdefault((event.behaviour, event.unit), len(machines))
            elif event.behaviour in self._machines.several:
                machine = event.unit
            signature.append((interval, kinds[interval], machine, event.begins))
        return (tuple(signature), int(s.setup[number])) if len(signature) == expected else None

    def _cases(self, numbers: NDArray[np.intp]) -> Cases:
        """Stretches that go alike, in arrays."""
        s = self._stretches
        first = s.bounds[numbers]
        n = int(s.bounds[numbers[0] + 1] - first[0])
        begin = s.replication[numbers].astype(np.float64) * (s.horizon_h + 1.0)
        behaviours = s.rows.behaviour[first[0] : first[0] + n].tolist()
        if n == 1:
            columns = [s.rows.intervals.start[first]]
            if not s.behaviours[behaviours[0]].of_an_instant:
                columns.append(s.rows.intervals.end[first])
            time = np.stack(columns, axis=1)
        else:
            time = np.array([[event.time for event, _ in s.told(number)] for number in numbers.tolist()])
        setup = int(s.setup[numbers[0]])
        loud = np.flatnonzero(~s.quiet_alone[setup, s.rows.kind[first[0] : first[0] + n]])
        return Cases(
            self._machines,
            episode=s.rows.intervals.episode[first[:, None] + np.arange(n)],
            time=time,
            begin=begin,
            leading=int(loud[0]) if len(loud) else 0,
            absent=self._machines.absent_in(s.setups[setup]),
            failed=tuple(
                (owner, s.rows.intervals.unit[first + interval])
                for interval, owner in enumerate(behaviours)
                if owner in self._machines.ranked
            ),
        )

    def _events(self, numbers: NDArray[np.intp], case: int) -> list[HistoryEvent]:
        return self._stretches.events(int(numbers[case]))

    def _in_time(self, when: When) -> NDArray[np.bool_]:
        """Where the site is at rest before the next stretch begins, and calm before the next of note does.

        Both also before the replication ends. Where the next of note is covered too and uses no reserve, it
        is enough that the site is calm to such, and as calm as can be before the next that does use it, or
        goes through the core.
        """
        s = self._stretches
        begin = s.replication * (s.horizon_h + 1.0)
        line = begin + s.start
        end = begin + s.horizon_h
        covered = when.rest < np.minimum(np.append(line[1:], np.inf), end) - _APART_H
        covered &= when.calm < end - _APART_H
        covered &= when.calm_unused < _next(line, ~s.quiet) - _APART_H
        while True:
            mind = ~s.quiet & (self.uses_reserve | ~covered)
            in_time = covered & (when.calm < _next(line, mind) - _APART_H)
            if (in_time == covered).all():
                return np.asarray(in_time)
            covered = in_time

    def book(self, recorder: Recorder, fed: Sequence[int]) -> int:
        """Add what the covered stretches did that did not go through the core; how many these are."""
        left_out = self.covered.copy()
        left_out[list(fed)] = False
        for numbers, judged in self._judged:
            for which, (places, variables) in judged.variables.items():
                chosen = left_out[numbers[places]]
                n = int(chosen.sum())
                if not n:
                    continue
                certificate = judged.certificates[which]
                recorder.tallies.update(Counter({what: n * k for what, k in certificate.tallies.items()}))
                for (what, name), total in certificate.sums.items():
                    recorder.sums()[what][name] += float(total.at(variables[:, chosen]).sum())
        return int(left_out.sum())
