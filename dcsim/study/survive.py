"""The grid is gone at hour 0 and stays gone: how long does a site last, on what, and what ends it first?

The scenario is replayed from a first hour in which everything is in order: nothing in repair, every store
full. One interruption takes all feeds until after the last hour asked for. Survival to hour t means that no
facility outage has begun before t; one in the first seconds counts. A replication ends at its first outage,
so what is left in the stores is known, and told, only where the site is still up.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures import YEAR_H
from dcsim.measures.estimators import probability
from dcsim.measures.intervals import CONFIDENCE, quantile, student_ratio
from dcsim.records import BlockResult, Event
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

NONE_UP = "no replication is still up"
NOTHING_FAILED = "nothing stands in for the grid"
# What a trace calls what happened, and what undoes it.
_ROOTS = {
    "failed": "failed",
    "failed-to-start": "failed to start",
    "failed-running": "failed while running",
    "failed-to-transfer": "failed to transfer",
    "out-of-fuel": "out of fuel",
}
_ENDS = {"trip": "tripped on overload", "too-hot": "too hot", "store-empty": "battery empty"}
_UNDONE = {
    "repaired": ("failed", "failed-to-start", "failed-running"),
    "freed": ("failed-to-transfer",),
    "refuelled": ("out-of-fuel",),
    "reset": ("trip",),
    "cool": ("too-hot",),
    "charging": ("store-empty",),
}


@dataclass(frozen=True)
class Store:
    """What one store holds when it is full: `full` of `unit` (h of the site's design load, m3, min)."""

    name: str
    full: float
    unit: str


@dataclass(frozen=True)
class StoreLeft:
    """What is left of a store where the site is still up, share of a full one: mean and tenth percentile."""

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
    lasts: Mapping[str, Estimate]
    """Hours until the first outage: `p10` is reached or passed in nine cases of ten, `p50` in one of two."""
    stores: Mapping[str, Store]
    left: Mapping[str, tuple[StoreLeft, ...]]
    first: tuple[FirstLoss, ...]
    outage_h: tuple[float, ...]
    """When each replication's first facility outage began, h; infinite where not before the last hour."""
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
    beyond_grid = _beyond_grid(scenario.model)
    first: list[tuple[float, str | None]] = []
    levels: list[dict[str, Floats]] = []
    for part in _parts(replications):
        found = blocks.simulate(part)
        first += _first_losses(found, asked[-1], beyond_grid)
        levels.append(_levels(found, stores, asked, scenario.model))
        if progress is not None:
            done = part.first_replication + part.used
            progress(done * asked[-1] / YEAR_H, replications * asked[-1] / YEAR_H)
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
    changes["horizon"] = {"hours": last_h + 2 * AFTER_H, "years": None, "ends_at": "first-outage"}
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


def what_ended_it(events: Iterable[Event], beyond_grid: Collection[str] = ()) -> str:
    """What ran out or failed and so ended survival, in words, from the trace until then.

    It is the latest failure, dry tank or interruption `beyond_grid` that is not undone when the outage
    begins; where there is none, what tripped, got too hot or was used up; where there is not even that,
    nothing stood in for the grid.
    """
    present: dict[tuple[str, int, str], None] = {}
    for event in events:
        if event.kind in _ROOTS or event.kind in _ENDS or event.name in beyond_grid:
            present[event.name, event.unit, event.kind] = None
        for kind in _UNDONE.get(event.kind, ()):
            present.pop((event.name, event.unit, kind), None)
    roots = [(name, kind) for name, _, kind in present if kind not in _ENDS]
    if roots:
        name, kind = roots[-1]
        return f"{name}: {_ROOTS.get(kind, kind)}"
    ends = [(name, kind) for wanted in _ENDS for name, _, kind in present if kind == wanted]
    return f"{ends[0][0]}: {_ENDS[ends[0][1]]}" if ends else NOTHING_FAILED


# ---------------------------------------------------------------------- the scenario without its grid


def _scheduled(model: ScenarioModel) -> list[str]:
    return [name for name, one in model.grid.interruptions.items() if is_scheduled(one)]


def _beyond_grid(model: ScenarioModel) -> set[str]:
    """Interruptions that hit a group or a hall, not only the grid."""
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


def _check(replications: int, model: ScenarioModel) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise UsageError(f"replications must be 1 to {MOST_REPLICATIONS:,}, not {replications:,}")
    if not model.grid.feeds:
        raise UsageError("the scenario has no feed that could be lost")


def _parts(replications: int) -> Iterator[Part]:
    for block, first in enumerate(range(0, replications, BLOCK)):
        yield Part(block, first, BLOCK, min(BLOCK, replications - first))


# ---------------------------------------------------------------------- what a block has seen


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
    first: Sequence[tuple[float, str | None]],
    levels: Sequence[Mapping[str, Floats]],
) -> Survival:
    starts = np.array([start for start, _ in first])
    joined = {name: np.concatenate([block[name] for block in levels]) for name in stores}
    return Survival(
        scenario=scenario,
        seed=seed,
        replications=len(first),
        hours=hours,
        survives=tuple(_share((starts >= hour).astype(float)) for hour in hours),
        lasts={"p10": _lasts(starts, LOW), "p50": _lasts(starts, 0.5)},
        stores=stores,
        left={
            name: tuple(_left(table[starts >= hour, i]) for i, hour in enumerate(hours))
            for name, table in joined.items()
        },
        first=_counted([what for _, what in first]),
        outage_h=tuple(starts.tolist()),
        notes=_notes(scenario.model),
    )


def _share(hits: Floats) -> Estimate:
    return probability(hits, np.ones_like(hits), "replications")


def _lasts(starts: Floats, probability: float) -> Estimate:
    """Quantile of the hours to the first outage; a side beyond the last hour asked for is not known."""
    found = quantile(np.sort(starts), probability)
    value, low, high = (x if x is not None and math.isfinite(x) else None for x in found[:3])
    note = None if value is not None else "longer than the last hour looked at"
    n, unit = len(starts), "replications"
    return Estimate(
        value, low, high, None, "h", CONFIDENCE, n, unit, f"order statistics over {unit}", note=note
    )


def _left(levels: Floats) -> StoreLeft:
    """Mean and P10 of a store's level over the replications that are still up."""
    n, unit = len(levels), "replications still up"
    if n == 0:
        none = Estimate(None, None, None, None, "1", CONFIDENCE, 0, unit, "not computed", 0, NONE_UP)
        return StoreLeft(none, none)
    value, low, high, error = student_ratio(levels, np.ones(n))
    low, high = (None if low is None else max(0.0, low)), (None if high is None else min(1.0, high))
    mean = Estimate(value, low, high, error, "1", CONFIDENCE, n, unit, f"Student t over {unit}")
    value, low, high, _ = quantile(np.sort(levels), LOW)
    words = f"order statistics over {unit}"
    return StoreLeft(mean, Estimate(value, low, high, None, "1", CONFIDENCE, n, unit, words))


def _counted(whats: Sequence[str | None]) -> tuple[FirstLoss, ...]:
    """What ended survival, most frequent first; None where nothing did."""
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
