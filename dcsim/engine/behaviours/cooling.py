"""Cooling plant that stops without power and takes its time to restart, and the heat it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import MINUTES_PER_HOUR
from dcsim.engine.clock import Order
from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Intervals, Renewal
from dcsim.laws import NEVER, Law, exponential, fixed
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.scenario.model import CoolingGroup, Hall
from dcsim.streams import Streams, episode_uniform

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
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
    watched_part = "powered"

    def __init__(self, plant: Plant, node: int, rank: int, streams: Streams) -> None:
        super().__init__(plant.nodes[node].name, rank)
        spec = plant.specs[plant.nodes[node].group]
        assert isinstance(spec, CoolingGroup)
        self.node = node
        self.number = plant.cooler_at[node]
        self.restart: Law = spec.restart_min.scaled(1.0 / MINUTES_PER_HOUR)
        self.fail_to_restart = spec.fail_to_restart
        self.repair = spec.mttr_h or NEVER
        self.drops_at_sag = spec.drops_at_sag
        self.key = streams.episode_key(self.name, "restart")

    def fresh(self, core: Core) -> Machine:
        return Machine()

    def supply_changed(self, core: Core, machine: Machine) -> None:
        powered = core.record.powered[self.number]
        if not powered:
            self._stop(core, machine)
        elif not machine.running and not machine.restarting:
            self._begin_restart(core, machine)

    def sag(self, core: Core, machine: Machine) -> None:
        """A sag drops the contactors of a machine that has power."""
        if self.drops_at_sag and core.record.powered[self.number]:
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
        u = 0.0 if self.restart.is_fixed() else self._uniform(machine, _DELAY)
        act = partial(self._restarted, core, machine, machine.version)
        core.at(core.now + self.restart.from_uniform(u), Order.UNIT_READY, self.rank, act)

    def _restarted(self, core: Core, machine: Machine, version: int) -> None:
        if machine.version != version:
            return
        machine.running, machine.restarting = True, False
        core.recorder.note(core, "restart", self.name)
        core.normalise(self.name, -1, "stopped")
        core.key += core.layout.running[self.number]
        for unit in range(core.up[self.node] if self.fail_to_restart > 0 else 0):
            if self._uniform(machine, _FAIL + unit) < self.fail_to_restart:
                self._lose(core, machine, unit)

    def _lose(self, core: Core, machine: Machine, unit: int) -> None:
        """A unit that did not come back: repaired like any other failure."""
        core.lose(self.node)
        core.recorder.count(self.name, "failed_starts")
        core.deviate(self.name, unit, "failed-to-restart")
        wait = self.repair.from_uniform(self._uniform(machine, _REPAIR + unit))

        def repaired() -> None:
            core.normalise(self.name, unit, "failed-to-restart")
            core.regain(self.node)

        core.at(core.now + wait, Order.REPAIR, self.rank, repaired)

    def _uniform(self, machine: Machine, which: int) -> float:
        return episode_uniform(self.key, machine.caused_by, machine.restarts * _PER_RESTART + which)


class Sags(Behaviour):
    """Voltage sags at all feeds: contactor-held machines drop, no genset starts."""

    def __init__(self, per_year: float, machines: Sequence[int]) -> None:
        super().__init__("sags", 0)
        self.gap = exponential(HOURS_PER_YEAR / per_year) if per_year > 0 else NEVER
        self.machines = tuple(machines)

    @property
    def blamed(self) -> tuple[str, str]:
        return self.name, "sagged"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        # a sag is an instant: an interval that never comes back has a beginning only
        drawn = Renewal(self.name, self.gap, fixed(0.0), 1).draw(streams, block, timeline.horizon_h)
        end = drawn.start + timeline.horizon_h
        return Intervals(drawn.replication, drawn.start, end, drawn.unit, drawn.episode)

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        core.blame(self, event)
        for number in self.machines:
            machine = core.cast.behaviours[number]
            assert isinstance(machine, CoolingRestart)
            machine.sag(core, core.memory[number])


@dataclass
class Warmth:
    """How much of its ride-through a hall has left (1 is all), how fast that changes, and since when."""

    left: float = 1.0
    rate: float = 0.0
    since_h: float = 0.0
    warming_w: int = 0
    hot: bool = False
    version: int = 0


class HallHeat(Behaviour):
    """A hall that warms up by the heat not taken out, and is too hot when its store is used up."""

    watches_supply = True
    watched_part = "warming"

    def __init__(self, plant: Plant, number: int, spec: Hall, rank: int) -> None:
        super().__init__(plant.halls[number].name, rank)
        self.number = number
        self.heat_w = plant.hall_heat_w[number]
        heat_mw = spec.it_mw * spec.heat_per_it
        store = spec.thermal_store_mw_min
        minutes = store / heat_mw if store is not None else (spec.ride_through_min or 0.0)
        self.ride_through_h = minutes / MINUTES_PER_HOUR
        self.recovery_h = spec.recovery_min / MINUTES_PER_HOUR

    def fresh(self, core: Core) -> Warmth:
        return Warmth()

    def left(self, core: Core, warmth: Warmth) -> float:
        """Ride-through left, 0 to 1."""
        return min(1.0, max(0.0, warmth.left + warmth.rate * (core.now - warmth.since_h)))

    def supply_changed(self, core: Core, warmth: Warmth) -> None:
        warming = core.record.warming[self.number]
        if warming == warmth.warming_w:
            return
        warmth.left, warmth.since_h = self.left(core, warmth), core.now
        warmth.warming_w = warming
        warmth.version += 1
        if warming > 0:
            self._warm_up(core, warmth, warming)
        else:
            self._cool_down(core, warmth)

    def _warm_up(self, core: Core, warmth: Warmth, warming: int) -> None:
        if warmth.hot:
            warmth.rate = 0.0
            return
        if self.ride_through_h == 0.0:
            self._too_hot(core, warmth, warmth.version)
            return
        warmth.rate = -warming / self.heat_w / self.ride_through_h
        act = partial(self._too_hot, core, warmth, warmth.version)
        core.at(core.now - warmth.left / warmth.rate, Order.STORE_CROSSING, self.rank, act)

    def _too_hot(self, core: Core, warmth: Warmth, version: int) -> None:
        if warmth.version == version:
            warmth.left, warmth.rate, warmth.since_h, warmth.hot = 0.0, 0.0, core.now, True
            core.deviate(self.name, -1, "too-hot")
            core.recorder.note(core, "too-hot", self.name)
            core.heat_up(self.number, True)

    def _cool_down(self, core: Core, warmth: Warmth) -> None:
        """Cooled in full again: in service at once, its ride-through back after `recovery_min`."""
        if warmth.hot:
            warmth.hot = False
            core.normalise(self.name, -1, "too-hot")
            core.heat_up(self.number, False)
        if self.recovery_h > 0:
            warmth.rate = 1.0 / self.recovery_h
        else:
            warmth.left, warmth.rate = 1.0, 0.0
