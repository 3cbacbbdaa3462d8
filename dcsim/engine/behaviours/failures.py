"""Failure and repair of the units of any group, feed or upstream element.

Of units that depend on others an interval of unit `count + n` is a hidden failure of unit n, until it is
repaired, and one of unit `2 * count + n` a time in which it is replaced with another part of its assembly. No
unit is down in two ways at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect, Plain
from dcsim.engine.calendar_life import calendar_life
from dcsim.engine.clock import Order
from dcsim.engine.dependent import depends
from dcsim.engine.intervals import Ints
from dcsim.engine.key import KeyLayout
from dcsim.engine.renewals import Renewal
from dcsim.engine.wear import wear_of
from dcsim.laws import NEVER
from dcsim.plant.network import Plant, is_grid
from dcsim.records import FAILED, FAILED_UNSEEN, REPLACED

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core


_WAYS = FAILED, FAILED_UNSEEN, REPLACED


class Failures(Behaviour):
    """Units of a group fail by the calendar and come back repaired."""

    remembers = False

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(name, rank)
        spec = plant.specs[name]
        parts = [plant.nodes[i] for i in plant.members[name]]
        self.parts = tuple(node.index for node in parts)
        self.node_of_unit = tuple(node.index for node in parts for _ in range(node.count))
        self._part_of_unit = np.repeat(np.arange(len(parts)), [node.count for node in parts])
        self.count = len(self.node_of_unit)
        self.is_static = not is_grid(spec)
        of_unit = calendar_life(spec), spec.mttr_h or NEVER
        self.renewal = Renewal(name, *of_unit, self.count, by_staff=self.is_static)
        self.wear = wear_of(spec)
        self.drawn_as = name if depends(spec) else None
        if self.drawn_as is not None:
            self.node_of_unit *= len(_WAYS)
            self._part_of_unit = np.tile(self._part_of_unit, len(_WAYS))
        self.takes_feeds = is_grid(spec)
        self.returns_as = Order.SOURCE_RETURN if is_grid(spec) else Order.REPAIR

    def blamed(self, unit: int) -> tuple[str, int, str]:
        return self._deviation(unit)

    def _deviation(self, unit: int) -> tuple[str, int, str]:
        way, number = divmod(unit, self.count)
        return self.name, number, _WAYS[way]

    def renewal_history(self) -> Renewal | None:
        return self.renewal if self.drawn_as is None else None

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        changes = (-layout.units[node] for node in self.parts)
        return tuple(Effect(change, change if self.is_static else 0, True) for change in changes)

    def effect_of(self, units: Ints) -> Ints:
        return self._part_of_unit[units]

    def plain(self, layout: KeyLayout) -> Sequence[Plain]:
        return [
            (
                self._deviation(unit),
                node,
                layout.units[node],
                layout.units[node] if self.is_static else 0,
            )
            for unit, node in enumerate(self.node_of_unit)
        ]

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        node, deviation = self.node_of_unit[event.unit], self._deviation(event.unit)
        if event.begins:
            core.deviate(*deviation)
            if event.unit >= self.count:
                core.recorder.note(core, deviation[2], self.name, deviation[1])
            core.lose(node)
            if self.is_static:
                core.static_change(node, -1)
        else:
            core.normalise(*deviation)
            core.regain(node)
            if self.is_static:
                core.static_change(node, +1)
