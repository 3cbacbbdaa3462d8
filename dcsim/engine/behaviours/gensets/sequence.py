"""Standby gensets: from the order to start to carrying load, and the way back.

A set that is ordered to start makes its attempts, is ready after `start_s`, and goes on line: at once if
the bus is dead, after `sync_s` if another set is there already. The breaker of the group closes as soon as
what is on line can carry what would come to it. When the mains are back and have been stable, they take the
load back, without a break or with one; the sets cool down and stop. A second loss is legal at any stage. A
set repaired during a loss starts with a new draw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.gensets.plantroom import Phase, Plantroom
from dcsim.engine.behaviours.gensets.sets import SECONDS_PER_HOUR
from dcsim.engine.behaviours.gensets.tested import TestedSets
from dcsim.engine.clock import Order

if TYPE_CHECKING:
    from dcsim.engine.core import Core

SECONDS_PER_MINUTE = 60.0
_MASK = (1 << 64) - 1


class Gensets(TestedSets):
    """One genset group."""

    def supply_changed(self, core: Core, room: Plantroom) -> None:
        wanted = core.record.wants[self.number] or core.warned[self.number] > 0
        if wanted:
            if room.phase is Phase.STANDBY:
                self._enter(core, room, Phase.CONFIRMING, self.spec.confirm_s, self._confirmed)
            elif room.phase in (Phase.RETURNING, Phase.COOLING):
                self._confirmed(core, room)
        elif room.phase is Phase.CONFIRMING:
            self._enter(core, room, Phase.STANDBY)
        elif room.phase is Phase.NEEDED:
            core.leaving.add(self.node)
            self._forget_closing(core)
            self._enter(core, room, Phase.RETURNING, self.spec.stable_min * SECONDS_PER_MINUTE, self._accept)
        self._follow_tank(core, room)

    def _enter(
        self,
        core: Core,
        room: Plantroom,
        phase: Phase,
        wait_s: float = 0.0,
        then: Callable[[Core, Plantroom], None] | None = None,
    ) -> None:
        """Go to a phase and, unless something else happens first, on to the next after a wait."""
        room.phase = phase
        room.phase_version += 1
        if then is None:
            return
        if wait_s == 0.0:
            then(core, room)
            return
        version = room.phase_version

        def act() -> None:
            if room.phase_version == version:
                then(core, room)

        core.at(core.now + wait_s / SECONDS_PER_HOUR, Order.UNIT_READY, self.rank, act)

    def _confirmed(self, core: Core, room: Plantroom) -> None:
        """The loss counts: every set that stands is ordered to start."""
        again = room.phase is not Phase.CONFIRMING
        self._enter(core, room, Phase.NEEDED)
        core.leaving.discard(self.node)
        if self.spec.stable_min > 0:
            core.stay(self.number, True)
        self._name_episode(core, room)
        if again and room.on_line and core.opened[self.node] and self.node not in core.resetting:
            core.closing.add(self.node)
        self._order_all(core, room)

    def _accept(self, core: Core, room: Plantroom) -> None:
        """The mains are there to stay: the load goes back, closed or open, and the sets cool down."""
        if self.spec.stable_min > 0:
            core.stay(self.number, False)
            if self.spec.retransfer == "open":
                core.break_before_make()
            core.evaluate()
        self._open_breaker(core)
        self._enter(core, room, Phase.COOLING, self.spec.cooldown_min * SECONDS_PER_MINUTE, self._stand_down)

    def _stand_down(self, core: Core, room: Plantroom) -> None:
        core.leaving.discard(self.node)
        self._enter(core, room, Phase.STANDBY)
        self._halt_all(core, room)
        self._follow_tank(core, room)

    def _name_episode(self, core: Core, room: Plantroom) -> None:
        """An episode is named by the failure that started it, the next of the same failure by a count."""
        self._part(core, room)
        cause = core.cause.episode
        room.repeats = room.repeats + 1 if cause == room.caused_by else 0
        room.caused_by = cause
        room.episode = (cause + (room.repeats << 56)) & _MASK
        room.orders = 0
        for one in room.sets:
            one.starts = 0
