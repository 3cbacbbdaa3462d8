"""Who has power: a pure function of plant, state and demand.

Real flow, not ideal flow. Live cords, paralleled units and closed buses share in fixed proportion; only
declared switches choose, and their position is part of the state. First who is *live* is found from the
sources down (`dcsim.plant.live`), then what everything *carries* from the loads up, in whole watts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dcsim.plant.live import Live, energised
from dcsim.plant.network import Plant, State, Tie
from dcsim.plant.remembered import remembered

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


def served(
    plant: Plant, state: State, demand: Sequence[int] | None = None, found: Live | None = None
) -> Flow:
    """What every consumer gets and what every node carries.

    `demand` in W per consumer (halls, then loads); the full demand if not given. Overloads are reported,
    not acted on: `cascade` does that. A consumer without a live cord gets nothing, any other all it asks.
    """
    found = found or energised(plant, state)
    served_w, carried_w = _shared(plant, found, state.shed, tuple(plant.demand if demand is None else demand))
    return Flow(
        served_w=served_w,
        carried_w=carried_w,
        live=found.live,
        on_battery=found.on_battery,
        overloaded=_overloaded(plant, state, carried_w),
    )


@remembered
def _shared(
    plant: Plant, found: Live, shed: tuple[bool, ...], demand: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(what every consumer gets, what every node carries), W."""
    live = found.live
    carried = [0] * len(plant.nodes)
    served_w = []
    apart = _disconnected(plant, found.waiting) | _shed(plant, shed)
    for number, (consumer, watts) in enumerate(zip(plant.consumers, demand, strict=True)):
        cords = [] if number in apart else [arc for arc in consumer.inputs.arcs if live[arc[0]]]
        _share_out(watts, cords, carried)
        served_w.append(watts if cords else 0)
    for bus in reversed(found.buses):
        if len(bus) == 1:
            _hand_up(plant, found, bus[0], carried)
        else:
            _hand_up_together(plant, found, bus, carried)
    return tuple(served_w), tuple(carried)


def _disconnected(plant: Plant, waiting: Sequence[bool]) -> frozenset[int]:
    """Consumers that draw nothing as their cooling group waits for its load block."""
    first = len(plant.halls) + len(plant.loads)
    nodes = (i for i, held in zip(plant.blocks, waiting, strict=False) if held)
    return frozenset(first + plant.cooler_at[i] for i in nodes if i in plant.cooler_at)


def _shed(plant: Plant, shed: Sequence[bool]) -> frozenset[int]:
    """Consumers that draw nothing as their tenant is shed."""
    return frozenset(n for one, gone in zip(plant.tenants, shed, strict=False) if gone for n in one.loads)


def dark_halls(plant: Plant, live: Sequence[bool], demand: Sequence[int] | None = None) -> tuple[bool, ...]:
    """Per hall: whether it asks for power and has no live cord."""
    wanted = plant.demand if demand is None else demand
    return tuple(
        not any(live[i] for i in hall.inputs.nodes) and any(wanted[n] for n in loads)
        for hall, loads in zip(plant.halls, plant.hall_loads, strict=True)
    )


def _hand_up(plant: Plant, found: Live, i: int, carried: list[int]) -> None:
    """Hand what a node carries on to its live inputs."""
    for up in plant.nodes[i].requires:
        carried[up] += carried[i]
    if found.live[i] and i not in found.on_battery:
        arcs = [arc for arc in found.closed_inputs(plant, i) if found.live[arc[0]]]
        _share_out(plant.nodes[i].taken_in_w(carried[i]), arcs, carried)


def _hand_up_together(plant: Plant, found: Live, bus: Sequence[int], carried: list[int]) -> None:
    """Hand what the boards of a bus carry together on to the live inputs of all of them."""
    nodes = plant.nodes
    surplus = {i: -nodes[i].taken_in_w(carried[i]) for i in bus}
    arcs = [
        (nodes[arc[0]].name, nodes[i].name, i, arc)
        for i in bus
        if found.live[i]
        for arc in found.closed_inputs(plant, i)
        if found.live[arc[0]]
    ]
    arcs.sort()
    parts = _share_out(-sum(surplus.values()), [arc for *_, arc in arcs], carried)
    for (*_, i, _arc), part in zip(arcs, parts, strict=True):
        surplus[i] += part
    _tie_flows(plant, found, surplus, carried)


def _share_out(watts: int, arcs: Sequence[tuple[int, int]], carried: list[int]) -> list[int]:
    """Split `watts` over (node, weight) arcs, the remainder to the first; add the parts to `carried`."""
    if len(arcs) == 1:
        carried[arcs[0][0]] += watts
        return [watts]
    total = sum([weight for _, weight in arcs])
    parts = [watts * weight // total for _, weight in arcs]
    if parts:
        parts[0] += watts - sum(parts)
    for (node, _), part in zip(arcs, parts, strict=True):
        carried[node] += part
    return parts


def _tie_flows(plant: Plant, found: Live, surplus: dict[int, int], carried: list[int]) -> None:
    """Net transfer over each tie of a bus; a board also carries what it hands on.

    `surplus` is what each board of the bus gets from its own inputs beyond what hangs on it, W.
    """
    ties = [plant.ties[number] for number in found.joining(plant)]
    joining = [tie for tie in ties if tie.a in surplus]
    for tie in joining:
        side = side_of(tie.a, [other for other in joining if other is not tie])
        net = sum(surplus[i] for i in side)
        carried[tie.node] += abs(net)
        carried[tie.a if net > 0 else tie.b] += abs(net)


def side_of(board: int, ties: Sequence[Tie]) -> set[int]:
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
    units = state.units
    beyond = [i for i, rating_w in plant.rated if carried[i] > units[i] * rating_w + OVERLOAD_MARGIN_W]
    return tuple(i for i in beyond if not state.opened[i])
