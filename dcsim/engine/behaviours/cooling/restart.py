"""Cooling plant that stops without power and takes its time to restart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import MINUTES_PER_HOUR
from dcsim.engine.behaviours.repairs import repair
from dcsim.engine.clock import Order
from dcsim.laws import NEVER, Law
from dcsim.plant.network import Plant
from dcsim.scenario.model import CoolingGroup
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.core import Core

_DELAY, _REPAIR, _FAIL, _PER_RESTART = 0, 64, 128, 4096


@dataclass
class Machine:
    """What a cooling node remembers: whether it runs, and its restart under way."""

    running: bool = True
    restarting: bool = False
    version: int = 0
    caused_by: int = -1
    restarts: int = 0


class CoolingRestart(Behaviour):
    """One cooling node: stops at once without power or at a sag, and restarts after `restart_min`."""

    watches_supply = True
    watched_parts = ("powered",)

    def __init__(self, plant: Plant, node: int, rank: int, streams: Streams) -> None:
        super().__init__(plant.nodes[node].name, rank)
        group = plant.nodes[node].group
        spec = plant.specs[group]
        assert isinstance(spec, CoolingGroup)
        self.node = self.stands_at = node
        self.group = group
        self.number = plant.cooler_at[node]
        self.watched_places = (self.number,)
        self.restart: Law = spec.restart_min.scaled(1.0 / MINUTES_PER_HOUR)
        self.fail_to_restart = spec.fail_to_restart
        self.repair = spec.mttr_h or NEVER
        self.drops_at_sag = spec.drops_at_sag
        self.key = streams.episode_key(self.name, "restart")

    def fresh(self, core: Core) -> Machine:
        return Machine()

    def supply_changed(self, core: Core, machine: Machine) -> None:
        if self.node in core.setup.unfed:
            return
        powered = core.record.powered[self.number]
        if not powered:
            self._stop(core, machine)
        elif not machine.running and not machine.restarting:
            self._begin_restart(core, machine)

    def keys_of_draws(self) -> tuple[int, ...]:
        return (self.key,)

    def is_at_rest(self, core: Core, machine: Machine) -> bool:
        return machine.running and not machine.restarting

    def calm_from(self, core: Core, machine: Machine) -> float:
        return -math.inf if self.is_at_rest(core, machine) else math.inf

    def unit_comes(self, core: Core, machine: Machine, unit: int) -> None:
        if core.present[self.node] == 1:
            self._renew(core, machine)

    def unit_goes(self, core: Core, machine: Machine, unit: int) -> None:
        if not core.present[self.node]:
            self._renew(core, machine)

    def _renew(self, core: Core, machine: Machine) -> None:
        """The first machine of a node comes running; where none is left, nothing is out of order."""
        machine.version += 1
        machine.restarting = False
        if not machine.running:
            machine.running = True
            core.normalise(self.name, -1, "stopped")
            core.key += core.layout.running[self.number]

    def drop(self, core: Core, machine: Machine) -> None:
        """A sag drops the contactors of a machine; they close again at once."""
        if self.node in core.setup.unfed:
            return
        core.recorder.count(self.name, "drops")
        self._stop(core, machine)
        self._begin_restart(core, machine)

    def _stop(self, core: Core, machine: Machine) -> None:
        machine.version += 1
        machine.restarting = False
        if machine.running:
            machine.running = False
            core.recorder.note(core, "stop", self.name)
            core.deviate(self.name, -1, "stopped")
            core.key -= core.layout.running[self.number]

    def _begin_restart(self, core: Core, machine: Machine) -> None:
        cause = core.cause.episode
        machine.restarts = machine.restarts + 1 if cause == machine.caused_by else 0
        machine.caused_by = cause
        machine.restarting = True
        machine.version += 1
        wait = core.draws.restart(self.restart, *self._question(machine, _DELAY))
        act = partial(self._restarted, core, machine, machine.version)
        core.at(core.now + wait, Order.UNIT_READY, self.rank, act)

    def _restarted(self, core: Core, machine: Machine, version: int) -> None:
        if machine.version != version:
            return
        machine.running, machine.restarting = True, False
        core.recorder.note(core, "restart", self.name)
        core.normalise(self.name, -1, "stopped")
        core.key += core.layout.running[self.number]
        for unit in range(core.up[self.node] if self.fail_to_restart > 0 else 0):
            if core.draws.chance(*self._question(machine, _FAIL + unit)) < self.fail_to_restart:
                self._lose(core, machine, unit)

    def _lose(self, core: Core, machine: Machine, unit: int) -> None:
        """A unit that did not come back: repaired like any other failure."""
        core.lose(self.node)
        core.recorder.count(self.group, "failed_starts")
        core.deviate(self.name, unit, "failed-to-restart")
        wait = core.draws.length(self.repair, *self._question(machine, _REPAIR + unit))

        def repaired() -> None:
            core.normalise(self.name, unit, "failed-to-restart")
            if core.gone[self.node]:
                core.gone[self.node] -= 1
                return
            core.recorder.count(self.group, "repairs")
            core.regain(self.node)

        repair(core, wait, self.rank, repaired)

    def _question(self, machine: Machine, which: int) -> tuple[int, int, int]:
        """(key, episode, counter) of one draw of this restart."""
        return self.key, machine.caused_by, machine.restarts * _PER_RESTART + which
