"""Estimates of energy, cost and CO2: the replication is the sampling unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.energy.account import EnergyUse
from dcsim.measures.energy.hours import Floats
from dcsim.measures.intervals import CONFIDENCE, quantile, same, student_ratio

NO_CHANCE = "no chance in the plan"
YEAR_H = 8760.0


def ratio(amounts: Floats, exposures: Floats, unit: str, none: str = "nothing to divide by") -> Estimate:
    """Σ amounts ÷ Σ exposures over replications, shape (replications,).

    Where all replications are alike there is nothing to be unsure of: no interval, and the note says so.
    Where nothing was exposed there is no value, and the note says `none`.
    """
    n = len(amounts)
    if float(exposures.sum()) <= 0:
        return Estimate(
            None, None, None, None, unit, CONFIDENCE, n, "replications", "not computed", note=none
        )
    if n > 1 and same(amounts) and same(exposures):
        return certain(float(amounts[0] / exposures[0]), unit, n)
    spread = student_ratio(amounts, exposures)
    note = None if n > 1 else "one replication gives no interval"
    return Estimate(*spread, unit, CONFIDENCE, n, "replications", "Student t over replications", note=note)


def mean(values: Floats, unit: str) -> Estimate:
    """Mean over replications, shape (replications,)."""
    return ratio(values, np.ones(len(values)), unit)


def percentile(values: Floats, probability: float, unit: str) -> Estimate:
    """Quantile over replications, shape (replications,), with its distribution-free interval."""
    if same(values):
        return certain(float(values[0]), unit, len(values))
    spread = quantile(np.sort(values), probability)
    return Estimate(*spread, unit, CONFIDENCE, len(values), "replications", "order statistics")


def certain(value: float, unit: str, n: int) -> Estimate:
    """A figure without chance in it."""
    return Estimate(value, None, None, 0.0, unit, CONFIDENCE, n, "replications", NO_CHANCE, note=NO_CHANCE)


def estimates(used: EnergyUse) -> dict[str, Estimate]:
    """Energy over the whole horizon: per model year, and ratios of totals."""
    return _over(used, slice(None))


def by_year(used: EnergyUse) -> dict[int, dict[str, Estimate]]:
    """The same by calendar year; a year of which the horizon has only a part is given for a whole one."""
    years = np.array([begin.year for begin in used.months])
    return {int(year): _over(used, years == year) for year in np.unique(years)}


def _over(used: EnergyUse, months: slice | Floats) -> dict[str, Estimate]:
    length = np.full(len(used.it_mwh), float(used.hours[months].sum()) / YEAR_H)

    def whole(table: Floats) -> Floats:
        return np.asarray(table[:, months].sum(axis=1))

    site, it = whole(used.site_mwh), whole(used.it_mwh)
    found: dict[str, Estimate] = {
        "pue": ratio(site, it, "1"),
        "it_mwh_per_year": ratio(it, length, "MWh/yr"),
        "site_mwh_per_year": ratio(site, length, "MWh/yr"),
        "water_m3_per_year": ratio(whole(used.water_m3), length, "m3/yr"),
        "test_diesel_m3_per_year": ratio(whole(used.test_diesel_m3), length, "m3/yr"),
    }
    return {**found, **_priced(used, months, site, length)}


def _priced(used: EnergyUse, months: slice | Floats, site: Floats, length: Floats) -> Mapping[str, Estimate]:
    if used.cost_usd is None or used.test_diesel_usd is None or used.co2_t is None:
        return {}
    cost, diesel, co2 = (
        np.asarray(table[:, months].sum(axis=1))
        for table in (used.cost_usd, used.test_diesel_usd, used.co2_t)
    )
    return {
        "electricity_usd_per_year": ratio(cost, length, "USD/yr"),
        "electricity_usd_per_kwh": ratio(cost, site * 1000.0, "USD/kWh"),
        "test_diesel_usd_per_year": ratio(diesel, length, "USD/yr"),
        "co2_t_per_year": ratio(co2, length, "t/yr"),
    }
