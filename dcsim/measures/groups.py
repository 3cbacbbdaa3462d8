"""Measures of single groups and interruptions: failures, repairs, starts, run hours, hours lost."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Floats
from dcsim.measures.estimators import NO_BOUND, exact, nothing, pooled_rate
from dcsim.measures.intervals import CONFIDENCE, same, student_ratio
from dcsim.measures.observed import YEAR_H, Observed
from dcsim.records import Deviation, GroupCounts, Outage


@dataclass(frozen=True)
class GroupMeasures:
    """One group: totals over the run, and figures per model year by name (for all its units together)."""

    totals: GroupCounts
    estimates: dict[str, Estimate]


@dataclass(frozen=True)
class InterruptionMeasures:
    """One interruption: how often it began over the run, and figures by name."""

    count: int
    estimates: dict[str, Estimate]


def by_group(seen: Observed) -> dict[str, GroupMeasures]:
    """Measures of every group, by name."""
    return {name: GroupMeasures(counts, _group(seen, name)) for name, counts in seen.groups.items()}


def _group(seen: Observed, name: str) -> dict[str, Estimate]:
    totals = seen.groups[name]
    estimates = {
        "failures_per_year": _failures(seen, totals.failures, "failure"),
        "repairs_per_year": _failures(seen, totals.repairs, "repair"),
    }
    if name in seen.gensets:
        estimates["starts_per_year"] = starts_per_year(seen, (name,))
        estimates["run_h_per_year"] = run_h_per_year(seen, (name,))
        estimates["fuel_m3_per_year"] = fuel_m3_per_year(seen, (name,))
    if name in seen.batteries:
        drained = [of_groups(b.groups, (name,)).discharges for b in seen.blocks]
        estimates["discharges_per_year"] = _over_blocks(seen, drained, "1/yr", "discharge")
    return estimates


def _failures(seen: Observed, events: int, what: str) -> Estimate:
    if not seen.random and events:
        return exact(events / seen.site_years, "1/yr", seen, events)
    return pooled_rate(seen, events, what)


def starts_per_year(seen: Observed, names: Sequence[str]) -> Estimate:
    """Starts of sets of these groups per model year; sets start together, so blocks are the units."""
    return _over_blocks(seen, [of_groups(b.groups, names).starts for b in seen.blocks], "1/yr")


def run_h_per_year(seen: Observed, names: Sequence[str]) -> Estimate:
    """Hours run by sets of these groups per model year, summed over sets."""
    return _over_blocks(seen, [of_groups(b.groups, names).run_h for b in seen.blocks], "h/yr")


def fuel_m3_per_year(seen: Observed, names: Sequence[str]) -> Estimate:
    """Fuel burnt by sets of these groups per model year, m³; only of groups whose tank is given in m³."""
    known = [name for name in names if name in seen.fuelled]
    if not known:
        return nothing("m3/yr", seen, "not computed", "no tank is given in m³")
    return _over_blocks(seen, [of_groups(b.groups, known).fuel_m3 for b in seen.blocks], "m3/yr")


def genset_fuel_m3(seen: Observed) -> Estimate:
    return fuel_m3_per_year(seen, seen.gensets)


def genset_starts(seen: Observed) -> Estimate:
    if not seen.gensets:
        return nothing("1/yr", seen, "not computed", "no gensets")
    return starts_per_year(seen, seen.gensets)


def genset_run_h(seen: Observed) -> Estimate:
    if not seen.gensets:
        return nothing("h/yr", seen, "not computed", "no gensets")
    return run_h_per_year(seen, seen.gensets)


def of_groups(groups: Mapping[str, GroupCounts], names: Sequence[str]) -> GroupCounts:
    return sum((groups[name] for name in names if name in groups), GroupCounts())


def _over_blocks(seen: Observed, amounts: Sequence[float], unit: str, what: str = "start") -> Estimate:
    """A mean per model year by Student's t over blocks of replications."""
    exposures: Floats = np.array([b.exposure_h for b in seen.blocks]) / YEAR_H
    booked: Floats = np.array(amounts, dtype=np.float64)
    total = math.fsum(amounts)
    if total == 0:
        return nothing_happened(seen, unit, what)
    if not seen.random and same(booked / exposures):
        return exact(total / float(exposures.sum()), unit, seen)
    n = len(booked)
    value, low, high, error = student_ratio(booked, exposures, seen.confidence)
    note = "one block of replications gives no interval" if n < 2 else None
    if n > 1 and same(booked / exposures):
        low, high, error, note = None, None, None, "every block gave the same"
    low = None if low is None else max(0.0, low)
    return Estimate(
        value,
        low,
        high,
        error,
        unit,
        CONFIDENCE,
        n,
        "blocks",
        "Student t over blocks of replications",
        note=note,
    )


