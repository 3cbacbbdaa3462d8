"""Supply records: all that behaviours need to know of a state, computed once and interned by content.

Two states with the same record are the same to every behaviour: a change between them is harmless and
costs nothing. `record is other` is the test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from dcsim.engine.key import KeyLayout
from dcsim.plant.blocks import connected, connections
from dcsim.plant.cooling import heat_flow, heat_left_w
from dcsim.plant.fuel import pumps_serving
from dcsim.plant.live import Live, energised, sagging
from dcsim.plant.network import Plant, State
from dcsim.plant.relief import Room, next_to_return, room_for
from dcsim.plant.settle import can_close, cascade, wanted_gensets, wishes
from dcsim.plant.shedding import Shedding, next_to_shed, to_shed
from dcsim.plant.supply import Flow, dark_halls, served
from dcsim.rollout import Timeline

Answer = TypeVar("Answer")
CHARGING = -1
"""In `drain`: the UPS has a live input, its battery charges or stays full."""


class SupplyRecord(NamedTuple):
    """What a state supplies and what it makes the behaviours do.

    short       bit per hall: not fully served, or held by an interruption
    unserved_w  IT demand not served, W
    wants       per genset node: should it run
    moves       (switch, position) to be made now, from a live input
    transfers   per switch: position to be made after its delay, from a dead input; -1 for none
    openings    ties to be opened now
    closings    per tie: to be closed after its delay
    drain       per battery: W drawn from it; 0 idle; CHARGING
    burn        per genset node: W carried
    pumps       per genset node: pumps of its fuel that have power and serve
    overloaded  nodes that carry more than their rating
    powered     per cooling node: has power, if it needs any
    warming     per stream of heat: what is not taken away of it, W
    connections per node of a later load block: what feeds it, and whether it waits and could be connected
    filling     per cold store: W of heat it gains, negative for what it gives
    apart       bit per consumer on one cord: has no power, or its hall is held
    shed        bit per tenant: its load is shed
    returns     the shed tenant whose load may come back now; -1 for none
    varies      whether another level of demand would make another record of this state
    """

    short: int
    unserved_w: int
    wants: tuple[bool, ...]
    moves: tuple[tuple[int, int], ...]
    transfers: tuple[int, ...]
    openings: tuple[int, ...]
    closings: tuple[bool, ...]
    drain: tuple[int, ...]
    burn: tuple[int, ...]
    pumps: tuple[int, ...]
    overloaded: tuple[int, ...]
    powered: tuple[bool, ...]
    warming: tuple[int, ...]
    connections: tuple[tuple[int, bool], ...]
    filling: tuple[int, ...]
    apart: int = 0
    shed: int = 0
    returns: int = -1
    varies: bool = False


class SupplyRecords:
    """The records of one plant under one Timeline, by key; they serve all blocks."""

    def __init__(self, plant: Plant, timeline: Timeline) -> None:
        self.plant = plant
        self.layout = KeyLayout(plant)
        self.by_key: dict[int, SupplyRecord] = {}
        self._demand = timeline.demand_w
        self._interned: dict[SupplyRecord, SupplyRecord] = {}
        self._wants: dict[tuple[State, int], tuple[bool, ...]] = {}
        self._parts: dict[Any, Any] = {}
        self.static_losses: dict[int, bool] = {}
        self._sagged: dict[int, tuple[bool, ...]] = {}
        self._closable: dict[tuple[int, tuple[int, ...]], bool] = {}
        self._answers: dict[tuple[int, tuple[Any, ...]], Any] = {}
        self._nobody = (False,) * len(plant.gensets)
        self.verdicts: dict[int, bool] = {}
        """What the screen has judged of states, by its own names for them."""
        self.settled: dict[Any, SupplyRecord] = {}
        """What the ledger has found of states that were changed, by its own questions."""

    def judge(self, key: int) -> SupplyRecord:
        """The record of a key not seen before."""
        state, level = self.layout.decode(key)
        found = self._record(state, self._demand[level], level)
        others = [other for other in range(len(self._demand)) if other != level]
        # of what hangs on one cord, and of who is shed, a record does not know how much they ask for
        if ((found.apart or found.shed) and others) or any(
            self._record(state, self._demand[other], other) != found for other in others
        ):
            found = found._replace(varies=True)
        # Equal parts are made one object too: behaviours that look at one part are asked only if it changes.
        found = SupplyRecord(*(self._parts.setdefault((n, part), part) for n, part in enumerate(found)))
        record = self._interned.setdefault(found, found)
        self.by_key[key] = record
        if not record.varies:
            base = key - level * self.layout.level
            self.by_key.update((base + n * self.layout.level, record) for n in others)
        return record

    def static_loss(self, units: int) -> bool:
        """Whether these units could not serve full demand with perfect sources and empty stores.

        What a battery only delays is a loss of the plant: repairs outlast it. `units` is a key in which only
        the units of groups that are no source differ from normal.
        """
        lost = self.static_losses.get(units)
        if lost is None:
            found, _ = self.layout.decode(units)
            state = replace(found, charged=(False,) * len(self.plant.batteries))
            # a genset is a source: with perfect mains it has nothing to do
            demand = self.plant.demand
            _, flow, _ = cascade(self.plant, state, demand, settle=True)
            used_up = replace(state, stocked=(False,) * len(state.stocked))
            lost = any(dark_halls(self.plant, flow.live, demand)) or any(
                heat_left_w(self.plant, used_up, flow.live, demand)
            )
            self.static_losses[units] = lost
        return lost

    def is_normal(self, key: int, units: int) -> bool:
        """Whether the state of `key` is to every behaviour the normal one, the second clock with `units`."""
        normal = self.layout.encode(self.plant.normal)
        records = [self.by_key.get(k) or self.judge(k) for k in (normal, key)]
        if records[0] is not records[1]:
            return False
        # nothing is short, no battery is in use and no switch wants to move: the second clock sees the same
        return (key == units and not records[0].short) or not self.static_loss(units)

    def sagged(self, key: int) -> tuple[bool, ...]:
        """Per cooling node: would a voltage sag in this state reach it?"""
        found = self._sagged.get(key)
        if found is None:
            found = self._sagged[key] = sagging(self.plant, self.layout.decode(key)[0])
        return found

    def closable(self, key: int, nodes: Sequence[int]) -> bool:
        """Whether these open nodes could close together without a new overload."""
        question = (key, tuple(nodes))
        answer = self._closable.get(question)
        if answer is None:
            state, level = self.layout.decode(key)
            answer = can_close(self.plant, state, nodes, self._demand[level])
            self._closable[question] = answer
        return answer

    def to_shed(self, key: int, node: int) -> tuple[int, ...]:
        """Tenants to be shed, in this order, for an overloaded node."""
        return self._asked(key, ("shed", node), lambda s, d: tuple(to_shed(self.plant, s, node, d)))

    def quickest_to_shed(self, key: int) -> Shedding | None:
        """Who would be shed first while this state lasts, if anybody."""
        plant = self.plant
        return self._asked(key, ("quickest",), lambda s, d: next_to_shed(plant, s, served(plant, s, d), d))

    def room_to_close(self, key: int, nodes: Sequence[int]) -> Room | None:
        """What must be shed for these open nodes to close together; None where that is not enough."""

        def ask(state: State, demand: tuple[int, ...]) -> Room | None:
            opened = tuple(o and i not in nodes for i, o in enumerate(state.opened))
            return room_for(self.plant, state, replace(state, opened=opened), nodes, demand)

        return self._asked(key, ("close", *nodes), ask)

    def room_to_connect(self, key: int, block: int) -> Room | None:
        """What must be shed for a load block that waits to be connected; None where that is not enough."""

        def ask(state: State, demand: tuple[int, ...]) -> Room | None:
            return room_for(self.plant, state, connected(state, block), (), demand)

        return self._asked(key, ("connect", block), ask)

    def _asked(
        self, key: int, question: tuple[Any, ...], ask: Callable[[State, tuple[int, ...]], Answer]
    ) -> Answer:
        """The answer to a question about a state, worked out once."""
        if (key, question) not in self._answers:
            state, level = self.layout.decode(key)
            self._answers[key, question] = ask(state, self._demand[level])
        answer: Answer = self._answers[key, question]
        return answer

    def _record(self, state: State, demand: tuple[int, ...], level: int) -> SupplyRecord:
        plant = self.plant
        found = energised(plant, state)
        flow = served(plant, state, demand, found)
        wish = wishes(plant, state, found)
        dark = dark_halls(plant, flow.live, demand)
        short = [lost or held for lost, held in zip(dark, state.held, strict=True)]
        moved = [
            (n, target)
            for n, (target, now) in enumerate(zip(wish.position, state.position, strict=True))
            if target != now
        ]
        heat = heat_flow(plant, state, flow.live, demand)
        # what the mains alone serve is then what is served now, to everybody in full
        at_rest = (
            wish.position == state.position
            and wish.closed == state.closed
            and not flow.on_battery
            and not flow.overloaded
            and flow.served_w == demand
            and not any(state.staying)
            and not any(state.waiting)
            and not any(state.shed)
            and all(state.opened[g] for g in plant.gensets)
        )
        broken = {n: target for n, target in moved if wish.from_dead[n]}
        return SupplyRecord(
            short=sum(1 << i for i, lost in enumerate(short) if lost),
            unserved_w=sum(
                demand[n]
                for lost, loads in zip(short, plant.on_all_cords, strict=True)
                if lost
                for n in loads
            ),
            wants=self._nobody if at_rest else self._wanted(state, demand, level),
            moves=tuple((n, target) for n, target in moved if not wish.from_dead[n]),
            transfers=tuple(broken.get(n, -1) for n in range(len(plant.switches))),
            openings=tuple(n for n, closed in enumerate(wish.closed) if state.closed[n] and not closed),
            closings=tuple(closed and not state.closed[n] for n, closed in enumerate(wish.closed)),
            drain=tuple(self._drain(flow, found.conducts, i) for i in plant.batteries),
            burn=tuple(flow.carried_w[g] for g in plant.gensets),
            pumps=pumps_serving(plant, state, flow.live),
            overloaded=flow.overloaded,
            powered=tuple(self._powered(found, i) for i in plant.coolers),
            warming=heat.left_w,
            connections=connections(plant, state, demand, found),
            filling=heat.filling_w,
            apart=self._apart(flow, short, demand),
            shed=sum(1 << tenant for tenant, gone in enumerate(state.shed) if gone),
            returns=next_to_return(plant, state, demand),
        )

    def _apart(self, flow: Flow, short: Sequence[bool], demand: tuple[int, ...]) -> int:
        first = len(self.plant.consumers) - len(self.plant.it_loads)
        mask = 0
        for bit, n in enumerate(self.plant.on_one_cord):
            load = self.plant.it_loads[n - first]
            dead = not any(flow.live[i] for i in load.inputs.nodes)
            mask |= (demand[n] > 0 and (dead or short[load.hall])) << bit
        return mask

    def _powered(self, found: Live, i: int) -> bool:
        """Whether a cooling node has power: its own failed units do not matter, and a pipe needs none."""
        inputs = self.plant.nodes[i].inputs.nodes
        is_apart = found.waits(self.plant, i)
        return not inputs or (not is_apart and any(found.live[above] for above in inputs))

    def _drain(self, flow: Flow, conducts: Sequence[bool], i: int) -> int:
        if i in flow.on_battery:
            node = self.plant.nodes[i]
            if self.plant.battery(node).drain == "constant":
                return node.count * (node.rating_w or 0)
            return flow.carried_w[i]
        # An empty battery has its UPS live only through its input, and any live input charges.
        return CHARGING if conducts[i] and flow.live[i] else 0

    def _wanted(self, state: State, demand: tuple[int, ...], level: int) -> tuple[bool, ...]:
        plant = self.plant
        if not plant.gensets:
            return ()
        units, opened = list(state.units), list(state.opened)
        for g in plant.gensets:
            units[g], opened[g] = 0, True
        mains = replace(
            state,
            units=tuple(units),
            opened=tuple(opened),
            charged=(),
            held=(),
            running=(),
            staying=(),
            waiting=(),
            stocked=(),
            shed=(False,) * len(plant.tenants),
        )
        question = (mains, level)
        answer = self._wants.get(question)
        if answer is None:
            answer = self._wants[question] = wanted_gensets(plant, state, demand)
        return answer


_KNOWN: WeakKeyDictionary[Plant, dict[tuple[tuple[int, ...], ...], SupplyRecords]] = WeakKeyDictionary()


def records_of(plant: Plant, timeline: Timeline) -> SupplyRecords:
    """The records of this plant under this demand, kept as long as the plant: they hold nothing random."""
    known = _KNOWN.setdefault(plant, {})
    if timeline.demand_w not in known:
        known[timeline.demand_w] = SupplyRecords(plant, timeline)
    return known[timeline.demand_w]
