"""A supply record: all that behaviours need to know of a state; and how it is made.

Most of a record depends only on which way power takes through the network. That part is worked out once for
each way; how many units serve is asked for every state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dcsim.plant.blocks import connections
from dcsim.plant.cooling import heat_flow
from dcsim.plant.fuel import pumps_serving
from dcsim.plant.live import Live, energised
from dcsim.plant.network import Plant, State
from dcsim.plant.relief import next_to_return
from dcsim.plant.settle import Seen, wanted_gensets, wishes
from dcsim.plant.supply import Flow, dark_halls, served

CHARGING = -1
"""In `drain`: the UPS has a live input, its battery charges or stays full."""


class SupplyRecord(NamedTuple):
    """What a state supplies and what it makes the behaviours do.

    short       bit per hall that asks for anything: not fully served, or held by an interruption
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


class _Way(NamedTuple):
    """What every state has in common in which power takes one way through the network.

    `record` has no more than that; `rests`: while nothing is overloaded and no breaker of gensets is closed,
    the mains alone serve everybody in full, and nothing wants to move.
    """

    record: SupplyRecord
    rests: bool


class Judge:
    """Makes the records of one plant: of a state, at one of these levels of demand (W per consumer)."""

    def __init__(self, plant: Plant, demand: Sequence[tuple[int, ...]]) -> None:
        self.plant = plant
        self._demand = demand
        self._ways: dict[tuple[object, ...], _Way] = {}
        self._wants: dict[tuple[object, ...], tuple[bool, ...]] = {}
        self._nobody = (False,) * len(plant.gensets)

    def record(self, state: State, level: int) -> SupplyRecord:
        """The record of a state; `varies` is left open."""
        plant, demand = self.plant, self._demand[level]
        found = energised(plant, state)
        flow = served(plant, state, demand, found)
        way = self._way_of(state, level, found, flow)
        rests = self._rests(state, way, flow)
        heat = heat_flow(plant, state, flow.live, demand)
        return way.record._replace(
            wants=self._nobody if rests else self._wanted(state, level),
            pumps=pumps_serving(plant, state, flow.live),
            overloaded=flow.overloaded,
            warming=heat.left_w,
            connections=connections(plant, state, demand, found),
            filling=heat.filling_w,
            returns=next_to_return(plant, state, demand),
        )

    def flows(self, state: State, level: int) -> Seen:
        """Every flow that the record of a state is made from, each with its state; the first is its own.

        Who waits for a load block, and whose load may come back, is asked of others besides.
        """
        plant, demand = self.plant, self._demand[level]
        found = energised(plant, state)
        flow = served(plant, state, demand, found)
        seen = [(state, flow)]
        if not self._rests(state, self._way_of(state, level, found, flow), flow):
            wanted_gensets(plant, state, demand, seen)
        return seen

    def _rests(self, state: State, way: _Way, flow: Flow) -> bool:
        return way.rests and not flow.overloaded and all(state.opened[g] for g in self.plant.gensets)

    def _way_of(self, state: State, level: int, found: Live, flow: Flow) -> _Way:
        question = (found, state.held, state.shed, any(state.staying), level)
        way = self._ways.get(question)
        if way is None:
            way = self._ways[question] = self._way(state, self._demand[level], found, flow)
        return way

    def _way(self, state: State, demand: tuple[int, ...], found: Live, flow: Flow) -> _Way:
        plant = self.plant
        wish = wishes(plant, state, found)
        dark = dark_halls(plant, flow.live, demand)
        asking = (any(demand[n] for n in loads) for loads in plant.hall_loads)
        short = [lost or (held and asks) for lost, held, asks in zip(dark, state.held, asking, strict=True)]
        moved = [
            (n, target)
            for n, (target, now) in enumerate(zip(wish.position, state.position, strict=True))
            if target != now
        ]
        broken = {n: target for n, target in moved if wish.from_dead[n]}
        rests = (
            wish.position == state.position
            and wish.closed == state.closed
            and not flow.on_battery
            and flow.served_w == demand
            and not any(state.staying)
            and not any(state.waiting)
            and not any(state.shed)
        )
        record = SupplyRecord(
            short=sum(1 << i for i, lost in enumerate(short) if lost),
            unserved_w=sum(
                demand[n]
                for lost, loads in zip(short, plant.on_all_cords, strict=True)
                if lost
                for n in loads
            ),
            wants=(),
            moves=tuple((n, target) for n, target in moved if not wish.from_dead[n]),
            transfers=tuple(broken.get(n, -1) for n in range(len(plant.switches))),
            openings=tuple(n for n, closed in enumerate(wish.closed) if state.closed[n] and not closed),
            closings=tuple(closed and not state.closed[n] for n, closed in enumerate(wish.closed)),
            drain=tuple(self._drain(flow, found.conducts, i) for i in plant.batteries),
            burn=tuple(flow.carried_w[g] for g in plant.gensets),
            pumps=(),
            overloaded=(),
            powered=tuple(self._powered(found, i) for i in plant.coolers),
            warming=(),
            connections=(),
            filling=(),
            apart=self._apart(flow, short, demand),
            shed=sum(1 << tenant for tenant, gone in enumerate(state.shed) if gone),
        )
        return _Way(record, rests)

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

    def _wanted(self, state: State, level: int) -> tuple[bool, ...]:
        plant = self.plant
        if not plant.gensets:
            return ()
        units, opened = list(state.units), list(state.opened)
        for g in plant.gensets:
            units[g], opened[g] = 0, True
        question = (tuple(units), tuple(opened), state.position, state.closed, state.in_service, level)
        answer = self._wants.get(question)
        if answer is None:
            answer = self._wants[question] = wanted_gensets(plant, state, self._demand[level])
        return answer
