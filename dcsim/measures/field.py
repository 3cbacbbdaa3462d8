"""What a run can be held against in the field: which part of a site begins outages, and how long they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.causes import DESIGN, UNATTRIBUTED
from dcsim.measures.clocks import Floats
from dcsim.measures.estimators import exact, nothing, probability
from dcsim.measures.intervals import CONFIDENCE, same, student_ratio
from dcsim.measures.observed import Observed
from dcsim.records import Outage
from dcsim.scenario import library

DAY_H = 24.0
ENOUGH = 100
FEW_LONG = f"fewer than {ENOUGH} such outages: the interval may be too narrow"

WHY_IT_DIFFERS = (
    "operators count outages of IT, network and people too, over whole fleets on grids of all kinds; here is "
    "one site with its own grid, and modelled causes only"
)


def reported() -> Mapping[str, library.Figure]:
    """What operators report, with its source: outages a year of one operator, and the part of power."""
    rate = "failures_per_year"
    figures = {
        "outages_per_year": library.component_figure("operator_any_outage_anchor", rate),
        "serious_outages_per_year": library.component_figure("operator_serious_outage_anchor", rate),
        "power_outage_share": library.step_figure("defaults", "field_power_share"),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def power_share(seen: Observed) -> Estimate:
    """Share of facility outages that an event of the grid or the power chain began, by number.

    What a sag, a failed transfer or an empty tank began counts as power, even where a hall then got too hot.
    """
    if seen.ends_at_first_outage:
        return nothing("1", seen, "not computed", "causes are not recorded when a replication ends there")
    if not seen.outages:
        return nothing("1", seen, "not computed", "no outage seen", 0)
    power, all_of_them = np.zeros(seen.replications), np.zeros(seen.replications)
    for outage in seen.outages:
        all_of_them[outage.replication] += 1
        power[outage.replication] += _is_power(seen, outage)
    if not seen.random:
        return exact(float(power.sum() / all_of_them.sum()), "1", seen, len(seen.outages))
    return replace(probability(power, all_of_them, "outages", seen.confidence), events=len(seen.outages))


def _is_power(seen: Observed, outage: Outage) -> bool:
    began = outage.initiating
    if began is None or began.kind in (DESIGN, UNATTRIBUTED):
        return False
    return began.name.partition("@")[0] not in seen.beside_power


def day_long_share(seen: Observed) -> Estimate:
    """Share of facility downtime that lies in outages of more than 24 h."""
    if seen.ends_at_first_outage:
        return nothing("1", seen, "not computed", "lengths are not observed when a replication ends there")
    down = seen.facility
    if not len(down):
        return nothing("1", seen, "not computed", "no outage seen", 0)
    long_h: Floats = np.where(down.length_h > DAY_H, down.length_h, 0.0)
    count, hours = int(np.count_nonzero(long_h)), float(down.length_h.sum())
    amounts, all_of_it = (seen.units.booked(down, h) for h in (long_h, down.length_h))
    had = all_of_it > 0
    value = float(long_h.sum()) / hours
    if not seen.random:
        return exact(value, "1", seen, count)
    if not count or int(had.sum()) < 2 or same(amounts[had] / all_of_it[had]):
        why = "too few for an interval" if count else "none was longer than 24 h"
        return replace(nothing("1", seen, "ratio of hours", why, count), value=value)
    spread = student_ratio(amounts[had], all_of_it[had], seen.confidence)
    low, high = (None if end is None else min(1.0, max(0.0, end)) for end in (spread.low, spread.high))
    return Estimate(
        value,
        low,
        high,
        spread.standard_error,
        "1",
        CONFIDENCE,
        int(had.sum()),
        seen.unit_name,
        f"ratio, Student t over {seen.unit_name} with an outage",
        count,
        None if count >= ENOUGH else FEW_LONG,
    )
