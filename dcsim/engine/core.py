"""One replication: the loop that keeps the site consistent.

The core owns what changes. Behaviours decide what happens; the plant decides who has power. Every change
goes through the integer key, every consequence through the supply record of that key.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from functools import partial, reduce
from typing import Any

from simpy.events import Event

from dcsim.engine.by_plan import ByPlan
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.changes_at_once import ChangesAtOnce
from dcsim.engine.clock import LAST, Order, order_place, priority
from dcsim.engine.closing import close_one_lot
from dcsim.engine.demand import HourlyDemand
from dcsim.engine.eras import Era, Eras
from dcsim.engine.feed import Feed
from dcsim.engine.history import History
from dcsim.engine.losses import FirstOutage, Losses
from dcsim.engine.recorder import Recorder
from dcsim.engine.short_of_fuel import NOTHING, Burnt
from dcsim.engine.supply_record import SupplyRecord
from dcsim.plant.network import State

_TOGETHER = (Order.REPAIR, Order.UNIT_READY, Order.STORE_CROSSING)


class _Horizon(Exception):
    """Ends a replication at its horizon."""


def _end(_event: Event) -> None:
    raise _Horizon


class Core(Losses):
    """The one mutable place of a replication."""

    def __init__(self, cast: Cast, recorder: Recorder, eras: Eras = ()) -> None:
        eras = eras or (Era(0.0, cast.records.finished),)
        super().__init__(cast, recorder, eras[0].setup)
        self.demand = HourlyDemand(self)
        self.by_plan = ByPlan(self, eras)
        self._asked: tuple[object, object] = (None, None)
        self._told: SupplyRecord | None = None
        self._horizon_h = cast.timeline.horizon_h
        self._lot = 0
        self._to_come = 0
        self._due: dict[tuple[float, int], list[tuple[int, int, int, Callable[[], None]]]] = {}
        self.evaluations = 0
        self._changes = ChangesAtOnce(len(cast.plant.nodes))
        self.memory: list[Any] = [one.fresh(self) if one.remembers else None for one in cast.behaviours]
        pairs = zip(cast.behaviours, self.memory, strict=True)
        self._mindful = [(behaviour, memory) for behaviour, memory in pairs if behaviour.remembers]
        self._demand_varies = not cast.timeline.demand_is_constant
        self.evaluate()

    def move_to(self, state: State) -> None:
        """Move switches and ties to where they stand in `state`, from live inputs and so without a break."""
        for mover in self.cast.movers:
            self.cast.behaviours[mover].follow(self, self.memory[mover], state)

    def at(self, time: float, order: int, rank: int, action: Callable[[], None], turn: int = 0) -> None:
        """Do `action` at an absolute time, then bring the site to its fixed point.

        Repairs, ready units and store crossings of one instant are done together before the site is looked
        at, those of one rank by their `turn`; a switch that closes may make the next one unnecessary, so
        these go one by one. Exactly at the horizon only repairs and returns still happen.
        """
        horizon_h = self._horizon_h
        if time >= horizon_h and (time > horizon_h or order > Order.SOURCE_RETURN):
            return
        if order not in _TOGETHER:
            self.clock.at(time, priority(order, rank), partial(self._act, action))
            return
        lot = self._due.get((time, order))
        if lot is None:
            lot = self._due[time, order] = []
            self.clock.at(time, order_place(order), partial(self._act_all, (time, order)))
        lot.append((rank, turn, len(lot), action))

    def _act_all(self, due: tuple[float, int], _event: Event) -> None:
        lot = self._due.pop(due)
        self._lot = len(lot)
        self._begin_instant()
        self._to_come = len(lot)
        for *_, action in sorted(lot) if len(lot) > 1 else lot:
            self._to_come -= 1
            action()
        self._end_instant()

    def is_alone(self) -> bool:
        """Asked by an action: whether nothing else is due at this instant, and the site was looked at."""
        return self._lot == 1 and self.now < self.clock.next_time and not self._demand_varies

    def _act(self, action: Callable[[], None], _event: Event) -> None:
        self._begin_instant()
        action()
        self._end_instant()

    def goes_on_before(self, time: float) -> bool:
        """End this instant here if nothing is to come before `time` or with it; whether it is ended."""
        if self._to_come or not time < self.clock.next_time:
            return False
        self._end_instant()
        return True

    def goes_on_to(self, time: float) -> bool:
        """Move straight on to `time` unless something comes before it or with it; whether it is then."""
        if not time < self.clock.next_time:
            return False
        self.clock.skip_to(time)
        self._begin_instant()
        return True

    def _begin_instant(self) -> None:
        self.now = self.clock.now
        self.catch_up()

    def _end_instant(self) -> None:
        if not self.is_settled() or self.cast.shedding is not None or self._closes():
            self.evaluate()
            return
        self._changes.count(self)
        if self.closing:
            self.circumstances_changed()
        if self.recorder.record.levels:
            self.recorder.levels_at(self)

    def _closes(self) -> bool:
        """Whether a breaker that waits has closed, or the hour's demand may let it."""
        return bool(self.closing) and (self._demand_varies or close_one_lot(self))

    # ------------------------------------------------------------------ the loop

    def feed(self, history: History) -> None:
        """Go through the drawn history, as far as nothing that is scheduled comes first."""
        Feed(self, history).step()

    def catch_up(self) -> None:
        """An instant begins: what the clock has moved over is settled."""
        if self.unsettled:
            self.settle_loss()
        if self._demand_varies:
            self.demand.catch_up()

    def changed_by(self, latest: HistoryEvent | None, static_key: int) -> None:
        """Events of one instant are applied, `latest` the last to begin; what comes of it?

        `static_key` was that of the second clock before them.
        """
        if self.static_key != static_key:
            self.settle_static()
        if self.closing or not self.is_settled():
            self.blame_change(latest)
            self.evaluate()

    def calm_from(self, *, unused: bool = False, but_for_fuel: bool = False) -> float:
        """From which hour on, if nothing else happens, the site is as at hour 0; infinite if not sure.

        Asked only while it is at rest. With `unused`: as seen by what uses no reserve (see
        `Behaviour.is_reserve`); `but_for_fuel`: by what finds enough of it (see `short_of_fuel`).
        """
        return max(self.calm_times(unused=unused, but_for_fuel=but_for_fuel), default=-math.inf)

    def is_at_rest(self) -> bool:
        """Whether the site is as normal and nothing under way can change that; stores may be filling."""
        return (
            self.key == self.normal_key
            and self.is_settled()
            and not (self.loss[0] or self.record.apart or self.closing or self.resetting)
            and not (any(self.holds) or any(self.warned))
            and all(behaviour.is_at_rest(self, memory) for behaviour, memory in self._mindful)
        )

    def calm_times(self, *, unused: bool = False, but_for_fuel: bool = False) -> list[float]:
        """From which hour on each part of the site is so."""
        mindful = self._mindful
        if self.deviations:
            reserves = {behaviour.name for behaviour, _ in mindful if behaviour.is_reserve and unused}
            if any(name not in reserves for name, _, _ in self.deviations):
                return [math.inf]
        if unused:
            return [behaviour.calm_unused_from(self, memory) for behaviour, memory in mindful]
        if but_for_fuel:
            return [behaviour.calm_but_for_fuel_from(self, memory) for behaviour, memory in mindful]
        return [behaviour.calm_from(self, memory) for behaviour, memory in mindful]

    def missing_fuel(self) -> Burnt:
        """What is missing in tanks that are being filled; asked only while the site is at rest."""
        several = (self.cast.behaviours[i].missing_fuel(self, self.memory[i]) for i in self.cast.fuelled)
        return reduce(Burnt.or_more, several, NOTHING)

    def run(self, history: History, horizon_h: float) -> float:
        """Run to the horizon (or the first outage): the hour at which the replication ended."""
        try:
            # repairs due exactly at the horizon still happen: simpy's own `until` would come before them
            self.clock.at(horizon_h, LAST, _end)
            with suppress(_Horizon):
                self.feed(history)
                self.clock.run()
            self.now = self.clock.now
            if self.unsettled:
                self.settle_loss()
        except FirstOutage as first:
            return first.at_h
        return horizon_h

    def let_go(self) -> None:
        """Hold nothing any more: in circles of actions and what they act on, memory is freed late."""
        vars(self).clear()

    def evaluate(self) -> None:
        """Bring the site to its fixed point at this instant."""
        shedding = self.cast.shedding
        self._count_changes()
        while True:
            record = self.lookup()
            if record is not self.record or not self.all_asked:
                self.record = record
                self.all_asked = self._ask_watchers()
            elif not (self.closing and close_one_lot(self)) and not (shedding and shedding.make_room(self)):
                break
        if self._demand_varies:
            self.demand.watch()
        self.circumstances_changed()
        self.note_loss((record.short | self.hot, record.unserved_w + self._hot_unserved_w()))
        if self.cast.rows.names:
            down = self.cast.rows.down(record.short | self.hot, record.apart)
            if down and self.cast.records.by_plan:
                down &= self.cast.rows.asking(self.setup)
            self.recorder.spells.changed(self.now, down, record.shed & ~down, self.demand_w)
        if self.recorder.record.levels:
            self.recorder.levels_at(self)

    def _ask_watchers(self) -> bool:
        """Let the behaviours respond to the record; False if a switch moved and the rest wait for the next.

        Moves without a break come first: nobody else may see the moment before them.
        """
        before, record = self.key, self.record
        behaviours, memory = self.cast.behaviours, self.memory
        asked = record.transfers, record.closings
        # equal parts of records are one object; what would move at once is asked until it has
        known = self.all_asked and asked[0] is self._asked[0] and asked[1] is self._asked[1]
        if not known or record.moves or record.openings:
            self._asked = asked
            for watcher in self.cast.movers:
                behaviours[watcher].supply_changed(self, memory[watcher])
            if self.key != before:
                self._count_changes()
                return False
        told, self._told = self._told if self.all_asked else None, record
        for watcher in self.cast.watchers.concerned(told, record):
            behaviours[watcher].supply_changed(self, memory[watcher])
        return True

    def minds_the_record_only(self) -> bool:
        """Whether an event that leaves the supply record as it is is of no interest to anybody now."""
        kept = self.recorder.record
        return not (
            self.unsettled
            or self.loss[0]
            or self.closing
            or self._demand_varies
            or kept.events
            or kept.levels
            or not self.is_settled()
        )

    def leaves_idle_instants_out(self) -> bool:
        """Whether an instant at which nothing changes may be left out, as nobody looks at every one."""
        if self.draws.are_noted:
            return False
        kept = self.recorder.record
        timeline = self.cast.timeline
        return not (kept.events or kept.levels or self._demand_varies or timeline.ends_at_first_outage)

    def _count_changes(self) -> None:
        self.evaluations += 1
        self._changes.count(self)
