"""When nobody can come to the site: repairs that are due to begin then wait.

From the beginning of an event of weather nobody who is called comes for some hours (`crew_delay_h`). Events
that overlap keep them away until the last of them lets them through. Who is there already goes on working.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dcsim.engine.intervals import Floats, Intervals, Ints

Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class StaffAway:
    """Spans [start, end), h, in which nobody comes: apart, by replication of a block and time, shape (n,)."""

    replication: Ints
    start: Floats
    end: Floats

    @staticmethod
    def during(events: Sequence[tuple[Intervals, float]]) -> StaffAway:
        """For so many hours from the beginning of each of these events on."""
        found: list[tuple[int, float, float]] = []
        for replication, start, end in sorted(
            (replication, start, start + hours)
            for rows, hours in events
            for replication, start in zip(rows.replication.tolist(), rows.start.tolist(), strict=True)
        ):
            if found and found[-1][0] == replication and start < found[-1][2]:
                found[-1] = replication, found[-1][1], max(end, found[-1][2])
            else:
                found.append((replication, start, end))
        return StaffAway(
            np.array([row[0] for row in found], np.int64),
            np.array([row[1] for row in found], float),
            np.array([row[2] for row in found], float),
        )

    def of(self, replication: int) -> Spans:
        """The spans of one replication."""
        own = slice(*np.searchsorted(self.replication, [replication, replication + 1]).tolist())
        return tuple(zip(self.start[own].tolist(), self.end[own].tolist(), strict=True))

    def there(self, replication: Ints, hour: Floats) -> Floats:
        """From when on somebody is there who is called for `hour`: from then on, unless nobody can come."""
        if not len(self.start) or not len(hour):
            return hour
        span = float(self.end.max()) + 1.0
        on_line = replication * span + np.minimum(hour, span)
        place = np.searchsorted(self.replication * span + self.start, on_line)
        found = np.array(hour)
        for near in (place - 1, place):  # on one line of all replications rounding may be off by a place
            near = np.clip(near, 0, len(self.start) - 1)
            away = (self.replication[near] == replication) & (self.start[near] <= hour)
            away &= hour < self.end[near]
            found[away] = self.end[near][away]
        return found

    def put_off(self, down: Intervals) -> Intervals:
        """Down intervals whose repair begins when somebody is there, and takes as long as it does."""
        if not len(self.start):
            return down
        begins = self.there(down.replication, down.start)
        return replace(down, end=np.where(begins > down.start, begins + (down.end - down.start), down.end))


NEVER_AWAY = StaffAway(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def there(spans: Spans, hour: float) -> float:
    """The same within one replication."""
    return next((end for start, end in spans if start <= hour < end), hour)
