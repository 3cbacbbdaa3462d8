"""What nodes carry while halls grow: on a fixed live pattern flows are linear in what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations

from dcsim.plant.live import Live
from dcsim.plant.network import Plant, Tie
from dcsim.plant.supply import side_of

Line = complex
"""Power that grows with the scale of the halls: `a + b·1j` is a + b × scale, W."""


def carried_by(plant: Plant, found: Live, asked: Sequence[Line]) -> list[tuple[int, Line]]:
    """(node, what it carries), by node; `asked` is by consumer, then by battery to be charged.

    A tie carries its net flow in either direction, and a board what it hands on over any of its ties: each
    possibility is one more line. Batteries give nothing.
    """
    live = found.live
    carried: list[Line] = [0j] * len(plant.nodes)
    for consumer, line in zip(plant.consumers, asked, strict=False):
        if line:
            _share_out(line, [arc for arc in consumer.inputs.arcs if live[arc[0]]], carried)
    charging = dict(zip(plant.batteries, asked[len(plant.consumers) :], strict=True))
    return [(i, line) for i, line in handed_up(plant, found, carried, charging) if line]


def handed_up(
    plant: Plant, found: Live, hung: Sequence[Line], charging: Mapping[int, Line]
) -> list[tuple[int, Line]]:
    """(node, what it carries) of what hangs on each node: all nodes, then every possibility of ties.

    The same places for the same live pattern, whatever hangs where, and linear in it.
    """
    carried = list(hung)
    more: list[tuple[int, Line]] = []
    for bus in reversed(found.buses):
        if len(bus) == 1:
            _hand_up(plant, found, bus[0], charging, carried)
        else:
            more += _hand_up_together(plant, found, bus, carried)
    return [*enumerate(carried), *more]


def _share_out(line: Line, arcs: Sequence[tuple[int, int]], carried: list[Line]) -> None:
    if len(arcs) == 1:
        carried[arcs[0][0]] += line
        return
    total = sum([weight for _, weight in arcs])
    for node, weight in arcs:
        carried[node] += line * weight / total


def _taken_in(plant: Plant, i: int, line: Line) -> Line:
    given, taken = plant.nodes[i].efficiency.as_integer_ratio()
    return line if given == taken else line * taken / given


def _hand_up(plant: Plant, found: Live, i: int, charging: Mapping[int, Line], carried: list[Line]) -> None:
    """Hand what a node carries, with its losses and what charges its battery, on to its live inputs."""
    for up in plant.nodes[i].requires:
        carried[up] += carried[i]
    if found.live[i]:
        line = _taken_in(plant, i, carried[i]) + charging.get(i, 0)
        _share_out(line, [arc for arc in found.closed_inputs(plant, i) if found.live[arc[0]]], carried)


def _hand_up_together(
    plant: Plant, found: Live, bus: Sequence[int], carried: list[Line]
) -> list[tuple[int, Line]]:
    """The same of the boards of one bus, and the lines of its ties and of boards that hand on."""
    surplus = {i: -_taken_in(plant, i, carried[i]) for i in bus}
    whole = -sum(surplus.values())
    arcs = [
        (i, *arc) for i in bus if found.live[i] for arc in found.closed_inputs(plant, i) if found.live[arc[0]]
    ]
    total = sum(weight for *_, weight in arcs)
    for i, above, weight in arcs:
        carried[above] += whole * weight / total
        surplus[i] += whole * weight / total
    ties = [plant.ties[n] for n in found.joining(plant) if plant.ties[n].a in surplus]
    handed: dict[int, list[Line]] = {}
    lines: list[tuple[int, Line]] = []
    for tie in ties:
        net = _net(tie, ties, surplus)
        lines += [(tie.node, net), (tie.node, -net)]
        handed.setdefault(tie.a, []).append(net)
        handed.setdefault(tie.b, []).append(-net)
    for board, flows in handed.items():
        some = chain.from_iterable(combinations(flows, n) for n in range(1, len(flows) + 1))
        lines += [(board, carried[board] + sum(chosen)) for chosen in some]
    return lines


def _net(tie: Tie, ties: Sequence[Tie], surplus: dict[int, Line]) -> Line:
    """Net flow from board `a` of a tie to its board `b`."""
    side = side_of(tie.a, [other for other in ties if other is not tie])
    return sum((surplus[i] for i in sorted(side)), 0j)
