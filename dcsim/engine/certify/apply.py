"""Certificates put to the stretches of a block: which need not go through the core, and what they book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.alike import Alike, alone, several
from dcsim.engine.certify.catalogue import After, Catalogue, Judged
from dcsim.engine.certify.followed import followed_from
from dcsim.engine.certify.stretch import Cases, Machines
from dcsim.engine.intervals import APART_H, Floats
from dcsim.engine.short_of_fuel import BurntBy, lasts

if TYPE_CHECKING:
    from dcsim.engine.recorder import Recorder
    from dcsim.engine.stretches import Stretches


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
        self._after = After.filled_with(np.inf, n)
        self.uses_reserve = np.zeros(n, bool)
        covered = np.zeros(n, bool)
        for one in alone(stretches):
            self._judge(cast, catalogue, one, covered)
        for one in several(stretches, self._machines, ~covered):
            self._judge(cast, catalogue, one, covered)
        begin = stretches.replication * (stretches.horizon_h + 1.0)
        # in hours of each replication; more than all where no certificate says
        self.burnt = BurntBy(self._after.share, self._after.hours, self._after.calm - begin)
        followed = followed_from(stretches, cast.records, self._judged, self._after.rest)
        self.covered = self._in_time(followed)

    def _judge(self, cast: Cast, catalogue: Catalogue, alike: Alike, covered: NDArray[np.bool_]) -> None:
        """Put certificates to stretches that go alike; which they cover is noted in `covered`."""
        s = self._stretches
        setup = s.setups[s.setup[alike.numbers[0]]]
        cases, events = self._cases(alike), partial(self._events, alike)
        found = catalogue.judge(cast, setup, alike.signature, cases, events)
        held = found.by >= 0
        places = alike.numbers[held]
        for column, values in zip(self._after, found.after, strict=True):
            column[places] = values[held]
        self.uses_reserve[places] = found.uses_reserve[held]
        covered[places] = True
        self._judged.append((alike.numbers, found))

    def _cases(self, alike: Alike) -> Cases:
        """Stretches that go alike, in arrays."""
        s = self._stretches
        numbers, rows = alike.numbers, alike.rows
        intervals = s.rows.intervals
        behaviours = s.rows.behaviour[rows[0]].tolist()
        if len(behaviours) == 1:
            columns = [intervals.start[rows[:, 0]]]
            if not s.behaviours[behaviours[0]].of_an_instant:
                columns.append(intervals.end[rows[:, 0]])
            time = np.stack(columns, axis=1)
        else:
            time = np.array([[event.time for event, _ in s.told(number)] for number in numbers.tolist()])
        setup = int(s.setup[numbers[0]])
        loud = np.flatnonzero(~s.quiet_alone[setup, s.rows.kind[rows[0]]])
        return Cases(
            self._machines,
            episode=intervals.episode[rows],
            time=time,
            begin=s.replication[numbers].astype(np.float64) * (s.horizon_h + 1.0),
            leading=int(loud[0]) if len(loud) else 0,
            absent=self._machines.absent_in(s.setups[setup]),
            failed=tuple(
                (owner, intervals.unit[rows[:, interval]])
                for interval, owner in enumerate(behaviours)
                if owner in self._machines.ranked
            ),
            beside=alike.beside,
        )

    def _events(self, alike: Alike, case: int) -> list[HistoryEvent]:
        """The events of a case, without those of what is beside it."""
        number = int(alike.numbers[case])
        own = set((alike.rows[case] - self._stretches.bounds[number]).tolist())
        return [event for event, interval in self._stretches.told(number) if interval in own]

    def _in_time(self, followed: Floats) -> NDArray[np.bool_]:
        """Where the site is at rest before it is `followed`, and calm before the next of note begins.

        Both also before the replication ends. Where the next of note is covered too and uses no reserve, it
        is enough that the site is calm to such, and as calm as can be before the next that does use it, or
        goes through the core; or but for fuel, where it finds enough.
        """
        s, when = self._stretches, self._after
        begin = s.replication * (s.horizon_h + 1.0)
        line = begin + s.start
        end = begin + s.horizon_h
        covered = when.rest < np.minimum(followed, end) - APART_H
        covered &= when.calm < end - APART_H
        covered &= when.calm_unused < _next(line, ~s.quiet) - APART_H
        while True:
            mind = ~s.quiet & (self.uses_reserve | ~covered)
            following = _next(line, mind) - APART_H
            in_time = covered & (when.calm < following)
            short = covered & ~in_time & self.uses_reserve & (when.calm_but_for_fuel < following)
            if short.any():
                in_time |= short
                in_time[self._find_too_little(np.flatnonzero(mind), in_time, short)] = False
            if (in_time == covered).all():
                return np.asarray(in_time)
            covered = in_time

    def _find_too_little(
        self, minding: NDArray[np.intp], may_pass: NDArray[np.bool_], short: NDArray[np.bool_]
    ) -> list[int]:
        """Of stretches that leave tanks `short` of fuel those that may not be left out for it.

        `minding` are the numbers of all that need the tanks, or go through the core.
        """
        s = self._stretches
        numbers, begins, passes = minding.tolist(), s.start[minding].tolist(), may_pass[minding].tolist()
        replication = s.replication[minding]
        found = []
        proved = 0
        for first in np.flatnonzero(short[minding]).tolist():
            if first < proved:
                continue
            last = int(np.searchsorted(replication, replication[first], "right"))
            burnt = self.burnt.some(minding[first:last])
            enough, place = lasts(begins[first:last], passes[first:last], burnt.one)
            if enough:
                proved = first + place
            else:
                found.append(numbers[first])
        return found

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
