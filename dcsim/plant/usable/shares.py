"""Flows as shares: on a fixed live pattern, what a node carries is linear in what consumers ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from dcsim.plant.live import Live
from dcsim.plant.network import Plant, Tie
from dcsim.plant.remembered import remembered
from dcsim.plant.supply import side_of

Row = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shares:
    """What nodes carry for each watt asked for: a column per consumer, then one per battery that recharges.

    The first rows are the nodes in their order. A tie carries its net flow in either direction, and a board
    what it hands on over any of its ties: each possibility is one more row, of the node that `node` says.
    """

    rows: NDArray[np.float64]
    node: NDArray[np.intp]


@remembered
def shares_of(plant: Plant, found: Live) -> Shares:
    """The shares of a live pattern; batteries give nothing."""
    consumers = len(plant.consumers)
    carried = np.zeros((len(plant.nodes), consumers + len(plant.batteries)))
    for number, consumer in enumerate(plant.consumers):
        arcs = [arc for arc in consumer.inputs.arcs if found.live[arc[0]]]
        total = sum(weight for _, weight in arcs)
        for node, weight in arcs:
            carried[node, number] += weight / total
    more: list[tuple[int, Row]] = []
    for bus in reversed(found.buses):
        asked = {i: _input(plant, i, carried[i]) for i in bus}
        for i in bus:
            for up in plant.nodes[i].requires:
                carried[up] += carried[i]
        _hand_up(plant, found, asked, carried)
        if len(bus) > 1:
            more.extend(_over_ties(plant, found, asked, carried))
    rows = np.vstack([carried, *(row for _, row in more)])
    return Shares(rows, np.array([*range(len(plant.nodes)), *(node for node, _ in more)], np.intp))


def _input(plant: Plant, i: int, carried: Row) -> Row:
    """What a node takes from its inputs: what it carries with its losses, and what charges its battery."""
    row = carried / float(plant.nodes[i].efficiency)
    if i in plant.battery_at:
        row[len(plant.consumers) + plant.battery_at[i]] += 1.0
    return row


def _hand_up(plant: Plant, found: Live, asked: dict[int, Row], carried: NDArray[np.float64]) -> None:
    """Spread what nodes of one bus ask for over the live inputs of all of them; `asked` becomes the surplus.

    The surplus of a board is what comes by its own inputs beyond what it asks for.
    """
    arcs = [
        (i, *arc)
        for i in asked
        if found.live[i]
        for arc in found.closed_inputs(plant, i)
        if found.live[arc[0]]
    ]
    if not arcs:
        return
    whole = sum(asked.values())
    for i in asked:
        asked[i] = -asked[i]
    total = sum(weight for *_, weight in arcs)
    for i, above, weight in arcs:
        part = whole * (weight / total)
        carried[above] += part
        asked[i] = asked[i] + part


def _over_ties(
    plant: Plant, found: Live, surplus: dict[int, Row], carried: NDArray[np.float64]
) -> list[tuple[int, Row]]:
    """Rows of the ties of one bus, and of its boards with what they hand on."""
    ties = [plant.ties[n] for n in found.joining(plant) if plant.ties[n].a in surplus]
    rows: list[tuple[int, Row]] = []
    handed: dict[int, list[Row]] = {}
    for tie in ties:
        net = _net(tie, ties, surplus)
        rows += [(tie.node, net), (tie.node, -net)]
        handed.setdefault(tie.a, []).append(net)
        handed.setdefault(tie.b, []).append(-net)
    for board, flows in handed.items():
        some = chain.from_iterable(combinations(flows, n) for n in range(1, len(flows) + 1))
        rows += [(board, carried[board] + sum(chosen)) for chosen in some]
    return rows


def _net(tie: Tie, ties: Sequence[Tie], surplus: dict[int, Row]) -> Row:
    """Net flow from board `a` of a tie to its board `b`."""
    side = side_of(tie.a, [other for other in ties if other is not tie])
    net: Row = np.sum([surplus[i] for i in side], axis=0)
    return net
