"""Histories that keep to seasons and hours of the day: rolling outages in May and June, typhoons in autumn.

Every season of a year may be a bad one or not, by chance, once for each replication. What happens in a bad
season comes at a constant rate within its months and its hours of the day, and only there.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dcsim.engine.intervals import (
    HOURS_PER_YEAR,
    MOST_INTERVALS,
    Block,
    Floats,
    Intervals,
    Ints,
    without_overlaps,
)
from dcsim.errors import SimulationError
from dcsim.laws import Law
from dcsim.scenario.calendar import DAYS_IN_MONTH, HOURS_PER_DAY, hour_of_month
from dcsim.streams import Streams, name_key

ALL_MONTHS = tuple(range(1, 13))
ALL_DAY = (0.0, HOURS_PER_DAY)
ANY_DAY = dt.date(2001, 1, 1)
"""First day of a horizon that has no date: then there are hours of the day, and no months."""


@dataclass(frozen=True)
class Season:
    """Months of a year and hours of their days; a season that begins late in a year goes on into the next.

    The first of `months` begins the season: (11, 12, 1) is November to January. `hours` may go over midnight.
    """

    months: tuple[int, ...] = ALL_MONTHS
    hours: tuple[float, float] = ALL_DAY

    @property
    def hours_a_day(self) -> float:
        """Hours of each day at which something may begin."""
        first, last = self.hours
        return last - first if last > first else last - first + HOURS_PER_DAY

    @property
    def length_h(self) -> float:
        """Hours of one season at which something may begin."""
        return sum(DAYS_IN_MONTH[month - 1] for month in self.months) * self.hours_a_day

    @cached_property
    def _days_h(self) -> Floats:
        """Where each day's hours begin, in hours of the year in which the season begins."""
        of_day = np.arange(max(DAYS_IN_MONTH)) * HOURS_PER_DAY + self.hours[0]
        new_year = dt.date(1, 1, 1)
        months = [(1 if month >= self.months[0] else 2, month) for month in self.months]
        return np.concatenate(
            [
                hour_of_month(new_year, year, month) + of_day[: DAYS_IN_MONTH[month - 1]]
                for year, month in sorted(months)
            ]
        )

    def hour(self, start: dt.date, year: int, within_h: Floats) -> Floats:
        """Hours of a horizon from `start` on, given hours within the season that begins in a year."""
        day = np.minimum((within_h / self.hours_a_day).astype(np.int64), len(self._days_h) - 1)
        offset = hour_of_month(start, year, 1)
        return np.asarray(offset + self._days_h[day] + (within_h - day * self.hours_a_day))

    def years(self, start: dt.date, horizon_h: float) -> range:
        """The years in which a season begins that may reach into the horizon."""
        last = start.year + math.ceil(horizon_h / HOURS_PER_YEAR)
        return range(start.year - 1, last + 1)


@dataclass(frozen=True)
class Seasonal:
    """What happens at `per_h` in the season, while not under way, in a share `probability` of the years."""

    name: str
    season: Season
    per_h: float
    length: Law
    probability: float = 1.0

    def draw(self, streams: Streams, block: Block, start: dt.date, horizon_h: float) -> Intervals:
        """The intervals of a block. Each year has draws of its own: a longer horizon changes none of them."""
        years = self.season.years(start, horizon_h)
        expected = self.per_h * self.season.length_h
        if expected * block.size * len(years) > MOST_INTERVALS:
            raise SimulationError(
                f"{self.name} would come {expected * block.size * len(years):,.0f} times in a block of "
                f"{block.size} replications; at most {MOST_INTERVALS:,} are simulated"
            )
        found = [self._in_year(streams, block, start, year, horizon_h) for year in years]
        return without_overlaps(Intervals.joined(found))

    def _in_year(
        self, streams: Streams, block: Block, start: dt.date, year: int, horizon_h: float
    ) -> Intervals:
        """What begins in the season of one year, within the horizon."""
        generator = streams.generator(self.name, "season", block.number, year)
        is_bad = generator.random(block.size) < self.probability
        counts = generator.poisson(self.per_h * self.season.length_h, block.size)
        within = generator.random(int(counts.sum())) * self.season.length_h
        length = self.length.base(generator, len(within))
        replication: Ints = np.repeat(np.arange(block.size), counts)
        hour = self.season.hour(start, year, within)
        happens = np.flatnonzero(is_bad[replication] & (hour >= 0.0) & (hour < horizon_h))
        hour = hour[happens]
        # years stand in the upper half of an episode's name, as units do elsewhere
        base = np.uint64(name_key(self.name, "episode", block.number)) + (np.uint64(year) << np.uint64(40))
        return Intervals(
            replication[happens],
            hour,
            hour + self.length.from_base(length[happens]),
            np.zeros(len(happens), np.int64),
            base + happens.astype(np.uint64),
        )
