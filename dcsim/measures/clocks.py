"""The two clocks as arrays: when something was down, and how that falls into periods.

Facility clock: outages as recorded. Service clock: every facility outage lasts until its end plus the time
the tenants' computing needs to come back; overlapping ones merge; all is cut at the replication's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.records import Outage, Spell

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EDGE = 1e-9
"""Share of a period by which a horizon may miss a whole number of periods through rounding."""


@dataclass(frozen=True)
class Intervals:
    """Down intervals [start, end) in hours, sorted by replication, then start; all arrays have shape (k,)."""

    replication: Integers
    start_h: Floats
    end_h: Floats

    def __len__(self) -> int:
        return len(self.start_h)

    @property
    def length_h(self) -> Floats:
        return self.end_h - self.start_h


def _intervals(rows: Iterable[tuple[int, float, float]]) -> Intervals:
    table = sorted(rows)
    return Intervals(
        np.array([row[0] for row in table], dtype=np.int64),
        np.array([row[1] for row in table], dtype=np.float64),
        np.array([row[2] for row in table], dtype=np.float64),
    )


def facility(outages: Sequence[Outage]) -> Intervals:
    """The site on the facility clock: down while any hall in service is."""
    return _intervals((o.replication, o.start_h, o.end_h) for o in outages)


def facility_of_halls(outages: Iterable[Outage], halls: Iterable[str]) -> dict[str, Intervals]:
    """Each hall on the facility clock, by name."""
    rows: dict[str, list[tuple[int, float, float]]] = {hall: [] for hall in halls}
    for outage in outages:
        for one in outage.halls:
            rows[one.hall].append((outage.replication, one.start_h, one.end_h))
    return {hall: _intervals(found) for hall, found in rows.items()}


def of_spells(spells: Iterable[Spell]) -> Intervals:
    """Spells as intervals on the facility clock."""
    return _intervals((one.replication, one.start_h, one.end_h) for one in spells)


def service(down: Intervals, it_recovery_h: float, ends_h: Sequence[float]) -> Intervals:
    """The service clock: intervals plus `it_recovery_h`, merged where they touch, cut at the end."""
    merged: list[tuple[int, float, float]] = []
    for replication, start, end in zip(
        down.replication.tolist(), down.start_h.tolist(), down.end_h.tolist(), strict=True
    ):
        recovered = min(end + it_recovery_h, ends_h[replication])
        if merged and merged[-1][0] == replication and start <= merged[-1][2]:
            merged[-1] = (replication, merged[-1][1], max(merged[-1][2], recovered))
        else:
            merged.append((replication, start, recovered))
    return _intervals(merged)


@dataclass(frozen=True)
class Periods:
    """Replications cut into periods of `length_h`, numbered one replication after the other.

    `first` and `count` have shape (replications,): the number of a replication's first period, and how many
    it has; `exposure_h` has shape (periods,): the last period of a replication may be shorter.
    """

    length_h: float
    first: Integers
    count: Integers
    exposure_h: Floats

    def index(self, replication: Integers, time_h: Floats) -> Integers:
        """Number of the period in which a time lies; the replication's end lies in its last one."""
        within = np.floor(time_h / self.length_h).astype(np.int64)
        return self.first[replication] + np.minimum(within, self.count[replication] - 1)

    def starts(self, down: Intervals) -> Floats:
        """How many intervals start in each period, shape (periods,)."""
        return self.booked(down, np.ones(len(down)))

    def booked(self, down: Intervals, amounts: Floats) -> Floats:
        """Sum of `amounts` (one per interval) over the period each interval starts in, shape (periods,)."""
        at = self.index(down.replication, down.start_h)
        return np.asarray(np.bincount(at, amounts, len(self.exposure_h)), dtype=np.float64)

    def downtime_h(self, down: Intervals) -> Floats:
        """Hours down in each period, intervals split at the edges, shape (periods,)."""
        first = self.index(down.replication, down.start_h)
        last = np.maximum(first, self.index(down.replication, np.nextafter(down.end_h, 0.0)))
        within = first == last
        inside = np.bincount(first[within], down.length_h[within], len(self.exposure_h))
        total: Floats = np.asarray(inside, dtype=np.float64)
        for k in np.flatnonzero(~within).tolist():
            self._spread(total, down, k, int(first[k]), int(last[k]))
        return total

    def _spread(self, total: Floats, down: Intervals, k: int, first: int, last: int) -> None:
        offset = int(self.first[down.replication[k]])
        for period in range(first, last + 1):
            opens = (period - offset) * self.length_h
            closes = opens + self.length_h if period < last else float(down.end_h[k])
            total[period] += closes - max(opens, float(down.start_h[k]))


def cut(ends_h: Sequence[float], length_h: float) -> Periods:
    """Periods of `length_h` in replications that end at `ends_h`; at least one period each."""
    ends = np.asarray(ends_h, dtype=np.float64)
    count = np.maximum(1, np.ceil(ends / length_h - _EDGE)).astype(np.int64)
    first = np.cumsum(count) - count
    exposure = np.full(int(count.sum()), length_h)
    exposure[first + count - 1] = ends - (count - 1) * length_h
    return Periods(length_h, first, count, exposure)


def whole(ends_h: Sequence[float]) -> Periods:
    """Every replication one period."""
    return cut(ends_h, max(ends_h, default=1.0) or 1.0)
