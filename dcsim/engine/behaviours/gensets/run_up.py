"""Sets of one group that start together: one thing, as long as nobody asks for one of them by itself.

Sets that are ordered at one instant and start at their first attempt differ in nothing but numbers that are
drawn: when they are ready, when they go on line, how long they would run. As long as they all go on running,
all that others can see of them is how many are running and how many on line. So their times are drawn and
put in order at once, and they stop at once. Whatever concerns one of them alone (it fails, is hit, is asked
anew) makes single sets of them first, each as if it had been one all the time: what is drawn depends on who
asks in which episode, not on when.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.gensets.plantroom import NONE, Plantroom, RunUp
from dcsim.engine.behaviours.gensets.sets import PER_START, RUN, SECONDS_PER_HOUR, START, SYNC, Sets
from dcsim.engine.clock import Order
from dcsim.laws import Law
from dcsim.plant.network import Plant
from dcsim.streams import SideBySide, Streams

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class SetsTogether(Sets):
    """The sets of one genset group, started together where they can be."""

    def __init__(self, plant: Plant, name: str, rank: int, streams: Streams) -> None:
        super().__init__(plant, name, rank, streams)
        laws = ((START, self.start_s), (SYNC, self.spec.sync_s), (RUN, self.run_life))
        self._counters = (0, *(counter for counter, law in laws if not law.is_fixed()))
        self._questions = SideBySide(self.keys, self._counters)

    # ------------------------------------------------------------------ the start

    def _order_each(self, core: Core, room: Plantroom, fails: float) -> None:
        alone: Sequence[int] = range(len(room.sets))
        if not room.running and core.leaves_idle_instants_out():
            alone = self._order_together(core, room, fails)
        for unit in alone:
            self._order(core, room, unit, fails)

    def _order_together(self, core: Core, room: Plantroom, fails: float) -> Sequence[int]:
        """Start together all that start at the first attempt: those left, which are to be ordered alone.

        These start in vain. Where one of them may be ready too there is no run-up: it could be the first.
        """
        ready = [unit for unit, one in enumerate(room.sets) if one.can_start]
        if len(ready) < 2:
            return ready
        bases = [one.starts * PER_START for one in room.sets]
        drawn = dict(zip(self._counters, self._questions.uniforms(room.episode, bases), strict=True))
        units: list[int] = []
        in_vain: list[int] = []
        for unit in ready:
            fails_once = drawn[0][unit] < fails
            if room.sets[unit].unseen != NONE or (fails_once and self.start_attempts == 1):
                in_vain.append(unit)
            elif fails_once:
                return ready
            else:
                units.append(unit)
        run_up = self._run_up(core.now, units, bases, drawn) if len(units) > 1 else None
        if run_up is None:
            return ready
        self._begin(core, room, run_up)
        return in_vain

    def _run_up(
        self, now: float, units: list[int], bases: Sequence[int], drawn: Mapping[int, Sequence[float]]
    ) -> RunUp | None:
        """The run-up of these sets; None if it is not told which of them would fail first."""

        def lengths(law: Law, counter: int) -> list[float]:
            if law.is_fixed():
                return [law.from_uniform(0.0)] * len(units)
            row = drawn[counter]
            return law.from_each([row[unit] for unit in units])

        ready = [now + wait / SECONDS_PER_HOUR for wait in lengths(self.start_s, START)]
        lives = lengths(self.run_life, RUN)
        fails = [began + life for began, life in zip(ready, lives, strict=True)]
        soonest = min(fails)
        if soonest < math.inf and fails.count(soonest) > 1:
            return None
        waits = lengths(self.spec.sync_s, SYNC)
        joins = [
            (began + wait / SECONDS_PER_HOUR, Order.SET_ON_LINE, unit)
            for began, wait, unit in zip(ready, waits, units, strict=True)
        ]
        # the first set closes onto the dead bus
        first = ready.index(min(ready))
        del joins[first]
        joins.sort()
        joins.insert(0, (ready[first], Order.UNIT_READY, units[first]))
        weakest = units[fails.index(soonest)] if soonest < math.inf else NONE
        own = [bases[unit] for unit in units]
        return RunUp(units, own, ready, lives, joins, weakest=weakest)

    def _begin(self, core: Core, room: Plantroom, run_up: RunUp) -> None:
        room.run_up = run_up
        for unit in run_up.units:
            one = room.sets[unit]
            one.status, one.starts = "starting", one.starts + 1
        room.running += len(run_up.units)
        core.recorder.count(self.name, "starts", len(run_up.units))
        self._follow_tank(core, room)
        if run_up.weakest != NONE:
            number = run_up.units.index(run_up.weakest)
            self._plan_failure(core, room, run_up, number)
        self._await_next(core, room, run_up)

    def _plan_failure(self, core: Core, room: Plantroom, run_up: RunUp, number: int) -> None:
        unit = run_up.units[number]
        broken = partial(self._run_failure, core, room, unit, run_up.bases[number])
        room.agenda.plan(run_up.ready_h[number] + run_up.lives_h[number], Order.FAILURE, unit, broken)

    # ------------------------------------------------------------------ on line, one after the other

    def _await_next(self, core: Core, room: Plantroom, run_up: RunUp) -> None:
        time, order, _ = run_up.joins[run_up.joined]
        core.at(time, order, self.rank, partial(self._next_join, core, room, run_up))

    def _next_join(self, core: Core, room: Plantroom, run_up: RunUp) -> None:
        """Those whose turn it is go on line, and if nobody else has anything to do the next ones too."""
        joins = run_up.joins
        while room.run_up is run_up:
            due, joined = joins[run_up.joined][:2], run_up.joined
            while run_up.joined < len(joins) and joins[run_up.joined][:2] == due:
                run_up.joined += 1
            self._join(core, room, run_up.joined - joined)
            if run_up.joined == len(joins):
                return
            if not core.goes_on_before(joins[run_up.joined][0]):
                self._await_next(core, room, run_up)
                return
            if room.run_up is run_up:
                self._join_in_a_row(core, room, run_up)
            if room.run_up is not run_up or run_up.joined == len(joins):
                return
            if not core.goes_on_to(joins[run_up.joined][0]):
                self._await_next(core, room, run_up)
                return

    def _join_in_a_row(self, core: Core, room: Plantroom, run_up: RunUp) -> None:
        """Pass over those that change no record and close no breaker, as long as nobody else is to act."""
        node, joins, records = self.node, run_up.joins, core.cast.records
        waits = node in core.closing
        if core.opened[node] and not waits and node not in core.resetting and node not in core.leaving:
            return
        if core.unsettled or core.loss[0] or core.cast.shedding is not None or core.closing - {node}:
            return
        if not core.is_settled():
            return
        follows = self.burn is not None and self.burn.by_sets
        while run_up.joined < len(joins) and joins[run_up.joined][0] < core.clock.next_time:
            key = core.key + core.layout.units[node]
            if records.by_key.get(key) is not core.record or (waits and records.closable(key, (node,))):
                return
            core.skip_to(joins[run_up.joined][0])
            run_up.joined += 1
            room.on_line += 1
            core.key = key
            if follows:
                self._follow_tank(core, room)

    # ------------------------------------------------------------------ the end

    def _halt_all(self, core: Core, room: Plantroom) -> None:
        run_up = room.run_up
        if run_up is not None:
            self._halt_together(core, room, run_up)
        if room.running:
            super()._halt_all(core, room)

    def _halt_together(self, core: Core, room: Plantroom, run_up: RunUp) -> None:
        now = core.now
        ran = sum(now - began for began in run_up.ready_h if began < now)
        if ran:
            core.recorder.run_h[self.name] += ran
        for unit in run_up.units:
            room.sets[unit].status = "standby"
        room.running -= len(run_up.units)
        room.on_line -= run_up.joined
        core.key -= run_up.joined * core.layout.units[self.node]
        self._let_go(room, run_up)
        if not room.on_line:
            self._open_breaker(core)

    def _let_go(self, room: Plantroom, run_up: RunUp) -> None:
        room.run_up = None
        if run_up.weakest != NONE:
            room.agenda.void(run_up.weakest)

    # ------------------------------------------------------------------ one by itself

    def _halt(self, core: Core, room: Plantroom, unit: int) -> bool:
        if room.run_up is not None and unit in room.run_up.units:
            self._part(core, room)
        return super()._halt(core, room, unit)

    def _order_alone(self, core: Core, room: Plantroom, unit: int) -> None:
        if not room.on_line:
            self._part(core, room)  # this one could be the first
        super()._order_alone(core, room, unit)

    def finish(self, core: Core, room: Plantroom, end_h: float) -> None:
        self._part(core, room)
        super().finish(core, room, end_h)

    def _part(self, core: Core, room: Plantroom) -> None:
        """From now on each set goes by itself, as far as it has come by now."""
        run_up, now = room.run_up, core.now
        if run_up is None:
            return
        self._let_go(room, run_up)
        joined = {unit for _, _, unit in run_up.joins[: run_up.joined]}
        join_h = {unit: time for time, _, unit in run_up.joins}
        for number, unit in enumerate(run_up.units):
            one, began = room.sets[unit], run_up.ready_h[number]
            is_ready = began < now or (run_up.joined > 0 and began == run_up.joins[0][0])
            if not is_ready:
                ready = partial(self._ready, core, room, unit, run_up.bases[number])
                room.agenda.plan(began, Order.UNIT_READY, unit, ready)
                continue
            one.began_h = began
            self._plan_failure(core, room, run_up, number)
            if unit in joined:
                one.status = "on line"
                continue
            one.status = "synchronising"
            closes = partial(self._on_line, core, room, unit)
            room.agenda.plan(join_h[unit], Order.SET_ON_LINE, unit, closes)
        room.agenda.schedule(core)
