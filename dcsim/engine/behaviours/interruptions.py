"""Interruptions of feeds, upstream elements, groups or halls: by rate or index, in seasons, replayed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect
from dcsim.engine.clock import Order
from dcsim.engine.draws import ManyDraws
from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Intervals, Ints, replayed
from dcsim.engine.key import KeyLayout
from dcsim.engine.renewals import Renewal
from dcsim.engine.seasons import ALL_DAY, ALL_MONTHS, ANY_DAY, Season, Seasonal
from dcsim.laws import NEVER, Law, exponential, fixed
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.scenario.calendar import HOURS_PER_DAY
from dcsim.scenario.model import Interruption
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core

MINUTES_PER_HOUR = 60.0
HOURS_PER_WEEK = 168.0


def planned_shares(spec: Interruption) -> tuple[float, float]:
    """(share of interruptions, share of minutes) that are planned works; each stands in for the other."""
    count, minutes = spec.planned_share, spec.planned_minutes_share
    return (
        count if count is not None else (minutes or 0.0),
        minutes if minutes is not None else (count or 0.0),
    )


def gap_and_length(spec: Interruption, planned: bool = False) -> tuple[Law, Law]:
    """(time from the end of one interruption to the next, its length), h, for a rate or indices.

    SAIFI counts interruptions per calendar year: the time between them is shortened by their length, so
    that frequency and minutes both come out as entered. Of indices either the planned works are meant or
    the rest.
    """
    if spec.saifi is not None and spec.saidi_min is not None:
        count, minutes = planned_shares(spec)
        per_year = spec.saifi * (count if planned else 1.0 - count)
        hours = spec.saidi_min / MINUTES_PER_HOUR * (minutes if planned else 1.0 - minutes)
        if per_year <= 0:
            return NEVER, fixed(0.0)
        length = hours / per_year
        return exponential(HOURS_PER_YEAR / per_year - length), exponential(length)
    if planned:
        return NEVER, fixed(0.0)
    rate = rate_per_year(spec)
    return (exponential(HOURS_PER_YEAR / rate) if rate > 0 else NEVER), spec.duration_h or fixed(0.0)


def rate_per_year(spec: Interruption) -> float:
    """Rate per 8,760 h of an interruption that has one, all year."""
    if spec.per_week is not None:
        return spec.per_week * HOURS_PER_YEAR / HOURS_PER_WEEK
    return spec.per_year or 0.0


def seasonal(name: str, spec: Interruption) -> Seasonal | None:
    """The seasons of an interruption; None if it may come at any time.

    A rate per year is that of a whole year and falls into the season; one per week is that of a week of the
    season.
    """
    if spec.months is None and spec.hours is None:
        return None
    first, last = spec.hours or ALL_DAY
    season = Season(spec.months or ALL_MONTHS, (first, last))
    if spec.per_week is not None:
        per_h = spec.per_week * HOURS_PER_DAY / HOURS_PER_WEEK / season.hours_a_day
    else:
        per_h = rate_per_year(spec) / season.length_h
    probability = 1.0 if spec.season_probability is None else spec.season_probability
    return Seasonal(name, season, per_h, spec.duration_h or fixed(0.0), probability)


class Targets:
    """What one interruption takes out: nodes and halls."""

    def __init__(self, plant: Plant, hits: str | Sequence[str]) -> None:
        names = [hits] if isinstance(hits, str) else list(hits)
        if names == ["all"]:
            names = [node.name for node in plant.nodes if node.kind == "feed"]
        halls = {name: i for i, name in enumerate(plant.hall_names)}
        self.halls = tuple(halls[name] for name in names if name in halls)
        self.nodes = tuple(i for name in names if name not in halls for i in plant.members[name])


def uncertain_of(spec: Interruption) -> dict[str, float]:
    """What an event may take or leave, and the probability that it takes it."""
    return {name: chance for name, chance in sorted(spec.chances.items()) if chance < 1.0}


def _ways(plant: Plant, spec: Interruption) -> list[Targets]:
    """What an event takes, for each set of the uncertain ones it takes: a bit for each of them, by name."""
    hits: Sequence[str] = (spec.hits,) if isinstance(spec.hits, str) else spec.hits or ()
    uncertain = list(uncertain_of(spec))
    if not uncertain:
        return [Targets(plant, hits)]
    if hits == ("all",):
        hits = [node.name for node in plant.nodes if node.kind == "feed"]
    certain = [name for name in hits if name not in uncertain]
    return [
        Targets(plant, [*certain, *(name for bit, name in enumerate(uncertain) if way >> bit & 1)])
        for way in range(1 << len(uncertain))
    ]


class Interruptions(Behaviour):
    """One named interruption of a scenario."""

    remembers = False
    returns_as = Order.SOURCE_RETURN
    heat = -1
    """Which of `Plant.hot_weather` it is; -1 for none."""

    def __init__(self, plant: Plant, name: str, rank: int, replay: Sequence[Any] = ()) -> None:
        super().__init__(name, rank)
        self.spec = plant.interruptions[name]
        self.replay = tuple(replay)
        self.heat = plant.hot_weather.index(name) if name in plant.hot_weather else -1
        self._nodes = plant.nodes
        self.targets = [Targets(plant, row.hits) for row in self.replay]
        if not self.replay:
            self.targets = _ways(plant, self.spec)

    def blamed(self, unit: int) -> tuple[str, int, str]:
        return self.name, unit, "interrupted"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        events = self._events(streams, timeline, block)
        uncertain = uncertain_of(self.spec)
        if not uncertain:
            return events
        keys = [streams.episode_key(self.name, f"takes {name}") for name in uncertain]
        taken = ManyDraws(keys, events.episode).chance(0) < np.array(list(uncertain.values()))
        way = (taken << np.arange(len(uncertain))).sum(axis=1)
        return replace(events, unit=events.unit * len(self.targets) + way)

    def _events(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        key = f"interruption {self.name}"
        if self.replay:
            rows = replayed(key, block, [r.start_h for r in self.replay], [r.duration_h for r in self.replay])
            unit = np.tile(np.arange(len(self.replay)), block.size)
            return Intervals(rows.replication, rows.start, rows.end, unit, rows.episode)
        if self.spec.at_h is not None:
            return self._at_given_times(key, streams, timeline, block)
        season = seasonal(key, self.spec)
        if season is not None:
            return season.draw(streams, block, timeline.start or ANY_DAY, timeline.horizon_h)
        gap, length = gap_and_length(self.spec)
        return Renewal(key, gap, length, 1).draw(streams, block, timeline.horizon_h)

    def _at_given_times(self, key: str, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        starts: list[float] = []
        for first in self.spec.at_h or ():
            every = self.spec.every_h
            n = int((timeline.horizon_h - first) / every) + 1 if every else 1
            starts += [first + i * (every or 0.0) for i in range(max(n, 0))]
        starts = sorted(t for t in starts if t < timeline.horizon_h)
        rows = replayed(key, block, starts, [0.0] * len(starts))
        law = self.spec.duration_h or fixed(0.0)
        length = law.from_base(law.base(streams.generator(key, "length", block.number, 0), len(rows.start)))
        # each start is a unit of its own: two that overlap are two deviations
        unit = np.tile(np.arange(len(starts)), block.size)
        return Intervals(rows.replication, rows.start, rows.start + length, unit, rows.episode)

    @cached_property
    def takes_feeds(self) -> bool:  # type: ignore[override]
        hit = {self._nodes[i].kind for targets in self.targets for i in targets.nodes}
        return not hit.isdisjoint(("feed", "upstream"))

    def targets_of(self, unit: int) -> Targets:
        """What its interval number `unit` hits: rows of a file differ, and so do ways that are drawn."""
        return self.targets[unit % len(self.targets)]

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return tuple(Effect(self._taken(layout, targets, units), 0, False) for targets in self.targets)

    def _taken(self, layout: KeyLayout, targets: Targets, present: Sequence[int]) -> int:
        """The change of the key while nothing else is down; sets that stand by have no units in it."""
        standing = [self._nodes[i] for i in set(targets.nodes) if self._nodes[i].kind != "genset"]
        units = sum(present[node.index] * layout.units[node.index] for node in standing)
        heat = layout.heat[self.heat] if self.heat >= 0 else 0
        return heat + sum(layout.held[hall] for hall in set(targets.halls)) - units

    def effect_of(self, units: Ints) -> Ints:
        return units % len(self.targets)

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        targets = self.targets_of(event.unit)
        if event.begins:
            core.deviate(self.name, event.unit, "interrupted")
        else:
            core.normalise(self.name, event.unit, "interrupted")
        for node in targets.nodes:
            if event.begins:
                core.hold(node)
            else:
                core.release(node)
        for hall in targets.halls:
            core.hold_hall(hall, 1 if event.begins else -1)
        if self.heat >= 0:
            core.heat_wave(self.heat, 1 if event.begins else -1)


class PlannedShare(Interruptions):
    """The planned share of one named interruption."""

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(plant, name, rank)
        self.name = f"{name} (planned)"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        gap, length = gap_and_length(self.spec, planned=True)
        return Renewal(f"interruption {self.name}", gap, length, 1).draw(streams, block, timeline.horizon_h)
