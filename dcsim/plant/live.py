"""Who is energised: from the sources down, by the positions of switches and ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dcsim.plant.network import Node, Plant, State
from dcsim.plant.remembered import remembered


@dataclass(frozen=True, eq=False)
class Live:
    """Who is energised, and by which connections: all of a state that says where power comes from.

    Per node: `conducts` has its units and is closed; `live` has power; `own` has it without what comes over
    a tie. `on_battery` are UPS nodes that live on their battery alone. `buses` are single nodes, and boards
    joined by ties, from the sources down. `position`, `closed` and `waiting` are those of the state.
    """

    conducts: tuple[bool, ...]
    live: tuple[bool, ...]
    own: tuple[bool, ...]
    on_battery: frozenset[int]
    buses: tuple[tuple[int, ...], ...]
    position: tuple[int, ...]
    closed: tuple[bool, ...]
    waiting: tuple[bool, ...]

    def waits(self, plant: Plant, i: int) -> bool:
        """Whether a node is kept from its inputs until its load block comes."""
        return bool(self.waiting) and i in plant.block_at and self.waiting[plant.block_at[i]]

    def closed_inputs(self, plant: Plant, i: int) -> Sequence[tuple[int, int]]:
        """(node, weight) of the inputs a node is connected to, in order of their names."""
        inputs = plant.nodes[i].inputs
        if plant.nodes[i].transfer is None:
            return inputs.arcs
        position = self.position[plant.switch_at[i]]
        return ((inputs.nodes[position], inputs.weights[position]),) if position >= 0 else ()

    def joining(self, plant: Plant) -> Sequence[int]:
        """Numbers of the ties that join two boards."""
        return _joining(plant, self.closed, self.conducts)


def energised(plant: Plant, state: State) -> Live:
    """Who is live, from the sources down. A UPS on bypass conducts, but its battery is not there."""
    opened = state.opened
    batteries = zip(state.charged, plant.batteries, strict=True)
    return _energised(
        plant,
        conducting(plant, state.units, opened),
        tuple([charged and not opened[i] for charged, i in batteries]),
        state.position,
        state.closed,
        state.waiting,
    )


def conducting(plant: Plant, units: Sequence[int], opened: Sequence[bool]) -> tuple[bool, ...]:
    """Per node: it has the units it needs, those of a split group counted together, and is not open."""
    conducts = [up >= least for up, least in zip(units, plant.least_of_node, strict=True)]
    for parts, least in plant.least_together:
        if sum(units[i] for i in parts) < least:
            for i in parts:
                conducts[i] = False
    for i, is_open in enumerate(opened):
        if is_open and i not in plant.bypasses:
            conducts[i] = False
    return tuple(conducts)


@remembered
def _energised(
    plant: Plant,
    conducts: tuple[bool, ...],
    batteries: tuple[bool, ...],
    position: tuple[int, ...],
    closed: tuple[bool, ...],
    waiting: tuple[bool, ...],
) -> Live:
    live = [False] * len(plant.nodes)
    own = [False] * len(plant.nodes)
    on_battery = set()
    buses: list[tuple[int, ...]] = []
    apart = {i for i, waits in zip(plant.blocks, waiting, strict=False) if waits}
    for step in plant.order:
        for i in step:
            if not conducts[i]:
                continue
            own[i] = i not in apart and _has_input(plant, plant.nodes[i], position, live, conducts)
            if not own[i] and i in plant.battery_at and batteries[plant.battery_at[i]]:
                own[i] = True
                on_battery.add(i)
            live[i] = own[i]
        if len(step) == 1:
            buses.append(step)
            continue
        for bus in _joined(plant, step, closed, conducts):
            buses.append(bus)
            alive = any(own[i] for i in bus)
            for i in bus:
                live[i] = alive
    return Live(
        conducts, tuple(live), tuple(own), frozenset(on_battery), tuple(buses), position, closed, waiting
    )


def _has_input(
    plant: Plant, node: Node, position: Sequence[int], live: Sequence[bool], conducts: Sequence[bool]
) -> bool:
    inputs = node.inputs.nodes
    if node.transfer is not None:
        closed = position[plant.switch_at[node.index]]
        return closed >= 0 and live[inputs[closed]]
    if inputs:
        return any(live[i] for i in inputs)
    if node.is_source:
        return all(conducts[i] for i in node.requires)
    return node.kind in ("upstream", "bus_tie") or node.index in plant.cooler_at


def _joined(
    plant: Plant, step: Sequence[int], closed: Sequence[bool], conducts: Sequence[bool]
) -> list[tuple[int, ...]]:
    """Boards of this step joined into buses by ties that are closed and conduct."""
    home = {i: {i} for i in step if conducts[i]}
    for number in _joining(plant, closed, conducts):
        tie = plant.ties[number]
        if tie.a in home and home[tie.a] is not home[tie.b]:
            joined = home[tie.a] | home[tie.b]
            for i in joined:
                home[i] = joined
    return sorted({tuple(sorted(bus)) for bus in home.values()})


def _joining(plant: Plant, closed: Sequence[bool], conducts: Sequence[bool]) -> list[int]:
    return [
        number
        for number, tie in enumerate(plant.ties)
        if closed[number] and conducts[tie.node] and conducts[tie.a] and conducts[tie.b]
    ]


def sagging(plant: Plant, state: State) -> tuple[bool, ...]:
    """Per cooling node: would a voltage sag of the grid reach it?

    It does through anything but a UPS, whose output does not follow its input unless it is on bypass. Without
    a live feed there is nothing to sag: gensets hold their own voltage.
    """
    units = list(state.units)
    for node in plant.nodes:
        if node.kind == "genset" or (node.kind == "ups" and not state.opened[node.index]):
            units[node.index] = 0
    found = energised(plant, replace(state, units=tuple(units)))
    return tuple(
        not found.waits(plant, i) and any(found.live[above] for above in plant.nodes[i].inputs.nodes)
        for i in plant.coolers
    )
