"""Redundancy borrowed: time in which the site still serves, with fewer spares than it was designed for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.estimators import STOPPED, exact, nothing
from dcsim.measures.intervals import CONFIDENCE, same, student_ratio
from dcsim.measures.observed import YEAR_H, Observed


def redundancy_borrowed(seen: Observed) -> Estimate:
    """Hours per model year in which some group has fewer units up than it needs and should have spare."""
    unit = "h/yr"
    if seen.ends_at_first_outage:
        return nothing(unit, seen, "not computed", STOPPED)
    if len(seen.borrowed_h) != seen.replications or not seen.replications:
        return nothing(unit, seen, "not computed", "not recorded")
    hours, years = np.array(seen.borrowed_h), np.array(seen.ends_h) / YEAR_H
    value, n = float(hours.sum() / years.sum()), seen.replications
    if not seen.random and same(hours):
        return exact(value, unit, seen)
    plain = Estimate(value, None, None, None, unit, CONFIDENCE, n, "replications", "mean")
    if n < 2:
        return replace(plain, note="one replication gives no interval")
    if same(hours):
        slack = seen.none_seen / seen.site_years * seen.assumed_h(0.0)
        method = "rate bound × assumed length: no bound from data"
        return replace(plain, low=max(0.0, value - slack), high=min(YEAR_H, value + slack), method=method)
    value, low, high, error = student_ratio(hours, years, seen.confidence)
    ends = max(0.0, low or 0.0), min(YEAR_H, high if high is not None else YEAR_H)
    method = "Student t over replications"
    return replace(plain, value=value, low=ends[0], high=ends[1], standard_error=error, method=method)
