"""Load blocks: gensets take their load in steps; what waits is connected when they can bear it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.gensets.sets import SECONDS_PER_HOUR
from dcsim.engine.clock import Order
from dcsim.plant.blocks import DEAD, MAINS, next_to_connect
from dcsim.plant.network import Plant

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class LoadBlocks(Behaviour):
    """All groups of a later load block: the memory is the hour at which each that waits is due.

    A group without input is taken off. On the mains it is connected at once. On gensets alone block n is due
    (n - 1) x `block_s` after its input became live, and is connected then or, if the sets on line cannot
    bear it, as soon as they can; a block goes before the later ones of the same sets.
    """

    watches_supply = True
    watched_parts = ("connections",)

    def __init__(self, plant: Plant) -> None:
        super().__init__("load blocks", 0)
        self.steps = tuple(plant.load_block(node) - 1 for node in plant.blocks)
        self.block_h = tuple((plant.genset(g).block_s or 0.0) / SECONDS_PER_HOUR for g in plant.gensets)

    def fresh(self, core: Core) -> dict[int, float]:
        return {}

    def is_at_rest(self, core: Core, due: dict[int, float]) -> bool:
        return not due

    def calm_from(self, core: Core, due: dict[int, float]) -> float:
        return math.inf if due else -math.inf

    def supply_changed(self, core: Core, due: dict[int, float]) -> None:
        for number, (source, _) in enumerate(core.record.connections):
            waits = core.layout.waits_in(core.key, number)
            if source in (DEAD, MAINS):
                due.pop(number, None)
                if waits is (source == MAINS):
                    core.connect(number, source == MAINS)
            elif waits and number not in due:
                due[number] = core.now + self.steps[number] * self.block_h[source]
                core.at(due[number], Order.SWITCH_CLOSED, self.rank, partial(self._connect, core, due))
        self._connect(core, due)

    def _connect(self, core: Core, due: dict[int, float]) -> None:
        """Connect what is due and can be borne, one by one: each changes what is left for the next."""

        def is_due(number: int) -> bool:
            return due[number] <= core.now

        while True:
            number = next_to_connect(core.plant, core.lookup().connections, due, is_due)
            if number is None:
                return
            del due[number]
            core.connect(number, True)
