"""Who has power: a pure function of plant, state and demand.

Real flow, not ideal flow. Live cords, paralleled units and closed buses share in fixed proportion; only
declared switches choose, and their position is part of the state. First who is *live* is found from the
sources down, then what everything *carries* from the loads up, in whole watts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dcsim.plant.consumers import Inputs
from dcsim.plant.network import Node, Plant, State, Tie

OVERLOAD_MARGIN_W = 1000
"""More than this above its rating is an overload; the last watts of sharing are not."""


@dataclass(frozen=True)
class Flow:
    """Supply in node numbers: `served_w` per consumer, `carried_w` and `live` per node.

    `on_battery` are UPS nodes that live on their battery alone; `overloaded` nodes carry more than their
    rating allows.
    """

    served_w: tuple[int, ...]
    carried_w: tuple[int, ...]
    live: tuple[bool, ...]
    on_battery: frozenset[int]
    overloaded: tuple[int, ...]

    @property
    def total_w(self) -> int:
        return sum(self.served_w)


@dataclass(frozen=True)
class Live:
    """Who is energised. `own` says it of a board without what comes over a tie."""

    conducts: tuple[bool, ...]
    live: tuple[bool, ...]
    own: tuple[bool, ...]
    on_battery: frozenset[int]


def energised(plant: Plant, state: State) -> Live:
    """Who is live, from the sources down. A UPS on bypass conducts, but its battery is not there."""
    conducts = [
        (not opened or node.index in plant.bypasses)
        and units >= 1
        and (units >= node.least or sum(state.units[i] for i in plant.parts[node.index]) >= node.least)
        for node, units, opened in zip(plant.nodes, state.units, state.opened, strict=True)
    ]
    live = [False] * len(plant.nodes)
    own = [False] * len(plant.nodes)
    on_battery = set()
    for step in plant.order:
        for i in step:
            node = plant.nodes[i]
            if not conducts[i]:
                continue
            own[i] = not waits(plant, state, i) and _has_input(plant, node, state, live, conducts)
            battery = plant.battery_at.get(i)
            if not own[i] and battery is not None and state.charged[battery] and not state.opened[i]:
                own[i] = True
                on_battery.add(i)
            live[i] = own[i]
        if len(step) > 1:
            for bus in buses(plant, state, step, conducts):
                alive = any(own[i] for i in bus)
                for i in bus:
                    live[i] = alive
    return Live(tuple(conducts), tuple(live), tuple(own), frozenset(on_battery))


def sagging(plant: Plant, state: State) -> tuple[bool, ...]:
    """Per cooling node: would a voltage sag of the grid reach it?

    It does through anything but a UPS, whose output does not follow its input unless it is on bypass. Without
    a live feed there is nothing to sag: gensets hold their own voltage.
    """
    units = list(state.units)
    for node in plant.nodes:
        if node.kind == "genset" or (node.kind == "ups" and not state.opened[node.index]):
            units[node.index] = 0
    live = energised(plant, replace(state, units=tuple(units))).live
    return tuple(
        not waits(plant, state, i) and any(live[above] for above in plant.nodes[i].inputs.nodes)
        for i in plant.coolers
    )


def waits(plant: Plant, state: State, i: int) -> bool:
    """Whether a node is kept from its inputs until its load block comes."""
    return bool(state.waiting) and i in plant.block_at and state.waiting[plant.block_at[i]]


def _has_input(
    plant: Plant, node: Node, state: State, live: Sequence[bool], conducts: Sequence[bool]
) -> bool:
    if node.is_source:
        return all(conducts[i] for i in node.requires)
    if node.kind in ("upstream", "bus_tie") or (node.index in plant.cooler_at and not node.inputs.nodes):
        return True
    if node.transfer is not None:
        position = state.position[plant.switch_at[node.index]]
        return position >= 0 and live[node.inputs.nodes[position]]
    return any(live[i] for i in node.inputs.nodes)


def buses(plant: Plant, state: State, step: Sequence[int], conducts: Sequence[bool]) -> list[tuple[int, ...]]:
    """Boards of this step joined into buses by ties that are closed and conduct."""
    home = {i: {i} for i in step if conducts[i]}
    for number, tie in enumerate(plant.ties):
        if _joins(plant, state, number, conducts) and tie.a in home and home[tie.a] is not home[tie.b]:
            joined = home[tie.a] | home[tie.b]
            for i in joined:
                home[i] = joined
    return sorted({tuple(sorted(bus)) for bus in home.values()})


def _joins(plant: Plant, state: State, number: int, conducts: Sequence[bool]) -> bool:
    tie = plant.ties[number]
    return state.closed[number] and conducts[tie.node] and conducts[tie.a] and conducts[tie.b]


def served(
    plant: Plant, state: State, demand: Sequence[int] | None = None, found: Live | None = None
) -> Flow:
    """What every consumer gets and what every node carries.

    `demand` in W per consumer (halls, then loads); the full demand if not given. Overloads are reported,
    not acted on: `cascade` does that. A consumer without a live cord gets nothing, any other all it asks.
    """
    wanted = plant.demand if demand is None else demand
    found = found or energised(plant, state)
    carried = [0] * len(plant.nodes)
    served_w = []
    apart = _disconnected(plant, state) | _shed(plant, state)
    for number, (consumer, watts) in enumerate(zip(plant.consumers, wanted, strict=True)):
        cords = [p for p in consumer.inputs.by_name if found.live[consumer.inputs.nodes[p]]]
        cords = [] if number in apart else cords
        _share_out(watts, [(consumer.inputs, p) for p in cords], carried)
        served_w.append(watts if cords else 0)
    for step in reversed(plant.order):
        for bus in buses(plant, state, step, found.conducts) if len(step) > 1 else [step]:
            _pass_upward(plant, state, found, bus, carried)
    return Flow(
        served_w=tuple(served_w),
        carried_w=tuple(carried),
        live=found.live,
        on_battery=found.on_battery,
        overloaded=_overloaded(plant, state, carried),
    )


def _disconnected(plant: Plant, state: State) -> frozenset[int]:
    """Consumers that draw nothing as their cooling group waits for its load block."""
    first = len(plant.halls) + len(plant.loads)
    waiting = (i for i, held in zip(plant.blocks, state.waiting, strict=False) if held)
    return frozenset(first + plant.cooler_at[i] for i in waiting if i in plant.cooler_at)


def _shed(plant: Plant, state: State) -> frozenset[int]:
    """Consumers that draw nothing as their tenant is shed."""
    return frozenset(
        n for one, gone in zip(plant.tenants, state.shed, strict=False) if gone for n in one.loads
    )


def dark_halls(plant: Plant, live: Sequence[bool], demand: Sequence[int] | None = None) -> tuple[bool, ...]:
    """Per hall: whether it asks for power and has no live cord."""
    wanted = plant.demand if demand is None else demand
    return tuple(
        not any(live[i] for i in hall.inputs.nodes) and any(wanted[n] for n in loads)
        for hall, loads in zip(plant.halls, plant.hall_loads, strict=True)
    )


def _pass_upward(plant: Plant, state: State, found: Live, bus: Sequence[int], carried: list[int]) -> None:
    """Hand what a bus (or a single node) carries on to its live inputs."""
    demand = {i: carried[i] for i in bus}
    nodes = plant.nodes
    arcs = [
        (nodes[nodes[i].inputs.nodes[p]].name, nodes[i].name, i, p)
        for i in bus
        if found.live[i] and i not in found.on_battery
        for p in closed_inputs(plant, state, i)
        if found.live[nodes[i].inputs.nodes[p]]
    ]
    arcs.sort()
    parts = _share_out(sum(demand.values()), [(nodes[i].inputs, p) for *_, i, p in arcs], carried)
    for i in bus:
        for up in plant.nodes[i].requires:
            carried[up] += carried[i]
    if len(bus) > 1:
        surplus = {i: -watts for i, watts in demand.items()}
        for (*_, i, _p), part in zip(arcs, parts, strict=True):
            surplus[i] += part
        _tie_flows(plant, state, found, surplus, carried)


def closed_inputs(plant: Plant, state: State, i: int) -> Sequence[int]:
    """Positions in the node's inputs that are connected, in order of the inputs' names."""
    inputs = plant.nodes[i].inputs
    if plant.nodes[i].transfer is None:
        return inputs.by_name
    position = state.position[plant.switch_at[i]]
    return (position,) if position >= 0 else ()


def _share_out(watts: int, arcs: Sequence[tuple[Inputs, int]], carried: list[int]) -> list[int]:
    """Split `watts` over the arcs by weight, the remainder to the first, and add the parts to `carried`."""
    total = sum(inputs.weights[p] for inputs, p in arcs)
    parts = [watts * inputs.weights[p] // total for inputs, p in arcs]
    if parts:
        parts[0] += watts - sum(parts)
    for (inputs, p), part in zip(arcs, parts, strict=True):
        carried[inputs.nodes[p]] += part
    return parts


def _tie_flows(plant: Plant, state: State, found: Live, surplus: dict[int, int], carried: list[int]) -> None:
    """Net transfer over each tie of a bus; a board also carries what it hands on.

    `surplus` is what each board of the bus gets from its own inputs beyond what hangs on it, W.
    """
    joining = [
        tie
        for number, tie in enumerate(plant.ties)
        if tie.a in surplus and tie.b in surplus and _joins(plant, state, number, found.conducts)
    ]
    for tie in joining:
        side = _side(tie.a, [other for other in joining if other is not tie])
        net = sum(surplus[i] for i in side)
        carried[tie.node] += abs(net)
        carried[tie.a if net > 0 else tie.b] += abs(net)


def _side(board: int, ties: Sequence[Tie]) -> set[int]:
    """The boards reached from `board` over these ties."""
    side, grew = {board}, True
    while grew:
        before = len(side)
        for tie in ties:
            ends = {tie.a, tie.b}
            if side & ends:
                side |= ends
        grew = len(side) > before
    return side


def _overloaded(plant: Plant, state: State, carried: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        node.index
        for node in plant.nodes
        if node.rating_w is not None
        and not state.opened[node.index]
        and carried[node.index] > state.units[node.index] * node.rating_w + OVERLOAD_MARGIN_W
    )
