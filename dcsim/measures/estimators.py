"""From amounts per sampling unit to an Estimate, with one rule per kind of figure.

No interval has width 0, except where nothing in the scenario is random. What has never been seen is bounded
by how long one has looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Floats, Intervals
from dcsim.measures.intervals import (
    CONFIDENCE,
    Spread,
    garwood,
    poisson_like,
    same,
    student_ratio,
    wilson,
)
from dcsim.measures.observed import YEAR_H, Observed

DETERMINISTIC = "deterministic: nothing in this scenario is random"
NO_BOUND = "rate bound × assumed length: no bound from data"
FEW = "fewer than 100 outages: intervals on mean downtime then cover 61-90 % instead of 95 %"
ENOUGH_OUTAGES = 100
STOPPED = "not defined when every replication ends at its first outage"


@dataclass(frozen=True)
class Total:
    """An amount booked on sampling units, and what is needed to speak about it when it is 0.

    `amounts` has the shape of `Observed.units`, `whole` that of its replications; `assumed` is what one
    unseen outage would add, in words `assumption`; `ceiling` is the most per year there can be.
    """

    amounts: Floats
    whole: Floats
    events: int
    assumed: float
    assumption: str
    ceiling: float
    what: str = "outage"


def downtime_total(seen: Observed, down: Intervals, recovery_h: float, what: str = "outage") -> Total:
    """Hours down, on whichever clock `down` is."""
    assumed = seen.assumed_h(recovery_h)
    rule = "it_recovery_h + the longest mean repair" if recovery_h else "the longest mean repair"
    words = f"{assumed:.4g} h {'an' if what == 'outage' else 'a'} {what} ({rule}, at least 24 h)"
    amounts, whole = seen.units.downtime_h(down), seen.whole.downtime_h(down)
    return Total(amounts, whole, len(down), assumed, words, YEAR_H, what)


def nothing(unit: str, seen: Observed, method: str, note: str, events: int | None = None) -> Estimate:
    """An estimate that says only why there is none."""
    return Estimate(
        None, None, None, None, unit, CONFIDENCE, seen.replications, "replications", method, events, note
    )


def exact(value: float, unit: str, seen: Observed, events: int | None = None) -> Estimate:
    """The value of something without chance in it."""
    n = seen.replications
    return Estimate(
        value, value, value, 0.0, unit, CONFIDENCE, n, "replications", DETERMINISTIC, events=events
    )


def per_year(seen: Observed, total: Total, unit: str) -> Estimate:
    """A mean amount per model year, by Student's t over sampling units."""
    if seen.ends_at_first_outage:
        return nothing(unit, seen, "not computed", STOPPED, total.events)
    if total.events == 0:
        return _none_seen(seen, total, unit)
    if not seen.random and same(total.whole):
        return exact(float(total.whole.sum()) / seen.exposure_h * YEAR_H, unit, seen, total.events)
    rates = total.amounts / seen.units.exposure_h
    if same(rates):
        return _all_same(seen, total, unit)
    spread = student_ratio(total.amounts, seen.units.exposure_h / YEAR_H, seen.confidence)
    note = FEW if total.events < ENOUGH_OUTAGES else None
    estimate = _over_units(seen, spread, unit, "Student t", total.events, note)
    return _clipped(estimate, total.ceiling)


def _over_units(
    seen: Observed, spread: Spread, unit: str, method: str, events: int, note: str | None
) -> Estimate:
    n = len(seen.units.exposure_h)
    words = f"{method} over {seen.unit_name}"
    if seen.unit_name == "model years":
        words += f" as batches: only {seen.replications} replications"
    value, low, high, error = spread
    return Estimate(
        value, low, high, error, unit, CONFIDENCE, n, seen.unit_name, words, events=events, note=note
    )


def _clipped(estimate: Estimate, ceiling: float) -> Estimate:
    low = None if estimate.low is None else max(0.0, estimate.low)
    high = None if estimate.high is None else min(ceiling, estimate.high)
    return replace(estimate, low=low, high=high)


def _none_seen(seen: Observed, total: Total, unit: str) -> Estimate:
    high = min(total.ceiling, seen.none_seen / seen.site_years * total.assumed)
    n, note = seen.replications, f"no {total.what} seen; the upper end assumes {total.assumption}"
    return Estimate(0.0, 0.0, high, None, unit, CONFIDENCE, n, "replications", NO_BOUND, 0, note)


