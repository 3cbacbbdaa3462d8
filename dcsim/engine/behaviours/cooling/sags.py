"""Voltage sags: contactor-held machines drop, no genset starts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Intervals
from dcsim.engine.renewals import Renewal
from dcsim.laws import NEVER, exponential, fixed
from dcsim.rollout import Timeline
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core


class Sags(Behaviour):
    """Voltage sags at all feeds: contactor-held machines that the grid reaches drop, no genset starts."""

    remembers = False
    of_an_instant = True

    def __init__(self, per_year: float, machines: Sequence[int]) -> None:
        super().__init__("sags", 0)
        self.gap = exponential(HOURS_PER_YEAR / per_year) if per_year > 0 else NEVER
        self.machines = tuple(machines)

    def blamed(self, unit: int) -> tuple[str, int, str]:
        return self.name, unit, "sagged"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        # a sag is an instant: an interval that never comes back has a beginning only
        drawn = Renewal(self.name, self.gap, fixed(0.0), 1).draw(streams, block, timeline.horizon_h)
        end = drawn.start + timeline.horizon_h
        return Intervals(drawn.replication, drawn.start, end, drawn.unit, drawn.episode)

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        reached = core.cast.records.sagged(core.key)
        dropping = [(machine, number) for machine, number in self._machines(core) if reached[machine.number]]
        if dropping:
            core.blame(self, event)
        for machine, number in dropping:
            machine.drop(core, core.memory[number])

    def _machines(self, core: Core) -> Iterator[tuple[CoolingRestart, int]]:
        """Contactor-held machines, with their numbers among behaviours."""
        for number in self.machines:
            machine = core.cast.behaviours[number]
            assert isinstance(machine, CoolingRestart)
            if machine.drops_at_sag:
                yield machine, number
