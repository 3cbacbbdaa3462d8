"""The IEEE Reliability Test System of 1979: its generating units and its load, hour by hour.

IEEE Committee Report, "IEEE Reliability Test System", IEEE Transactions on Power Apparatus and Systems PAS-98
(1979) 2047-2054, tables 1 to 5; the same figures in gen_adequacy (S. Tindemans), ieee_rts.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcsim.exact import Sources

UNITS = (  # how many, MW, forced outage rate
    Sources(5, 12, 0.02),
    Sources(4, 20, 0.1),
    Sources(6, 50, 0.01),
    Sources(4, 76, 0.02),
    Sources(3, 100, 0.04),
    Sources(4, 155, 0.04),
    Sources(3, 197, 0.05),
    Sources(1, 350, 0.08),
    Sources(2, 400, 0.12),
)
PEAK_MW = 2850.0

_OF_WEEK = [
    *(86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4, 75.0, 72.1, 80.0, 75.4, 83.7),
    *(87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5),
    *(78.0, 69.5, 72.4, 72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2),
]  # fmt: skip
"""Peak of each of 52 weeks, % of the year's."""
_OF_DAY = [93, 100, 98, 96, 94, 77, 75]
"""Peak of each day from Monday, % of the week's."""
_OF_HOUR = {  # % of the day's peak: (weekday, weekend)
    "winter": (
        [67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63],
        [78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81],
    ),
    "summer": (
        [64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72],
        [74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80],
    ),
    "between": (
        [63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80, 70],
        [75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85],
    ),
}


def _season(week: int) -> str:
    if week <= 8 or week >= 44:
        return "winter"
    return "summer" if 18 <= week <= 30 else "between"


def _days() -> Iterator[tuple[int, int, float]]:
    for week, of_week in enumerate(_OF_WEEK, 1):
        for day, of_day in enumerate(_OF_DAY):
            yield week, day, PEAK_MW * of_week * of_day / 1e4


DAILY_PEAKS_MW = [peak for _, _, peak in _days()]
"""364 days."""
HOURLY_MW = [peak * of / 100 for week, day, peak in _days() for of in _OF_HOUR[_season(week)][day >= 5]]
"""8,736 hours."""
