"""One replication: the state of a site in time, and the loop that keeps it consistent.

The core owns what changes. Behaviours decide what happens; the plant decides who has power. Every change
goes through the integer key, every consequence through the supply record of that key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from simpy.events import Event

from dcsim.engine.clock import LAST, Clock, Order, order_of, priority
from dcsim.engine.supply_record import SupplyRecord, SupplyRecords
from dcsim.errors import SimulationError
from dcsim.plant.network import Plant, State
from dcsim.records import Deviation
from dcsim.rollout import Timeline
from dcsim.streams import name_key

if TYPE_CHECKING:
    from dcsim.engine.behaviours.base import Behaviour
    from dcsim.engine.recorder import Recorder

_TOGETHER = (Order.REPAIR, Order.UNIT_READY, Order.STORE_CROSSING)
MOST_TO_COMBINE = 5
MOST_CHANGES_AT_ONCE = 500
CHANGES_PER_NODE = 20
"""More changes than these two allow at one instant are an endless loop, not a site."""


class Watch(NamedTuple):
    """Behaviours that look at the same part of a supply record, and need asking only when that differs."""

    part: Callable[[SupplyRecord], object]
    behaviours: tuple[int, ...]


@dataclass(frozen=True)
class Cast:
    """What all replications share: the plant, its records, its behaviours."""

    plant: Plant
    timeline: Timeline
    records: SupplyRecords
    behaviours: tuple[Behaviour, ...]
    movers: tuple[int, ...]
    """Switches and ties: they respond to a change of supply before anybody else."""
    watchers: tuple[Watch, ...]
    """The other behaviours that respond to a change of supply, in the order they are asked."""


class HistoryEvent(NamedTuple):
    """The beginning or end of a drawn interval: when, its place among simultaneous events, whose, what."""

    time: float
    place: int
    behaviour: int
    begins: bool
    unit: int
    episode: int


class Cause(NamedTuple):
    """The latest failure or interruption that changed what is supplied; it names the episodes it starts.

    Before there is one, `deviation` is None and the episode is that of the replication's own start.
    """

    deviation: Deviation | None
    episode: int


def _lots(candidates: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All lots of a few candidates, the largest first; of many only all, all but one, and each alone."""
    n = len(candidates)
    sizes = range(n, 0, -1) if n <= MOST_TO_COMBINE else sorted({n, n - 1, 1}, reverse=True)
    for size in sizes:
        yield from combinations(candidates, size)


class _Horizon(Exception):
    """Ends a replication at its horizon."""


def _end(_event: Event) -> None:
    raise _Horizon


Opened = tuple[float, HistoryEvent | None, Cause]
"""Since when a deviation is open, the latest event of the history then, and the latest cause."""

OVER = {
    "failed": "repaired",
    "failed-to-start": "repaired",
    "failed-running": "repaired",
    "failed-to-restart": "repaired",
    "interrupted": "restored",
    "failed-to-transfer": "freed",
    "tripped": "reset",
    "store-empty": "charging",
    "out-of-fuel": "refuelled",
    "too-hot": "cool",
}
"""What a trace calls the end of a deviation."""


class _FirstOutage(Exception):
    """Ends a replication that asks no more than when its first outage begins."""

    def __init__(self, at_h: float) -> None:
        super().__init__()
        self.at_h = at_h


_NOTHING = SupplyRecord(0, 0, (), (), (), (), (), (), (), (), (), ())
"""What is known before the first evaluation."""


