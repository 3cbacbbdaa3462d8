"""How the draw of contracts goes through day, week and season: each hour's share of the contract, by month.

Where every pattern fits into a week, a month is made of average weeks; else it is the hours that a model year
has in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.contracts import Contract
from dcsim.scenario.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR, hour_of_month
from dcsim.scenario.model import Profile

WEEK_H = 168
DAY_H = 24
MONTHS = len(DAYS_IN_MONTH)
_FLAT = Profile()

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Draws:
    """Share of the contract that is drawn in each hour, where the ramp allows all of it.

    `by_month[m]` has a row per kind of contract and a column per hour of the month (January is 0) that is
    unlike all others, `weights[m]` how much of the month each is; `kinds` the row of each contract.
    """

    kinds: tuple[int, ...]
    by_month: tuple[Floats, ...]
    weights: tuple[Floats, ...]

    @cached_property
    def means(self) -> Floats:
        """Mean share by month and contract, shape (12, contracts)."""
        found = [
            (shares * weights).sum(axis=1)
            for shares, weights in zip(self.by_month, self.weights, strict=True)
        ]
        means: Floats = np.array(found)[:, list(self.kinds)]
        return means

    @cached_property
    def peaks(self) -> Floats:
        """The highest share of each contract, shape (contracts,)."""
        highest: Floats = np.max([shares.max(axis=1) for shares in self.by_month], axis=0)
        return highest[list(self.kinds)]


def draws_of(contracts: Sequence[Contract], start: dt.date | None) -> Draws:
    """How the contracts of a site draw; `start` is the date of hour 0, a first of January if not given."""
    start = start or dt.date(2001, 1, 1)
    fits = all(len(one.hourly) == 1 or WEEK_H % len(one.hourly) == 0 for one in contracts)
    rows: dict[bytes, int] = {}
    kinds: list[int] = []
    tables: list[list[Floats]] = []
    for one in contracts:
        table = _table(one, start, WEEK_H if fits else DAYS_IN_YEAR * DAY_H)
        content = b"".join(month.tobytes() for month in table)
        if content not in rows:
            rows[content] = len(tables)
            tables.append(table)
        kinds.append(rows[content])
    by_month, weights = [], []
    for month in range(MONTHS):
        hours = np.array([table[month] for table in tables])
        shares, counts = np.unique(hours, axis=1, return_counts=True)
        by_month.append(shares)
        weights.append(counts / counts.sum())
    return Draws(tuple(kinds), tuple(by_month), tuple(weights))


def hours_from(contract: Contract, start: dt.date, month: int, hour: int, count: int) -> Floats:
    """Share of the contract drawn in each of `count` hours from an hour on, where the ramp allows all of it.

    The hour counts from midnight of `start`; the season is that of `month` throughout.
    """
    return _pattern(contract, start, np.arange(hour, hour + count)) * _season(contract, month)


def _season(one: Contract, month: int) -> float:
    return (one.profile or _FLAT).season_factors()[month - 1]


def _pattern(one: Contract, start: dt.date, hour: NDArray[np.int64]) -> Floats:
    """What a contract draws in these hours from midnight of `start` on, seasons aside."""
    profile = one.profile or _FLAT
    found: Floats = (
        np.array(profile.day_factors())[hour % DAY_H]
        * np.array(profile.week_factors())[(start.weekday() + hour // DAY_H) % 7]
        * np.array(one.hourly)[hour % len(one.hourly)]
        * one.uses
    )
    return found


def _table(one: Contract, start: dt.date, hours: int) -> list[Floats]:
    """By month, what a contract draws in each hour."""
    pattern = _pattern(one, start, np.arange(hours))
    return [pattern[_of_month(start, month, hours)] * _season(one, month) for month in range(1, MONTHS + 1)]


def _of_month(start: dt.date, month: int, hours: int) -> NDArray[np.int64]:
    """The hours of a pattern that are in a month: all of a week, of a year those of the month."""
    if hours == WEEK_H:
        return np.arange(hours)
    first = int(hour_of_month(start, start.year, month))
    return np.arange(first, first + DAYS_IN_MONTH[month - 1] * DAY_H) % hours
