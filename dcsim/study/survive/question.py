"""The question put to the engine: the scenario without its grid, replayed until its first outage.

The scenario is replayed from a first hour in which everything is in order: nothing in repair, every store
full. One interruption takes all feeds until after the last hour asked for. Survival to hour t means that no
facility outage has begun before t; one in the first seconds counts. A replication ends at its first outage,
so what is left in the stores is known, and told, only where the site is still up.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures import YEAR_H
from dcsim.records import BlockResult, Event
from dcsim.scenario.calendar import hour_of
from dcsim.study.blocks import Part, check_seed
from dcsim.study.survive.answer import Survival, answer_of, hourly_lists
from dcsim.study.survive.ended import what_ended_it
from dcsim.study.survive.levels import StoreHistories
from dcsim.study.survive.replay import Replay, beyond_grid, without_grid
from dcsim.study.survive.stores import Store, refills_of, stores_of

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel
    from dcsim.study.run import Progress

HOURS = (1.0, 6.0, 24.0, 72.0, 168.0)
REPLICATIONS = 2_000
MOST_REPLICATIONS = 1_000_000
MOST_HOURS = 50
LONGEST_H = 8_760.0
BLOCK = 100
"""Replications of one block: levels of all stores at all events are kept for that many at once."""


def survive(
    scenario: Scenario,
    hours: Sequence[float] = HOURS,
    *,
    seed: int = 1,
    replications: int = REPLICATIONS,
    start_hour: int = 0,
    at: dt.date | None = None,
    weather: str | None = None,
    progress: Progress | None = None,
) -> Survival:
    """P(all halls still up) at each of `hours` after the grid went, and what is left by then.

    Where demand goes by the hour, the grid goes at hour `start_hour` of the lists. A site that is built in
    phases, or whose contracts come and grow, is taken as it stands on the day `at`, or at the end of its
    horizon. With `weather` the loss is an event of that weather: trucks wait for its roads, and it may reach
    the site. Raises UsageError for hours, a seed, a day, a number of replications or a weather that cannot be
    used, and for a scenario without a feed.
    """
    from dcsim.engine import Record

    asked = checked_hours(hours)
    check_replications(replications, scenario.model)
    _check_start(start_hour, scenario.model)
    at_h = hour_at(scenario.model, at)
    check_weather(weather, scenario.model)
    gone = without_grid(scenario, asked[-1], start_hour, weather)
    replay = Replay(gone.model, gone.replays, asked[-1], check_seed(seed), at_h)
    record = Record(levels=True, events=True)
    stores = {store.name: store for store in stores_of(scenario.model)}
    within = beyond_grid(scenario.model)
    first: list[tuple[float, str | None]] = []
    levels: list[dict[str, Floats]] = []
    for part in _parts(replications):
        found = replay.block(part, record)
        first += _first_losses(found, asked[-1], within)
        levels.append(_levels(found, stores, asked, scenario.model))
        if progress is not None:
            done = part.first_replication + part.used
            progress(done * asked[-1] / YEAR_H, replications * asked[-1] / YEAR_H)
    return answer_of(scenario, seed, start_hour, at_h, weather, asked, stores, first, levels)


def checked_hours(hours: Sequence[float]) -> tuple[float, ...]:
    """The hours in order, each once. Raises UsageError."""
    if not hours or len(hours) > MOST_HOURS:
        raise UsageError(f"give 1 to {MOST_HOURS} hours, not {len(hours)}")
    for hour in hours:
        if not (math.isfinite(hour) and 0 < hour <= LONGEST_H):
            raise UsageError(f"hours must be above 0 and at most {LONGEST_H:,.0f}, not {hour:g}")
    return tuple(sorted({float(hour) for hour in hours}))


def check_replications(replications: int, model: ScenarioModel) -> None:
    """Raises UsageError for a number that cannot be used, and for a scenario without a feed."""
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise UsageError(f"replications must be 1 to {MOST_REPLICATIONS:,}, not {replications:,}")
    if not model.grid.feeds:
        raise UsageError("the scenario has no feed that could be lost")


def check_weather(weather: str | None, model: ScenarioModel) -> None:
    """Raises UsageError for weather the scenario does not have."""
    known = model.grid.weather
    if weather is not None and weather not in known:
        has = f"it has {', '.join(known)}" if known else "it has none (see grid.weather)"
        raise UsageError(f"the scenario has no weather '{weather[:60]}': {has}")


def hour_at(model: ScenarioModel, at: dt.date | None) -> float | None:
    """Hour of the horizon at which a site by plan is taken, its end unless a day is given; else None.

    Raises UsageError for a day outside the horizon, or of a site that is the same throughout.
    """
    from dcsim.rollout import is_by_plan

    if not is_by_plan(model):
        if at is not None:
            raise UsageError("nothing changes by plan in this scenario: it is the same on every day")
        return None
    length_h, start = model.horizon.length_h, model.horizon.start
    if at is None or start is None:
        return length_h
    hour = hour_of(start, at)
    if not 0 <= hour <= length_h:
        raise UsageError(f"{at} is outside the horizon, which begins on {start} and has {length_h:,.0f} h")
    return hour


def _check_start(start_hour: int, model: ScenarioModel) -> None:
    from dcsim.rollout import is_by_plan

    if not 0 <= start_hour < LONGEST_H:
        raise UsageError(f"the start hour must be 0 to {LONGEST_H - 1:,.0f}, not {start_hour}")
    if start_hour and is_by_plan(model):
        raise UsageError("contracts are taken at their peak; survival by the hour of the start is --by hour")
    if start_hour and not hourly_lists(model):
        raise UsageError("no hall or load has 'hourly': it does not matter at which hour the grid goes")


def _parts(replications: int) -> Iterator[Part]:
    for block, first in enumerate(range(0, replications, BLOCK)):
        yield Part(block, first, BLOCK, min(BLOCK, replications - first))


def _first_losses(
    found: BlockResult, last_h: float, beyond_grid: Collection[str]
) -> Iterator[tuple[float, str | None]]:
    """When each replication's first outage began, h (infinite: never), and what ended it before `last_h`."""
    traces: defaultdict[int, list[Event]] = defaultdict(list)
    for event in found.events:
        traces[event.replication].append(event)
    for number, end in enumerate(found.ends_h, start=found.first_replication):
        over = end < last_h
        yield (end if over else math.inf), (what_ended_it(traces[number], beyond_grid) if over else None)


def _levels(
    found: BlockResult, stores: Mapping[str, Store], hours: Sequence[float], model: ScenarioModel
) -> dict[str, Floats]:
    """Level of each store, shape (replications, hours)."""
    histories = StoreHistories(found, refills_of(model))
    return {name: histories.at(name, hours) for name in stores}
