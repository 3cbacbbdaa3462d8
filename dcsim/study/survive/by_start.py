"""Survival by the month and hour of the day at which the grid goes.

Each start is replayed as `survive` replays one, a few hundred times; starts that are the same to the site are
replayed once. All starts have the same draws: what differs between two of them is the start.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures import YEAR_H
from dcsim.study.blocks import Part, check_seed
from dcsim.study.survive.answer import lasts, share_up
from dcsim.study.survive.question import check_replications, check_weather, checked_hours, hour_at
from dcsim.study.survive.replay import Replay, without_grid
from dcsim.study.survive.starts import Situation, Start, Starts

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario
    from dcsim.study.run import Progress

BY = ("month", "hour")
EACH = 200
"""Replications of one start."""


@dataclass(frozen=True)
class AtStart:
    """Survival from one start: P(still up) at each of the hours asked for; hours to the first outage."""

    survives: tuple[Estimate, ...]
    lasts: Mapping[str, Estimate]


@dataclass(frozen=True)
class SurvivalByStart:
    """How long a site lasts without its grid, by when it goes.

    `starts` in order of months and hours; a month or hour is None where it makes no difference, or was not
    asked for (`by`): then it is any, each as likely. `why` says what depends on the start: where nothing
    does, it is empty and there is one start.
    """

    scenario: Scenario
    seed: int
    by: tuple[str, ...]
    hours: tuple[float, ...]
    starts: Mapping[Start, AtStart]
    replications: int
    """Of each start, at least."""
    why: tuple[str, ...]

    @property
    def months(self) -> tuple[int | None, ...]:
        """The months in order, or None alone."""
        return tuple(dict.fromkeys(start.month for start in self.starts))

    @property
    def day_hours(self) -> tuple[int | None, ...]:
        """The hours of the day in order, or None alone."""
        return tuple(dict.fromkeys(start.hour for start in self.starts))


def survive_by_start(
    scenario: Scenario,
    hours: Sequence[float],
    *,
    by: Sequence[str] = BY,
    seed: int = 1,
    replications: int = EACH,
    at: dt.date | None = None,
    weather: str | None = None,
    progress: Progress | None = None,
) -> SurvivalByStart:
    """P(all halls still up) at each of `hours`, by month, by hour of the day, or by both.

    `replications` is how often each start is replayed; with `weather` the loss is an event of it. Raises
    UsageError for hours, a seed, a number of replications or a weather that cannot be used, and for a
    scenario without a feed.
    """
    asked, words = checked_hours(hours), _checked_by(by)
    check_replications(replications, scenario.model)
    at_h = hour_at(scenario.model, at)
    check_weather(weather, scenario.model)
    gone = without_grid(scenario, asked[-1], weather=weather)
    starts = Starts(gone.model, words)
    situations = starts.situations
    replays = _Replays(gone, starts, asked[-1], check_seed(seed), at_h)
    found: dict[Situation, Floats] = {}
    different = set(situations.values())
    for situation in situations.values():
        if situation not in found:
            ends_h = np.fromiter(replays.ends_h(situation, replications), float)
            found[situation] = np.where(ends_h < asked[-1], ends_h, math.inf)
            if progress is not None:
                years = replications * asked[-1] / YEAR_H
                progress(len(found) * years, len(different) * years)
    return SurvivalByStart(
        scenario=scenario,
        seed=seed,
        by=words,
        hours=asked,
        starts={start: _at_start(found[situation], asked) for start, situation in situations.items()},
        replications=replications,
        why=tuple(starts.why()) if len(situations) > 1 else (),
    )


def _checked_by(by: Sequence[str]) -> tuple[str, ...]:
    if not by or not set(by) <= set(BY):
        raise UsageError(f"survival is told by month, by hour or by both, not by '{','.join(by)[:40]}'")
    return tuple(word for word in BY if word in by)


def _at_start(outage_h: Floats, hours: Sequence[float]) -> AtStart:
    return AtStart(
        survives=tuple(share_up(outage_h, hour) for hour in hours),
        lasts=lasts(outage_h),
    )


class _Replays:
    """The replays of one question. Situations that change the scenario in the same way share its plant."""

    def __init__(self, gone: Scenario, starts: Starts, last_h: float, seed: int, at_h: float | None) -> None:
        self._gone = gone
        self._starts = starts
        self._last_h = last_h
        self._seed = seed
        self._at_h = at_h
        self._at_ambient: dict[float, Scenario] = {}
        self._made: dict[tuple[object, ...], Replay] = {}

    def ends_h(self, situation: Situation, replications: int) -> Iterator[float]:
        """The end of each replication, those of the hours at which it may begin one after another."""
        from dcsim.engine import Record

        replay = self._replay(situation)
        size = math.ceil(replications / len(situation.begins))
        for number, begin in enumerate(situation.begins):
            part = Part(number, number * size, size, size)
            yield from replay.block(part, Record(), begin, situation.first_day).ends_h

    def _replay(self, situation: Situation) -> Replay:
        key = (situation.ambient_c, situation.begins_at_h)
        if key not in self._made:
            site = self._derated(situation.ambient_c)
            model = self._starts.by_the_clock(site.model, situation.begins_at_h)
            self._made[key] = Replay(model, site.replays, self._last_h, self._seed, self._at_h)
        return self._made[key]

    def _derated(self, ambient_c: float | None) -> Scenario:
        if ambient_c is None:
            return self._gone
        if ambient_c not in self._at_ambient:
            self._at_ambient[ambient_c] = self._gone.with_values({"site.design_ambient_c": ambient_c})
        return self._at_ambient[ambient_c]
