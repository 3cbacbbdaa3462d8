"""When the grid may go, and what of a replay depends on that: demand, heat, the seasons of other events.

A start is a month and an hour of the day. Where demand follows the week or the year the day counts too: then
a start stands for several days of its month, each as likely, with every day of the week among them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dcsim.rollout import Begin, demand_cycle
from dcsim.scenario import library
from dcsim.scenario.calendar import HOURS_PER_DAY, hour_of_month
from dcsim.scenario.model import Genset
from dcsim.study.survive.replay import beyond_grid

if TYPE_CHECKING:
    from dcsim.scenario.model import Interruption, ScenarioModel

MONTHS = tuple(range(1, 13))
HOURS_OF_DAY = tuple(range(24))
ANY_FIRST_DAY = dt.date(2001, 1, 1)
"""What hour 0 is taken for where the horizon has no date."""
ALL_DAY = (0.0, HOURS_PER_DAY)
_DAYS = range(0, 28, 4)
"""Days of a month that stand for it: seven, with every day of the week among them."""


class Start(NamedTuple):
    """A month from 1 to 12 and an hour from 0 to 23; None: it does not matter, or was not asked for."""

    month: int | None
    hour: int | None


@dataclass(frozen=True)
class Situation:
    """What a replay is given of its start: equal ones give the same.

    `ambient_c` the gensets are derated for (None: as in the scenario); `first_day` of the replay (None: as it
    comes) and the hour at which it begins, for what keeps to a season; `begins` where in the cycle of demand
    it begins, all as likely.
    """

    ambient_c: float | None
    first_day: dt.date | None
    begins_at_h: int
    begins: tuple[Begin, ...]


class Starts:
    """The starts of one scenario; `by` has "month", "hour" or both."""

    def __init__(self, model: ScenarioModel, by: Sequence[str]) -> None:
        self._model = model
        self._first_day = model.horizon.start or ANY_FIRST_DAY
        self._demand = demand_cycle(model)
        self._by = by

    @cached_property
    def situations(self) -> dict[Start, Situation]:
        """The situation of every start that matters, in order of months and hours."""
        months = self._those("month", MONTHS)
        hours = self._those("hour", HOURS_OF_DAY)
        every = {Start(month, hour): self._situation(month, hour) for month in months for hour in hours}
        by_month = {start.hour: situation for start, situation in every.items()}
        if all(situation == by_month[start.hour] for start, situation in every.items()):
            every = {Start(None, hour): situation for hour, situation in by_month.items()}
        by_hour = {start.month: situation for start, situation in every.items()}
        if all(situation == by_hour[start.month] for start, situation in every.items()):
            every = {Start(month, None): situation for month, situation in by_hour.items()}
        return every

    def _those(self, word: str, all_of_them: Sequence[int]) -> Sequence[int | None]:
        return all_of_them if word in self._by else (None,)

    def _situation(self, month: int | None, hour: int | None) -> Situation:
        seasonal = self._seasonal.values()
        return Situation(
            ambient_c=self._ambient_c.get(month),
            first_day=dt.date(self._first_day.year, month, 1)
            if month and any(one.months for one in seasonal)
            else None,
            begins_at_h=hour if hour and any(one.hours for one in seasonal) else 0,
            begins=self._begins(month, hour),
        )

    # ------------------------------------------------------------------ demand

    def _begins(self, month: int | None, hour: int | None) -> tuple[Begin, ...]:
        months = MONTHS if month is None else (month,)
        hours = HOURS_OF_DAY if hour is None else (hour,)
        begins = set()
        for one in months:
            first_h = int(hour_of_month(self._first_day, self._first_day.year, one))
            season = one if self._demand.has_seasons else 1
            begins |= {
                Begin(season, (first_h + day * int(HOURS_PER_DAY) + h) % self._demand.hours)
                for day in _DAYS
                for h in hours
            }
        return tuple(sorted(begins))

    # ------------------------------------------------------------------ heat

    @cached_property
    def _ambient_c(self) -> Mapping[int | None, float]:
        """By month the ambient gensets are derated for; empty where the month makes no difference.

        The design ambient, less what the month's mean is below that of the hottest month. Months that leave
        the same of every rating have the same.
        """
        sets = [one for one in self._model.power.values() if isinstance(one, Genset) and one.derate_per_c]
        design_c, mean_c = self._model.site.design_ambient_c, _mean_by_month_c(self._model)
        if not sets or design_c is None or not mean_c:
            return {}
        by_derate: dict[tuple[float, ...], float] = {}
        found: dict[int | None, float] = {}
        for month, mean in zip(MONTHS, mean_c, strict=True):
            ambient_c = design_c - (max(mean_c) - mean)
            above = tuple(max(0.0, ambient_c - (one.derate_above_c or 0.0)) for one in sets)
            found[month] = by_derate.setdefault(above, ambient_c)
        return found

    # ------------------------------------------------------------------ seasons

    @cached_property
    def _seasonal(self) -> dict[str, Interruption]:
        """Interruptions of groups and halls that keep to months or hours."""
        within = beyond_grid(self._model)
        return {
            name: one
            for name, one in self._model.grid.interruptions.items()
            if name in within and (one.months is not None or one.hours is not None)
        }

    def by_the_clock(self, model: ScenarioModel, begins_at_h: int) -> ScenarioModel:
        """The model on a clock that shows midnight when the replay begins, at this hour of the day."""
        moved = {
            name: one.model_copy(update={"hours": tuple(_earlier(h, begins_at_h) for h in one.hours or ())})
            for name, one in self._seasonal.items()
            if begins_at_h and one.hours not in (None, ALL_DAY)
        }
        grid = model.grid.model_copy(update={"interruptions": {**model.grid.interruptions, **moved}})
        return model.model_copy(update={"grid": grid})

    # ------------------------------------------------------------------ words

    def why(self) -> Iterator[str]:
        """What depends on the start, in words; nothing where nothing does."""
        if self._demand.hours > 1 or self._demand.has_seasons:
            yield f"demand goes by the hour ({', '.join(self._demand.whose)})"
        if len(set(self._ambient_c.values())) > 1:
            yield "gensets lose less to heat in cooler months"
        for name in self._seasonal:
            yield f"'{name}' keeps to its season or hours"


def _mean_by_month_c(model: ScenarioModel) -> Sequence[float]:
    """Mean dry bulb by month, January first: the scenario's, or the library's of its region; else nothing."""
    if model.climate is not None:
        return model.climate.drybulb_c
    region = model.site.region
    series = library.climate_series(region, "drybulb_mean_c") if region is not None else ()
    return [figure.value for figure in series]


def _earlier(hour: float, by_h: int) -> float:
    """An hour of the day on a clock that begins `by_h` later."""
    return math.fmod(hour - by_h + HOURS_PER_DAY, HOURS_PER_DAY)
