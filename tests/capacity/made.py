"""A site of two phases made by hand, so that every figure can be computed on paper.

Two years, months of 730 h. Phase one brings hall-1 (4 MW usable of 5) at hour 0, phase two hall-2 (10 MW usable of 10
in all) in month 12 by plan. Contracts and peak grow by 0.5 and 0.4 MW a month from month 0 on:
month k ends with 0.5 (k+1) MW of contracts and a peak of 0.4 (k+1) MW.
"""

from __future__ import annotations

import numpy as np

from dcsim.measures.capacity import MONTH_H, Rolled, TenantMonths
from dcsim.scenario import scenario_from_text
from dcsim.study.capacity import Capacity, answer_of

MONTHS, PLANNED = 24, 12
SITE = """
format: 1
site: {name: Made site, target: III, it_recovery_h: 4}
horizon: {start: 2030-01-01, years: 2}
grid: {feeds: {east: {rating_mw: 20, failures_per_year: 2, mttr_h: 6}}}
power:
  sets: {kind: genset, count: 2, rating_mw: 10}
  board: {kind: switchgear, rating_mw: 20, transfer: {from: [east, sets]}}
halls:
  hall-1: {it_mw: 5, cords: [board]}
  hall-2: {it_mw: 5, cords: [board]}
"""


def rolled(late_months: list[int], *, oversubscription: float = 1.0) -> Rolled:
    """The site where phase two is late by so many whole months, one number per replication."""
    n, month = len(late_months), np.arange(MONTHS)
    late = np.array(late_months)
    two = month >= PLANNED + late[:, None]
    usable = np.where(two, 10.0, 4.0)
    peak = np.tile(0.4 * (month + 1), (n, 1))
    drawn = np.tile(0.4 * (month + 0.5), (n, 1))
    served = np.minimum(drawn, usable)
    contracted = np.tile(0.5 * (month + 1), (n, 1))
    waiting = np.where((month >= PLANNED) & ~two, 1.0, 0.0)
    return Rolled(
        begins_h=np.arange(MONTHS + 1, dtype=np.float64) * MONTH_H,
        installed=np.where(two, 10.0, 5.0),
        usable=usable,
        by_stage={"halls": np.where(two, 10.0, 5.0), "gensets": np.where(two, 12.0, 4.0)},
        contracted=contracted,
        unserved=waiting,
        drawn=drawn,
        peak=peak,
        served=served,
        shortfall=drawn - served,
        short_peak=np.maximum(0.0, peak - usable),
        first_short_h=np.full(n, 10 * MONTH_H),
        tenants={"bank": TenantMonths(contracted, waiting, drawn)},
        planned_h={"one": 0.0, "two": PLANNED * MONTH_H},
        ready_h={"one": np.zeros(n), "two": (PLANNED + late) * MONTH_H},
        oversubscription=oversubscription,
    )


def answer(late_months: list[int], *, chance: bool = True) -> Capacity:
    """What is said of the site; N+0 in its first year, N+1 in its second."""
    return answer_from(rolled(late_months), chance=chance)


def answer_from(found: Rolled, *, chance: bool = True) -> Capacity:
    spare = np.tile(np.arange(MONTHS) // 12, (found.replications, 1)).astype(float)
    return answer_of(
        scenario_from_text(SITE),
        1,
        found,
        spare,
        keeps="maintainable",
        chance=chance,
        notes=("this site is made by hand",),
    )
