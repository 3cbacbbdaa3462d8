"""Do a model and dcsim see the same site? Outages and downtime of both, and how far they are apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

import dcsim
from dcsim.scenario import Scenario

HOURS_PER_YEAR = 8760.0


class Found(NamedTuple):
    """What a run found out about the site, and how sure it is: values and their standard errors."""

    outages_per_year: float
    outages_error: float
    downtime_h_per_year: float
    downtime_error: float


def by_dcsim(scenario: Scenario, site_years: float, seed: int) -> Found:
    """The site as dcsim sees it."""
    estimates = dcsim.run(scenario, seed=seed, site_years=site_years).estimates
    outages, downtime = estimates["facility_outages_per_year"], estimates["facility_downtime_h_per_year"]
    return Found(
        outages.value or 0.0,
        outages.standard_error or 0.0,
        downtime.value or 0.0,
        downtime.standard_error or 0.0,
    )


def by_model(found: Sequence[Sequence[tuple[float, float]]], horizon_h: float) -> Found:
    """The site as a model sees it, from (start, end) of the outages of each replication, in hours.

    The replication is the sampling unit; there must be two or more.
    """
    years = horizon_h / HOURS_PER_YEAR
    outages = np.array([len(outages) for outages in found]) / years
    downtime = np.array([sum(end - start for start, end in outages) for outages in found]) / years
    root = math.sqrt(len(found))
    return Found(
        float(outages.mean()),
        float(outages.std(ddof=1)) / root,
        float(downtime.mean()),
        float(downtime.std(ddof=1)) / root,
    )


def apart(a: Found, b: Found) -> tuple[float, float]:
    """How far apart two runs are in outages and in downtime, in standard errors of the difference."""
    outages = _in_errors(a.outages_per_year - b.outages_per_year, a.outages_error, b.outages_error)
    downtime = _in_errors(a.downtime_h_per_year - b.downtime_h_per_year, a.downtime_error, b.downtime_error)
    return outages, downtime


def _in_errors(difference: float, *errors: float) -> float:
    """NaN where there was too little to have an error."""
    error = math.hypot(*errors)
    return difference / error if error else math.nan
