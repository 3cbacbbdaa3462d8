"""The calendar of a model: years of 365 days without a 29 February, months of their real length.

Hour 0 is midnight at the beginning of the horizon's first day. Years are plain numbers: a horizon may go
beyond the last year a date can have.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

HOURS_PER_DAY = 24.0
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_IN_YEAR = sum(DAYS_IN_MONTH)
_DAYS_BEFORE = (0, *accumulate(DAYS_IN_MONTH))


class MonthBegin(NamedTuple):
    """A calendar month and the hour at which it begins."""

    year: int
    month: int
    hour: float


def _day_number(year: int, month: int, day: int) -> int:
    """Days since the beginning of the year 0; 29 February is 1 March."""
    return year * DAYS_IN_YEAR + _DAYS_BEFORE[month - 1] + day - 1


def hour_of_month(start: dt.date, year: int, month: int) -> float:
    """Hour at which a month begins, negative before the horizon's first day `start`."""
    first = _day_number(start.year, start.month, start.day)
    return (_day_number(year, month, 1) - first) * HOURS_PER_DAY


def hour_of(start: dt.date, day: dt.date) -> float:
    """Hour at which a day begins, negative before the horizon's first day `start`."""
    return hour_of_month(start, day.year, day.month) + (day.day - 1) * HOURS_PER_DAY


class Day(NamedTuple):
    """A day of the model calendar."""

    year: int
    month: int
    day: int


def day_of(start: dt.date, hour: float) -> Day:
    """The day an hour falls in; of a horizon whose first day is `start`."""
    number = _day_number(start.year, start.month, start.day) + math.floor(hour / HOURS_PER_DAY)
    year, day_of_year = divmod(number, DAYS_IN_YEAR)
    month = bisect_right(_DAYS_BEFORE, day_of_year)
    return Day(year, month, day_of_year - _DAYS_BEFORE[month - 1] + 1)


def month_begins(start: dt.date, until_h: float) -> Sequence[MonthBegin]:
    """The months of a horizon from the one with its first day on, as far as they begin before `until_h`.

    The first of them may begin at a negative hour.
    """
    found: list[MonthBegin] = []
    year, month = start.year, start.month
    while (hour := hour_of_month(start, year, month)) < until_h:
        found.append(MonthBegin(year, month, hour))
        year, month = (year, month + 1) if month < len(DAYS_IN_MONTH) else (year + 1, 1)
    return tuple(found)
