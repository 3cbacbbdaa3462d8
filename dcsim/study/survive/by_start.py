"""Survival by the month and hour of the day at which the grid goes.

Each start is replayed as `survive` replays one, a few hundred times; starts that are the same to the site are
replayed once. All starts have the same draws: what differs between two of them is the start.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures import YEAR_H
from dcsim.study.blocks import check_seed
from dcsim.study.followed import refuse_what_is_not_followed
from dcsim.study.survive.answer import lasts, share_up
from dcsim.study.survive.question import check_replications, checked_hours, without_grid
from dcsim.study.survive.starts import Situation, Start, Starts

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.plant import Plant
    from dcsim.rollout import Timeline
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
    progress: Progress | None = None,
) -> SurvivalByStart:
    """P(all halls still up) at each of `hours`, by month, by hour of the day, or by both.

    `replications` is how often each start is replayed. Raises UsageError for hours, a seed or a number of
    replications that cannot be used, and for a scenario without a feed.
    """
    from dcsim.rollout import timeline_of

    asked, words = checked_hours(hours), _checked_by(by)
    refuse_what_is_not_followed(scenario)
    check_replications(replications, scenario.model)
    gone = without_grid(scenario, asked[-1])
    starts = Starts(gone.model, timeline_of(gone.model), words)
    situations = starts.situations
    replays = _Replays(gone, starts, check_seed(seed), replications)
    found: dict[Situation, Floats] = {}
    different = set(situations.values())
    for situation in situations.values():
        if situation not in found:
            ends_h = np.fromiter(replays.ends_h(situation), float)
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

    def __init__(self, gone: Scenario, starts: Starts, seed: int, replications: int) -> None:
        self._gone = gone
        self._starts = starts
        self._seed = seed
        self._replications = replications
        self._made: dict[tuple[object, ...], tuple[Scenario, Plant, Timeline]] = {}

    def ends_h(self, situation: Situation) -> Iterator[float]:
        """The end of each replication, those of the hours at which it may begin one after another."""
        from dcsim.engine import Block, Record, simulate

        scenario, plant, timeline = self._site(situation)
        size = math.ceil(self._replications / len(situation.begins_h))
        for number, hour in enumerate(situation.begins_h):
            block = Block(number, size, size, number * size)
            begun = timeline.begun_at(hour)
            found = simulate(plant, begun, block, Record(), seed=self._seed, replays=scenario.replays)
            yield from found.ends_h

    def _site(self, situation: Situation) -> tuple[Scenario, Plant, Timeline]:
        from dcsim.plant import build
        from dcsim.rollout import timeline_of

        key = (situation.ambient_c, situation.first_day, situation.begins_at_h)
        if key not in self._made:
            changes = self._starts.changes(situation)
            scenario = self._gone.with_values(changes) if changes else self._gone
            plant = build(scenario.model)
            self._made[key] = scenario, plant, timeline_of(scenario.model, plant)
        return self._made[key]
