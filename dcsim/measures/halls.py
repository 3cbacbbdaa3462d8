"""Measures of single halls on both clocks."""

from __future__ import annotations

from dcsim.estimate import Estimate
from dcsim.measures.clocks import Intervals, service
from dcsim.measures.estimators import STOPPED, nothing, rate
from dcsim.measures.observed import Observed
from dcsim.measures.service_time import OwnTime
from dcsim.measures.site import as_availability, downtime

NEVER = "never in service within the horizon"
UNITS = {
    "availability": "1",
    "facility_availability": "1",
    "downtime_h_per_year": "h/yr",
    "facility_downtime_h_per_year": "h/yr",
    "outages_per_year": "1/yr",
    "facility_outages_per_year": "1/yr",
}


def by_hall(seen: Observed) -> dict[str, dict[str, Estimate]]:
    """Availability, downtime and outages of every hall, by name of hall, then of measure."""
    return {hall: _hall(seen, hall) for hall in seen.halls}


def _hall(seen: Observed, hall: str) -> dict[str, Estimate]:
    return on_both_clocks(seen, hall, seen.facility_of_halls[hall])


def on_both_clocks(seen: Observed, name: str, facility: Intervals) -> dict[str, Estimate]:
    """Availability, downtime and outages of something that was down at these times, while in service."""
    own = OwnTime(seen, name)
    if own.is_empty:
        return {what: nothing(unit, seen, "not computed", NEVER) for what, unit in UNITS.items()}
    seen, facility = own.seen, own.of(facility)
    recovered = service(facility, seen.it_recovery_h, seen.ends_h)
    hours = downtime(seen, recovered, seen.it_recovery_h)
    facility_hours = downtime(seen, facility, 0.0)
    return {
        "availability": as_availability(hours),
        "facility_availability": as_availability(facility_hours),
        "downtime_h_per_year": hours,
        "facility_downtime_h_per_year": facility_hours,
        "outages_per_year": _often(seen, recovered),
        "facility_outages_per_year": _often(seen, facility),
    }


def _often(seen: Observed, down: Intervals) -> Estimate:
    if seen.ends_at_first_outage:  # which hall was hit is not known by then
        return nothing("1/yr", seen, "not computed", STOPPED)
    return rate(seen, down)
