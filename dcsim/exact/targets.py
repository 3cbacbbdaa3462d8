"""What must hold for halls to be supplied: power at the cords of each, and each cooling stage in its way.

Sets of these, and of consumers, are bit masks: bit c is consumer c (halls first, then loads, then what
cooling draws), and after them come the cooling stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dcsim.plant.heat import Stage, Stream
from dcsim.plant.network import Plant

NEVER = 1 << 30
"""More units than any stage has."""


def targets_of(plant: Plant, halls: Iterable[int]) -> int:
    """All that must hold for these halls to be fully served and cooled."""
    mask = 0
    for hall in halls:
        if any(plant.demand[load] for load in plant.hall_loads[hall]):
            mask |= 1 << hall
        for stream in plant.streams:
            if stream.hall == hall and stream.heat_w:
                for stage in stages_of(plant, stream):
                    mask |= stage_bit(plant, stage)
    return mask


def stages_of(plant: Plant, stream: Stream) -> list[int]:
    """All stages that a stream's heat needs in the long run: those in its way, and their make-up water."""
    waters = (plant.stages[stage].water for stage in stream.stages)
    return [*stream.stages, *(water.supply for water in waters if water is not None)]


def stage_bit(plant: Plant, stage: int) -> int:
    return 1 << len(plant.consumers) + stage


def stages_in(plant: Plant, mask: int) -> list[Stage]:
    """The cooling stages of a set."""
    return [stage for number, stage in enumerate(plant.stages) if mask & stage_bit(plant, number)]


def holding(plant: Plant, live: Sequence[bool], units: Sequence[int]) -> int:
    """What holds where these nodes have power and so many units are up."""
    mask = 0
    for number, hall in enumerate(plant.halls):
        if any(live[i] for i in hall.inputs.nodes):
            mask |= 1 << number
    for number, stage in enumerate(plant.stages):
        if sum(units[i] for i in stage.nodes if live[i]) >= units_for_all_heat(stage):
            mask |= stage_bit(plant, number)
    return mask


def units_for_all_heat(stage: Stage) -> int:
    """The fewest powered units of a stage that take away all of its heat, once stores are used up."""
    if stage.water is not None and stage.water.makeup_w < stage.heat_w:
        return NEVER
    if stage.rating_w is None:
        return stage.least
    return max(stage.least, -(-stage.heat_w // stage.rating_w))