def nothing_happened(seen: Observed, unit: str, what: str = "start") -> Estimate:
    """Zero starts or discharges bound their rate; hours run and fuel burnt have no bound from data."""
    if unit == "1/yr":
        return pooled_rate(seen, 0, what)
    method, note = "no start seen", "no start seen: hours have no bound from data"
    n = seen.replications
    return Estimate(0.0, 0.0, None, None, unit, CONFIDENCE, n, "replications", method, 0, note)


def by_interruption(seen: Observed) -> dict[str, InterruptionMeasures]:
    """Measures of every interruption, by name."""
    hours = _hours_lost(seen)
    return {
        name: InterruptionMeasures(
            count, {"per_year": _often(seen, name, count), "lost_h": _lost(seen, hours[name], count)}
        )
        for name, count in seen.interruptions.items()
    }


def _often(seen: Observed, name: str, count: int) -> Estimate:
    if count and (name in seen.scheduled or not seen.random):
        return exact(count / seen.site_years, "1/yr", seen, count)
    if name in seen.clustered:
        return _in_bad_seasons(seen, name, count)
    return pooled_rate(seen, count, "interruption")


def _in_bad_seasons(seen: Observed, name: str, count: int) -> Estimate:
    """What comes many at once in some years is no Poisson process: blocks are the units."""
    if count:
        amounts = [block.interruptions.get(name, 0) for block in seen.blocks]
        return replace(_over_blocks(seen, amounts, "1/yr"), events=count)
    note, n = "no bad season seen: no bound from data", seen.replications
    return Estimate(0.0, 0.0, None, None, "1/yr", CONFIDENCE, n, "replications", "not bounded", 0, note)


def _lost(seen: Observed, hours: Floats, count: int) -> Estimate:
    """Mean facility hours lost per interruption, in the outages it began; interruptions are the units.

    `hours` has those of each that led to any.
    """
    if not count:
        return nothing("h", seen, "not computed", "no interruption seen", 0)
    if seen.ends_at_first_outage:
        return nothing("h", seen, "not computed", "every replication ends at its first outage")
    if not len(hours):
        return _nothing_lost(seen, count)
    lost = np.zeros(max(count, len(hours)))
    value = float(hours.sum()) / len(lost)
    if not seen.random:
        return exact(value, "h", seen, len(hours))
    lost[: len(hours)] = hours
    method = "Student t over interruptions"
    if len(lost) < 2 or same(lost):
        note = "every interruption lost the same" if len(lost) > 1 else "one interruption gives no interval"
        return Estimate(
            value, None, None, None, "h", CONFIDENCE, count, "interruptions", method, len(hours), note
        )
    _, low, high, error = student_ratio(lost, np.ones(len(lost)), seen.confidence)
    low = None if low is None else max(0.0, low)
    return Estimate(value, low, high, error, "h", CONFIDENCE, count, "interruptions", method, len(hours))


def _hours_lost(seen: Observed) -> dict[str, Floats]:
    """By name of interruption, the hours of outage of each that is part of what explains any."""
    hours: dict[str, dict[tuple[int, float], float]] = {name: {} for name in seen.interruptions}
    for outage in seen.outages:
        for began, length_h in _parts(outage, hours):
            key = (outage.replication, began.since_h)
            hours[began.name][key] = hours[began.name].get(key, 0.0) + length_h
    return {name: np.array(list(found.values()), dtype=np.float64) for name, found in hours.items()}


def _parts(outage: Outage, names: Container[str]) -> Iterator[tuple[Deviation, float]]:
    """(interruption, hours) of each stretch of the outage in whose cut one of these stands; each once."""
    if not outage.causes:
        if outage.initiating is not None and outage.initiating.name in names:
            yield outage.initiating, outage.length_h
        return
    for share in outage.causes:
        first = {one.name: one for one in reversed(share.cut) if one.name in names}
        for began in first.values():
            yield began, share.hours


def _nothing_lost(seen: Observed, count: int) -> Estimate:
    assumed = seen.assumed_h(0.0)
    note = f"none of {count} led to an outage; the upper end assumes {assumed:.4g} h an outage"
    high = min(1.0, seen.none_seen / count) * assumed
    return Estimate(0.0, 0.0, high, None, "h", CONFIDENCE, count, "interruptions", NO_BOUND, 0, note)
