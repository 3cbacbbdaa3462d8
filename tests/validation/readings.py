"""How figures are read from a result: each function gives a reading of one kind."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.estimate import Estimate

from .checker import YEAR_H, Reading

if TYPE_CHECKING:
    from dcsim.study import Result


def site(name: str) -> Reading:
    """A measure of the site, by its name."""
    return lambda result: result.estimates[name]


def complement(name: str) -> Reading:
    """1 minus a measure of the site."""
    return lambda result: _complement(result.estimates[name])


def _complement(estimate: Estimate) -> Estimate:
    return replace(estimate, value=None if estimate.value is None else 1.0 - estimate.value)


def down_in(year: str) -> Reading:
    """Share of one year down, over all replications."""
    return lambda result: _scaled(result.years[year]["downtime_h_per_year"], 1 / YEAR_H)


def run_share(group: str) -> Reading:
    """Share of time a genset group runs, for a group of one set."""
    return lambda result: _scaled(result.groups[group].estimates["run_h_per_year"], 1 / YEAR_H)


def _scaled(estimate: Estimate, factor: float) -> Estimate:
    value, error = estimate.value, estimate.standard_error
    return replace(
        estimate,
        value=None if value is None else value * factor,
        standard_error=None if error is None else error * factor,
    )


def lost_per_interruption(name: str) -> Reading:
    """Facility hours lost per interruption, those that cost nothing included."""
    return lambda result: result.interruptions[name].estimates["lost_h"]


def clocks_differ(result: Result) -> float:
    """Service downtime minus facility downtime, h a year."""
    service, facility = (
        result.estimates[name].value for name in ("downtime_h_per_year", "facility_downtime_h_per_year")
    )
    if service is None or facility is None:
        raise ValueError("no downtime")
    return service - facility


def failures(group: str) -> Reading:
    """How many failures a group had over the whole run."""
    return lambda result: float(result.groups[group].totals.failures)


def repairs(group: str) -> Reading:
    """How many repairs of a group ended over the whole run."""
    return lambda result: float(result.groups[group].totals.repairs)


def up_at(hour: float) -> Reading:
    """Share of replications in which the site is up at this hour."""

    def read(result: Result) -> Estimate:
        n = result.replications
        down = sum(outage.start_h <= hour < outage.end_h for outage in result.outages)
        up = 1 - down / n
        error = math.sqrt(up * (1 - up) / n)
        return Estimate(up, None, None, error, "1", 0.95, n, "replications", "share of replications", down)

    return read


def outages(result: Result) -> float:
    """How many facility outages there were."""
    return float(len(result.outages))


def dark_h(result: Result) -> float:
    """Hours of facility outage over the whole run."""
    return sum(outage.length_h for outage in result.outages)


def dark_min(result: Result) -> float:
    """Minutes of facility outage over the whole run."""
    return 60.0 * dark_h(result)


def first_outage_min(result: Result) -> float:
    """When the first outage began, minutes."""
    return 60.0 * result.outages[0].start_h


def first_outage_h(result: Result) -> float:
    """When the first outage began, h."""
    return result.outages[0].start_h


def fuel_litres(result: Result) -> float:
    """What all genset groups burnt over the whole run, L."""
    return 1000.0 * sum(group.totals.fuel_m3 for group in result.groups.values())


def level_at(store: str, minute: float) -> Reading:
    """How full a store was at an event, 1 being full."""

    def read(result: Result) -> float:
        levels = [one.level for one in result.levels if one.store == store and one.time_h == minute / 60.0]
        if len(levels) != 1:
            raise ValueError(f"{len(levels)} levels of {store} at minute {minute:g}")
        return levels[0]

    return read
