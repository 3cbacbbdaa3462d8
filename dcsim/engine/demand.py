"""Demand by the hour: the level in the key is kept right, at the cost of an event only while it matters.

In most states all levels have the same supply record: halls are served, gensets stand, batteries are full.
Then nobody looks at the clock. The hour's level is taken over before anything else happens, and from then on
each change is an event of its own as long as another level would have another record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.engine.clock import Order

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class HourlyDemand:
    """The demand level of one replication, and the change that is due next."""

    __slots__ = ("_core", "_due_h", "_timeline")

    def __init__(self, core: Core) -> None:
        self._core = core
        self._timeline = core.cast.timeline
        self._due_h = -1.0

    def catch_up(self) -> None:
        """Take over the level of this hour where nobody has looked at it since it changed."""
        if not self._core.record.varies:
            self._take(self._timeline.level_at(self._core.now))

    def watch(self) -> None:
        """See to it that the next change is an event, if it may matter."""
        core = self._core
        if (core.record.varies or core.closing) and self._due_h <= core.now:
            self._due_h = self._timeline.next_change_h(core.now)
            core.at(self._due_h, Order.DEMAND_CHANGE, 0, self._change)

    def _change(self) -> None:
        level = self._timeline.level_at(self._core.now)
        if level != self._core.level:
            megawatts = sum(self._timeline.demand_w[level]) / 1e6
            self._core.recorder.note(self._core, "demand", "demand", value=megawatts)
            self._core.all_asked = False
        self._take(level)
        self.watch()

    def _take(self, level: int) -> None:
        self._core.key += (level - self._core.level) * self._core.layout.level
        self._core.level = level
