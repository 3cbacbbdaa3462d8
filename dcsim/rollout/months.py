"""What is contracted, drawn, served and short in each month of each replication; without failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.contracts import Contract, Course
from dcsim.rollout.delays import MONTH_H
from dcsim.rollout.drawn import Drawn
from dcsim.rollout.hours import MONTHS, Draws
from dcsim.rollout.ready import ReadySets
from dcsim.rollout.service import ReadySet
from dcsim.rollout.spans import Spans, spans_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESIDUAL_SPREADS = 3.0
"""Standard deviations of the hourly draw on top of the pattern: above that is one hour in 741, about one
a month."""


@dataclass(frozen=True, eq=False)
class ByMonth:
    """A block by month, arrays of shape (replications, months), in MW unless said otherwise.

    As they stand at the end of the month: `contracted` (signed, hall in service, not given up), `installed`
    (IT space of halls in service) and `set_at`, the number of what is in service in `sets`. Means over the
    month: `drawn` (what tenants ask for: `served` + `shortfall`), and `unserved`, contracts that wait for
    their hall. `peak` is the highest hour of all tenants together, `short_peak` the most that is short in
    any hour. `first_short_h` is the hour at which demand first exceeds what the plant serves, shape
    (replications,), infinite if never.
    """

    hours: Floats
    contracted: Floats
    installed: Floats
    drawn: Floats
    peak: Floats
    served: Floats
    shortfall: Floats
    short_peak: Floats
    unserved: Floats
    first_short_h: Floats
    sets: tuple[ReadySet, ...]
    set_at: Ints
    contracted_by: Mapping[str, Floats]
    drawn_by: Mapping[str, Floats]
    unserved_by: Mapping[str, Floats]
    in_service: Mapping[str, Floats]
    """Share of each month in which a hall or load is in service, by name."""
    ready_h: Mapping[str, Floats]
    """Hour each phase is ready, shape (replications,)."""
    planned_h: Mapping[str, float]


Capability = Callable[[ReadySet], float]
"""MW of IT that what is in service serves while all of it is healthy."""

_NOTHING_MW = 1e-9
"""Less than this is no shortfall but the rounding of a sum."""


class Sums:
    """From spans to months."""

    def __init__(self, spans: Spans, edges_h: Floats) -> None:
        self.edges_h = edges_h
        self.hours = np.diff(edges_h)
        self.shape = (len(spans.month), len(self.hours))
        self._cells = (np.arange(self.shape[0])[:, None] * self.shape[1] + spans.month).ravel()

    def total(self, by_span: Floats) -> Floats:
        """The sum over the spans of each month."""
        cells = self.shape[0] * self.shape[1]
        found: Floats = np.bincount(self._cells, by_span.ravel(), cells).astype(float).reshape(self.shape)
        return found

    def highest(self, by_span: Floats) -> Floats:
        """The highest over the spans of each month, 0 at least."""
        found = np.zeros(self.shape[0] * self.shape[1])
        np.maximum.at(found, self._cells, by_span.ravel())
        return found.reshape(self.shape)

    def share(self, since_h: Floats, until_h: Floats) -> Floats:
        """The part of each month between two hours, both of shape (replications,)."""
        begin = np.maximum(since_h[:, None], self.edges_h[:-1])
        end = np.minimum(until_h[:, None], self.edges_h[1:])
        found: Floats = np.maximum(0.0, end - begin) / self.hours
        return found

    def at_end(self, since_h: Floats, until_h: Floats) -> NDArray[np.bool_]:
        """Whether what comes and goes at these hours is there at the end of each month."""
        end = self.edges_h[1:]
        return (since_h[:, None] < end) & (until_h[:, None] >= end)


@dataclass(frozen=True, eq=False)
class _Filled:
    """What ramps allow in each span, MW, by kind of draw: at its begin, at its end; the integral in MW·h.

    All of shape (kinds, replications, spans); `signed` in MW and `variance` in MW² are of all together.
    """

    begin: Floats
    end: Floats
    total: Floats
    signed: Floats
    variance: Floats


@dataclass(frozen=True, eq=False)
class _Peaks:
    """By span: the highest hour, what is short in it, the integral of that (MW·h), and when it begins."""

    peak: Floats
    short_peak: Floats
    short: Floats
    first_short_h: Floats


def _peaks(spans: Spans, filled: _Filled, draws: Draws, month_of_year: Ints, capability: Floats) -> _Peaks:
    shape = capability.shape
    peak, short_peak, short = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    first = np.full(shape, np.inf)
    season, real = month_of_year[spans.month], spans.length_h > 0
    for months in _alike(draws):
        there = real & np.isin(season, months)
        shares, weights = draws.by_month[months[0]].T, draws.weights[months[0]]
        highest = _together(shares, filled.end[:, there]).max(axis=0, initial=0.0)
        noisy = highest + RESIDUAL_SPREADS * np.sqrt(filled.variance[there])
        peak[there] = np.maximum(highest, np.minimum(noisy, filled.signed[there]))
        lacking = there.copy()
        lacking[there] = highest > capability[there] + _NOTHING_MW
        if lacking.any():
            begin, end = (
                _together(shares, part[:, lacking]) - capability[lacking]
                for part in (filled.begin, filled.end)
            )
            length = spans.length_h[lacking]
            total = _together(shares, filled.total[:, lacking]) - capability[lacking] * length
            short_peak[lacking] = end.max(axis=0)
            # within a span demand never falls: below capability first, if at all, and above it then
            above = np.where(begin >= 0, 1.0, np.maximum(0.0, end) / np.maximum(end - begin, _NOTHING_MW))
            crossing = np.maximum(total, np.maximum(0.0, end) * above * length / 2)
            by_hour = np.where(begin >= 0, total, crossing)
            short[lacking] = np.sum(weights[:, None] * by_hour, axis=0)
            since = np.where(end > _NOTHING_MW, (1.0 - above) * length, np.inf).min(axis=0)
            first[lacking] = spans.begin_h[lacking] + since
    return _Peaks(peak, short_peak, short, first)


def _together(shares: Floats, filled: Floats) -> Floats:
    """What all kinds draw in each hour, (hours, spans); term by term, the same on any machine."""
    found = np.zeros((len(shares), filled.shape[1]))
    for kind in range(len(filled)):
        found += shares[:, kind, None] * filled[kind]
    return found


def _alike(draws: Draws) -> list[list[int]]:
    """Months in which everybody draws alike."""
    found: dict[bytes, list[int]] = {}
    for month in range(MONTHS):
        content = draws.by_month[month].tobytes() + draws.weights[month].tobytes()
        found.setdefault(content, []).append(month)
    return list(found.values())


@dataclass(frozen=True, eq=False)
class _Asked:
    """What contracts come to: what ramps allow by span, and by contract and month MW that are drawn (mean),
    signed at the end, and signed but not served yet (mean)."""

    filled: _Filled
    drawn_by: dict[str, Floats]
    contracted_by: dict[str, Floats]
    unserved_by: dict[str, Floats]


def _asked(drawn: Drawn, spans: Spans, sums: Sums, season: Ints, draws: Draws) -> _Asked:
    """Go through the contracts; `season` is the month of the year of each span."""
    kinds = len(draws.by_month[0])
    begin, end, total = (np.zeros((kinds, *season.shape)) for _ in range(3))
    signed, variance = np.zeros(season.shape), np.zeros(season.shape)
    found = _Asked(_Filled(begin, end, total, signed, variance), {}, {}, {})
    for number, (one, course) in enumerate(zip(drawn.contracts, drawn.courses, strict=True)):
        parts = spans.filled(one, course)
        for whole, part in zip((begin, end, total), parts, strict=True):
            whole[draws.kinds[number]] += part
        mean = draws.means[:, number][season]
        signed += spans.signed(one, course)
        if one.profile is not None and one.profile.residual:
            variance += (parts[1] * mean * one.profile.residual) ** 2
        found.drawn_by[one.name] = sums.total(parts[2] * mean) / sums.hours
        there = sums.at_end(course.start_h, course.end_h)
        sold = one.mw * course.kept[:, None] * _sold(one, course, sums)
        found.contracted_by[one.name] = np.where(there, sold, 0.0)
        found.unserved_by[one.name] = one.mw * _waiting(one, course, sums)
    return found


def months_of(
    drawn: Drawn, edges_h: Floats, month_of_year: Ints, capability: Capability, sets: ReadySets, draws: Draws
) -> ByMonth:
    """One block by month; `edges_h` are the hours at which months begin and the last ends."""
    spans = spans_of(edges_h, drawn.contracts, drawn.courses, drawn.ready_h)
    sums = Sums(spans, edges_h)
    asked = _asked(drawn, spans, sums, month_of_year[spans.month], draws)
    at = sets.numbers(drawn.ready_h, (spans.begin_h + spans.end_h) / 2)
    set_at = sets.numbers(drawn.ready_h, np.broadcast_to(edges_h[1:], sums.shape), before=True)
    limits = np.array([capability(one) for one in sets.met])
    found = _peaks(spans, asked.filled, draws, month_of_year, limits[at])
    shortfall = sums.total(found.short) / sums.hours
    drawn_mw = _sum(asked.drawn_by, sums.shape)
    return ByMonth(
        hours=sums.hours,
        contracted=_sum(asked.contracted_by, sums.shape),
        installed=_installed(drawn, sums),
        drawn=drawn_mw,
        peak=sums.highest(found.peak),
        served=drawn_mw - shortfall,
        shortfall=shortfall,
        short_peak=sums.highest(found.short_peak),
        unserved=_sum(asked.unserved_by, sums.shape),
        first_short_h=found.first_short_h.min(axis=1, initial=np.inf),
        sets=tuple(sets.met),
        set_at=set_at,
        contracted_by=asked.contracted_by,
        drawn_by=asked.drawn_by,
        unserved_by=asked.unserved_by,
        in_service={name: sums.share(*hours) for name, hours in drawn.in_service.items()},
        ready_h=drawn.phases_h,
        planned_h=dict(zip(drawn.service.phases, drawn.service.planned_h, strict=True)),
    )


def _installed(drawn: Drawn, sums: Sums) -> Floats:
    """Capacity of the halls that are in service at the end of each month, MW."""
    halls = drawn.service.plant.hall_specs.items()
    by_hall = {name: np.where(sums.at_end(*drawn.in_service[name]), hall.it_mw, 0.0) for name, hall in halls}
    return _sum(by_hall, sums.shape)


def _sold(one: Contract, course: Course, sums: Sums) -> Floats:
    """How much of a contract is signed at the end of each month, while it is served."""
    if not one.sold_along:
        return np.ones(sums.shape)
    since = np.minimum(course.start_h, sums.edges_h[-1])[:, None]
    months = np.maximum(0.0, sums.edges_h[1:] - since) / (MONTH_H * course.stretch[:, None])
    return one.curve.over(months, months)[1]


def _waiting(one: Contract, course: Course, sums: Sums) -> Floats:
    """Share of a contract that is signed and waits for its hall, mean over each month.

    What is sold along its curve: what would have been sold by then.
    """
    until_h = np.minimum(course.start_h, course.end_h)
    tired_h = np.maximum(course.wanted_h, course.left_h)
    patient_h = np.minimum(until_h, course.left_h)
    if not one.sold_along:
        patient, tired = sums.share(course.wanted_h, patient_h), sums.share(tired_h, until_h)
        return patient + course.kept[:, None] * tired
    month_h = MONTH_H * course.stretch[:, None]
    wanted_h = np.minimum(course.wanted_h, sums.edges_h[-1])[:, None]

    def sold(since_h: Floats, hours: Floats) -> Floats:
        """MW·h by month, for each MW, between two hours."""
        edges = np.clip(sums.edges_h, since_h[:, None], np.maximum(since_h, hours)[:, None])
        months = np.maximum(0.0, np.minimum(edges, sums.edges_h[-1]) - wanted_h) / month_h
        return np.diff(one.curve.until(months), axis=1) * month_h

    every = sold(course.wanted_h, patient_h) + course.kept[:, None] * sold(tired_h, until_h)
    return every / sums.hours


def _sum(parts: Mapping[str, Floats], shape: tuple[int, int]) -> Floats:
    return np.sum(list(parts.values()), axis=0) if parts else np.zeros(shape)
