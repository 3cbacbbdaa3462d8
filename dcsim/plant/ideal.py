"""Ideal flow: the most a state could serve if every cord and bus shared as suits best.

An upper bound, used to explain and never to simulate. Where it serves a hall that fixed sharing loses, the
hall depends on somebody moving load between cords.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

from dcsim.plant.live import energised
from dcsim.plant.network import Plant, State
from dcsim.plant.settle import cascade, settled
from dcsim.plant.supply import dark_halls

_BOUNDLESS = 1 << 50


def ideal_total_w(plant: Plant, state: State, demand: Sequence[int] | None = None) -> int:
    """Largest total of halls and loads that could be served within all ratings, W.

    Maximum flow with capacities on nodes, by shortest augmenting paths (Edmonds and Karp 1972). The upstream
    elements of a feed stand above it in a row, the one shared by most feeds on top: exact where feeds share
    them in a tree, as grids do, and still an upper bound elsewhere. Losses are those of the best way from a
    node to any consumer, which is an upper bound too.
    """
    return _maximum(*_arcs(plant, state, plant.demand if demand is None else demand))


def moved_by_hand(plant: Plant) -> Iterator[tuple[str, str]]:
    """(hall, group) where losing one unit of the group darkens the hall although ideal flow serves all.

    One unit of every node is taken from the normal state in turn; switches and ties have moved, overloads
    have tripped.
    """
    normal = settled(plant, plant.normal)
    for node in plant.nodes:
        if node.kind in ("genset", "bus_tie"):
            continue
        units = tuple(u - (i == node.index) for i, u in enumerate(normal.units))
        state = settled(plant, replace(normal, units=units))
        flow = cascade(plant, state, settle=True)[1]
        if flow.total_w < sum(plant.demand) <= ideal_total_w(plant, state):
            for hall, dark in zip(plant.halls, dark_halls(plant, flow.live), strict=True):
                if dark:
                    yield hall.name, node.name


def _arcs(plant: Plant, state: State, demand: Sequence[int]) -> tuple[list[dict[int, int]], int, int]:
    """(capacity per arc, source, sink): each node is two vertices, joined by what its units can carry."""
    found = energised(plant, state)
    arriving = _arriving(plant)
    nodes = len(plant.nodes)
    source, sink = 2 * nodes, 2 * nodes + 1
    residual: list[dict[int, int]] = [{} for _ in range(2 * nodes + 2 + len(plant.consumers))]

    def join(a: int, b: int, capacity: int) -> None:
        residual[a][b] = residual[a].get(b, 0) + capacity
        residual[b].setdefault(a, 0)

    feeds_on = Counter(up for node in plant.nodes for up in node.requires)
    tops: set[int] = set()
    rows: set[tuple[int, int]] = set()
    for i, node in enumerate(plant.nodes):
        if not found.live[i]:
            continue
        join(2 * i, 2 * i + 1, _capacity(plant, state, i, arriving[i]))
        if node.requires:
            row = sorted(node.requires, key=lambda up: (-feeds_on[up], up))
            tops.add(row[0])
            rows |= set(pairwise((*row, i)))
        elif node.is_source or i in found.on_battery:
            join(source, 2 * i, _BOUNDLESS)
        position = state.position[plant.switch_at[i]] if node.transfer else None
        for p, above in enumerate(node.inputs.nodes):
            if position in (None, p):
                join(2 * above + 1, 2 * i, _BOUNDLESS)
    for top in tops:
        join(source, 2 * top, _BOUNDLESS)
    for above, below in rows:
        join(2 * above + 1, 2 * below, _BOUNDLESS)
    for number, tie in enumerate(plant.ties):
        if state.closed[number] and found.conducts[tie.node]:
            capacity = _capacity(plant, state, tie.node, arriving[tie.node])
            join(2 * tie.a + 1, 2 * tie.b, capacity)
            join(2 * tie.b + 1, 2 * tie.a, capacity)
    for number, (consumer, wanted) in enumerate(zip(plant.consumers, demand, strict=True)):
        join(2 * nodes + 2 + number, sink, wanted)
        for above in consumer.inputs.nodes:
            join(2 * above + 1, 2 * nodes + 2 + number, _BOUNDLESS)
    return residual, source, sink


def _capacity(plant: Plant, state: State, i: int, arriving: Fraction) -> int:
    """What can reach consumers of all that the units of a node can carry, W."""
    rating = plant.nodes[i].rating_w
    return _BOUNDLESS if rating is None or state.opened[i] else ceil(rating * state.units[i] * arriving)


def _arriving(plant: Plant) -> list[Fraction]:
    """Per node, what of a watt at its output reaches a consumer on the way with the least losses."""
    best = [Fraction(0)] * len(plant.nodes)
    for consumer in plant.consumers:
        for i in consumer.inputs.nodes:
            best[i] = Fraction(1)
    for step in reversed(plant.order):
        through = {i: best[i] * plant.nodes[i].efficiency for i in step}
        if len(step) > 1:
            most = max(through.values())
            for i in (*step, *(tie.node for tie in plant.ties if tie.a in through)):
                best[i] = max(best[i], most)
            through = dict.fromkeys(step, most)
        for i in step:
            for above in (*plant.nodes[i].inputs.nodes, *plant.nodes[i].requires):
                best[above] = max(best[above], through[i])
    return best


def _maximum(residual: list[dict[int, int]], source: int, sink: int) -> int:
    total = 0
    while path := _shortest(residual, source, sink):
        amount = min(residual[a][b] for a, b in path)
        for a, b in path:
            residual[a][b] -= amount
            residual[b][a] += amount
        total += amount
    return total


def _shortest(residual: list[dict[int, int]], source: int, sink: int) -> list[tuple[int, int]]:
    """Arcs of a shortest path with room, empty if there is none."""
    came_from = {source: source}
    edge = [source]
    while edge and sink not in came_from:
        ahead = []
        for a in edge:
            for b, room in residual[a].items():
                if room > 0 and b not in came_from:
                    came_from[b] = a
                    ahead.append(b)
        edge = ahead
    if sink not in came_from:
        return []
    path, b = [], sink
    while b != source:
        path.append((came_from[b], b))
        b = came_from[b]
    return path
