"""What changes over the horizon by plan: the Timeline, the one seam between the rollout and the engine.

In this version a site stands at its full build-out: a Timeline has one row, every unit is ready at hour 0
and demand never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from dcsim.plant import build
from dcsim.scenario.model import ScenarioModel


@dataclass(frozen=True)
class Timeline:
    """What one replication is given besides chance.

    `steps_h` are the hours at which demand changes, the first 0; `demand_w[step]` is the demand per consumer
    (halls, fixed loads, cooling) from then on, W. `ready_h` is the hour each unit is in service by group
    name; a unit not named is there from the start.
    """

    horizon_h: float
    steps_h: tuple[float, ...]
    demand_w: tuple[tuple[int, ...], ...]
    ready_h: dict[str, tuple[float, ...]]
    ends_at_first_outage: bool = False


def timeline_of(model: ScenarioModel) -> Timeline:
    """The Timeline of a site at full build-out: everything asks for all of its own throughout."""
    return Timeline(
        horizon_h=model.horizon.length_h,
        steps_h=(0.0,),
        demand_w=(build(model).demand,),
        ready_h={},
        ends_at_first_outage=model.horizon.ends_at is not None,
    )
