"""The question put to the engine: the scenario without its grid, replayed until its first outage.

The scenario is replayed from a first hour in which everything is in order: nothing in repair, every store
full. One interruption takes all feeds until after the last hour asked for. Survival to hour t means that no
facility outage has begun before t; one in the first seconds counts. A replication ends at its first outage,
so what is left in the stores is known, and told, only where the site is still up.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures import YEAR_H
from dcsim.records import BlockResult, Event
from dcsim.study.blocks import Blocks, Part, check_seed
from dcsim.study.chance import scheduled
from dcsim.study.survive.answer import Survival, answer_of, hourly_lists
from dcsim.study.survive.ended import what_ended_it
from dcsim.study.survive.levels import StoreHistories
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
AFTER_H = 1.0
"""How long the grid stays away after the last hour asked for, and the horizon goes on after that."""
BLOCK = 100
"""Replications of one block: levels of all stores at all events are kept for that many at once."""


def survive(
    scenario: Scenario,
    hours: Sequence[float] = HOURS,
    *,
    seed: int = 1,
    replications: int = REPLICATIONS,
    start_hour: int = 0,
    progress: Progress | None = None,
) -> Survival:
    """P(all halls still up) at each of `hours` after the grid went, and what is left by then.

    Where demand goes by the hour, the grid goes at hour `start_hour` of the lists. Raises UsageError for
    hours, a seed or a number of replications that cannot be used, and for a scenario without a feed.
    """
    from dcsim.engine import Record

    asked = checked_hours(hours)
    check_replications(replications, scenario.model)
    _check_start(start_hour, scenario.model)
    gone = without_grid(scenario, asked[-1], start_hour)
    blocks = Blocks(gone, check_seed(seed), Record(levels=True, events=True))
    stores = {store.name: store for store in stores_of(scenario.model)}
    within = beyond_grid(scenario.model)
    first: list[tuple[float, str | None]] = []
    levels: list[dict[str, Floats]] = []
    for part in _parts(replications):
        found = blocks.simulate(part)
        first += _first_losses(found, asked[-1], within)
        levels.append(_levels(found, stores, asked, scenario.model))
        if progress is not None:
            done = part.first_replication + part.used
            progress(done * asked[-1] / YEAR_H, replications * asked[-1] / YEAR_H)
    return answer_of(scenario, seed, start_hour, asked, stores, first, levels)


def checked_hours(hours: Sequence[float]) -> tuple[float, ...]:
    """The hours in order, each once. Raises UsageError."""
    if not hours or len(hours) > MOST_HOURS:
        raise UsageError(f"give 1 to {MOST_HOURS} hours, not {len(hours)}")
    for hour in hours:
        if not (math.isfinite(hour) and 0 < hour <= LONGEST_H):
            raise UsageError(f"hours must be above 0 and at most {LONGEST_H:,.0f}, not {hour:g}")
    return tuple(sorted({float(hour) for hour in hours}))


def without_grid(scenario: Scenario, last_h: float, start_hour: int = 0) -> Scenario:
    """The scenario with a horizon just beyond `last_h`, and every feed interrupted from hour 0 until then.

    What happens at given times (`at_h`, `csv`) is taken out, since no calendar enters; and so are sags, which
    need a grid. Lists of demand by the hour begin with their hour `start_hour`.
    """
    model = scenario.model
    gone = {"hits": "all", "at_h": [0.0], "duration_h": last_h + AFTER_H}
    changes: dict[str, object] = {f"grid.interruptions.{name}": None for name in scheduled(model)}
    changes[f"grid.interruptions.{_free_name(model)}"] = gone
    changes["horizon"] = {"hours": last_h + 2 * AFTER_H, "years": None, "ends_at": "first-outage"}
    if model.grid.sags is not None:
        changes["grid.sags.per_year"] = 0.0
    changes |= {path: _from(shares, start_hour) for path, shares in hourly_lists(model).items()}
    return scenario.with_values(changes)


def _from(shares: Sequence[float], hour: int) -> list[float]:
    """A list that comes round again and again, from this hour on."""
    first = hour % len(shares)
    return [*shares[first:], *shares[:first]]


def beyond_grid(model: ScenarioModel) -> set[str]:
    """Names of the interruptions that hit a group or a hall, not only the grid."""
    inside = {*model.power, *model.cooling, *model.halls}
    hits = {
        name: (one.hits,) if isinstance(one.hits, str) else one.hits or ()
        for name, one in model.grid.interruptions.items()
    }
    return {name for name, hit in hits.items() if inside.intersection(hit)}


def _free_name(model: ScenarioModel) -> str:
    name = "grid-is-gone"
    while name in model.grid.interruptions:
        name += "-2"
    return name


def check_replications(replications: int, model: ScenarioModel) -> None:
    """Raises UsageError for a number that cannot be used, and for a scenario without a feed."""
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise UsageError(f"replications must be 1 to {MOST_REPLICATIONS:,}, not {replications:,}")
    if not model.grid.feeds:
        raise UsageError("the scenario has no feed that could be lost")


def _check_start(start_hour: int, model: ScenarioModel) -> None:
    if not 0 <= start_hour < LONGEST_H:
        raise UsageError(f"the start hour must be 0 to {LONGEST_H - 1:,.0f}, not {start_hour}")
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
