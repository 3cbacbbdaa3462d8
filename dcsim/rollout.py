"""What changes over the horizon by plan: the Timeline, the one seam between the rollout and the engine.

In this version a site stands at its full build-out: every unit is ready at hour 0. Demand may go up and down
with the hour, again and again in the same way.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dcsim.plant import Plant, build
from dcsim.plant.consumers import Consumer, ItLoad
from dcsim.scenario.model import Hall, Load, ScenarioModel


@dataclass(frozen=True)
class Timeline:
    """What one replication is given besides chance.

    `demand_w` has each demand that occurs once, a row per level: W per consumer (halls, fixed loads,
    cooling). Level `levels[step]` is in force from hour `steps_h[step]` on, the first 0, and all begins anew
    every `cycle_h`. `ready_h` is the hour each unit is in service by group name; a unit not named is there
    from the start.
    """

    horizon_h: float
    steps_h: tuple[float, ...]
    demand_w: tuple[tuple[int, ...], ...]
    ready_h: dict[str, tuple[float, ...]]
    ends_at_first_outage: bool = False
    levels: tuple[int, ...] = (0,)
    cycle_h: float = math.inf

    @property
    def demand_is_constant(self) -> bool:
        """Whether everybody asks for the same throughout."""
        return len(self.demand_w) == 1

    def level_at(self, hour: float) -> int:
        """The level in force at an hour; at a change already the new one."""
        if self.demand_is_constant:
            return 0
        return self.levels[bisect_right(self.steps_h, hour % self.cycle_h) - 1]

    def next_change_h(self, hour: float) -> float:
        """The first hour after this one at which demand changes; infinite if it never does."""
        if self.demand_is_constant:
            return math.inf
        begun = hour - hour % self.cycle_h
        step = bisect_right(self.steps_h, hour % self.cycle_h)
        return begun + (self.steps_h[step] if step < len(self.steps_h) else self.cycle_h)


def timeline_of(model: ScenarioModel) -> Timeline:
    """The Timeline of a site at full build-out: everything asks for its own, by the hour where said."""
    by_hour = _by_hour(build(model), _hourly(model))
    demand = tuple(dict.fromkeys(by_hour))
    number = {row: level for level, row in enumerate(demand)}
    steps = [(row, next(hours)) for row, hours in groupby(range(len(by_hour)), lambda hour: by_hour[hour])]
    return Timeline(
        horizon_h=model.horizon.length_h,
        steps_h=tuple(float(hour) for _, hour in steps),
        demand_w=demand,
        ready_h={},
        ends_at_first_outage=model.horizon.ends_at is not None,
        levels=tuple(number[row] for row, _ in steps),
        cycle_h=float(len(by_hour)) if len(demand) > 1 else math.inf,
    )


def _hourly(model: ScenarioModel) -> dict[str, Sequence[float]]:
    """By name of hall or fixed load, its share of full demand in each hour, where that is given."""
    takers: dict[str, Hall | Load] = {**model.halls, **model.loads}
    return {name: taker.hourly for name, taker in takers.items() if taker.hourly is not None}


def _whose_hours(plant: Plant, consumer: Consumer) -> str:
    """The hall or fixed load whose hours a consumer follows; what is in a hall follows it."""
    return plant.halls[consumer.hall].name if isinstance(consumer, ItLoad) else consumer.name


def _by_hour(plant: Plant, hourly: Mapping[str, Sequence[float]]) -> list[tuple[int, ...]]:
    """Demand per consumer, W, in each hour until all comes round again."""
    if not hourly:
        return [plant.demand]
    named = [(one.demand_w, hourly.get(_whose_hours(plant, one), (1.0,))) for one in plant.consumers]
    hours = math.lcm(*(len(shares) for _, shares in named))
    return [
        tuple(round(full * shares[hour % len(shares)]) for full, shares in named) for hour in range(hours)
    ]
