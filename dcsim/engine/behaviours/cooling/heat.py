"""The heat that cooling leaves behind, and the halls it makes too hot."""

from __future__ import annotations

import math
from dataclasses import dataclass
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


@dataclass
class Warmth:
    """How much of its ride-through a hall has left (1 is all), how fast that changes, and since when."""

    left: float = 1.0
    rate: float = 0.0
    since_h: float = 0.0
    warming_w: int = 0
    hot: bool = False
    crossing: Crossing | None = None


class HallHeat(Behaviour):
    """A hall that warms up by what is left of a stream of its heat, and is too hot when that has lasted."""

    watches_supply = True
    watched_part = "warming"

    def __init__(self, plant: Plant, number: int, rank: int) -> None:
        stream = plant.streams[number]
        super().__init__(stream.name, rank)
        spec = plant.hall_specs[plant.halls[stream.hall].name]
        self.number = number
        heat_mw = spec.it_mw * spec.heat_per_it
        if spec.liquid is not None and stream.is_liquid:
            self.full_heat_w = watts(heat_mw * spec.liquid.fraction)
            self.ride_through_h = spec.liquid.ride_through_s / SECONDS_PER_HOUR
            self.recovery_h = 0.0
        else:
            heat_mw *= 1.0 - (spec.liquid.fraction if spec.liquid is not None else 0.0)
            self.full_heat_w = watts(heat_mw)
            store = spec.thermal_store_mw_min
            minutes = store / heat_mw if store is not None else (spec.ride_through_min or 0.0)
            self.ride_through_h = minutes / MINUTES_PER_HOUR
            self.recovery_h = spec.recovery_min / MINUTES_PER_HOUR

    def fresh(self, core: Core) -> Warmth:
        warmth = Warmth()
        warmth.crossing = Crossing(self.rank, partial(self._too_hot, core, warmth))
        return warmth

    def left(self, core: Core, warmth: Warmth) -> float:
        """Ride-through left, 0 to 1."""
        return min(1.0, max(0.0, warmth.left + warmth.rate * (core.now - warmth.since_h)))

    def supply_changed(self, core: Core, warmth: Warmth) -> None:
        warming = core.record.warming[self.number]
        if warming == warmth.warming_w:
            return
        warmth.left, warmth.since_h = self.left(core, warmth), core.now
        warmth.warming_w = warming
        if warming > 0:
            self._warm_up(core, warmth, warming)
        else:
            self._cool_down(core, warmth)

    def is_at_rest(self, core: Core, warmth: Warmth) -> bool:
        return not warmth.hot and not warmth.warming_w

    def calm_from(self, core: Core, warmth: Warmth) -> float:
        if not self.is_at_rest(core, warmth):
            return math.inf
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
        core.deviate(self.name, -1, "too-hot")
        core.recorder.note(core, "too-hot", self.name)
        core.heat_up(self.number, True)

    def _cool_down(self, core: Core, warmth: Warmth) -> None:
        """Cooled in full again: in service at once, its ride-through back after `recovery_min`."""
        assert warmth.crossing is not None
        warmth.crossing.drop()
        if warmth.hot:
            warmth.hot = False
            core.normalise(self.name, -1, "too-hot")
            core.heat_up(self.number, False)
        if self.recovery_h > 0:
            warmth.rate = 1.0 / self.recovery_h
        else:
            warmth.left, warmth.rate = 1.0, 0.0
