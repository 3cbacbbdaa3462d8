"""How much of each hall's heat is taken away: the second network, powered from the first.

Heat goes through every stage of `cooled_by`; a stage moves what its powered, running units can, and shares
a shortage among its halls in proportion to their heat. Nothing of this changes who has power.
"""

from __future__ import annotations

from collections.abc import Sequence

from dcsim.plant.network import Plant, Stage, State


def heat_left_w(plant: Plant, state: State, live: Sequence[bool]) -> tuple[int, ...]:
    """Heat not taken out of each hall, W; `live` says which nodes have power."""
    shares = [_share(plant, state, live, stage) for stage in plant.stages]
    left = []
    for heat, stages in zip(plant.hall_heat_w, plant.hall_stages, strict=True):
        moved, asked = min((shares[i] for i in stages), key=lambda s: s[0] / s[1], default=(1, 1))
        left.append(heat - heat * moved // asked)
    return tuple(left)


def _share(plant: Plant, state: State, live: Sequence[bool], stage: Stage) -> tuple[int, int]:
    """What a stage moves of what its halls give it, as a fraction (W moved, W asked)."""
    serving = sum(state.units[i] for i in stage.nodes if live[i] and state.running[plant.cooler_at[i]])
    if serving < stage.least:
        return 0, 1
    if stage.rating_w is None or stage.heat_w == 0:
        return 1, 1
    return min(serving * stage.rating_w, stage.heat_w), stage.heat_w
