"""Halls and contracts by their own time: what comes into service later is measured from then on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dcsim.measures.clocks import Intervals
from dcsim.measures.observed import Observed


class OwnTime:
    """The time in which something was in service, in each replication, as if it were all there is.

    Replications in which it never was are left out; in the others hour 0 is the hour it came into service.
    """

    def __init__(self, seen: Observed, name: str) -> None:
        self._hours = (
            np.array(seen.in_service[name], float).reshape(-1, 2) if name in seen.in_service else None
        )
        self.seen = seen
        if self._hours is None:
            return
        self._there = self._hours[:, 1] > self._hours[:, 0]
        length_h = np.diff(self._hours[self._there], axis=1)[:, 0]
        # what is in service in no replication has been observed for no time at all
        self.seen = replace(seen, ends_h=tuple(length_h.tolist()))

    @property
    def is_empty(self) -> bool:
        """Whether it was never in service."""
        return self._hours is not None and not self._there.any()

    def of(self, down: Intervals) -> Intervals:
        """Times of the replications in its own hours."""
        if self._hours is None:
            return down
        number = np.cumsum(self._there) - 1
        kept = self._there[down.replication]
        since = self._hours[down.replication[kept], 0]
        ends = np.asarray(self.seen.ends_h)[number[down.replication[kept]]]
        return Intervals(
            number[down.replication[kept]],
            np.maximum(0.0, down.start_h[kept] - since),
            np.minimum(ends, down.end_h[kept] - since),
        )
