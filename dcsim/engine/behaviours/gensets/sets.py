"""The sets of one genset group: attempts to start, going on line, run failures, repairs, fuel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dcsim.engine.agenda import Agenda
from dcsim.engine.behaviours.base import Effect, Plain
from dcsim.engine.behaviours.gensets.day_tank import DayTank
from dcsim.engine.behaviours.gensets.fuelled import Fuelled
from dcsim.engine.behaviours.gensets.in_common import StartsInCommon
from dcsim.engine.behaviours.gensets.plantroom import NONE, Phase, Plantroom, Set
from dcsim.engine.behaviours.repairs import repair
from dcsim.engine.clock import Order
from dcsim.engine.intervals import Floats, Ints
from dcsim.engine.key import KeyLayout
from dcsim.laws import NEVER, Law
from dcsim.plant.network import Plant
from dcsim.records import FAILED, FAILED_UNSEEN, FOUND_FAILED
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core
    from dcsim.engine.draws import ManyDraws

SECONDS_PER_HOUR = 3600.0
KINDS_OF_SETS = (FAILED, FAILED_UNSEEN, "failed-to-start", "failed-running", FOUND_FAILED, "in-maintenance")
"""Deviations of single sets: who has one does not start."""
# Counters of the questions one start of one set asks; attempts use 0-9 and 20-29.
START, SYNC, RUN, REPAIR, PER_START = 10, 11, 12, 13, 32


class Sets(Fuelled):
    """What single sets do once their group is wanted; `Gensets` says when that is."""

    remembers = True
    is_reserve = True

    def __init__(self, plant: Plant, name: str, rank: int, streams: Streams) -> None:
        super().__init__(plant, name, rank)
        self.keys = [streams.episode_key(name, "episode", unit) for unit in range(self.spec.count)]
        self.run_life = self.spec.mttf_h or NEVER
        self.start_attempts = self.spec.start_attempts
        self.fail_to_start = self.spec.fail_to_start
        self.in_common = StartsInCommon(name, rank, self.spec, streams)
        self.start_s = self.spec.start_s
        self.joins_at_once = self.spec.sync_s.is_fixed() and self.spec.sync_s.from_uniform(0.0) == 0.0
        self.repair = self.spec.mttr_h or NEVER

    def fresh(self, core: Core) -> Plantroom:
        count, absent = self.spec.count, core.by_plan.absent_at(self.node)
        sets = [Set(there=unit not in absent) for unit in range(count)]
        room = Plantroom(sets, Agenda(count, self.rank))
        room.fuel = self.tank.fresh() if self.tank else None
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
            self._order_alone(core, room, event.unit)

    def maintained(self, core: Core, room: Plantroom, unit: int, out: bool) -> None:
        """A set is taken out for maintenance, or comes back."""
        room.sets[unit].out = out
        if out:
            core.deviate(self.name, unit, "in-maintenance")
            self._stop(core, room, unit)
        else:
            core.normalise(self.name, unit, "in-maintenance")
            self._order_alone(core, room, unit)

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return (Effect(0, 0, True),)  # a set that stands by is in no state of the supply

    def effect_of(self, units: Ints) -> Ints:
        return np.zeros(len(units), np.int64)

    def plain(self, layout: KeyLayout) -> Sequence[Plain]:
        return [((self.name, unit, "failed"), self.node, 0, 0) for unit in range(self.spec.count)]

    def keys_of_draws(self) -> tuple[int, ...]:
        return tuple(self.keys)

    def order_of_machines(self, draws: ManyDraws) -> Floats | None:
        """By the time from the order to start until ready; a first attempt that fails comes after all.

        Of sets that are ready at one instant the first by number has its turn first; who has the next makes
        no difference, and they are ranked by how long they will run.
        """
        failed = draws.chance(0) < self.in_common.alone
        if not self.spec.start_s.is_fixed():
            ready: Floats = draws.length(self.spec.start_s, START) + np.where(failed, 1e50, 0.0)
            return ready
        life = np.minimum(draws.length(self.run_life, RUN), 1e40)
        ranked = np.where(failed, 1e50, life)
        cases = np.arange(len(failed))
        first = np.argmin(failed, axis=1)
        ranked[cases, first] = np.where(failed[cases, first], 1e50, -1.0)
        return ranked

    def is_at_rest(self, core: Core, room: Plantroom) -> bool:
        return room.stands_by

    def calm_from(self, core: Core, room: Plantroom) -> float:
        if not self.is_at_rest(core, room) or room.has_repairs:
            return math.inf
        return self.tank.calm_from(room.fuel) if self.tank and room.fuel else -math.inf

    def calm_unused_from(self, core: Core, room: Plantroom) -> float:
        """Sets that stand by may be in repair, and a tank that only trucks fill be short."""
        if isinstance(self.tank, DayTank):
            return self.calm_from(core, room)
        return -math.inf if self.is_at_rest(core, room) else math.inf

    def was_used(self, room: Plantroom) -> bool:
        return room.phase_version > 0

    def _held(self, core: Core, room: Plantroom, held: bool) -> None:
        room.held = held
        if held:
            self._stop_all(core, room)
        else:
            self._order_all(core, room)

    def unit_comes(self, core: Core, room: Plantroom, unit: int) -> None:
        room.sets[unit].there = True
        self._order_alone(core, room, unit)

    def unit_goes(self, core: Core, room: Plantroom, unit: int) -> None:
        self._stop(core, room, unit)
        room.sets[unit].there = room.sets[unit].in_repair = room.sets[unit].out = False
        room.sets[unit].unseen = room.sets[unit].found = NONE
        for kind in KINDS_OF_SETS:
            core.normalise(self.name, unit, kind)

    # ------------------------------------------------------------------ one set

    def _order_alone(self, core: Core, room: Plantroom, unit: int) -> None:
        if room.phase is Phase.NEEDED and not room.held and not room.dry and not core.is_over:
            self._order(core, room, unit, self.fail_to_start)
            room.agenda.schedule(core)

    def _order_all(self, core: Core, room: Plantroom) -> None:
        if room.phase is Phase.NEEDED and not room.held and not room.dry and not core.is_over:
            self._order_each(core, room, self.in_common.fails(core, room))
            room.agenda.schedule(core)

    def _order_each(self, core: Core, room: Plantroom, fails: float) -> None:
        for unit in range(len(room.sets)):
            self._order(core, room, unit, fails)

    def _order(self, core: Core, room: Plantroom, unit: int, fails: float) -> None:
        """Order a set that is wanted to start, if it can; its agenda is to be scheduled afterwards.

        An attempt `fails` with this probability.
        """
        one = room.sets[unit]
        if not one.can_start:
            return
        one.status = "starting"
        room.running += 1
        base, one.starts = one.starts * PER_START, one.starts + 1
        core.recorder.count(self.name, "starts")
        core.recorder.note(core, "start", self.name, unit)
        if room.running == 1:
            self._follow_tank(core, room)
        wait, key = 0.0, self.keys[unit]
        for attempt in range(self.start_attempts):
            starts = one.unseen == NONE and fails < 1.0
            if starts and core.draws.chance(key, room.episode, base + attempt) >= fails:
                wait += core.draws.length(self.start_s, key, room.episode, base + START) / SECONDS_PER_HOUR
                ready = partial(self._ready, core, room, unit, base)
                room.agenda.plan(core.now + wait, Order.UNIT_READY, unit, ready)
                return
            wait += self._seconds(core, room, unit, base + 20 + attempt, self.spec.attempt_s)
        failed = partial(self._not_started, core, room, unit, base)
        room.agenda.plan(core.now + wait, Order.FAILURE, unit, failed)

    def _ready(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        one = room.sets[unit]
        one.began_h = core.now
        life = core.draws.life(self.run_life, self.keys[unit], room.episode, base + RUN)
        broken = partial(self._run_failure, core, room, unit, base)
        room.agenda.plan(core.now + life, Order.FAILURE, unit, broken)
        one.status = "synchronising"
        # the first set closes onto the dead bus
        if not room.on_line or (self.joins_at_once and room.agenda.is_alone(core)):
            self._on_line(core, room, unit)
            return
        wait = self._seconds(core, room, unit, base + SYNC, self.spec.sync_s)
        closes = partial(self._on_line, core, room, unit)
        room.agenda.plan(core.now + wait, Order.SET_ON_LINE, unit, closes)

    def _on_line(self, core: Core, room: Plantroom, unit: int) -> None:
        room.sets[unit].status = "on line"
        core.recorder.note(core, "on-line", self.name, unit)
        self._join(core, room, 1)

    def _join(self, core: Core, room: Plantroom, sets: int) -> None:
        """So many more are on line."""
        room.on_line += sets
        core.key += sets * core.layout.units[self.node]
        if self.burn is not None and self.burn.by_sets:
            self._follow_tank(core, room)
        if core.opened[self.node] and self.node not in core.resetting and self.node not in core.leaving:
            core.closing.add(self.node)

    def _not_started(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        core.recorder.count(self.name, "failed_starts")
        hidden = room.sets[unit].unseen != NONE
        self._break(core, room, unit, base, FOUND_FAILED if hidden else "failed-to-start")

    def _run_failure(self, core: Core, room: Plantroom, unit: int, base: int) -> None:
        core.recorder.count(self.name, "run_failures")
        self._break(core, room, unit, base, "failed-running")

    def _break(self, core: Core, room: Plantroom, unit: int, base: int, kind: str) -> None:
        one = room.sets[unit]
        self._stop(core, room, unit)
        one.unseen, one.in_repair = NONE, True
        core.deviate(self.name, unit, kind)
        core.recorder.note(core, kind, self.name, unit)
        wait = core.draws.length(self.repair, self.keys[unit], room.episode, base + REPAIR)
        repaired = partial(self._repaired, core, room, unit, kind)
        repair(core, wait, self.rank, repaired)

    def _repaired(self, core: Core, room: Plantroom, unit: int, kind: str) -> None:
        if not room.sets[unit].in_repair:
            return  # it has gone meanwhile
        room.sets[unit].in_repair = False
        core.normalise(self.name, unit, kind)
        core.recorder.count(self.name, "repairs")
        self._order_alone(core, room, unit)

    def _stop(self, core: Core, room: Plantroom, unit: int) -> None:
        if self._halt(core, room, unit) and (not room.running or (self.burn and self.burn.by_sets)):
            self._follow_tank(core, room)

    def _stop_all(self, core: Core, room: Plantroom) -> None:
        if room.running:
            self._halt_all(core, room)
            self._follow_tank(core, room)

    def _halt_all(self, core: Core, room: Plantroom) -> None:
        for unit in range(len(room.sets)):
            self._halt(core, room, unit)

    def _halt(self, core: Core, room: Plantroom, unit: int) -> bool:
        """Stop a set, whether it ran or was about to; the tank is to be told afterwards."""
        one = room.sets[unit]
        if one.status == "standby":
            return False
        if one.status == "on line":
            room.on_line -= 1
            core.key -= core.layout.units[self.node]
        if one.is_running:
            core.ran(self.keys[unit], self.name, one.began_h)
        one.status = "standby"
        room.running -= 1
        room.agenda.void(unit)
        if not room.on_line:
            self._open_breaker(core)
        return True

    def _open_breaker(self, core: Core) -> None:
        """The breaker opens on purpose."""
        core.open_breaker(self.node)
        self._forget_closing(core)

    def _forget_closing(self, core: Core) -> None:
        """The breaker no longer closes as soon as it can; a trip it was waiting to get over is over."""
        if self.node in core.closing:
            core.closing.discard(self.node)
            core.normalise(self.name, -1, "tripped")

    def finish(self, core: Core, room: Plantroom, end_h: float) -> None:
        for one in room.sets:
            if one.is_running:
                core.recorder.run_h[self.name] += end_h - one.began_h
        if self.tank is not None and room.fuel is not None:
            self.tank.book(core, room.fuel, end_h)

    def _seconds(self, core: Core, room: Plantroom, unit: int, counter: int, law: Law) -> float:
        """A drawn delay, h."""
        return core.draws.length(law, self.keys[unit], room.episode, counter) / SECONDS_PER_HOUR
