"""From what each replication saw to what a site can be said to last."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.estimators import probability
from dcsim.measures.intervals import CONFIDENCE, quantile, student_ratio
from dcsim.scenario.calendar import day_of
from dcsim.study.chance import scheduled
from dcsim.study.survive.stores import Store

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Genset, Hall, Load, ScenarioModel, Water, Weather

LOW = 0.1
"""Which quantile of the stores is shown beside the mean."""
NONE_UP = "no replication is still up"


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
    start_hour: int
    """Hour of the lists of demand by the hour at which the grid went."""
    at_h: float | None
    """Hour of the horizon at which a site by plan was taken; None: the site is the same throughout."""
    weather: str | None
    """The weather of which the loss is an event; None: nothing but the grid is gone."""
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


def answer_of(
    scenario: Scenario,
    seed: int,
    start_hour: int,
    at_h: float | None,
    weather: str | None,
    hours: tuple[float, ...],
    stores: Mapping[str, Store],
    first: Sequence[tuple[float, str | None]],
    levels: Sequence[Mapping[str, Floats]],
) -> Survival:
    """The answer, from each replication's first outage with what ended it, and levels block by block."""
    starts = np.array([start for start, _ in first])
    joined = {name: np.concatenate([block[name] for block in levels]) for name in stores}
    return Survival(
        scenario=scenario,
        seed=seed,
        replications=len(first),
        start_hour=start_hour,
        at_h=at_h,
        weather=weather,
        hours=hours,
        survives=tuple(share_up(starts, hour) for hour in hours),
        lasts=lasts(starts),
        stores=stores,
        left={
            name: tuple(_left(table[starts >= hour, i]) for i, hour in enumerate(hours))
            for name, table in joined.items()
        },
        first=_counted([what for _, what in first]),
        outage_h=tuple(starts.tolist()),
        notes=_notes(scenario.model, start_hour, at_h, weather),
    )


def share_up(outage_h: Floats, hour: float) -> Estimate:
    """P(no outage has begun before this hour), from when each replication's first one began."""
    return _share((outage_h >= hour).astype(float))


def lasts(outage_h: Floats) -> dict[str, Estimate]:
    """Hours to the first outage: `p10` is reached or passed in nine cases of ten, `p50` in one of two."""
    return {"p10": _lasts(outage_h, LOW), "p50": _lasts(outage_h, 0.5)}


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


def hourly_lists(model: ScenarioModel) -> dict[str, Sequence[float]]:
    """Lists of demand by the hour, by their path in the scenario."""
    sections: dict[str, Mapping[str, Hall | Load]] = {"halls": model.halls, "loads": model.loads}
    return {
        f"{section}.{name}.hourly": one.hourly
        for section, takers in sections.items()
        for name, one in takers.items()
        if one.hourly is not None
    }


def standing_on(model: ScenarioModel, at_h: float) -> str:
    """The day on which a site by plan is taken, in words."""
    if at_h >= model.horizon.length_h:
        return "at the end of its horizon"
    day = day_of(model.horizon.start or dt.date(1, 1, 1), at_h)
    return f"on {day.year:04}-{day.month:02}-{day.day:02}"


def _notes(model: ScenarioModel, start_hour: int, at_h: float | None, weather: str | None) -> tuple[str, ...]:
    notes = ["at hour 0 nothing is in repair and every store is full"]
    hiding = [name for name, group in model.groups().items() if getattr(group, "hides_failures", False)]
    if hiding:
        notes.append(f"failures of {', '.join(hiding)} that nobody has seen yet are not there at hour 0")
    ageing = [n for n, one in model.power.items() if one.kind == "ups" and one.battery_life_years is not None]
    if ageing:
        notes.append(f"batteries of {', '.join(ageing)} are as old as they get before they are replaced")
    if at_h is not None:
        notes.append(
            f"the site is taken as it stands {standing_on(model, at_h)}: phases as late and contracts as far "
            "as each replication draws them; what is new fails no more often than what is old"
        )
    for name, group in model.power.items():
        if group.kind == "genset":
            notes.append(_fuel_note(name, group, model.grid.weather.get(weather or "")))
    notes += [_water_note(name, water) for name, water in _wet(model)]
    if at_h is not None:
        hours = "every contract draws the peak of its hours and seasons throughout"
    elif hourly_lists(model):
        hours = (
            f"demand goes by the hour, and the grid at hour {start_hour} of its lists; months do not enter"
        )
    else:
        hours = "neither months nor hours of the day enter: the load is that of the design day throughout"
    notes.append(f"{hours}, and no storm keeps people away")
    notes += _weather_notes(model, weather)
    if model.grid.sags is not None or scheduled(model):
        notes.append("sags, and what the scenario gives a time for, are left out")
    return tuple(notes)


def _wet(model: ScenarioModel) -> Iterator[tuple[str, Water]]:
    """Heat rejection that evaporates water, by name."""
    for name, group in model.cooling.items():
        if group.kind == "heat_rejection" and group.water is not None:
            yield name, group.water


def _water_note(name: str, water: Water) -> str:
    return (
        f"{name}: make-up water comes from {' or '.join(water.makeup)} as on any other day; what the loss of "
        "the grid does to a city's waterworks, the scenario must say"
    )


def _weather_notes(model: ScenarioModel, weather: str | None) -> Iterator[str]:
    if weather is None:
        if model.grid.weather:
            names = ", ".join(model.grid.weather)
            yield f"no weather comes meanwhile; a loss that is part of one is --with (of {names})"
        return
    one = model.grid.weather[weather]
    yield f"the loss is an event of {weather}; it takes every feed until after the last hour asked for"
    if one.crew_delay_h:
        yield f"nobody who is called for a repair comes for {one.crew_delay_h:g} h"
    if one.on_site is not None:
        share = f"{100 * one.on_site.probability:.4g} %"
        yield f"in {share} of cases it reaches the site and takes {', '.join(one.on_site.groups)} at once"


def _fuel_note(name: str, group: Genset, weather: Weather | None) -> str:
    fuel = group.fuel
    if fuel is None:
        return f"{name}: fuel never ends in this scenario"
    if fuel.lead_h is None:
        return f"{name}: no truck comes while the grid is gone (the scenario gives no lead_h)"
    unit = "h of the design load" if fuel.usable_m3 is None else "m³"
    closed_h = 0.0 if weather is None else weather.fuel_lead_h
    roads = f"roads are closed for {closed_h:g} h" if closed_h else "otherwise roads are taken as open"
    return (
        f"{name}: the first truck comes {max(fuel.lead_h, closed_h):g} h after the loss, then "
        f"{fuel.trucks_per_day:g} a day of {fuel.truck_m3:g} {unit}; {roads}"
    )
