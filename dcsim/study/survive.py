"""The grid is gone at hour 0 and stays gone: how long does a site last, on what, and what ends it first?

The scenario is replayed from a first hour in which everything is in order: nothing in repair, every store
full. One interruption takes all feeds until after the last hour asked for. Survival to hour t means that no
facility outage has begun before t; one in the first seconds counts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures.estimators import probability
from dcsim.measures.intervals import CONFIDENCE, quantile, student_ratio
from dcsim.records import BlockResult, Outage
from dcsim.study.blocks import Blocks, Part, check_seed
from dcsim.study.chance import is_scheduled
from dcsim.study.levels import Refill, StoreHistories

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Genset, ScenarioModel
    from dcsim.study.run import Progress

HOURS = (1.0, 6.0, 24.0, 72.0, 168.0)
REPLICATIONS = 2_000
MOST_REPLICATIONS = 1_000_000
MOST_HOURS = 50
LONGEST_H = 8_760.0
LOW = 0.1
"""Which quantile of the stores is shown beside the mean."""
AFTER_H = 1.0
"""How long the grid stays away after the last hour asked for, and the horizon goes on after that."""
BLOCK = 100
"""Replications of one block: levels of all stores at all events are kept for that many at once."""

NOTHING_FAILED = "nothing stands in for the grid"
_ROOTS = ("out-of-fuel", "failed", "failed-to-start", "failed-running", "failed-to-transfer", "failed-to-restart")
_ENDS = ("tripped", "too-hot", "store-empty")
_WORDS = {
    "out-of-fuel": "out of fuel",
    "failed": "failed",
    "failed-to-start": "failed to start",
    "failed-running": "failed while running",
    "failed-to-transfer": "failed to transfer",
    "failed-to-restart": "failed to restart",
    "tripped": "tripped on overload",
    "too-hot": "too hot",
    "store-empty": "battery empty",
    "interrupted": "interrupted",
}


@dataclass(frozen=True)
class Store:
    """What one store holds when it is full: `full` of `unit` (h of the site's design load, m3, min)."""

    name: str
    full: float
    unit: str


@dataclass(frozen=True)
class StoreLeft:
    """What is left of a store at one hour, share of a full one: mean and tenth percentile."""

    mean: Estimate
    p10: Estimate


@dataclass(frozen=True)
class FirstLoss:
    """What ended survival first, in so many replications; `share` of all replications, 0 to 1."""

    what: str
    replications: int
    share: Estimate


@dataclass(frozen=True)
class Survival:
    """How long a site lasts without its grid.

    `survives` is P(no facility outage has begun before each of `hours`); `left` has what is left of each
    store at each of them, by the store's name. `first` is sorted, most frequent first. `notes` say what the
    figures take for granted.
    """

    scenario: Scenario
    seed: int
    replications: int
    hours: tuple[float, ...]
    survives: tuple[Estimate, ...]
    stores: Mapping[str, Store]
    left: Mapping[str, tuple[StoreLeft, ...]]
    first: tuple[FirstLoss, ...]
    outage_h: tuple[float, ...]
    """Start of each replication's first facility outage, h; infinite where there was none."""
    notes: tuple[str, ...]


def survive(
    scenario: Scenario,
    hours: Sequence[float] = HOURS,
    *,
    seed: int = 1,
    replications: int = REPLICATIONS,
    progress: Progress | None = None,
) -> Survival:
    """P(all halls still up) at each of `hours` after the grid went, and what is left by then.

    Raises UsageError for hours, a seed or a number of replications that cannot be used, and for a scenario
    without a feed.
    """
    from dcsim.engine import Record

    asked = checked_hours(hours)
    _check(replications, scenario.model)
    blocks = Blocks(without_grid(scenario, asked[-1]), check_seed(seed), Record(levels=True, events=True))
    stores = {store.name: store for store in stores_of(scenario.model)}
    first: list[Outage | None] = []
    levels: list[dict[str, Floats]] = []
    for part in _parts(replications):
        found = blocks.simulate(part)
        first += _first_outages(found)
        levels.append(_levels(found, stores, asked, scenario.model))
        if progress is not None:
            progress(part.first_replication + part.used, replications)
    return _answer(scenario, seed, asked, stores, first, levels)


def checked_hours(hours: Sequence[float]) -> tuple[float, ...]:
    """The hours in order, each once. Raises UsageError."""
    if not hours or len(hours) > MOST_HOURS:
        raise UsageError(f"give 1 to {MOST_HOURS} hours, not {len(hours)}")
    for hour in hours:
        if not (math.isfinite(hour) and 0 < hour <= LONGEST_H):
            raise UsageError(f"hours must be above 0 and at most {LONGEST_H:,.0f}, not {hour:g}")
    return tuple(sorted({float(hour) for hour in hours}))


def without_grid(scenario: Scenario, last_h: float) -> Scenario:
    """The scenario with a horizon just beyond `last_h`, and every feed interrupted from hour 0 until then.

    What happens at given times (`at_h`, `csv`) is taken out, since no calendar enters; and so are sags, which
    need a grid.
    """
    model = scenario.model
    gone = {"hits": "all", "at_h": [0.0], "duration_h": last_h + AFTER_H}
    changes: dict[str, object] = {f"grid.interruptions.{name}": None for name in _scheduled(model)}
    changes[f"grid.interruptions.{_free_name(model)}"] = gone
    changes["horizon"] = {"hours": last_h + 2 * AFTER_H, "years": None, "ends_at": None}
    if model.grid.sags is not None:
        changes["grid.sags.per_year"] = 0.0
    return scenario.with_values(changes)


def stores_of(model: ScenarioModel) -> Iterator[Store]:
    """The fuel of each genset group and the battery of each UPS, as the engine names them."""
    for name, group in model.power.items():
        if group.kind == "genset" and group.fuel is not None:
            fuel = group.fuel
            amount = (fuel.tank_h, "h") if fuel.usable_m3 is None else (fuel.usable_m3, "m3")
            yield Store(f"{name}/fuel", amount[0] or 0.0, amount[1])
        elif group.kind == "ups" and group.battery_min > 0:
            for part in (f"{name}@{bus}" for bus in group.split) if group.split else (name,):
                yield Store(part, group.battery_min, "min")


def what_ended_it(outage: Outage, beyond_grid: Collection[str] = ()) -> str:
    """What ran out or failed and so ended survival, in words.

    It is the latest failure, dry tank or interruption `beyond_grid` of those open when the outage begins;
    where there is none, what tripped, got too hot or was used up; where there is not even that, nothing
    stood in for the grid.
    """
    roots = [d for d in outage.deviations if d.kind in _ROOTS or d.name in beyond_grid]
    if roots:
        latest = max(roots, key=lambda d: d.since_h)
        return f"{latest.name}: {_WORDS.get(latest.kind, latest.kind)}"
    ends = [d for kind in _ENDS for d in outage.deviations if d.kind == kind]
    if ends:
        return f"{ends[0].name}: {_WORDS[ends[0].kind]}"
    return NOTHING_FAILED


# ---------------------------------------------------------------------- the scenario without its grid


def _scheduled(model: ScenarioModel) -> list[str]:
    return [name for name, one in model.grid.interruptions.items() if is_scheduled(one)]


def _beyond_grid(model: ScenarioModel) -> set[str]:
    """Interruptions that hit a group or a hall, not only the grid."""
    inside = {*model.power, *model.cooling, *model.halls}
    hits = {name: (one.hits,) if isinstance(one.hits, str) else one.hits or () for name, one in model.grid.interruptions.items()}
    return {name for name, hit in hits.items() if inside.intersection(hit)}


def _free_name(model: ScenarioModel) -> str:
    name = "grid-is-gone"
    while name in model.grid.interruptions:
        name += "-2"
    return name


def _check(replications: int, model: ScenarioModel) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise UsageError(f"replications must be 1 to {MOST_REPLICATIONS:,}, not {replications:,}")
    if not model.grid.feeds:
        raise UsageError("the scenario has no feed that could be lost")


def _parts(replications: int) -> Iterator[Part]:
    for block, first in enumerate(range(0, replications, BLOCK)):
        yield Part(block, first, BLOCK, min(BLOCK, replications - first))


# ---------------------------------------------------------------------- what a block has seen


def _first_outages(found: BlockResult) -> list[Outage | None]:
    """The first facility outage of each replication, None where there was none."""
    firsts: dict[int, Outage] = {}
    for outage in found.outages:
        firsts.setdefault(outage.replication, outage)
    return [firsts.get(found.first_replication + i) for i in range(len(found.ends_h))]


def _levels(
    found: BlockResult, stores: Mapping[str, Store], hours: Sequence[float], model: ScenarioModel
) -> dict[str, Floats]:
    """Level of each store, shape (replications, hours)."""
    histories = StoreHistories(found, refills_of(model))
    return {name: histories.at(name, hours) for name in stores}


def refills_of(model: ScenarioModel) -> dict[str, Refill]:
    """How each store is filled, by its name: at a constant rate, or by trucks."""
    refills: dict[str, Refill] = {}
    for store in stores_of(model):
        group = model.power[store.name.partition("@")[0].partition("/")[0]]
        if group.kind == "genset" and group.fuel is not None:
            refills[store.name] = Refill(truck=group.fuel.truck_m3 / store.full, group=store.name[:-5])
        elif group.kind == "ups":
            refills[store.name] = Refill(per_h=60.0 / group.recharge_min)
    return refills


# ---------------------------------------------------------------------- figures


def _answer(
    scenario: Scenario,
    seed: int,
    hours: tuple[float, ...],
    stores: Mapping[str, Store],
    first: Sequence[Outage | None],
    levels: Sequence[Mapping[str, Floats]],
) -> Survival:
    starts = np.array([math.inf if outage is None else outage.start_h for outage in first])
    joined = {name: np.concatenate([block[name] for block in levels]) for name in stores}
    return Survival(
        scenario=scenario,
        seed=seed,
        replications=len(first),
        hours=hours,
        survives=tuple(_share((starts >= hour).astype(float)) for hour in hours),
        stores=stores,
        left={name: tuple(_left(column) for column in table.T) for name, table in joined.items()},
        first=_first_losses(first, hours[-1], _beyond_grid(scenario.model)),
        outage_h=tuple(starts.tolist()),
        notes=_notes(scenario.model),
    )


def _share(hits: Floats) -> Estimate:
    return probability(hits, np.ones_like(hits), "replications")


def _left(levels: Floats) -> StoreLeft:
    """Mean and P10 of a store's level over replications."""
    n = len(levels)
    spread = student_ratio(levels, np.ones(n))
    low = None if spread.low is None else max(0.0, spread.low)
    high = None if spread.high is None else min(1.0, spread.high)
    words = "Student t over replications"
    mean = Estimate(
        spread.value, low, high, spread.standard_error, "1", CONFIDENCE, n, "replications", words
    )
    tenth = quantile(np.sort(levels), LOW)
    words = "order statistics over replications"
    return StoreLeft(
        mean, Estimate(*tenth[:3], None, "1", CONFIDENCE, n, "replications", words)
    )


def _first_losses(
    first: Sequence[Outage | None], last_h: float, beyond_grid: Collection[str]
) -> tuple[FirstLoss, ...]:
    """What ended survival before the last hour, most frequent first."""
    whats = [None if o is None or o.start_h >= last_h else what_ended_it(o, beyond_grid) for o in first]
    counts = Counter(what for what in whats if what is not None)
    rows = [
        FirstLoss(what, count, _share(np.array([w == what for w in whats], dtype=float)))
        for what, count in counts.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.replications, row.what)))


def _notes(model: ScenarioModel) -> tuple[str, ...]:
    notes = ["at hour 0 nothing is in repair and every store is full"]
    for name, group in model.power.items():
        if group.kind == "genset":
            notes.append(_fuel_note(name, group))
    notes.append(
        "neither months nor hours of the day enter: the load is that of the design day throughout, and no "
        "storm keeps people away"
    )
    if model.grid.sags is not None or _scheduled(model):
        notes.append("sags, and what the scenario gives a time for, are left out")
    return tuple(notes)


def _fuel_note(name: str, group: Genset) -> str:
    fuel = group.fuel
    if fuel is None:
        return f"{name}: fuel never ends in this scenario"
    if fuel.lead_h is None:
        return f"{name}: no truck comes while the grid is gone (the scenario gives no lead_h)"
    unit = "h of the design load" if fuel.usable_m3 is None else "m³"
    return (
        f"{name}: the first truck comes {fuel.lead_h:g} h after the loss, then {fuel.trucks_per_day:g} a day "
        f"of {fuel.truck_m3:g} {unit}; otherwise roads are taken as open"
    )