def _all_same(seen: Observed, total: Total, unit: str) -> Estimate:
    """All units alike though chance is at work: what chance adds or spares has not been seen yet."""
    value = float(total.amounts.sum()) / seen.exposure_h * YEAR_H
    if len(total.amounts) < 2:
        spread = Spread(value, None, None, None)
        return _over_units(
            seen, spread, unit, "one sampling unit", total.events, "one unit gives no interval"
        )
    slack = seen.none_seen / seen.site_years * total.assumed
    spread = Spread(value, value - slack, value + slack, None)
    note = f"every unit gave the same; the ends assume {total.assumption} for what was not seen"
    return _clipped(_over_units(seen, spread, unit, NO_BOUND + ",", total.events, note), total.ceiling)


def rate(seen: Observed, down: Intervals, what: str = "outage") -> Estimate:
    """How often something starts per model year: exact Poisson where counts allow, else Student's t."""
    events, unit = len(down), "1/yr"
    if seen.ends_at_first_outage:
        return pooled_rate(seen, int(seen.had_outage.sum()), what)
    counts = seen.units.starts(down)
    if events and not seen.random and same(seen.whole.starts(down)):
        return exact(events / seen.site_years, unit, seen, events)
    if events == 0 or poisson_like(counts):
        return pooled_rate(seen, events, what)
    if same(counts):
        slack = seen.none_seen / seen.site_years
        value = events / seen.site_years
        spread, method = Spread(value, value - slack, value + slack, None), "rule of three about a timetable"
    else:
        spread = student_ratio(counts, seen.units.exposure_h / YEAR_H, seen.confidence)
        method = "Student t (not Poisson)"
    return _clipped(_over_units(seen, spread, unit, method, events, None), float("inf"))


def pooled_rate(seen: Observed, events: int, what: str) -> Estimate:
    """Events per model year as one Poisson rate: nothing here is drawn once per replication."""
    spread = garwood(events, seen.site_years, seen.confidence)
    method = f"exact Poisson (Garwood) pooled over {seen.site_years:.6g} site-years"
    note = None
    if events == 0:
        method = f"rule of three: -ln({1 - seen.confidence:.3g}) ÷ {seen.site_years:.6g} site-years"
        note = f"no {what} seen"
    value, low, high, error = spread
    n = seen.replications
    return Estimate(
        value, low, high, error, "1/yr", CONFIDENCE, n, "replications", method, events=events, note=note
    )


def mean_per_event(seen: Observed, amounts: Floats, counts: Floats, unit: str) -> Estimate:
    """Mean amount of one outage: a ratio over the sampling units that had any; arrays as `Observed.units`."""
    events = round(float(counts.sum()))
    if events == 0:
        return nothing(unit, seen, "not computed", "no outage seen", 0)
    had = counts > 0
    value = float(amounts.sum()) / events
    means = amounts[had] / counts[had]
    if not seen.random and not seen.ends_at_first_outage:
        return exact(value, unit, seen, events)
    note = FEW if events < ENOUGH_OUTAGES else None
    if int(had.sum()) < 2 or same(means):
        spread = Spread(value, None, None, None)
        note = "every outage seen was of this size" if events > 1 else "one outage gives no interval"
    else:
        spread = student_ratio(amounts[had], counts[had], seen.confidence)
    n, words = int(had.sum()), f"ratio, Student t over {seen.unit_name} with an outage"
    low = None if spread.low is None else max(0.0, spread.low)
    return Estimate(
        value,
        low,
        spread.high,
        spread.standard_error,
        unit,
        CONFIDENCE,
        n,
        seen.unit_name,
        words,
        events,
        note,
    )


def probability(hits: Floats, trials: Floats, n_unit: str, confidence: float = CONFIDENCE) -> Estimate:
    """Share of trials that hit, by Wilson; `hits` and `trials` per replication, shape (replications,).

    Several trials of one replication may be alike: their design effect widens the interval.
    """
    n, total = float(trials.sum()), float(hits.sum())
    share = total / n
    effect = _design_effect(hits, trials, share)
    low, high = wilson(share, n / effect, confidence)
    method = f"Wilson score over {n_unit}"
    if effect > 1:
        method += f", design effect {effect:.3g} of replications"
    error = float(np.sqrt(share * (1 - share) * effect / n)) if 0 < share < 1 else None
    return Estimate(share, low, high, error, "1", CONFIDENCE, round(n), n_unit, method, round(total))


def _design_effect(hits: Floats, trials: Floats, share: float) -> float:
    if len(hits) < 2 or float(trials.max()) <= 1 or not 0 < share < 1:
        return 1.0
    error = student_ratio(hits, trials).standard_error or 0.0
    return max(1.0, error**2 * float(trials.sum()) / (share * (1 - share)))
