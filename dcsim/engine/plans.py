"""The Timelines of a block as the core reads them: what replications have in common, and the eras of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.commissioning import Commissioning
from dcsim.engine.behaviours.tie_in import TieInWorks
from dcsim.engine.eras import Eras, eras_of
from dcsim.errors import SimulationError
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline, Timelines

if TYPE_CHECKING:
    from dcsim.engine.cast import Cast
    from dcsim.engine.intervals import Block, Intervals


def changes_by_plan(timelines: Timelines) -> bool:
    """Whether units come and go, or demand changes otherwise than every so many hours."""
    one = timelines.shared
    if one is None:
        return True
    return bool(one.ready_h or one.retired_h or (not one.demand_is_constant and math.isinf(one.cycle_h)))


def in_common(plant: Plant, timelines: Timelines) -> Timeline:
    """What all replications are given: a site as at full build-out, over the same hours."""
    one = timelines.of(0)
    return replace(
        one, steps_h=(0.0,), demand_w=(plant.demand,), levels=(0,), cycle_h=math.inf, ready_h={}, retired_h={}
    )


def given_to(timelines: Timelines, block: Block) -> list[Timeline]:
    """The Timeline of every replication of a block that is simulated."""
    return [timelines.of(number) for number in range(block.passed_over, block.used)]


def plans_of(cast: Cast, several: Sequence[Timeline]) -> Sequence[Eras]:
    """The eras of replications with these Timelines.

    Raises SimulationError where demand changes both by the hour and by plan.
    """
    found: dict[int, Eras] = {}  # replications without chance have one Timeline
    for one in several:
        if id(one) not in found:
            found[id(one)] = _eras(cast, one)
    return [found[id(one)] for one in several]


def with_plan(
    cast: Cast, histories: Sequence[Intervals], timelines: Timelines, eras: Sequence[Eras], block: Block
) -> list[Intervals]:
    """The histories of the replications that are simulated, with the changes of the plan and its works."""
    found, horizon_h = list(histories), cast.timeline.horizon_h
    for i, one in enumerate(cast.behaviours):
        if isinstance(one, Commissioning):
            found[i] = one.changes(eras, block, horizon_h)
        elif isinstance(one, TieInWorks) and one.phase in timelines.phases_h:
            ready_h = timelines.phases_h[one.phase][block.passed_over : block.used]
            found[i] = one.begun(ready_h, block, horizon_h)
    return found


def _eras(cast: Cast, timeline: Timeline) -> Eras:
    if not math.isinf(timeline.cycle_h):
        raise SimulationError("demand by the hour on a site whose units come and go is not simulated yet")
    return eras_of(cast.plant, cast.records, timeline)
