"""Measures of a whole site, or of one hall, on both clocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Intervals
from dcsim.measures.estimators import (
    Total,
    downtime_total,
    exact,
    mean_per_event,
    nothing,
    per_year,
    probability,
    rate,
)
from dcsim.measures.intervals import CONFIDENCE, same, student_ratio
from dcsim.measures.observed import YEAR_H, Observed

STOPPED_EARLY = "every replication ends at its first outage"
CENSORED_AT_MOST = 0.01
"""Share of replications without an outage above which a mean time to the first one says nothing."""


def as_availability(downtime: Estimate) -> Estimate:
    """Share of time up, from downtime per year: ends swap, the standard error scales."""

    def up(hours: float | None) -> float | None:
        return None if hours is None else 1.0 - hours / YEAR_H

    error = downtime.standard_error
    return replace(
        downtime,
        value=up(downtime.value),
        low=up(downtime.high),
        high=up(downtime.low),
        standard_error=None if error is None else error / YEAR_H,
        unit="1",
    )


def downtime(seen: Observed, down: Intervals, recovery_h: float, what: str = "outage") -> Estimate:
    """Hours down per model year on the clock of `down`."""
    return per_year(seen, downtime_total(seen, down, recovery_h, what), "h/yr")


def service_downtime(seen: Observed) -> Estimate:
    return downtime(seen, seen.service, seen.it_recovery_h)


def facility_downtime(seen: Observed) -> Estimate:
    return downtime(seen, seen.facility, 0.0)


def availability(seen: Observed) -> Estimate:
    return as_availability(service_downtime(seen))


def facility_availability(seen: Observed) -> Estimate:
    return as_availability(facility_downtime(seen))


def service_outages(seen: Observed) -> Estimate:
    return rate(seen, seen.service)


def facility_outages(seen: Observed) -> Estimate:
    return rate(seen, seen.facility)


def _mean_length(seen: Observed, down: Intervals) -> Estimate:
    if seen.ends_at_first_outage:
        return nothing("h", seen, "not computed", "lengths are not observed when a replication ends there")
    lengths = seen.units.booked(down, down.length_h)
    estimate = mean_per_event(seen, lengths, seen.units.starts(down), "h")
    ends = np.asarray(seen.ends_h)
    unfinished = int(np.count_nonzero(down.end_h >= ends[down.replication])) if len(down) else 0
    if not unfinished:
        return estimate
    words = f"{unfinished} of {len(down)} lasted to the end of the horizon"
    return replace(estimate, note=f"{estimate.note}; {words}" if estimate.note else words)


def outage_length(seen: Observed) -> Estimate:
    return _mean_length(seen, seen.facility)


def mean_down(seen: Observed) -> Estimate:
    return _mean_length(seen, seen.service)


def _mean_up(seen: Observed, down: Intervals) -> Estimate:
    """Hours up per outage; the interval is that of the rate of outages, turned over."""
    up_h = seen.exposure_h - float(down.length_h.sum())
    often = rate(seen, down)
    if up_h <= 0:
        return nothing("h", seen, "not computed", "never up", often.events)
    up_share = up_h / seen.exposure_h

    def hours(per_year: float | None) -> float | None:
        return up_share * YEAR_H / per_year if per_year else None

    value, low, high = hours(often.value), hours(often.high), hours(often.low)
    note = "no outage seen: a lower bound only" if value is None else often.note
    method = f"up time ÷ outages; interval of the rate: {often.method}"
    if often.method.startswith("deterministic"):
        method = often.method
    relative = (often.standard_error or 0.0) / often.value if often.value else 0.0
    error = value * relative if value is not None and often.standard_error is not None else None
    return replace(
        often, value=value, low=low, high=high, standard_error=error, unit="h", method=method, note=note
    )


def mean_up(seen: Observed) -> Estimate:
    return _mean_up(seen, seen.service)


def facility_mean_up(seen: Observed) -> Estimate:
    return _mean_up(seen, seen.facility)


def time_to_first_outage(seen: Observed) -> Estimate:
    """Mean time to the first facility outage; None when too many replications had none."""
    first = np.asarray(seen.ends_h, dtype=np.float64).copy()
    np.minimum.at(first, seen.facility.replication, seen.facility.start_h)
    had = int(seen.had_outage.sum())
    n, censored = seen.replications, seen.replications - had
    note: str | None
    if censored > CENSORED_AT_MOST * n:
        note = f"{censored} of {n} replications ended without an outage: no mean can be given"
        return nothing("h", seen, "not computed", note, had)
    if not seen.random and same(first):
        return exact(float(first.mean()), "h", seen, had)
    note = f"{censored} replications without an outage count with their full length" if censored else None
    if n < 2 or same(first):
        return Estimate(
            float(first.mean()), None, None, None, "h", CONFIDENCE, n, "replications", "mean", had, note
        )
    value, low, high, error = student_ratio(first, np.ones(n), seen.confidence)
    low = None if low is None else max(0.0, low)
    method = "Student t over replications"
    return Estimate(value, low, high, error, "h", CONFIDENCE, n, "replications", method, had, note)


def unserved_energy(seen: Observed) -> Estimate:
    energy = {(o.replication, o.start_h): o.unserved_mwh for o in seen.outages}
    down = seen.facility
    keys = zip(down.replication.tolist(), down.start_h.tolist(), strict=True)
    amounts = np.array([energy[key] for key in keys], dtype=np.float64)
    hours = seen.assumed_h(0.0)
    words = (
        f"{hours:.4g} h an outage without all {seen.it_mw:.4g} MW (the longest mean repair, at least 24 h)"
    )
    total = Total(
        seen.units.booked(down, amounts),
        seen.whole.booked(down, amounts),
        len(down),
        hours * seen.it_mw,
        words,
        YEAR_H * seen.it_mw,
    )
    return per_year(seen, total, "MWh/yr")


def no_outage_probability(seen: Observed) -> Estimate:
    """P(a whole horizon passes without an outage)."""
    if seen.ends_at_first_outage:
        return nothing("1", seen, "not computed", STOPPED_EARLY)
    counts = seen.whole.starts(seen.facility)
    none = (counts == 0).astype(np.float64)
    if not seen.random and len(seen.outages) and same(none):
        return exact(float(none[0]), "1", seen, 0)
    return probability(none, np.ones(seen.replications), "replications", seen.confidence)
