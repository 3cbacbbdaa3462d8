"""A site by plan as it stands at one hour of its horizon, each replication its own, and then stays.

What is asked for may go by the hour all the same, by the profiles of the contracts. Profiles are seen in
tenths of their peak, nowhere below themselves.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.plant import Plant
from dcsim.rollout.demand import Row
from dcsim.rollout.hours import DAY_H, WEEK_H, hours_from
from dcsim.rollout.programme import Programme, is_by_plan
from dcsim.rollout.service import ReadySet
from dcsim.rollout.staircase import Stood
from dcsim.rollout.timeline import Timeline, Timelines
from dcsim.scenario.calendar import day_of
from dcsim.scenario.model import Profile, ScenarioModel

STEPS = 10
_EDGE = 1e-9


class Begin(NamedTuple):
    """An hour at which a replay begins: a month for the season, and hours from midnight of the first day."""

    month: int
    hour: int


class DemandCycle(NamedTuple):
    """After how many hours demand comes round again, whether months differ, and the names of whose it is."""

    hours: int
    has_seasons: bool
    whose: tuple[str, ...]


def demand_cycle(model: ScenarioModel) -> DemandCycle:
    """How demand goes by the hour while nothing changes by plan.

    By plan that is by the profiles of contracts and the hours of halls; fixed loads are at their peak.
    """
    halls = {name: len(one.hourly) for name, one in model.halls.items() if one.hourly}
    if not is_by_plan(model):
        loads = {name: len(one.hourly) for name, one in model.loads.items() if one.hourly}
        lists = {**halls, **loads}
        return DemandCycle(math.lcm(*lists.values()), False, tuple(lists))
    profiles = {name: one.profile for name, one in model.tenants.items() if one.profile is not None}
    hours = {name: _profile_hours(one) for name, one in profiles.items()}
    seasons = {name for name, one in profiles.items() if len(set(one.season_factors())) > 1}
    whose = [name for name in (*profiles, *halls) if name in seasons or (halls | hours)[name] > 1]
    return DemandCycle(math.lcm(*halls.values(), *hours.values()), bool(seasons), tuple(whose))


def _profile_hours(profile: Profile) -> int:
    if len(set(profile.week_factors())) > 1:
        return WEEK_H
    return DAY_H if len(set(profile.day_factors())) > 1 else 1


class Standing:
    """The site at hour `at_h`, for so many hours."""

    def __init__(self, model: ScenarioModel, plant: Plant, seed: int, at_h: float, lasts_h: float) -> None:
        self._programme = Programme(model, plant, seed)
        self._first_day = model.horizon.start
        self._at_h = at_h
        self._lasts_h = lasts_h

    def block(
        self, number: int, size: int, begin: Begin | None = None, first_day: dt.date | None = None
    ) -> Timelines:
        """The Timelines of the replications of a block: all contracts at their peak, or from `begin` on.

        They begin on `first_day`, or on the day at which the site is taken. A replication ends at its first
        outage.
        """
        stood = self._programme.standing(number, size, self._at_h)
        known: dict[tuple[ReadySet, bytes, Row], Sequence[Row]] = {}
        by_hour = [self._by_hour(stood, replication, begin, known) for replication in range(size)]
        numbers = {row: n for n, row in enumerate(dict.fromkeys(row for rows in by_hour for row in rows))}
        table = tuple(numbers)

        def each(replication: int) -> Timeline:
            rows = by_hour[replication]
            runs = [(row, next(hours)) for row, hours in groupby(range(len(rows)), rows.__getitem__)]
            return Timeline(
                horizon_h=self._lasts_h,
                steps_h=tuple(float(hour) for _, hour in runs),
                demand_w=table,
                ready_h=stood.ready_h[replication],
                ends_at_first_outage=True,
                levels=tuple(numbers[row] for row, _ in runs),
                start=first_day or self._day(),
            )

        return Timelines(table, None, each=each)

    def _day(self) -> dt.date | None:
        if self._first_day is None:
            return None
        day = day_of(self._first_day, self._at_h)
        return dt.date(min(day.year, dt.MAXYEAR), day.month, day.day)

    def _by_hour(
        self,
        stood: Stood,
        replication: int,
        begin: Begin | None,
        known: dict[tuple[ReadySet, bytes, Row], Sequence[Row]],
    ) -> Sequence[Row]:
        """What is asked for in each hour, or at the peak throughout; `known` by what it depends on."""
        peak = stood.rows[replication]
        if begin is None:
            return [peak]
        shares, ready = stood.shares[replication], stood.sets[replication]
        key = ready, shares.tobytes(), peak
        if key not in known:
            rows: dict[bytes, Row] = {}
            for part in self._of_peak(begin):
                if part.tobytes() not in rows:
                    row = self._programme.demand.row(shares * part, ready)
                    # what is not connected at the peak is not connected at night either
                    rows[part.tobytes()] = tuple(map(min, row, peak))
            known[key] = [rows[part.tobytes()] for part in self._of_peak(begin)]
        return known[key]

    def _of_peak(self, begin: Begin) -> NDArray[np.float64]:
        """Draw of each contract as a share of its peak, (hours, contracts)."""
        start = self._first_day or dt.date(2001, 1, 1)
        hours = int(np.ceil(self._lasts_h))
        drawn = np.stack(
            [hours_from(one, start, begin.month, begin.hour, hours) for one in self._programme.contracts],
            axis=1,
        )
        part = drawn / self._programme.peaks
        return np.minimum(1.0, np.ceil(part * STEPS - _EDGE) / STEPS)
