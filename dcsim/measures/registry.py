"""Every measure of a site by name. A row added here appears in JSON, in text and in comparisons by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcsim.estimate import Estimate
from dcsim.measures import field, groups, redundancy, site, years
from dcsim.measures.observed import Observed


@dataclass(frozen=True)
class Measure:
    """What is measured, in words for a table, and how."""

    label: str
    compute: Callable[[Observed], Estimate]


def measure(seen: Observed) -> dict[str, Estimate]:
    """All measures of the site, by name, in the order of the registry."""
    return {name: row.compute(seen) for name, row in SITE.items()}


SITE: dict[str, Measure] = {
    "availability": Measure("availability, service clock", site.availability),
    "facility_availability": Measure("availability, facility clock", site.facility_availability),
    "downtime_h_per_year": Measure("downtime, service clock", site.service_downtime),
    "facility_downtime_h_per_year": Measure("downtime, facility clock", site.facility_downtime),
    "outages_per_year": Measure("outages, service clock", site.service_outages),
    "facility_outages_per_year": Measure("outages, facility clock", site.facility_outages),
    "outage_h": Measure("mean length of a facility outage", site.outage_length),
    "mean_down_h": Measure("mean length of a service outage", site.mean_down),
    "mean_up_h": Measure("mean time between service outages", site.mean_up),
    "facility_mean_up_h": Measure("mean time between facility outages", site.facility_mean_up),
    "time_to_first_outage_h": Measure("mean time to the first outage", site.time_to_first_outage),
    "unserved_mwh_per_year": Measure("IT energy not served", site.unserved_energy),
    "no_outage_probability": Measure("P(no outage in the horizon)", site.no_outage_probability),
    "redundancy_borrowed_h_per_year": Measure("redundancy borrowed", redundancy.redundancy_borrowed),
    "year_meets_target_probability": Measure("P(a year meets the target)", years.year_meets_target),
    **{
        name: Measure(f"downtime {100 * share:g} % of years stay within", years.QUANTILES[name])
        for name, share in ((f"year_downtime_{p}_h", q) for p, q in years.PROBABILITIES.items())
    },
    "power_outage_share": Measure("outages that power began", field.power_share),
    "day_long_downtime_share": Measure("downtime in outages over 24 h", field.day_long_share),
    "genset_starts_per_year": Measure("genset starts, all sets", groups.genset_starts),
    "genset_run_h_per_year": Measure("genset run hours, all sets", groups.genset_run_h),
    "genset_fuel_m3_per_year": Measure("fuel burnt by gensets", groups.genset_fuel_m3),
}
