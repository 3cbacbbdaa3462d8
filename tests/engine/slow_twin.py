"""A second simulator of small sites, slow and plain, to hold the engine against.

It has its own supply logic and its own clock, knows nothing of the package it judges, and counts time and
power in exact fractions. Everything is deterministic: lives and repairs of fixed length, starts that always
succeed or always fail, interruptions at given hours.

Rules it shares with the engine by design, because they define what the right answer is:

- Real flow: live cords, inputs and buses share equally; only switches and ties choose. More than 1 kW above
  the rating is an overload. Of several overloads the shortest `overload_h` trips first in a forecast.
- At one instant: repair, source return, unit ready, switch closed, set on line, demand, store crossing, failure;
  within a class by name. Together, before the site settles, go in one class and instant: what is drawn
  (failures, interruptions and their ends); what waited, where it is a repair, a unit ready or a store
  crossing; the sets of one group.
- Gensets are wanted if alone they raise what the mains alone can serve, or if all together raise it and
  this one then carries a part. The forecast has full complements and empty batteries.
- What is open closes in the largest lot that overloads nothing new and is live then; among lots of one
  size the first by part numbers, which the caller gives (`numbers`).
- A tank in hours counts hours of the whole site's demand. After the loss it fills as fast as an empty one does in
  `refill_h`, and can be used from the first drop on; the next loss finds what has been brought.
- A group of gensets goes from standby over confirming, needed, returning and cooling back to standby. While
  it is returning or cooling its breaker does not close.

Everything else is written independently: who is live is a fixed point and not one pass over an order, state
is kept by name and looked at anew at every event, and nothing but the forecast is remembered.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Literal

MARGIN_W = 1000
MOST_ROUNDS = 2000
"""More rounds than this at one instant, and the site never settles."""
MOST_EVENTS = 20_000

Kind = Literal["feed", "genset", "board", "tie", "ups"]
Outages = dict[str, list[tuple[Fraction, Fraction]]]


class NeverSettles(Exception):
    """The site changes without end at one instant."""


class Order(IntEnum):
    """Classes of simultaneous events, first to last."""

    REPAIR = 0
    SOURCE_RETURN = 1
    UNIT_READY = 2
    SWITCH_CLOSED = 3
    SET_ON_LINE = 4
    DEMAND_CHANGE = 5
    STORE_CROSSING = 6
    FAILURE = 7


TOGETHER = (Order.REPAIR, Order.UNIT_READY, Order.STORE_CROSSING)
"""Whatever waited until one instant in one of these classes is done together."""


# ---------------------------------------------------------------------- what a site is


@dataclass(frozen=True)
class Battery:
    """Hours at full rating, hours from empty to full, whether the load shortens or lengthens it."""

    full_h: Fraction
    recharge_h: Fraction
    by_load: bool = True
    static_bypass: bool = True


@dataclass(frozen=True)
class Fuel:
    """Hours of the whole site's demand, hours to refill, whether the load counts."""

    tank_h: Fraction
    refill_h: Fraction
    by_load: bool = True


@dataclass(frozen=True)
class Sets:
    """How the sets of a genset group behave; `life_h` of a run (None: for ever)."""

    start_h: Fraction
    sync_h: Fraction
    repair_h: Fraction
    life_h: Fraction | None = None
    never_starts: bool = False
    attempts: int = 1
    attempt_h: Fraction = Fraction(0)
    fuel: Fuel | None = None
    confirm_h: Fraction = Fraction(0)
    stable_h: Fraction = Fraction(0)
    cooldown_h: Fraction = Fraction(0)
    opens_on_return: bool = False


@dataclass(frozen=True)
class Part:
    """A feed, a group of the site or a tie. `transfer` replaces `fed_by`; `life_h` None: never fails."""

    kind: Kind
    count: int = 1
    needed: int = 1
    rating_w: int | None = None
    fed_by: tuple[str, ...] = ()
    transfer: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    delay_h: Fraction = Fraction(0)
    overload_h: Fraction = Fraction(0)
    reset_h: Fraction = Fraction(0)
    life_h: Fraction | None = None
    repair_h: Fraction = Fraction(1)
    battery: Battery | None = None
    sets: Sets | None = None

    @property
    def bypasses(self) -> bool:
        return self.battery is not None and self.battery.static_bypass


