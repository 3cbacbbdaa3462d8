"""The weather a site works in, by month and hour class, and what it does to cooling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from dcsim.measures.energy.hours import CLASSES, Floats, class_means
from dcsim.scenario import library
from dcsim.scenario.calendar import DAYS_IN_MONTH


class Follows(NamedTuple):
    """What cooling machines draw for the same heat, relative to the year's mean temperature.

    `months` by calendar month and hour class, shape (12, 3); `design` on the design day.
    """

    months: Floats
    design: float


@dataclass(frozen=True)
class Ambient:
    """Temperatures in °C: by calendar month and hour class, shape (12, 3), and at the site's extreme.

    `mean_*` are the means over a year that machines are rated by; `source` says whose figures they are.
    """

    drybulb_c: Floats
    wetbulb_c: Floats
    mean_drybulb_c: float
    mean_wetbulb_c: float
    design_drybulb_c: float
    design_wetbulb_c: float
    source: str

    def warmer(self, kelvin: float) -> Ambient:
        """The same climate, every month warmer than the means that machines are rated by."""
        if not kelvin:
            return self
        return replace(self, drybulb_c=self.drybulb_c + kelvin, wetbulb_c=self.wetbulb_c + kelvin)

    def by_wet_bulb(self) -> Follows:
        """Of chillers whose heat towers carry away."""
        per_k = library.step_figure("defaults", "chiller_plant_per_k_wet").value
        return _follows(self.wetbulb_c, self.mean_wetbulb_c, self.design_wetbulb_c, per_k)

    def by_dry_bulb(self) -> Follows:
        """Of machines that give their heat to the outside air."""
        per_k = library.step_figure("defaults", "chiller_plant_per_k_dry").value
        return _follows(self.drybulb_c, self.mean_drybulb_c, self.design_drybulb_c, per_k)


ALWAYS_DESIGN = Follows(np.ones((len(DAYS_IN_MONTH), len(CLASSES))), 1.0)
"""Where no climate is known, and of what does not follow the weather: every day is like the design day."""


def ambient_by_month(
    drybulb_c: Sequence[float],
    wetbulb_c: Sequence[float],
    design_drybulb_c: float,
    design_wetbulb_c: float,
    source: str,
) -> Ambient:
    """Weather known by month alone, 12 means each: every hour of a month is like its mean."""
    dry, wet = (np.asarray(series, dtype=float) for series in (drybulb_c, wetbulb_c))
    days = np.asarray(DAYS_IN_MONTH, dtype=float)
    return Ambient(
        np.repeat(dry[:, None], len(CLASSES), axis=1),
        np.repeat(wet[:, None], len(CLASSES), axis=1),
        float(np.average(dry, weights=days)),
        float(np.average(wet, weights=days)),
        design_drybulb_c,
        design_wetbulb_c,
        source,
    )


def ambient_by_hour(
    drybulb_c: Sequence[float],
    wetbulb_c: Sequence[float],
    design_drybulb_c: float,
    design_wetbulb_c: float,
    schedule: str,
    source: str,
) -> Ambient:
    """Weather known for each of the 8,760 hours of a year, the first that of 1 January, 0:00 to 1:00."""
    dry, wet = (_by_month_and_class(series, schedule) for series in (drybulb_c, wetbulb_c))
    return Ambient(
        dry,
        wet,
        float(np.mean(drybulb_c)),
        float(np.mean(wetbulb_c)),
        design_drybulb_c,
        design_wetbulb_c,
        source,
    )


def _by_month_and_class(hourly: Sequence[float], schedule: str) -> Floats:
    """Means by month and hour class; every weekday of a month has the weather of its mean day."""
    by_day = np.asarray(hourly, dtype=float).reshape(-1, 24)
    ends = np.cumsum(DAYS_IN_MONTH)
    days = [by_day[end - length : end].mean(axis=0) for end, length in zip(ends, DAYS_IN_MONTH, strict=True)]
    return np.array([class_means(schedule, day) for day in days])


def _follows(months_c: Floats, mean_c: float, design_c: float, per_k: float) -> Follows:
    return Follows(1.0 + per_k * (months_c - mean_c), 1.0 + per_k * (design_c - mean_c))
