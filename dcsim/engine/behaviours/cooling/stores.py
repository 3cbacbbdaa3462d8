"""Cold stores: water that heat rejection evaporates, and buffers of cold water."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.clock import Order
from dcsim.plant.network import Plant

if TYPE_CHECKING:
    from dcsim.engine.core import Core


@dataclass
class Content:
    """How full the store is (1 is full), how fast that changes per hour, and since when."""

    level: float = 1.0
    rate: float = 0.0
    since_h: float = 0.0
    filling_w: int = 0
    empty: bool = False
    version: int = 0


class ColdStoring(Behaviour):
    """One cold store: linear between events, empty or full at a moment that is computed.

    It is not empty any more from the first instant at which it gains something.
    """

    watches_supply = True
    watched_parts = ("filling",)

    def __init__(self, plant: Plant, number: int, rank: int) -> None:
        store = plant.cold_stores[number]
        super().__init__(store.group, rank)
        self.number = number
        self.watched_places = (number,)
        self.store = store.name
        self.full_wh = store.full_wh
        self.kind = "buffer-empty" if store.is_buffer else "out-of-water"

    def fresh(self, core: Core) -> Content:
        return Content()

    def level(self, core: Core, content: Content) -> float:
        """How full it is now, 0 to 1."""
        return min(1.0, max(0.0, content.level + content.rate * (core.now - content.since_h)))

    def supply_changed(self, core: Core, content: Content) -> None:
        filling = core.record.filling[self.number]
        if filling == content.filling_w:
            return
        content.level, content.since_h = self.level(core, content), core.now
        content.filling_w = filling
        content.version += 1
        is_at_end = (content.empty and filling <= 0) or (content.level >= 1.0 and filling >= 0)
        content.rate = 0.0 if is_at_end else filling / self.full_wh
        if filling > 0 and content.empty:
            self._change(core, content, empty=False)
        if content.rate:
            self._schedule_end(core, content)

    def is_at_rest(self, core: Core, content: Content) -> bool:
        return not content.empty and content.rate >= 0.0

    def calm_from(self, core: Core, content: Content) -> float:
        return -math.inf if content.level == 1.0 and content.rate == 0.0 else math.inf

    def _schedule_end(self, core: Core, content: Content) -> None:
        version = content.version
        end = 0.0 if content.rate < 0 else 1.0

        def reached() -> None:
            if content.version == version:
                content.level, content.rate, content.since_h = end, 0.0, core.now
                if end == 0.0:
                    self._change(core, content, empty=True)

        wait = (end - content.level) / content.rate
        core.at(core.now + wait, Order.STORE_CROSSING, self.rank, reached)

    def _change(self, core: Core, content: Content, *, empty: bool) -> None:
        content.empty = empty
        core.key += (-1 if empty else 1) * core.layout.stocked[self.number]
        if empty:
            core.recorder.note(core, self.kind, self.name)
            core.deviate(self.name, -1, self.kind)
        else:
            core.normalise(self.name, -1, self.kind)
