"""Units of a group are taken out for planned works, and come back.

Who is out when is drawn with the failures of the group (see `dcsim.engine.dependent`), and only for as long
as the unit has not failed. So a time out may begin with the end of a repair and end with a failure; these
happen at one instant, and the site must not see a unit in order between them. Such times are those of a
behaviour of their own, whose events have the place of a repair, or of a failure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect, Plain
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.clock import Order
from dcsim.engine.intervals import Ints
from dcsim.engine.key import KeyLayout
from dcsim.plant.network import Plant
from dcsim.plant.settle import settled

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core

OUT = "in-maintenance"


class Maintenance(Behaviour):
    """The times out of one group that begin, or not, after a repair, and end, or not, with a failure.

    A board, or whatever else is one unit, is switched over before: switches and ties move away without a
    break where they can. `sets` is the behaviour of a genset group, by its number.
    """

    remembers = False

    def __init__(
        self, plant: Plant, name: str, rank: int, kind: tuple[bool, bool], sets: tuple[int, Gensets] | None
    ) -> None:
        super().__init__(name, rank)
        after_repair, until_failure = kind
        self.drawn_as = name, after_repair, until_failure
        self.begins_as = Order.REPAIR if after_repair else Order.FAILURE
        self.returns_as = Order.FAILURE if until_failure else Order.REPAIR
        parts = [plant.nodes[i] for i in plant.members[name]]
        self._parts = parts
        self._part_of_unit = np.repeat(np.arange(len(parts)), [node.count for node in parts])
        self._sets = sets
        # which set is out matters to the order in which the others are ready
        self.is_rehearsed = sets is None

    def blamed(self, unit: int) -> tuple[str, int, str]:
        return self.name, unit, OUT

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        if self._sets is not None:
            return (Effect(0, 0, True),)  # a set that stands by is in no state of the supply
        changes = ((node.count, -layout.units[node.index]) for node in self._parts)
        return tuple(Effect(change, change, True) if count > 1 else None for count, change in changes)

    def effect_of(self, units: Ints) -> Ints:
        return self._part_of_unit[units]

    def plain(self, layout: KeyLayout) -> Sequence[Plain]:
        if self._sets is not None or any(node.count == 1 for node in self._parts):
            return ()
        units = [self._parts[part].index for part in self._part_of_unit.tolist()]
        return [
            ((self.name, unit, OUT), node, layout.units[node], layout.units[node])
            for unit, node in enumerate(units)
        ]

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        if self._sets is not None:
            number, sets = self._sets
            sets.maintained(core, core.memory[number], event.unit, event.begins)
            return
        node = self._parts[self._part_of_unit[event.unit]].index
        if event.begins:
            core.deviate(self.name, event.unit, OUT)
            if core.plant.nodes[node].count == 1:
                core.move_to(settled(core.plant, _without(core, node)))
            core.lose(node)
            core.static_change(node, -1)
        else:
            core.normalise(self.name, event.unit, OUT)
            core.regain(node)
            core.static_change(node, +1)


def _without(core: Core, node: int) -> Any:
    """The present state with none of this node."""
    state, _ = core.layout.decode(core.key)
    return replace(state, units=tuple(0 if i == node else n for i, n in enumerate(state.units)))
