"""Measures of single model years: how bad a year can be, and whether it meets the target (service clock)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Floats
from dcsim.measures.estimators import exact, nothing, probability
from dcsim.measures.intervals import (
    CONFIDENCE,
    garwood,
    poisson_like,
    quantile,
    same,
    student_ratio,
)
from dcsim.measures.observed import YEAR_H, Observed

PROBABILITIES = {"p50": 0.50, "p90": 0.90, "p99": 0.99, "p999": 0.999}
"""Quantiles of a year's downtime that are reported."""


def _table(seen: Observed, per_period: Floats) -> Floats:
    """Full model years only, shape (replications, full years)."""
    return per_period.reshape(seen.replications, -1)[:, : seen.full_years]


def yearly_downtime_h(seen: Observed) -> Floats:
    """Hours down on the service clock, split at year ends, shape (replications, full model years)."""
    if seen.ends_at_first_outage or not seen.full_years:
        return np.zeros((seen.replications, 0))
    return _table(seen, seen.years.downtime_h(seen.service))


def _why_none(seen: Observed) -> str | None:
    if seen.ends_at_first_outage:
        return "every replication ends at its first outage"
    return None if seen.full_years else "the horizon is shorter than a model year"


def _meets(seen: Observed, downtime_h: Floats, n_unit: str) -> Estimate:
    """P(a year's downtime is within the target); `downtime_h` of shape (replications, years)."""
    if seen.target_h is None:
        return nothing("1", seen, "not computed", "no target")
    met = (downtime_h <= seen.target_h + 1e-9).astype(np.float64)
    if not seen.random and len(seen.outages) and same(met.sum(axis=1)):
        return exact(float(met.mean()), "1", seen, round(float(met.sum())))
    trials = np.full(seen.replications, float(downtime_h.shape[1]))
    return probability(met.sum(axis=1), trials, n_unit, seen.confidence)


def year_meets_target(seen: Observed) -> Estimate:
    """P(a full model year's service downtime is within the target)."""
    why = _why_none(seen)
    if why:
        return nothing("1", seen, "not computed", why)
    return _meets(seen, yearly_downtime_h(seen), "model years")


def downtime_quantile(probability_below: float, seen: Observed) -> Estimate:
    """Downtime that this share of full model years stays within, h."""
    why = _why_none(seen)
    if why:
        return nothing("h", seen, "not computed", why)
    years = yearly_downtime_h(seen)
    ordered = np.sort(years, axis=None)
    if not seen.random and len(seen.outages) and same(years.sum(axis=1)):
        return exact(quantile(ordered, probability_below).value, "h", seen)
    value, low, high, _ = quantile(ordered, probability_below, seen.confidence)
    note = None
    if low is not None and low == high:
        free = float(np.mean(ordered == 0.0))
        note = f"{free:.4g} of the years seen had no downtime" if value == 0 else "many years alike"
        low = high = None
    elif high is None:
        note = "too few years for an upper end"
    method = "order statistics over model years"
    n, worse = len(ordered), int(np.count_nonzero(ordered > value))
    return Estimate(value, low, high, None, "h", CONFIDENCE, n, "model years", method, worse, note)


def by_year(seen: Observed) -> dict[str, dict[str, Estimate]]:
    """Per model year of the horizon: downtime, outages that start in it, P(it meets the target)."""
    if _why_none(seen) or not seen.year_names:
        return {}
    downtime = yearly_downtime_h(seen)
    starts = _table(seen, seen.years.starts(seen.service))
    return {
        name: {
            "downtime_h_per_year": _year_downtime(seen, downtime[:, i], round(float(starts[:, i].sum()))),
            "outages_per_year": _year_outages(seen, starts[:, i]),
            "year_meets_target_probability": _meets(seen, downtime[:, i : i + 1], "replications"),
        }
        for i, name in enumerate(seen.year_names)
    }


def _year_downtime(seen: Observed, hours: Floats, events: int) -> Estimate:
    n = len(hours)
    if not seen.random and len(seen.outages) and same(hours):
        return exact(float(hours[0]), "h/yr", seen, events)
    plain = Estimate(
        float(hours.mean()), None, None, None, "h/yr", CONFIDENCE, n, "replications", "mean", events
    )
    if n < 2:
        return replace(plain, note="one replication gives no interval")
    if same(hours):
        slack = seen.none_seen / n * seen.assumed_h(seen.it_recovery_h)
        low, high = max(0.0, hours[0] - slack), min(YEAR_H, hours[0] + slack)
        method = "rate bound × assumed length: no bound from data"
        return replace(plain, low=float(low), high=float(high), method=method)
    value, lower, upper, error = student_ratio(hours, np.ones(n), seen.confidence)
    low, high = max(0.0, lower or 0.0), min(YEAR_H, upper or YEAR_H)
    method = "Student t over replications"
    return replace(plain, value=value, low=low, high=high, standard_error=error, method=method)


def _year_outages(seen: Observed, counts: Floats) -> Estimate:
    events, n = round(float(counts.sum())), len(counts)
    if not seen.random and len(seen.outages) and same(counts):
        return exact(float(counts[0]), "1/yr", seen, events)
    value, low, high, error = garwood(events, float(n), seen.confidence)
    method = "exact Poisson (Garwood) over replications"
    if not poisson_like(counts) and not same(counts):
        value, low, high, error = student_ratio(counts, np.ones(n), seen.confidence)
        low, method = max(0.0, low or 0.0), "Student t over replications (not Poisson)"
    return Estimate(value, low, high, error, "1/yr", CONFIDENCE, n, "replications", method, events)


QUANTILES: dict[str, Callable[[Observed], Estimate]] = {
    f"year_downtime_{name}_h": partial(downtime_quantile, p) for name, p in PROBABILITIES.items()
}
