"""Units come into service and go, and demand changes, by plan: each change is an event of the history."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.clock import Order
from dcsim.engine.eras import Eras
from dcsim.engine.intervals import Block, Intervals
from dcsim.streams import name_key

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core


class Commissioning(Behaviour):
    """The changes of the plan. Each is an instant; its unit is the number of the era it begins."""

    remembers = False
    of_an_instant = True
    begins_as = Order.DEMAND_CHANGE

    def __init__(self) -> None:
        super().__init__("commissioning", 0)

    def blamed(self, unit: int) -> tuple[str, int, str]:
        """A demand that what is in service cannot serve is a fault of the design."""
        return "design", -1, "design"

    def changes(self, eras: Sequence[Eras], block: Block, horizon_h: float) -> Intervals:
        """Every change of these replications, which are counted from 0."""
        replication = np.repeat(np.arange(len(eras)), [len(one) - 1 for one in eras])
        era = np.concatenate([*(np.arange(1, len(one)) for one in eras), np.zeros(0, np.int64)])
        start = np.array([one.begins_h for several in eras for one in several[1:]], float)
        first = np.uint64(name_key(self.name, "episode", block.number, block.passed_over))
        episode = first + (replication.astype(np.uint64) << np.uint64(32)) + era.astype(np.uint64)
        return Intervals(replication, start, start + horizon_h, era, episode)

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        core.by_plan.enter(event.unit)
        core.all_asked = False
