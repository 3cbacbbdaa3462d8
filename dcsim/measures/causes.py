"""What limits the site: facility downtime by minimal cut, the initiating event and the missing barrier.

Every hour of every outage is booked once, on the cut that explained it at that time, so shares add up to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Intervals
from dcsim.measures.observed import Observed
from dcsim.measures.site import downtime
from dcsim.records import CauseShare, Deviation, Outage

LABEL = "by minimal cut: initiating event → missing barrier"
UNATTRIBUTED = "unattributed"
DESIGN = "design"

CAUSE_KINDS = {
    "failed": "a unit failed by the calendar",
    "failed-unseen": "a unit had failed without anybody knowing, and was not repaired yet",
    "replaced": "a unit was replaced with its assembly, of which another part had failed",
    "found-failed": "a genset, switch or tie, when it was asked, was found to have failed before",
    "in-maintenance": "a unit was out for planned maintenance",
    "interrupted": "an interruption of the grid, a group or a hall",
    "sagged": "a voltage sag",
    "failed-to-start": "a genset did not start",
    "failed-running": "a genset failed while it ran",
    "out-of-fuel": "a genset group had no fuel left",
    "day-tank-empty": "fuel pumps let a day tank run dry though there was fuel in the bulk tank",
    "failed-to-transfer": "a switch or tie did not move, and waited for a hand",
    "failed-to-restart": "a cooling machine did not come back after a loss of power or a sag",
    "tripped": "an overload opened a breaker that could not close again at once",
    "stopped": "cooling took longer to restart than the hall can stand",
    "store-empty": "a battery ran empty before anything else was there",
    "out-of-water": "heat rejection had no water left",
    "buffer-empty": "a buffer of cold water ran empty before anything else was there",
    "too-hot": "the hall's ride-through ended before anything else was there",
    "too-slow": "a start or transfer took longer than the load can stand",
    DESIGN: "the site as designed does not serve its demand with everything in order",
    UNATTRIBUTED: "nothing that was out of order explains the loss",
}
"""The closed list of kinds in a cause; with the name of a group or interruption each is a label."""


@dataclass(frozen=True)
class Cause:
    """One line of the ledger; `share` of facility downtime, 0 to 1 (None when lengths are not observed).

    `outages` are those with any time on this line, `longest` the name of the one with the most.
    """

    initiating: str
    barrier: str | None
    outages: int
    share: float | None
    downtime_h_per_year: Estimate
    longest: str

    @property
    def name(self) -> str:
        """Initiating event, and the missing barrier if there should have been one."""
        return self.initiating if self.barrier is None else f"{self.initiating} → {self.barrier}"


@dataclass(frozen=True)
class CauseGroup(Cause):
    """Lines of one initiating event and one kind of barrier as one, such as several halls that were too hot.

    `barrier` says it in words, with at most three names; `barriers` are the labels of all of them.
    """

    barriers: tuple[str, ...]


@dataclass
class _Line:
    """Stretches of outages on one line: (replication, start h, end h); the hours by outage; the barriers."""

    stretches: list[tuple[int, float, float]] = field(default_factory=list)
    hours: dict[str, float] = field(default_factory=dict)
    barriers: set[str] = field(default_factory=set)


def label(deviation: Deviation) -> str:
    """Group (or interruption) and kind; the parts of a split group are one."""
    group = deviation.name.partition("@")[0]
    return group if deviation.kind in (DESIGN, UNATTRIBUTED) else f"{group} {deviation.kind}"


def causes(seen: Observed) -> tuple[Cause, ...]:
    """The lines of the ledger, most downtime first."""
    rows = [
        Cause(began, barrier, *_figures(seen, line)) for (began, barrier), line in _lines(seen, label).items()
    ]
    return _worst_first(rows)


def grouped(seen: Observed) -> tuple[CauseGroup, ...]:
    """The lines with those that differ in nothing but the name of the barrier taken together."""
    return _worst_first(
        [
            CauseGroup(began, _together(line.barriers, kind), *_figures(seen, line), _in_order(line.barriers))
            for (began, kind), line in _lines(seen, lambda one: one.kind).items()
        ]
    )


_Row = TypeVar("_Row", bound=Cause)


def _worst_first(rows: list[_Row]) -> tuple[_Row, ...]:
    return tuple(sorted(rows, key=lambda row: (-(row.share or 0.0), -row.outages, row.name)))


def _lines(seen: Observed, barrier_as: Callable[[Deviation], str]) -> dict[tuple[str, str | None], _Line]:
    """Every stretch of every outage on the line of its initiating event and its barrier."""
    lines: dict[tuple[str, str | None], _Line] = {}
    for outage in seen.outages:
        for share, start, end in _stretches(outage):
            barrier = share.barrier
            which = label(share.initiating), None if barrier is None else barrier_as(barrier)
            line = lines.setdefault(which, _Line())
            line.stretches.append((outage.replication, start, end))
            line.hours[outage.name] = line.hours.get(outage.name, 0.0) + end - start
            line.barriers |= set() if barrier is None else {label(barrier)}
    return lines


def _in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """By name, hall-2 before hall-10."""
    return tuple(sorted(labels, key=lambda name: (len(name), name)))


def _together(labels: Iterable[str], kind: str | None) -> str | None:
    """Labels of one kind as one: `hall-1, hall-2 and 10 more too-hot`."""
    names = [one.removesuffix(f" {kind}") for one in _in_order(labels)]
    if len(names) > 1:
        shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
        return f"{', '.join(shown[:-1])} and {shown[-1]} {kind}"
    return f"{names[0]} {kind}" if names else None


def _stretches(outage: Outage) -> Iterator[tuple[CauseShare, float, float]]:
    """(share, start, end) in order of time; an outage nobody looked into is one stretch."""
    start, shares = outage.start_h, outage.causes or (_whole(outage),)
    for number, share in enumerate(shares, 1):
        end = outage.end_h if number == len(shares) else start + share.hours
        yield share, start, end
        start = end


def _whole(outage: Outage) -> CauseShare:
    began = outage.initiating or Deviation(UNATTRIBUTED, -1, UNATTRIBUTED, outage.start_h)
    return CauseShare(began, None, (began,), outage.length_h)


def _figures(seen: Observed, line: _Line) -> tuple[int, float | None, Estimate, str]:
    """Outages, share, downtime and the name of the longest outage of a line."""
    table = sorted(line.stretches)
    down = Intervals(
        np.array([row[0] for row in table], dtype=np.int64),
        np.array([row[1] for row in table]),
        np.array([row[2] for row in table]),
    )
    total_h = float(seen.facility.length_h.sum())
    known = total_h > 0 and not seen.ends_at_first_outage
    share = float(down.length_h.sum()) / total_h if known else None
    longest = max(line.hours, key=lambda name: line.hours[name])
    return len(line.hours), share, downtime(seen, down, 0.0), longest
