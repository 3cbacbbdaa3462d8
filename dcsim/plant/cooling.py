"""How much of each stream of heat is taken away: the second network, powered from the first.

Heat goes through every stage in its way; a stage moves what its powered, running units can, and shares a
shortage among its streams in proportion to their heat. Nothing of this changes who has power.
"""

from __future__ import annotations

from collections.abc import Sequence

from dcsim.plant.heat import Stage, Stream
from dcsim.plant.network import Plant, State


def heat_left_w(plant: Plant, state: State, live: Sequence[bool], demand: Sequence[int]) -> tuple[int, ...]:
    """What is left of each stream of heat, W; `live` says which nodes have power.

    Heat is in proportion to the demand of the hall.
    """
    heat = [_heat_w(plant, stream, demand) for stream in plant.streams]
    asked_of = [0] * len(plant.stages)
    for stream, watts in zip(plant.streams, heat, strict=True):
        for stage in stream.stages:
            asked_of[stage] += watts
    shares = [
        _share(plant, state, live, stage, asked) for stage, asked in zip(plant.stages, asked_of, strict=True)
    ]
    left = []
    for stream, watts in zip(plant.streams, heat, strict=True):
        moved, asked = min((shares[i] for i in stream.stages), key=lambda s: s[0] / s[1], default=(1, 1))
        left.append(watts - watts * moved // asked)
    return tuple(left)


def _heat_w(plant: Plant, stream: Stream, demand: Sequence[int]) -> int:
    """Heat of a stream at this demand, W."""
    if demand is plant.demand or not stream.heat_w:
        return stream.heat_w
    loads = plant.hall_loads[stream.hall]
    now, full = sum(demand[n] for n in loads), sum(plant.demand[n] for n in loads)
    return stream.heat_w if now == full else stream.heat_w * now // full


def _share(plant: Plant, state: State, live: Sequence[bool], stage: Stage, heat_w: int) -> tuple[int, int]:
    """What a stage moves of what its streams give it, as a fraction (W moved, W asked)."""
    serving = sum(state.units[i] for i in stage.nodes if live[i] and state.running[plant.cooler_at[i]])
    if serving < stage.least:
        return 0, 1
    if stage.rating_w is None or heat_w == 0:
        return 1, 1
    return min(serving * stage.rating_w, heat_w), heat_w
