"""The Timeline of a site that stands at its full build-out: every unit is ready at hour 0.

Demand may go up and down with the hour, again and again in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from dcsim.plant import Plant, build
from dcsim.plant.consumers import Consumer, ItLoad
from dcsim.rollout.timeline import Timeline
from dcsim.scenario.model import Hall, Load, ScenarioModel


def timeline_of(model: ScenarioModel, plant: Plant | None = None) -> Timeline:
    """The Timeline of a site at full build-out: everything asks for its own, by the hour where said."""
    by_hour = _by_hour(plant or build(model), _hourly(model))
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
        start=model.horizon.start,
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