@dataclass(frozen=True)
class Hall:
    """`hourly`: share of `watts` asked for in each hour, again and again; all of it where empty."""

    watts: int
    cords: tuple[str, ...]
    hourly: tuple[Fraction, ...] = ()

    def watts_in(self, hour: int) -> int:
        share = self.hourly[hour % len(self.hourly)] if self.hourly else Fraction(1)
        assert (self.watts * share).denominator == 1
        return int(self.watts * share)


@dataclass(frozen=True)
class Interruption:
    """Takes out a part or a hall, once."""

    hits: str
    at_h: Fraction
    length_h: Fraction


@dataclass(frozen=True)
class Site:
    """`parts` stand in an order in which each comes after its inputs, boards of a tie side by side."""

    horizon_h: Fraction
    parts: dict[str, Part]
    halls: dict[str, Hall]
    interruptions: dict[str, Interruption]

    @property
    def demand_w(self) -> int:
        """Full demand."""
        return sum(hall.watts for hall in self.halls.values())

    def of_kind(self, kind: Kind) -> list[str]:
        return [name for name, part in self.parts.items() if part.kind == kind]


# ---------------------------------------------------------------------- who has power


@dataclass
class State:
    """By name: units there (gensets: on line), input of a switch (None: open), ties closed, open, charged."""

    units: dict[str, int]
    position: dict[str, int | None]
    closed: dict[str, bool]
    opened: dict[str, bool]
    charged: dict[str, bool]
    stays: bool = False
    """Switches on a live input stay there."""

    def copy(self) -> State:
        return State(
            dict(self.units),
            dict(self.position),
            dict(self.closed),
            dict(self.opened),
            dict(self.charged),
            self.stays,
        )

    def key(self) -> tuple[object, ...]:
        by_name = (self.units, self.position, self.closed, self.opened, self.charged)
        return (*(tuple(one.values()) for one in by_name), self.stays)


@dataclass
class Flow:
    """What a state supplies. `own`: live without what comes over a tie."""

    live: set[str]
    own: set[str]
    on_battery: set[str]
    carried: dict[str, Fraction]
    served: dict[str, bool]
    overloaded: set[str]
    total_w: int


@dataclass
class Wish:
    """Where switches and ties want to go: at once from a live input, after the delay from a dead one."""

    now: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    opening: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)


