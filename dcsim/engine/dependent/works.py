"""Planned maintenance by the calendar: when the works on each unit are due."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

import numpy as np

from dcsim.engine.dependent.machines import Machines
from dcsim.engine.intervals import Floats, Ints
from dcsim.engine.seasons import ALL_MONTHS, ANY_DAY, Season


class Work(NamedTuple):
    """Works on one unit: when they are due, and until when they may be put off."""

    due_h: float
    latest_h: float
    group: int
    unit: int


def works_of(one: Machines, group: int, start: dt.date | None, horizon_h: float) -> list[Work]:
    """The works on all units of a group within the horizon, in order.

    They are spread evenly over the season, the first half a gap after it begins, and go on in its next year
    where this one ended; units have their turns by number. Put off they lapse when the unit's next are due,
    or at the end of the season.
    """
    plan, units = one.maintenance, one.renewal.units
    if plan is None:
        return []
    start = start or ANY_DAY
    season = Season(plan.months or ALL_MONTHS)
    length_h = season.length_h
    gap_h = length_h / (units * plan.per_year)
    first_year = start.year - (season.months[-1] < season.months[0])
    last_year = start.year + int(horizon_h // 8760.0) + 1
    found = []
    for year in range(first_year, last_year + 1):
        since = (year - first_year) * length_h
        first, last = (math.ceil(hours / gap_h - 0.5) for hours in (since, since + length_h))
        numbers: Ints = np.arange(first, last)
        middle: Floats = np.asarray((numbers + 0.5) * gap_h - since, np.float64)
        hours = season.hour(start, year, middle)
        again = season.hour(start, year, middle + units * gap_h)
        ends_h = float(season.hour(start, year, np.array([length_h]))[0])
        latest = np.full(len(hours), ends_h) if plan.months else again
        found += [
            Work(due_h, latest_h, group, number % units)
            for due_h, latest_h, number in zip(hours.tolist(), latest.tolist(), numbers.tolist(), strict=True)
            if 0.0 <= due_h < horizon_h
        ]
    return found
