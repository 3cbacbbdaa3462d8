"""Months of a horizon by name."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from dcsim.measures.capacity import MONTH_H
from dcsim.scenario.calendar import day_of

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study.capacity import Capacity

MONTHS_IN_YEAR = 12
NO_START = dt.date(1, 1, 1)
"""Where a horizon has no date its years are 1, 2, 3, …"""


def month_names(result: Capacity) -> list[str]:
    """Each month as 2031-04; 4-04 in the fourth year of a horizon without a date."""
    start = start_of(result)
    return [month_name(start.year, start.month + number) for number in range(result.rolled.months)]


def start_of(result: Capacity) -> dt.date:
    """The day on which the horizon begins."""
    return result.scenario.model.horizon.start or NO_START


def month_name(year: int, month: int) -> str:
    """A month as 2031-04; months beyond the twelfth are those of later years."""
    more, number = divmod(month - 1, MONTHS_IN_YEAR)
    return f"{year + more}-{number + 1:02d}"


def month_of_hour(result: Capacity, hour: float) -> str:
    """The month an hour falls in; it may lie beyond the horizon."""
    if result.scenario.model.horizon.start is None:
        return month_name(NO_START.year, NO_START.month + int(hour // MONTH_H))
    day = day_of(start_of(result), hour)
    return month_name(day.year, day.month)


def name_of_number(result: Capacity, number: float | None) -> str | None:
    """The month of this number, the first 0; None for none."""
    if number is None:
        return None
    start = start_of(result)
    if number < 0 and result.scenario.model.horizon.start is None:
        return f"before {month_name(start.year, start.month)}"
    return month_name(start.year, start.month + math.floor(number))


def months_of(result: Capacity, estimate: Estimate) -> tuple[str | None, str | None, str | None]:
    """Value, low and high of a date, from an estimate in month numbers or in hours."""
    numbers = (estimate.value, estimate.low, estimate.high)
    if estimate.unit == "h":
        first, middle, last = (None if x is None else month_of_hour(result, x) for x in numbers)
    else:
        first, middle, last = (name_of_number(result, x) for x in numbers)
    return first, middle, last
