"""The heat that cooling leaves behind, and the halls it makes too hot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import A_LITTLE_H, MINUTES_PER_HOUR
from dcsim.engine.crossing import Crossing
from dcsim.plant.network import Plant
from dcsim.quantities import watts

if TYPE_CHECKING:
    from dcsim.engine.core import Core

SECONDS_PER_HOUR = 3600.0

_SHY = 0.99
"""A hall without any cooling is looked at when this share of its ride-through is over."""


@dataclass(frozen=True)
class Heat:
    """A stream of heat: its number, its name, its place among simultaneous events, and its ride-through.

    `of_hall` has a bit for each stream of its hall.
    """

    number: int
    name: str
    rank: int
    full_heat_w: int
    ride_through_h: float
    recovery_h: float
    of_hall: int

    @property
    def alike(self) -> tuple[object, ...]:
        """Streams that have this in common warm up alike as long as as much is left of their heat.

        That is so in most losses, though each goes through pumps and air handlers of its own.
        """
        return self.full_heat_w, self.ride_through_h, self.recovery_h


def zones(plant: Plant, rank: Mapping[str, int]) -> list[list[Heat]]:
    """The streams of heat that something takes away, those that are alike together."""
    found: dict[tuple[object, ...], list[Heat]] = {}
    for number, stream in enumerate(plant.streams):
        if stream.stages:
            heat = heat_of(plant, number, rank[plant.halls[stream.hall].name])
            found.setdefault(heat.alike, []).append(heat)
    return list(found.values())


def heat_of(plant: Plant, number: int, rank: int) -> Heat:
    """What is to be known of one stream of heat."""
    stream = plant.streams[number]
    spec = plant.hall_specs[plant.halls[stream.hall].name]
    heat_mw = spec.it_mw * spec.heat_per_it
    of_hall = sum(1 << i for i, one in enumerate(plant.streams) if one.hall == stream.hall)
    if spec.liquid is not None and stream.is_liquid:
        heat_w = watts(heat_mw * spec.liquid.fraction)
        hours = spec.liquid.ride_through_s / SECONDS_PER_HOUR
        return Heat(number, stream.name, rank, heat_w, hours, 0.0, of_hall)
    heat_mw *= 1.0 - (spec.liquid.fraction if spec.liquid is not None else 0.0)
    store = spec.thermal_store_mw_min
    minutes = store / heat_mw if store is not None else (spec.ride_through_min or 0.0)
    hours = minutes / MINUTES_PER_HOUR
    recovery_h = spec.recovery_min / MINUTES_PER_HOUR
    return Heat(number, stream.name, rank, watts(heat_mw), hours, recovery_h, of_hall)


@dataclass
class Warmth:
    """How much of its ride-through a hall has left (1 is all), how fast that changes, and since when.

    `whose` are the streams of heat of which this is so.
    """

    whose: tuple[Heat, ...]
    left: float = 1.0
    rate: float = 0.0
    since_h: float = 0.0
    warming_w: int = 0
    hot: bool = False
    crossing: Crossing | None = None


@dataclass
class Zone:
    """What is remembered of halls that warm up alike: one warmth while they do so together, else one each."""

    parts: list[Warmth]


class HallHeat(Behaviour):
    """Halls that warm up by what is left of their heat, and are too hot when that has lasted."""

    watches_supply = True
    watched_parts = ("warming",)

    def __init__(self, streams: Sequence[Heat]) -> None:
        self.streams = tuple(sorted(streams, key=lambda one: one.rank))
        super().__init__(self.streams[0].name, self.streams[0].rank)
        self.watched_places = tuple(one.number for one in self.streams)
        self.full_heat_w = self.streams[0].full_heat_w
        self.ride_through_h = self.streams[0].ride_through_h
        self.recovery_h = self.streams[0].recovery_h

    def fresh(self, core: Core) -> Zone:
        return Zone([self._warmth(core, self.streams)])

    def _warmth(self, core: Core, whose: tuple[Heat, ...]) -> Warmth:
        warmth = Warmth(whose)
        warmth.crossing = self._crossing(core, warmth)
        return warmth

    def _crossing(self, core: Core, warmth: Warmth) -> Crossing:
        first = warmth.whose[0]
        return Crossing(first.rank, first.number, partial(self._too_hot, core, warmth))

    def left(self, core: Core, warmth: Warmth) -> float:
        """Ride-through left, 0 to 1."""
        return min(1.0, max(0.0, warmth.left + warmth.rate * (core.now - warmth.since_h)))

    def supply_changed(self, core: Core, zone: Zone) -> None:
        warming = core.record.warming
        if len(zone.parts) > 1 and self._are_alike_again(core, zone):
            zone.parts = [self._warmth(core, self.streams)]
        if len(zone.parts) == 1 and len(self.streams) > 1:
            first = warming[self.streams[0].number]
            if any(warming[one.number] != first for one in self.streams):
                zone.parts = self._apart(core, zone.parts[0])
        for warmth in zone.parts:
            self._follow(core, warmth, warming[warmth.whose[0].number])

    def _apart(self, core: Core, before: Warmth) -> list[Warmth]:
        """A warmth for each hall: from now on they differ."""
        parts = [replace(before, whose=(one,)) for one in before.whose]
        assert before.crossing is not None
        for warmth in parts:
            warmth.crossing = self._crossing(core, warmth)
            if before.crossing.due is not None:
                warmth.crossing.aim(core, before.crossing.due, before.crossing.due)
        before.crossing.drop(core)
        return parts

    def _follow(self, core: Core, warmth: Warmth, warming: int) -> None:
        if warming == warmth.warming_w:
            return
        warmth.left, warmth.since_h = self.left(core, warmth), core.now
        warmth.warming_w = warming
        if warming > 0:
            self._warm_up(core, warmth, warming)
        else:
            self._cool_down(core, warmth)

    def is_at_rest(self, core: Core, zone: Zone) -> bool:
        return not any(warmth.hot or warmth.warming_w for warmth in zone.parts)

    def calm_from(self, core: Core, zone: Zone) -> float:
        if not self.is_at_rest(core, zone):
            return math.inf
        return max(self._calm_from(warmth) for warmth in zone.parts)

    def _are_alike_again(self, core: Core, zone: Zone) -> bool:
        return self.is_at_rest(core, zone) and all(
            self._calm_from(warmth) <= core.now for warmth in zone.parts
        )

    def _calm_from(self, warmth: Warmth) -> float:
        if warmth.left == 1.0 or warmth.rate == 0.0:
            return -math.inf if warmth.left == 1.0 else math.inf
        return warmth.since_h + (1.0 - warmth.left) / warmth.rate + A_LITTLE_H

    def _warm_up(self, core: Core, warmth: Warmth, warming: int) -> None:
        if warmth.hot:
            warmth.rate = 0.0
            return
        if self.ride_through_h == 0.0:
            self._too_hot(core, warmth)
            return
        warmth.rate = -warming / self.full_heat_w / self.ride_through_h
        assert warmth.crossing is not None
        soonest = core.now + _SHY * warmth.left * self.ride_through_h
        warmth.crossing.aim(core, core.now - warmth.left / warmth.rate, soonest)

    def _too_hot(self, core: Core, warmth: Warmth) -> None:
        warmth.left, warmth.rate, warmth.since_h, warmth.hot = 0.0, 0.0, core.now, True
        for one in warmth.whose:
            core.deviate(one.name, -1, "too-hot")
            core.recorder.note(core, "too-hot", one.name)
            core.heat_up(one.number, True, one.of_hall)

    def _cool_down(self, core: Core, warmth: Warmth) -> None:
        """Cooled in full again: in service at once, its ride-through back after `recovery_min`."""
        assert warmth.crossing is not None
        warmth.crossing.drop(core)
        if warmth.hot:
            warmth.hot = False
            for one in warmth.whose:
                core.normalise(one.name, -1, "too-hot")
                core.heat_up(one.number, False, one.of_hall)
        if self.recovery_h > 0:
            warmth.rate = 1.0 / self.recovery_h
        else:
            warmth.left, warmth.rate = 1.0, 0.0
