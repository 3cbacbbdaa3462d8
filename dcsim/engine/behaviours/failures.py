"""Failure and repair of the units of any group, feed or upstream element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.clock import Order
from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Intervals, Renewal
from dcsim.laws import NEVER, Law, exponential
from dcsim.plant.network import Plant, Spec, is_grid
from dcsim.rollout import Timeline
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core


def calendar_life(spec: Spec) -> Law:
    """Time to failure of a unit that is in service, h."""
    if spec.failures_per_year is not None:
        rate = spec.failures_per_year
        return exponential(HOURS_PER_YEAR / rate) if rate > 0 else NEVER
    if spec.mttf_h is None or getattr(spec, "kind", "") == "genset":
        return NEVER
    return spec.mttf_h


class Failures(Behaviour):
    """Units of a group fail by the calendar and come back repaired."""

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(name, rank)
        spec = plant.specs[name]
        parts = [plant.nodes[i] for i in plant.members[name]]
        self.node_of_unit = tuple(node.index for node in parts for _ in range(node.count))
        self.renewal = Renewal(name, calendar_life(spec), spec.mttr_h or NEVER, len(self.node_of_unit))
        self.is_static = not is_grid(spec)
        self.returns_as = Order.SOURCE_RETURN if is_grid(spec) else Order.REPAIR

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        return self.renewal.draw(streams, block, timeline.horizon_h)

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        node = self.node_of_unit[event.unit]
        if event.begins:
            core.deviate(self.name, event.unit, "failed")
            core.lose(node)
            if self.is_static:
                core.static_change(node, -1)
        else:
            core.normalise(self.name, event.unit, "failed")
            core.regain(node)
            if self.is_static:
                core.static_change(node, +1)
