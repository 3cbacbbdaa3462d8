"""How much of each stream of heat is taken away: the second network, powered from the first.

Heat goes through every stage in its way; a stage moves what its powered, running units can, and shares a
shortage among its streams in proportion to their heat. Nothing of this changes who has power.
"""

from __future__ import annotations

from collections.abc import Sequence

from dcsim.plant.heat import Stage
from dcsim.plant.network import Plant, State


def heat_left_w(plant: Plant, state: State, live: Sequence[bool]) -> tuple[int, ...]:
    """What is left of each stream of heat, W; `live` says which nodes have power."""
    shares = [_share(plant, state, live, stage) for stage in plant.stages]
    left = []
    for stream in plant.streams:
        moved, asked = min((shares[i] for i in stream.stages), key=lambda s: s[0] / s[1], default=(1, 1))
        left.append(stream.heat_w - stream.heat_w * moved // asked)
    return tuple(left)


def _share(plant: Plant, state: State, live: Sequence[bool], stage: Stage) -> tuple[int, int]:
    """What a stage moves of what its streams give it, as a fraction (W moved, W asked)."""
    serving = sum(state.units[i] for i in stage.nodes if live[i] and state.running[plant.cooler_at[i]])
    if serving < stage.least:
        return 0, 1
    if stage.rating_w is None or stage.heat_w == 0:
        return 1, 1
    return min(serving * stage.rating_w, stage.heat_w), stage.heat_w
