"""What each sampling unit contributes to a figure: what two runs with the same draws are compared by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from dcsim.measures.clocks import Floats, Intervals
from dcsim.measures.groups import of_groups
from dcsim.measures.observed import YEAR_H, Observed
from dcsim.measures.years import yearly_downtime_h
from dcsim.records import GroupCounts


class Booked(NamedTuple):
    """Amounts and exposures of shape (units,), `n_unit` what a unit is; the figure is the ratio of sums."""

    amounts: Floats
    exposures: Floats
    n_unit: str


Booking = Callable[[Observed], Booked | None]
"""None where a run does not have the figure."""


def _per_year(seen: Observed, amounts: Floats) -> Booked:
    return Booked(amounts, seen.units.exposure_h / YEAR_H, seen.unit_name)


def _down(seen: Observed, clock: Callable[[Observed], Intervals]) -> Booked | None:
    """Hours down."""
    if seen.ends_at_first_outage:
        return None
    return _per_year(seen, seen.units.downtime_h(clock(seen)))


def _up(seen: Observed, clock: Callable[[Observed], Intervals]) -> Booked | None:
    """Share of time up."""
    down = _down(seen, clock)
    if down is None:
        return None
    hours = down.exposures * YEAR_H
    return Booked(hours - down.amounts, hours, down.n_unit)


def _often(seen: Observed, clock: Callable[[Observed], Intervals]) -> Booked | None:
    if seen.ends_at_first_outage:
        return None
    return _per_year(seen, seen.units.starts(clock(seen)))


def _unserved(seen: Observed) -> Booked | None:
    if seen.ends_at_first_outage:
        return None
    energy = {(o.replication, o.start_h): o.unserved_mwh for o in seen.outages}
    down = seen.facility
    keys = zip(down.replication.tolist(), down.start_h.tolist(), strict=True)
    return _per_year(seen, seen.units.booked(down, np.array([energy[key] for key in keys], np.float64)))


def _none(seen: Observed) -> Booked | None:
    if seen.ends_at_first_outage:
        return None
    without = (seen.whole.starts(seen.facility) == 0).astype(np.float64)
    return Booked(without, np.ones(seen.replications), "replications")


def _meets(seen: Observed) -> Booked | None:
    years = yearly_downtime_h(seen)
    if seen.target_h is None or not years.size:
        return None
    met = (years <= seen.target_h + 1e-9).sum(axis=1).astype(np.float64)
    return Booked(met, np.full(seen.replications, float(years.shape[1])), "replications")


def _of_gensets(seen: Observed, what: Callable[[GroupCounts], float], names: Sequence[str]) -> Booked | None:
    """Sets of a group start together, so whole blocks are the units."""
    if not names:
        return None
    amounts = [what(of_groups(block.groups, names)) for block in seen.blocks]
    years = [block.exposure_h / YEAR_H for block in seen.blocks]
    return Booked(np.array(amounts, np.float64), np.array(years), "blocks")


def _starts(seen: Observed) -> Booked | None:
    return _of_gensets(seen, lambda counts: float(counts.starts), seen.gensets)


def _run_h(seen: Observed) -> Booked | None:
    return _of_gensets(seen, lambda counts: counts.run_h, seen.gensets)


def _fuel_m3(seen: Observed) -> Booked | None:
    fuelled = [name for name in seen.gensets if name in seen.fuelled]
    return _of_gensets(seen, lambda counts: counts.fuel_m3, fuelled)


def _service(seen: Observed) -> Intervals:
    return seen.service


def _facility(seen: Observed) -> Intervals:
    return seen.facility


BOOKED: dict[str, Booking] = {
    "availability": partial(_up, clock=_service),
    "facility_availability": partial(_up, clock=_facility),
    "downtime_h_per_year": partial(_down, clock=_service),
    "facility_downtime_h_per_year": partial(_down, clock=_facility),
    "outages_per_year": partial(_often, clock=_service),
    "facility_outages_per_year": partial(_often, clock=_facility),
    "unserved_mwh_per_year": _unserved,
    "no_outage_probability": _none,
    "year_meets_target_probability": _meets,
    "genset_starts_per_year": _starts,
    "genset_run_h_per_year": _run_h,
    "genset_fuel_m3_per_year": _fuel_m3,
}
"""By name of the measure: those that are a mean over sampling units."""