class Supply:
    """Pure questions about states of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.parts = site.parts
        self._wanted: dict[tuple[object, ...], dict[str, bool]] = {}
        self.watts: dict[str, int] = {}
        """What each hall asks for in this hour."""
        self.take_hour(0)

    def take_hour(self, hour: int) -> None:
        self.watts = {name: hall.watts_in(hour) for name, hall in self.site.halls.items()}

    def conducts(self, state: State, name: str) -> bool:
        part = self.parts[name]
        is_through = part.bypasses or not state.opened[name]
        return is_through and state.units[name] >= max(1, part.needed)

    def inputs(self, state: State, name: str) -> tuple[str, ...]:
        part = self.parts[name]
        if not part.transfer:
            return part.fed_by
        position = state.position[name]
        return () if position is None else (part.transfer[position],)

    def joined(self, state: State, name: str) -> tuple[str, ...]:
        """The board itself and, over a closed tie, its neighbour."""
        for tie, closed in state.closed.items():
            ends = self.parts[tie].between or ("", "")
            if closed and name in ends and all(self.conducts(state, one) for one in (tie, *ends)):
                return ends
        return (name,)

    def energised(self, state: State) -> tuple[set[str], set[str], set[str]]:
        """(live, live by themselves, live on their battery): more and more until nothing changes."""
        live: set[str] = set()
        own: set[str] = set()
        while True:
            before = len(live), len(own)
            for name in self.parts:
                if self.conducts(state, name) and self._is_fed(state, name, live):
                    own.add(name)
                if any(one in own for one in self.joined(state, name)):
                    live.add(name)
            if (len(live), len(own)) == before:
                break
        on_battery = {name for name in own if self._lives_on_battery(state, name, live)}
        return live, own, on_battery

    def _is_fed(self, state: State, name: str, live: set[str]) -> bool:
        if self.parts[name].kind in ("feed", "genset", "tie"):
            return True
        has_battery = state.charged.get(name, False) and not state.opened[name]
        return has_battery or any(one in live for one in self.inputs(state, name))

    def _lives_on_battery(self, state: State, name: str, live: set[str]) -> bool:
        is_ups = self.parts[name].kind == "ups"
        return is_ups and not any(one in live for one in self.inputs(state, name))

    def flow(self, state: State) -> Flow:
        """Who is live, and what each part carries, shared equally from the halls up."""
        live, own, on_battery = self.energised(state)
        carried = dict.fromkeys(self.parts, Fraction(0))
        served = {}
        for name, hall in self.site.halls.items():
            cords = [cord for cord in hall.cords if cord in live]
            served[name] = bool(cords)
            for cord in cords:
                carried[cord] += Fraction(self.watts[name], len(cords))
        for bus in self._buses_from_the_halls_up(state):
            arcs = [
                (source, name)
                for name in bus
                if name in live and name not in on_battery
                for source in self.inputs(state, name)
                if source in live
            ]
            self._pass_up(state, bus, arcs, carried)
        total_w = sum(watts for name, watts in self.watts.items() if served[name])
        overloaded = {name for name in self.parts if self._is_overloaded(state, name, carried[name])}
        return Flow(live, own, on_battery, carried, served, overloaded, total_w)

    def _buses_from_the_halls_up(self, state: State) -> Iterator[tuple[str, ...]]:
        done: set[str] = set()
        for name in reversed(self.parts):
            if name not in done:
                bus = self.joined(state, name) if self.parts[name].kind == "board" else (name,)
                done |= set(bus)
                yield bus

    def _pass_up(
        self,
        state: State,
        bus: tuple[str, ...],
        arcs: list[tuple[str, str]],
        carried: dict[str, Fraction],
    ) -> None:
        demand = {name: carried[name] for name in bus}
        gets = dict.fromkeys(bus, Fraction(0))
        for source, name in arcs:
            part = sum(demand.values(), Fraction(0)) / len(arcs)
            carried[source] += part
            gets[name] += part
        if len(bus) == 2 and arcs:
            tie = next(one for one in state.closed if self.parts[one].between == bus)
            surplus = gets[bus[0]] - demand[bus[0]]
            carried[tie] += abs(surplus)
            carried[bus[0] if surplus > 0 else bus[1]] += abs(surplus)

    def _is_overloaded(self, state: State, name: str, carried: Fraction) -> bool:
        rating = self.parts[name].rating_w
        if rating is None or state.opened[name]:
            return False
        return carried > state.units[name] * rating + MARGIN_W

    # -------------------------------------------------- where switches and ties go

    def wish(self, state: State) -> Wish:
        live, own, _ = self.energised(state)
        wish = Wish()
        for name, position in state.position.items():
            inputs = self.parts[name].transfer
            alive = [n for n, source in enumerate(inputs) if source in live]
            is_dead = position not in alive
            if not self.conducts(state, name) or not alive or alive[0] == position:
                continue
            if is_dead:
                wish.later[name] = alive[0]
            elif not state.stays:
                wish.now[name] = alive[0]
        for tie, closed in state.closed.items():
            a, b = self.parts[tie].between or ("", "")
            if not all(self.conducts(state, one) for one in (tie, a, b)):
                continue
            if closed and a in own and b in own and not state.stays:
                wish.opening.append(tie)
            elif not closed and (a in live) != (b in live):
                wish.closing.append(tie)
        return wish

    def settled(self, state: State) -> State:
        """Everything where it wants to be, delays aside."""
        state = state.copy()
        for _ in range(50):
            wish = self.wish(state)
            if not (wish.now or wish.later or wish.opening or wish.closing):
                break
            state.position |= wish.now | wish.later
            state.closed |= dict.fromkeys(wish.opening, False) | dict.fromkeys(wish.closing[:1], True)
        return state

    # -------------------------------------------------- forecasts

    def forecast(self, state: State) -> Flow:
        """What is left after all that is overloaded has tripped, the quickest first."""
        while True:
            state = self.settled(state)
            flow = self.flow(state)
            if not flow.overloaded:
                return flow
            quickest = min(self.parts[name].overload_h for name in flow.overloaded)
            for name in flow.overloaded:
                state.opened[name] |= self.parts[name].overload_h == quickest

    def wanted(self, state: State) -> dict[str, bool]:
        """Which genset groups should run, from what the mains alone can serve."""
        mains = self._with_gensets(state, ())
        key = (mains.key(), *self.watts.values())
        if key not in self._wanted:
            self._wanted[key] = self._wanted_on(mains)
        return self._wanted[key]

    def _wanted_on(self, mains: State) -> dict[str, bool]:
        groups = self.site.of_kind("genset")
        alone = self.forecast(mains).total_w
        if alone >= sum(self.watts.values()):
            return dict.fromkeys(groups, False)
        together = self.forecast(self._with_gensets(mains, groups))
        helps = together.total_w > alone
        return {
            name: (helps and together.carried[name] > 0)
            or self.forecast(self._with_gensets(mains, (name,))).total_w > alone
            for name in groups
        }

    def _with_gensets(self, state: State, running: Iterable[str]) -> State:
        running = set(running)
        state = state.copy()
        for name in self.site.of_kind("genset"):
            state.units[name] = self.parts[name].count if name in running else 0
            state.opened[name] = name not in running
        state.charged = dict.fromkeys(state.charged, False)
        state.stays = False
        return state

    def may_close(self, state: State, names: Iterable[str]) -> bool:
        """Whether all of these are live once closed, and nothing is overloaded that was not before."""
        after = state.copy()
        after.opened |= dict.fromkeys(names, False)
        flow = self.flow(self.settled(after))
        return set(names) <= flow.live and flow.overloaded <= self.flow(state).overloaded


# ---------------------------------------------------------------------- what happens in time


@dataclass
class Store:
    """How much is left, how fast that goes down or up, since when. `exact`: a float would have no error."""

    level: Fraction
    full: Fraction
    rate: Fraction = Fraction(0)
    since: Fraction = Fraction(0)
    mode: Fraction | str = "charging"
    version: int = 0
    exact: bool = True

    def bring_to(self, now: Fraction) -> None:
        reached = self.level + self.rate * (now - self.since)
        self.exact = self.exact or reached > self.full
        self.level = max(Fraction(0), min(self.full, reached))
        self.since = now

    def change_rate(self, rate: Fraction) -> None:
        self.rate = rate
        self.exact = self.exact and is_binary(rate)
        self.version += 1

    def put(self, level: Fraction, now: Fraction) -> None:
        self.level, self.since, self.exact = level, now, True
        self.version += 1


def is_binary(value: Fraction) -> bool:
    """Whether a float holds it without error."""
    denominator = value.denominator
    return denominator & (denominator - 1) == 0 and denominator < 1 << 30


@dataclass
class Room:
    """What is known of one genset group."""

    sets: list[str]
    versions: list[int]
    phase: str = "standby"
    phase_version: int = 0
    held: bool = False
    tank: Store | None = None
    empty: bool = False
    refill: int | None = None
    """The number of the refill under way."""
    refills: int = 0

    def count(self, status: str) -> int:
        return self.sets.count(status)

    @property
    def runs(self) -> bool:
        return any(status in ("starting", "synchronising", "on line") for status in self.sets)


@dataclass(order=True)
class Due:
    """Something planned. Those of one `lot` at one instant are done together."""

    time: Fraction
    order: Order
    place: int
    is_history: bool
    rank: int
    unit: int
    number: int
    lot: str = field(compare=False)
    act: Callable[[], object] = field(compare=False)


class SlowTwin:
    """One replication of a site. `run()` gives the outages of every hall."""

    def __init__(self, site: Site, numbers: dict[str, int]) -> None:
        self.site, self.parts, self.numbers = site, site.parts, numbers
        self.supply = Supply(site)
        self.now = Fraction(0)
        self.queue: list[Due] = []
        self.planned = 0
        self.missable: set[Fraction] = set()
        """Instants of store crossings that a float may miss by a bit."""
        self.delicate = False
        """Two events met at an instant that floats may tell apart."""
        names = sorted([*site.parts, *(f"up-{f}" for f in site.of_kind("feed")), *site.halls])
        self.ranks = {name: n + 1 for n, name in enumerate(sorted([*names, *site.interruptions]))}
        self.up = {name: part.count for name, part in site.parts.items()}
        self.holds = dict.fromkeys([*site.parts, *site.halls], 0)
        self.state = self._first_state()
        self.heading: dict[str, int | None] = dict.fromkeys([*self.state.position, *self.state.closed])
        self.head_version = dict.fromkeys(self.heading, 0)
        self.deadlines: dict[str, Fraction] = {}
        self.closing: set[str] = set()
        self.resetting: set[str] = set()
        self.staying: set[str] = set()
        self.batteries = {name: Store(Fraction(1), Fraction(1)) for name in self.state.charged}
        self.rooms = {name: self._room(name) for name in site.of_kind("genset")}
        self.dark: dict[str, bool] = dict.fromkeys(site.halls, False)
        self.since: dict[str, Fraction | None] = dict.fromkeys(site.halls)
        self.outages: Outages = {name: [] for name in site.halls}
        self._plan_history()

    def _first_state(self) -> State:
        parts = self.parts.items()
        return State(
            units={name: 0 if part.kind == "genset" else part.count for name, part in parts},
            position={name: 0 for name, part in parts if part.transfer},
            closed={name: False for name, part in parts if part.kind == "tie"},
            opened={name: part.kind == "genset" for name, part in parts},
            charged={name: True for name, part in parts if part.battery and part.battery.full_h > 0},
        )

    def _sets(self, name: str) -> Sets:
        sets = self.parts[name].sets
        assert sets is not None
        return sets

    def _room(self, name: str) -> Room:
        count, fuel = self.parts[name].count, self._sets(name).fuel
        tank = Store(fuel.tank_h, fuel.tank_h) if fuel else None
        return Room(["standby"] * count, [0] * count, tank=tank)

    # -------------------------------------------------- the clock

    def plan(
        self, time: Fraction, order: Order, name: str, act: Callable[[], object], unit: int = 0, lot: str = ""
    ) -> None:
        self.planned += 1
        rank = self.ranks.get(name, 0)
        is_history = lot == "history"
        if order in TOGETHER and not is_history:
            lot = "waited"
        place = 0 if lot == "waited" else rank
        due = Due(time, order, place, is_history, rank, unit, self.planned, lot, act)
        heapq.heappush(self.queue, due)

    def run(self) -> Outages:
        """All outages of all halls up to the horizon."""
        self.settle()
        for _ in range(MOST_EVENTS):
            if not self.queue or self.queue[0].time >= self.site.horizon_h:
                break
            self._step(heapq.heappop(self.queue))
        else:
            raise NeverSettles
        self._book(self.now)
        for name, since in self.since.items():
            if since is not None and since < self.site.horizon_h:
                self.outages[name].append((since, self.site.horizon_h))
        return self.outages

    def _step(self, due: Due) -> None:
        if due.time > self.now:
            self._book(self.now)
        elif due.time in self.missable or not is_binary(due.time):
            self.delicate = True
        self.now, last = due.time, self.planned
        due.act()
        for other in self._together_with(due, last):
            other.act()
        self.settle()

    def _together_with(self, due: Due, last: int) -> Iterator[Due]:
        """What else is done before the site is looked at: the same lot, planned before it began."""
        if not due.lot:
            return
        same = (due.time, due.order, due.lot)
        lot = [d for d in self.queue if (d.time, d.order, d.lot) == same and d.number <= last]
        for one in sorted(lot):
            self.queue.remove(one)
            heapq.heapify(self.queue)
            yield one

    def _book(self, time: Fraction) -> None:
        """The clock is about to move on: what holds now has held since `time`."""
        for name, is_dark in self.dark.items():
            since = self.since[name]
            if is_dark and since is None:
                self.since[name] = time
            elif not is_dark and since is not None:
                if time > since:
                    self.outages[name].append((since, time))
                self.since[name] = None

    # -------------------------------------------------- what is given

    def _plan_history(self) -> None:
        for name, part in self.parts.items():
            if part.life_h is not None:
                self._plan_lives(name, part, part.life_h)
        if any(hall.hourly for hall in self.site.halls.values()):
            for hour in range(1, int(self.site.horizon_h)):
                self.plan(Fraction(hour), Order.DEMAND_CHANGE, "", partial(self.supply.take_hour, hour))
        for name, one in self.site.interruptions.items():
            back = one.at_h + one.length_h
            self._plan_history_event(one.at_h, Order.FAILURE, name, partial(self.hold, one.hits, 1))
            self._plan_history_event(back, Order.SOURCE_RETURN, name, partial(self.hold, one.hits, -1))

    def _plan_lives(self, name: str, part: Part, life_h: Fraction) -> None:
        """Fixed lives: all units of a group fail, and are back, together."""
        returns = Order.SOURCE_RETURN if part.kind == "feed" else Order.REPAIR
        time = life_h
        while time < self.site.horizon_h:
            back = time + part.repair_h
            self._plan_history_event(time, Order.FAILURE, name, partial(self.lose, name, part.count))
            self._plan_history_event(back, returns, name, partial(self.lose, name, -part.count))
            time = back + life_h

    def _plan_history_event(self, time: Fraction, order: Order, name: str, act: Callable[[], object]) -> None:
        self.plan(time, order, name, act, lot="history")

    def lose(self, name: str, units: int) -> None:
        self.up[name] -= units
        self._count_units(name)

    def hold(self, name: str, change: int) -> None:
        was, self.holds[name] = self.holds[name] > 0, self.holds[name] + change
        is_held = self.holds[name] > 0
        if name in self.rooms:
            if was != is_held:
                self._hold_sets(name, is_held)
        elif name in self.parts:
            self._count_units(name)

    def _count_units(self, name: str) -> None:
        self.state.units[name] = 0 if self.holds[name] else self.up[name]

    def _hold_sets(self, name: str, held: bool) -> None:
        self.rooms[name].held = held
        for unit in range(self.parts[name].count):
            if held:
                self.stop(name, unit)
            else:
                self.order_start(name, unit)

    # -------------------------------------------------- until nothing changes any more

    def settle(self) -> None:
        """Bring the site to rest at this instant."""
        for _ in range(MOST_ROUNDS):
            before = self._picture()
            self.state.stays = bool(self.staying)
            flow = self.supply.flow(self.state)
            if self._move(self.supply.wish(self.state)):
                continue
            self._follow_gensets(flow)
            self._follow_batteries(flow)
            self._follow_overloads(flow)
            if self._picture() == before and not self._close():
                break
        else:
            raise NeverSettles
        flow = self.supply.flow(self.state)
        self.dark = {name: not flow.served[name] or self.holds[name] > 0 for name in self.site.halls}

    def _picture(self) -> tuple[object, ...]:
        rooms = [(tuple(room.sets), room.phase, room.empty) for room in self.rooms.values()]
        return (self.state.key(), tuple(rooms), bool(self.staying))

    def _move(self, wish: Wish) -> bool:
        """What moves without a break moves at once; the rest sets out, or gives up."""
        self.state.position |= wish.now
        self.state.closed |= dict.fromkeys(wish.opening, False)
        later: dict[str, int] = wish.later | dict.fromkeys(wish.closing, 1)
        for name in self.heading:
            target = later.get(name)
            if target != self.heading[name]:
                self.heading[name] = target
                self.head_version[name] += 1
                if target is not None:
                    self._set_out(name, target, self.head_version[name])
        return bool(wish.now or wish.opening)

    def _set_out(self, name: str, target: int, version: int) -> None:
        def arrive() -> None:
            if self.head_version[name] != version:
                return
            self.heading[name] = None
            if name in self.state.position:
                self.state.position[name] = target
            else:
                self.state.closed[name] = True

        self.plan(self.now + self.parts[name].delay_h, Order.SWITCH_CLOSED, name, arrive)

    def _close(self) -> bool:
        """Close the largest lot that can; True if there was one."""
        waiting = sorted((name for name in self.closing if self.state.opened[name]), key=self.numbers.get)
        for size in range(len(waiting), 0, -1):
            for lot in combinations(waiting, size):
                if self.supply.may_close(self.state, lot):
                    self.state.opened |= dict.fromkeys(lot, False)
                    self.closing -= set(lot)
                    return True
        return False

    # -------------------------------------------------- batteries and overloads

    def _follow_batteries(self, flow: Flow) -> None:
        for name, store in self.batteries.items():
            mode = self._battery_mode(flow, name)
            if mode != store.mode:
                store.mode = mode
                store.bring_to(self.now)
                self._turn_battery(name, store)

    def _battery_mode(self, flow: Flow, name: str) -> Fraction | str:
        part = self.parts[name]
        assert part.battery is not None
        if name in flow.on_battery:
            rated_w = part.count * (part.rating_w or 0)
            return flow.carried[name] / rated_w if part.battery.by_load else Fraction(1)
        return "charging" if name in flow.live else Fraction(0)

    def _turn_battery(self, name: str, store: Store) -> None:
        battery = self.parts[name].battery
        assert battery is not None
        if isinstance(store.mode, str):
            store.change_rate(1 / battery.recharge_h)
            self.state.charged[name] = True
            return
        store.change_rate(-store.mode / battery.full_h)
        if store.mode > 0:
            self._plan_empty(name, store, lambda: self.state.charged.update({name: False}))

    def _plan_empty(self, name: str, store: Store, then: Callable[[], object]) -> None:
        version = store.version

        def empty() -> None:
            if store.version == version:
                store.rate = Fraction(0)
                store.put(Fraction(0), self.now)
                then()

        due = self.now - store.level / store.rate
        self.plan(due, Order.STORE_CROSSING, name, empty)
        if not store.exact:
            self.missable.add(due)

    def _follow_overloads(self, flow: Flow) -> None:
        self.deadlines = {name: at for name, at in self.deadlines.items() if name in flow.overloaded}
        for name in flow.overloaded:
            if name not in self.deadlines:
                due = self.deadlines[name] = self.now + self.parts[name].overload_h
                self.plan(due, Order.FAILURE, "", partial(self._trip, due))

    def _trip(self, due: Fraction) -> None:
        """Everything whose time is up opens together (a UPS goes to bypass)."""
        up = [name for name, at in self.deadlines.items() if at <= due]
        for name in sorted(up, key=self.numbers.__getitem__):
            del self.deadlines[name]
            self.state.opened[name] = True
            self.resetting.add(name)
            back = self.now + self.parts[name].reset_h
            self.plan(back, Order.UNIT_READY, "", partial(self._reset, name))

    def _reset(self, name: str) -> None:
        self.resetting.discard(name)
        if name not in self.rooms or self.rooms[name].count("on line"):
            self._ask_to_close(name)

    # -------------------------------------------------- the sequence of a loss

    def _follow_gensets(self, flow: Flow) -> None:
        wanted = self.supply.wanted(self.state)
        for name, room in self.rooms.items():
            if wanted[name] and room.phase == "standby":
                self._enter(name, "confirming", self._sets(name).confirm_h, self._confirmed)
            elif wanted[name] and room.phase in ("returning", "cooling"):
                self._confirmed(name)
            elif not wanted[name] and room.phase == "confirming":
                self._enter(name, "standby")
            elif not wanted[name] and room.phase == "needed":
                self.closing.discard(name)
                self._enter(name, "returning", self._sets(name).stable_h, self._accept)
            self._follow_tank(name, flow)

    def _enter(
        self,
        name: str,
        phase: str,
        wait: Fraction = Fraction(0),
        then: Callable[[str], None] | None = None,
    ) -> None:
        room = self.rooms[name]
        room.phase = phase
        room.phase_version += 1
        version = room.phase_version
        if then is None:
            return
        if not wait:
            then(name)
            return
        self.plan(
            self.now + wait,
            Order.UNIT_READY,
            name,
            lambda: then(name) if room.phase_version == version else None,
        )

    def _confirmed(self, name: str) -> None:
        """The sets are to start, or if they still run to take the load again."""
        room = self.rooms[name]
        again = room.phase != "confirming"
        self._enter(name, "needed")
        if self._sets(name).stable_h:
            self.staying.add(name)
        if again and room.count("on line"):
            self._ask_to_close(name)
        for unit in range(len(room.sets)):
            self.order_start(name, unit)

    def _accept(self, name: str) -> None:
        """The mains are there to stay: back to them, closed or open, and the sets cool down."""
        sets = self._sets(name)
        if sets.stable_h:
            self.staying.discard(name)
            self.state.stays = bool(self.staying)
            if sets.opens_on_return:
                moves = self.supply.wish(self.state).now
                self.state.position |= dict.fromkeys(moves)
            self.settle()
        self._open(name)
        self._enter(name, "cooling", sets.cooldown_h, self._stand_down)

    def _stand_down(self, name: str) -> None:
        self._enter(name, "standby")
        for unit in range(self.parts[name].count):
            self.stop(name, unit)

    def _open(self, name: str) -> None:
        self.state.opened[name] = True
        self.closing.discard(name)

    def _ask_to_close(self, name: str) -> None:
        """Sets that nobody needs stay away from the load."""
        is_away = name in self.rooms and self.rooms[name].phase in ("returning", "cooling")
        if self.state.opened[name] and name not in self.resetting and not is_away:
            self.closing.add(name)

    # -------------------------------------------------- one set

    def order_start(self, name: str, unit: int) -> None:
        room, sets = self.rooms[name], self._sets(name)
        if room.phase != "needed" or room.held or room.empty or room.sets[unit] != "standby":
            return
        room.sets[unit] = "starting"
        if sets.never_starts:
            wait = sets.attempts * sets.attempt_h
            self._plan_set(name, unit, wait, Order.FAILURE, self._break)
        else:
            self._plan_set(name, unit, sets.start_h, Order.UNIT_READY, self._ready)

    def _plan_set(
        self, name: str, unit: int, wait: Fraction, order: Order, act: Callable[[str, int], None]
    ) -> None:
        room, version = self.rooms[name], self.rooms[name].versions[unit]
        self.plan(
            self.now + wait,
            order,
            name,
            lambda: act(name, unit) if room.versions[unit] == version else None,
            unit,
            lot=f"sets of {name}",
        )

    def _ready(self, name: str, unit: int) -> None:
        room, sets = self.rooms[name], self._sets(name)
        if sets.life_h is not None:
            self._plan_set(name, unit, sets.life_h, Order.FAILURE, self._break)
        if not room.count("on line"):
            self._on_line(name, unit)
        else:
            room.sets[unit] = "synchronising"
            self._plan_set(name, unit, sets.sync_h, Order.SET_ON_LINE, self._on_line)

    def _on_line(self, name: str, unit: int) -> None:
        room = self.rooms[name]
        room.sets[unit] = "on line"
        self.state.units[name] = room.count("on line")
        self._ask_to_close(name)

    def _break(self, name: str, unit: int) -> None:
        self.stop(name, unit)
        self.rooms[name].sets[unit] = "in repair"
        back = self.now + self._sets(name).repair_h
        self.plan(back, Order.REPAIR, name, lambda: self._repaired(name, unit))

    def _repaired(self, name: str, unit: int) -> None:
        self.rooms[name].sets[unit] = "standby"
        self.order_start(name, unit)

    def stop(self, name: str, unit: int) -> None:
        room = self.rooms[name]
        if room.sets[unit] in ("standby", "in repair"):
            return
        room.sets[unit] = "standby"
        room.versions[unit] += 1
        self.state.units[name] = room.count("on line")
        if not room.count("on line"):
            self._open(name)

    # -------------------------------------------------- fuel

    def _follow_tank(self, name: str, flow: Flow) -> None:
        room, fuel = self.rooms[name], self._sets(name).fuel
        if room.tank is None or fuel is None:
            return
        share = flow.carried[name] / self.site.demand_w if fuel.by_load else Fraction(1)
        rate = -share if room.runs and not room.empty else Fraction(0)
        in_use = room.runs or room.phase != "standby"
        if in_use and room.refill is not None:
            room.refill = None
            room.tank.bring_to(self.now)
            room.tank.change_rate(Fraction(0))
        if room.refill is None and rate != room.tank.rate:
            room.tank.bring_to(self.now)
            room.tank.change_rate(rate)
            if rate:
                self._plan_empty(name, room.tank, lambda: self._out_of_fuel(name))
        if not in_use and room.refill is None and room.tank.level < fuel.tank_h:
            self._refill(name)

    def _out_of_fuel(self, name: str) -> None:
        self.rooms[name].empty = True
        for unit in range(self.parts[name].count):
            self.stop(name, unit)

    def _refill(self, name: str) -> None:
        room, fuel = self.rooms[name], self._sets(name).fuel
        assert room.tank is not None
        assert fuel is not None
        room.refills += 1
        room.refill, was_empty, room.empty = room.refills, room.empty, False
        takes = fuel.refill_h * (fuel.tank_h - room.tank.level) / fuel.tank_h
        room.tank.bring_to(self.now)
        room.tank.change_rate(fuel.tank_h / fuel.refill_h if fuel.refill_h else Fraction(0))
        again = partial(self._refilled, name, room.refill)
        self.plan(self.now + takes, Order.STORE_CROSSING, name, again)
        if was_empty:
            for unit in range(len(room.sets)):
                self.order_start(name, unit)

    def _refilled(self, name: str, number: int) -> None:
        room, fuel = self.rooms[name], self._sets(name).fuel
        if room.refill != number or room.tank is None or fuel is None:
            return
        room.refill = None
        room.tank.put(fuel.tank_h, self.now)
        room.tank.change_rate(Fraction(0))
