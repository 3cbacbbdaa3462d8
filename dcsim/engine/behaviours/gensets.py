"""Standby gensets: from the order to start to carrying load, run failures, fuel, and the way back.

A set that is ordered to start makes its attempts, is ready after `start_s`, and goes on line: at once if
the bus is dead, after `sync_s` if another set is there already. The breaker of the group closes as soon as
what is on line can carry what would come to it. Mains take the load back without a break; the sets then
stop. A set repaired during a loss starts with a new draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.agenda import Agenda
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.clock import Order
from dcsim.laws import NEVER, Law
from dcsim.plant.network import Plant
from dcsim.plant.settle import design_load_w
from dcsim.scenario.model import Fuel
from dcsim.streams import Streams, episode_uniform

if TYPE_CHECKING:
    from dcsim.engine.core import Core, HistoryEvent

SECONDS_PER_HOUR = 3600.0
_MASK = (1 << 64) - 1
# Counters of the questions one start of one set asks; attempts use 0-9 and 20-29.
_START, _SYNC, _RUN, _REPAIR, _PER_START = 10, 11, 12, 13, 32


@dataclass
class Set:
    """One genset: `failed` by the calendar, `in_repair` after a start or run; `status` of its run."""

    failed: bool = False
    in_repair: bool = False
    status: str = "standby"
    starts: int = 0
    began_h: float = 0.0

    @property
    def is_running(self) -> bool:
        return self.status in ("synchronising", "on line")

    @property
    def can_start(self) -> bool:
        return not self.failed and not self.in_repair and self.status == "standby"


@dataclass
class Plantroom:
    """What a genset group remembers in one replication. Fuel is counted in hours of the design load."""

    sets: list[Set]
    agenda: Agenda
    running: int = 0
    on_line: int = 0
    wanted: bool = False
    held: bool = False
    episode: int = 0
    caused_by: int = -1
    repeats: int = 0
    fuel_h: float = 0.0
    burning: float = 0.0
    fuel_since_h: float = 0.0
    fuel_version: int = 0
    fuel_out: bool = False
    refilling: bool = False


class Gensets(Failures):
    """One genset group."""

    watches_supply = True

    def __init__(self, plant: Plant, name: str, rank: int, streams: Streams) -> None:
        super().__init__(plant, name, rank)
        self.node = plant.members[name][0]
        self.number = plant.gensets.index(self.node)
        self.spec = plant.genset(self.node)
        self.design_w = design_load_w(plant)[self.node]
        self.keys = [streams.episode_key(name, "episode", unit) for unit in range(self.spec.count)]
        self.run_life = self.spec.mttf_h or NEVER
        self.repair = self.spec.mttr_h or NEVER

    def fresh(self, core: Core) -> Plantroom:
        count = self.spec.count
        room = Plantroom([Set() for _ in range(count)], Agenda(count, self.rank))
        room.fuel_h = self.spec.fuel.tank_h if self.spec.fuel else 0.0
        core.when_held[self.node] = partial(self._held, core, room)
        return room

    # ------------------------------------------------------------------ what comes from outside

    def respond(self, core: Core, room: Plantroom, event: HistoryEvent) -> None:
        """A calendar failure begins or ends."""
        one = room.sets[event.unit]
        one.failed = event.begins
        if event.begins:
            core.deviate(self.name, event.unit, "failed")
            self._stop(core, room, event.unit)
        else:
            core.normalise(self.name, event.unit, "failed")
            self._order(core, room, event.unit)

    def _held(self, core: Core, room: Plantroom, held: bool) -> None:
        room.held = held
        for unit in range(len(room.sets)):
            if held:
                self._stop(core, room, unit)
            else:
                self._order(core, room, unit)

    def supply_changed(self, core: Core, room: Plantroom) -> None:
        wanted = core.record.wants[self.number] or core.warned[self.number] > 0
        if wanted and not room.wanted:
            self._name_episode(core, room)
            room.wanted = True
            for unit in range(len(room.sets)):
                self._order(core, room, unit)
        elif room.wanted and not wanted:
            room.wanted = False
            for unit in range(len(room.sets)):
                self._stop(core, room, unit)
        self._follow_tank(core, room)

    def _name_episode(self, core: Core, room: Plantroom) -> None:
        """An episode is named by the failure that started it, the next of the same failure by a count."""
        cause = core.cause.episode if core.cause else 0
        room.repeats = room.repeats + 1 if cause == room.caused_by else 0
        room.caused_by = cause
        room.episode = (cause + (room.repeats << 56)) & _MASK
        for one in room.sets:
            one.starts = 0

    # ------------------------------------------------------------------ one set

    def _order(self, core: Core, room: Plantroom, unit: int) -> None:
        """Order a set to start, if it is wanted and can."""
        one = room.sets[unit]
        if not room.wanted or room.held or room.fuel_out or not one.can_start:
            return
        one.status = "starting"
        room.running += 1
        base, one.starts = one.starts * _PER_START, one.starts + 1
        core.recorder.count(self.name, "starts")
        core.recorder.note(core, "start", self.name, unit)
        self._follow_tank(core, room)
        wait = 0.0
        for attempt in range(self.spec.start_attempts):
            if self._uniform(room, unit, base + attempt) >= self.spec.fail_to_start:
                wait += self._seconds(room, unit, base + _START, self.spec.start_s)
                ready = partial(self._ready, core, room, unit, base)
                room.agenda.plan(core, core.now + wait, Order.UNIT_READY, unit, ready)
                return
            wait += self._seconds(room, unit, base + 20 + attempt, self.spec.attempt_s)
        failed = partial(self._not_started, core, room, unit, base)
        room.agenda.plan(core, core.now + wait, Order.FAILURE, unit, failed)

    def _ready(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        one = room.sets[unit]
        one.began_h = core.now
        life = self.run_life.from_uniform(self._uniform(room, unit, base + _RUN))
        broken = partial(self._run_failure, core, room, unit, base)
        room.agenda.plan(core, core.now + life, Order.FAILURE, unit, broken)
        one.status = "synchronising"
        if not room.on_line:  # the first set closes onto the dead bus
            self._on_line(core, room, unit)
            return
        wait = self._seconds(room, unit, base + _SYNC, self.spec.sync_s)
        closes = partial(self._on_line, core, room, unit)
        room.agenda.plan(core, core.now + wait, Order.SET_ON_LINE, unit, closes)

    def _on_line(self, core: Core, room: Plantroom, unit: int) -> None:
        room.sets[unit].status = "on line"
        room.on_line += 1
        core.recorder.note(core, "on-line", self.name, unit)
        core.key += core.layout.units[self.node]
        if core.opened[self.node] and self.node not in core.resetting:
            core.closing.add(self.node)

    def _not_started(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        core.recorder.count(self.name, "failed_starts")
        self._break(core, room, unit, base, "failed-to-start")

    def _run_failure(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        core.recorder.count(self.name, "run_failures")
        self._break(core, room, unit, base, "failed-running")

    def _break(self, core: Core, room: Plantroom, unit: int, base: int, kind: str) -> None:
        one = room.sets[unit]
        self._stop(core, room, unit)
        one.in_repair = True
        core.deviate(self.name, unit, kind)
        core.recorder.note(core, kind, self.name, unit)
        wait = self.repair.from_uniform(self._uniform(room, unit, base + _REPAIR))
        repaired = partial(self._repaired, core, room, unit, kind)
        core.at(core.now + wait, Order.REPAIR, self.rank, repaired)

    def _repaired(self, core: Core, room: Plantroom, unit: int, kind: str) -> None:
        room.sets[unit].in_repair = False
        core.normalise(self.name, unit, kind)
        core.recorder.count(self.name, "repairs")
        self._order(core, room, unit)

    def _stop(self, core: Core, room: Plantroom, unit: int) -> None:
        one = room.sets[unit]
        if one.status == "standby":
            return
        if one.status == "on line":
            room.on_line -= 1
            core.key -= core.layout.units[self.node]
        if one.is_running:
            core.recorder.run_h[self.name] += core.now - one.began_h
        one.status = "standby"
        room.running -= 1
        room.agenda.void(unit)
        if not room.on_line:
            core.open_breaker(self.node)
            core.closing.discard(self.node)
        if not room.running:
            self._follow_tank(core, room)

    def finish(self, core: Core, room: Plantroom, end_h: float) -> None:
        for one in room.sets:
            if one.is_running:
                core.recorder.run_h[self.name] += end_h - one.began_h

    def _uniform(self, room: Plantroom, unit: int, counter: int) -> float:
        return episode_uniform(self.keys[unit], room.episode, counter)

    def _seconds(self, room: Plantroom, unit: int, counter: int, law: Law) -> float:
        """A drawn delay, h."""
        u = 0.0 if law.is_fixed() else self._uniform(room, unit, counter)
        return law.from_uniform(u) / SECONDS_PER_HOUR

    # ------------------------------------------------------------------ fuel

    def _follow_tank(self, core: Core, room: Plantroom) -> None:
        """Keep the tank's rate: when it is empty if burning, when it is full again if the sets stand."""
        fuel = self.spec.fuel
        if fuel is None:
            return
        rate = self._burn_rate(core, room, fuel)
        if rate != room.burning:
            room.fuel_h, room.fuel_since_h = self.fuel_left(core, room), core.now
            room.burning = rate
            if rate > 0:
                self._store_event(core, room, room.fuel_h / rate, self._empty)
        in_use = bool(room.running) or room.wanted
        if in_use == room.refilling:
            room.refilling = not in_use and room.fuel_h < fuel.tank_h
            if room.refilling:
                self._store_event(core, room, fuel.refill_h, self._refilled)
            else:
                room.fuel_version += room.burning == 0

    def _burn_rate(self, core: Core, room: Plantroom, fuel: Fuel) -> float:
        """Hours of the design load burnt per hour."""
        if not room.running or room.fuel_out:
            return 0.0
        if fuel.burn == "constant":
            return 1.0
        return core.record.burn[self.number] / self.design_w if self.design_w else 0.0

    def _store_event(
        self, core: Core, room: Plantroom, wait: float, action: Callable[[Core, Plantroom], None]
    ) -> None:
        room.fuel_version += 1
        version = room.fuel_version

        def act() -> None:
            if room.fuel_version == version:
                action(core, room)

        core.at(core.now + wait, Order.STORE_CROSSING, self.rank, act)

    def _empty(self, core: Core, room: Plantroom) -> None:
        room.fuel_h, room.fuel_since_h, room.burning, room.fuel_out = 0.0, core.now, 0.0, True
        core.deviate(self.name, -1, "out-of-fuel")
        core.recorder.note(core, "out-of-fuel", self.name)
        for unit in range(len(room.sets)):
            self._stop(core, room, unit)

    def _refilled(self, core: Core, room: Plantroom) -> None:
        assert self.spec.fuel is not None
        room.fuel_h, room.fuel_since_h, room.refilling, room.fuel_out = (
            self.spec.fuel.tank_h,
            core.now,
            False,
            False,
        )
        core.normalise(self.name, -1, "out-of-fuel")
        for unit in range(len(room.sets)):
            self._order(core, room, unit)

    def fuel_left(self, core: Core, room: Plantroom) -> float:
        """Hours of the design load left in the tank."""
        return max(0.0, room.fuel_h - room.burning * (core.now - room.fuel_since_h))