class Core:
    """The one mutable place of a replication."""

    def __init__(self, cast: Cast, recorder: Recorder) -> None:
        plant = cast.plant
        self.cast = cast
        self.plant = plant
        self.recorder = recorder
        self.clock = Clock()
        self.layout = cast.records.layout
        self.key = self.layout.encode(plant.normal)
        self.static_key = self.key
        self.static_lost = cast.records.static_loss(self.key)
        self.up = [0 if node.kind == "genset" else node.count for node in plant.nodes]
        self.holds = [0] * len(plant.nodes)
        self.hall_holds = [0] * len(plant.halls)
        self.opened = list(plant.normal.opened)
        self.closing: set[int] = set()
        self.resetting: set[int] = set()
        self.when_held: dict[int, Callable[[bool], None]] = {}
        self.deviations: dict[tuple[str, int, str], Opened] = {}
        self.doubled: Counter[tuple[str, int, str]] = Counter()
        self.event: HistoryEvent | None = None
        self.cause = Cause(None, name_key("start", recorder.replication))
        self._staying = [False] * len(plant.gensets)
        self.warned = [0] * len(plant.gensets)
        self.record: SupplyRecord = _NOTHING
        self._all_asked = True
        self._seen: list[object] = [None] * len(cast.watchers)
        self._due: dict[tuple[float, int], list[tuple[int, int, Callable[[], None]]]] = {}
        self.evaluations = 0
        self._most_changes = MOST_CHANGES_AT_ONCE + CHANGES_PER_NODE * len(plant.nodes)
        self._instant = -1.0
        self._changes = 0
        self.hot = 0
        self._loss = (0, 0)
        self._loss_since = 0.0
        self.unsettled = False
        self.memory: list[Any] = [behaviour.fresh(self) for behaviour in cast.behaviours]
        self.evaluate()

    @property
    def now(self) -> float:
        return self.clock.time

    # ------------------------------------------------------------------ what behaviours may change

    def lose(self, node: int, units: int = 1) -> None:
        """Units of a node become unavailable."""
        self.up[node] -= units
        if not self.holds[node]:
            self.key -= units * self.layout.units[node]

    def regain(self, node: int, units: int = 1) -> None:
        """Units of a node become available."""
        self.up[node] += units
        if not self.holds[node]:
            self.key += units * self.layout.units[node]

    def static_change(self, node: int, units: int) -> None:
        """Units of a group that is no source fail (negative) or are repaired by the calendar.

        Keeps the second clock: the time in which the plant could not serve demand with perfect sources and
        full stores, which theory can tell.
        """
        self.static_key += units * self.layout.units[node]
        lost = self.cast.records.static_loss(self.static_key)
        if lost is not self.static_lost:
            self.static_lost = lost
            self.recorder.static_changed(self.now, lost)

    def hold(self, node: int) -> None:
        """An interruption takes the whole node out, whatever its units."""
        self.holds[node] += 1
        if self.holds[node] == 1:
            self._held(node, True)

    def release(self, node: int) -> None:
        """An interruption of the node ends."""
        self.holds[node] -= 1
        if not self.holds[node]:
            self._held(node, False)

    def _held(self, node: int, held: bool) -> None:
        if node in self.when_held:
            self.when_held[node](held)
        else:
            self.key += (-1 if held else 1) * self.up[node] * self.layout.units[node]

    def hold_hall(self, hall: int, change: int) -> None:
        """An interruption of a hall begins (+1) or ends (-1)."""
        before = self.hall_holds[hall] > 0
        self.hall_holds[hall] += change
        self.key += ((self.hall_holds[hall] > 0) - before) * self.layout.held[hall]

    def has_units(self, node: int) -> bool:
        """Whether any unit of the node serves now (of gensets: is on line)."""
        return self.layout.units_in(self.key, node) > 0

    def open_breaker(self, node: int) -> None:
        """The node opens: tripped, or a genset breaker when its sets stop."""
        if not self.opened[node]:
            self.recorder.note(self, "opened", self.plant.nodes[node].name)
            self.opened[node] = True
            self.key += self.layout.opened[node]

    def deviate(self, name: str, unit: int, kind: str) -> None:
        """Note that something left its normal state."""
        which = (name, unit, kind)
        if which in self.deviations:
            self.doubled[which] += 1
        else:
            self.deviations[which] = (self.now, self.event, self.cause)
        if kind in ("failed", "interrupted", "failed-to-restart"):
            self.recorder.note(self, kind, name, unit)
        self._circumstances_changed()

    def normalise(self, name: str, unit: int, kind: str) -> None:
        """Note that it is back."""
        which = (name, unit, kind)
        if self.doubled and self.doubled[which]:
            self.doubled[which] -= 1
        elif self.deviations.pop(which, None) is None:
            return
        if kind in OVER:
            self.recorder.note(self, OVER[kind], name, unit)
        self._circumstances_changed()

    def heat_up(self, hall: int, hot: bool) -> None:
        """A hall becomes too hot, or is cool again."""
        self.hot ^= ((self.hot >> hall & 1) ^ hot) << hall
        self._all_asked = False

    def _hot_unserved_w(self) -> int:
        """IT demand of halls that have power and are too hot, W."""
        hot = self.hot & ~self.record.short
        if not hot:
            return 0
        demand = self.cast.timeline.demand_w[0]
        return sum(demand[i] for i in range(len(self.plant.halls)) if hot >> i & 1)

    def stay(self, number: int, staying: bool) -> None:
        """Switches on a live input stay there (True) or may leave it again, as this genset node says."""
        if self._staying[number] != staying:
            self._staying[number] = staying
            self.key += (1 if staying else -1) * self.layout.staying[number]

    def break_before_make(self) -> None:
        """Open every switch that would now move to another input; it closes there after its delay."""
        for switch, _ in self._lookup().moves:
            present = self.layout.position_in(self.key, switch)
            self.key -= (present + 1) * self.layout.position[switch]

    def warn_gensets(self, numbers: Iterable[int], change: int) -> None:
        """Sets of these genset nodes are to run (+1), or no longer (-1), whatever the supply asks."""
        for number in numbers:
            self.warned[number] += change
            self._all_asked = False

    def move_to(self, state: State) -> None:
        """Move switches and ties to where they stand in `state`, from live inputs and so without a break."""
        for mover in self.cast.movers:
            self.cast.behaviours[mover].follow(self, self.memory[mover], state)

    def at(self, time: float, order: int, rank: int, action: Callable[[], None]) -> None:
        """Do `action` at an absolute time, then bring the site to its fixed point.

        Repairs, ready units and store crossings of one instant are done together before the site is looked
        at; a switch that closes may make the next one unnecessary, so these go one by one.
        """
        if time > self.cast.timeline.horizon_h:
            return
        if order not in _TOGETHER:
            self.clock.at(time, priority(order, rank), partial(self._act, action))
            return
        lot = self._due.get((time, order))
        if lot is None:
            lot = self._due[time, order] = []
            self.clock.at(time, priority(order, 0), partial(self._act, partial(self._act_all, (time, order))))
        lot.append((rank, len(lot), action))

    def _act_all(self, due: tuple[float, int]) -> None:
        for _, _, action in sorted(self._due.pop(due)):
            action()

    def _act(self, action: Callable[[], None], _event: Event) -> None:
        if self.unsettled:
            self._settle_loss()
        action()
        self._count_change()
        if self.closing or not self._is_settled():
            self.evaluate()
        elif self.recorder.keeps_levels:
            self.recorder.levels_at(self)

    # ------------------------------------------------------------------ the loop

    def _feed(self, history: Sequence[HistoryEvent]) -> None:
        """Run through the drawn history; changes without consequence cost no simpy event."""
        events = iter(history)
        ahead = next(events, None)
        clock = self.clock
        behaviours, memory = self.cast.behaviours, self.memory

        def step(_event: Event | None) -> None:
            nonlocal ahead
            while ahead is not None:
                if clock.precedes(ahead.time, ahead.place):
                    clock.at(ahead.time, ahead.place, step)
                    return
                time = ahead.time
                clock.skip_to(time)
                if self.unsettled:
                    self._settle_loss()
                latest = None
                rank = order_of(ahead.place)
                while ahead is not None and ahead.time == time and order_of(ahead.place) == rank:
                    event = self.event = ahead
                    behaviours[event.behaviour].respond(self, memory[event.behaviour], event)
                    if event.begins:
                        latest = event
                    ahead = next(events, None)
                    if ahead is not None and clock.precedes(time, ahead.place):
                        break
                if self.closing or not self._is_settled():
                    if latest is not None:
                        self._blame(latest)
                    self.evaluate()

        step(None)

    def _blame(self, event: HistoryEvent) -> None:
        if self._lookup() is not self.record:
            self.blame(self.cast.behaviours[event.behaviour], event)

    def blame(self, behaviour: Behaviour, event: HistoryEvent) -> None:
        """Note that this interval changes what is supplied; it names the episodes it starts."""
        name, kind = behaviour.blamed
        if kind == "sagged":
            self.recorder.note(self, kind, name)
        self.cause = Cause(Deviation(name, event.unit, kind, event.time, event.episode), event.episode)

    def run(self, history: Sequence[HistoryEvent], horizon_h: float) -> float:
        """Run to the horizon (or the first outage): the hour at which the replication ended."""
        try:
            # what is due exactly at the horizon still happens: simpy's own `until` would come before it
            self.clock.at(horizon_h, LAST, _end)
            with suppress(_Horizon):
                self._feed(history)
                self.clock.run()
            if self.unsettled:
                self._settle_loss()
        except _FirstOutage as first:
            return first.at_h
        return horizon_h

    def evaluate(self) -> None:
        """Bring the site to its fixed point at this instant."""
        self._count_changes()
        while True:
            record = self._lookup()
            if record is not self.record or not self._all_asked:
                self.record = record
                self._all_asked = self._ask_watchers()
            elif not (self.closing and self._close_one()):
                break
        self._circumstances_changed()
        self._note_loss((record.short | self.hot, record.unserved_w + self._hot_unserved_w()))
        if self.recorder.keeps_levels:
            self.recorder.levels_at(self)

    def _ask_watchers(self) -> bool:
        """Let the behaviours respond to the record; False if a switch moved and the rest wait for the next.

        Moves without a break come first: nobody else may see the moment before them.
        """
        before = self.key
        behaviours, memory = self.cast.behaviours, self.memory
        for watcher in self.cast.movers:
            behaviours[watcher].supply_changed(self, memory[watcher])
        if self.key != before:
            self._count_changes()
            return False
        for number, watch in enumerate(self.cast.watchers):
            part = watch.part(self.record)
            if part is not self._seen[number] or not self._all_asked:
                self._seen[number] = part
                for watcher in watch.behaviours:
                    behaviours[watcher].supply_changed(self, memory[watcher])
        return True

    def _lookup(self) -> SupplyRecord:
        records = self.cast.records
        return records.by_key.get(self.key) or records.judge(self.key)

    def _is_settled(self) -> bool:
        return self._all_asked and self._lookup() is self.record

    def _count_changes(self) -> None:
        self.evaluations += 1
        self._count_change()

    def _count_change(self) -> None:
        """Notice a site that goes round in circles at one instant."""
        if self.now != self._instant:
            self._instant, self._changes = self.now, 0
        self._changes += 1
        if self._changes > self._most_changes:
            state, level = self.layout.decode(self.key)
            raise SimulationError(
                f"the site never settles at hour {self.now:.6f}: more than {self._most_changes} changes "
                f"at one instant; demand level {level}, {state}"
            )

    def _close_one(self) -> bool:
        """Close the largest lot of what may close that overloads nothing new."""
        candidates = sorted(i for i in self.closing if self.opened[i])
        for nodes in _lots(candidates):
            if self.cast.records.closable(self.key, nodes):
                for node in nodes:
                    self._close(node)
                return True
        return False

    def _close(self, node: int) -> None:
        self.opened[node] = False
        self.key -= self.layout.opened[node]
        self.closing.discard(node)
        self.recorder.note(self, "closed", self.plant.nodes[node].name)
        self.normalise(self.plant.nodes[node].name, -1, "tripped")

    # ------------------------------------------------------------------ outages

    def _note_loss(self, loss: tuple[int, int]) -> None:
        """Remember a change of what is lost; it counts once the clock has moved on."""
        if loss != self._loss:
            if self.unsettled and self.now > self._loss_since:
                self._settle_loss()
            self._loss, self._loss_since, self.unsettled = loss, self.now, True

    def _circumstances_changed(self) -> None:
        """While halls are down, what explains it is looked at again once the clock has moved on."""
        if self._loss[0]:
            if self.unsettled and self.now > self._loss_since:
                self._settle_loss()
            self._loss_since, self.unsettled = self.now, True

    def _settle_loss(self) -> None:
        if self.now <= self._loss_since:
            return
        self.unsettled = False
        opens = self.recorder.loss_changed(self._loss_since, *self._loss, self)
        if opens and self.cast.timeline.ends_at_first_outage:
            raise _FirstOutage(self._loss_since)
