"""Hours of a tariff: which half hours of a week are peak, normal and off-peak, and what a load draws then."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dcsim.scenario import library

Floats = NDArray[np.float64]

CLASSES = ("peak", "normal", "off_peak")
"""Hour classes of the grid tariff, in the order of every array with one entry for each."""
NORMAL = CLASSES.index("normal")
DAYS, HALF_HOURS = 7, 48


@cache
def week_of(schedule: str) -> NDArray[np.int8]:
    """Number of the hour class of each half hour of a week, shape (7 days from Monday, 48).

    `schedule` names rows of the library's `tariff_hours.csv`; what they do not name is normal.
    """
    week = np.full((DAYS, HALF_HOURS), NORMAL, dtype=np.int8)
    for row in library.table("tariff_hours"):
        if row["schedule"] == schedule:
            days = slice(int(row["first_day"]) - 1, int(row["last_day"]))
            halves = slice(round(2 * float(row["from_h"])), round(2 * float(row["to_h"])))
            week[days, halves] = CLASSES.index(row["class"])
    week.setflags(write=False)
    return week


def class_shares(schedule: str) -> Floats:
    """Share of the hours of a week in each class, shape (3,)."""
    counts = np.bincount(week_of(schedule).ravel(), minlength=len(CLASSES))
    return np.asarray(counts / counts.sum())


def class_means(schedule: str, day: Sequence[float], week: Sequence[float] = (1.0,) * DAYS) -> Floats:
    """Mean in each hour class of something that goes by hour (24) and weekday (7, from Monday): shape (3,).

    Both are factors that multiply; a class without hours gets the mean of all.
    """
    by_half_hour = np.outer(np.asarray(week, dtype=float), np.repeat(np.asarray(day, dtype=float), 2))
    numbers = week_of(schedule).ravel()
    sums = np.bincount(numbers, weights=by_half_hour.ravel(), minlength=len(CLASSES))
    counts = np.bincount(numbers, minlength=len(CLASSES))
    return np.where(counts > 0, sums / np.maximum(counts, 1), by_half_hour.mean())


def class_means_of_hours(schedule: str, hourly: Sequence[float], weekday: int) -> Floats:
    """Mean in each hour class ÷ mean, of something that goes through `hourly` again and again: shape (3,).

    Hour 0 is midnight at the beginning of a `weekday`, Monday 0. Not all of `hourly` may be 0.
    """
    rounds = math.lcm(len(hourly), DAYS * HALF_HOURS // 2)
    series = np.resize(np.asarray(hourly, dtype=float), rounds)
    numbers = np.resize(np.roll(week_of(schedule), -weekday, axis=0).reshape(-1, 2), (rounds, 2))
    halves = [np.bincount(half, weights=series, minlength=len(CLASSES)) for half in numbers.T]
    sums = np.sum(halves, axis=0)
    counts = np.bincount(numbers.ravel(), minlength=len(CLASSES))
    return np.where(counts > 0, sums / np.maximum(counts, 1) / series.mean(), 1.0)
