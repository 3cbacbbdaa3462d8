"""Load moved between the cords of halls by hand: in what shares, if in any, nothing is overloaded?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dcsim.plant.supply import OVERLOAD_MARGIN_W
from dcsim.plant.usable.carried import handed_up
from dcsim.plant.usable.lasting import Lasting, firm_w
from dcsim.tiers.audit.walk import Walk

Shares = Mapping[str, Mapping[str, float]]
"""By hall, the share of its load on each of its cords."""
DIGITS = 4
"""Of a share; whoever moves racks is not more exact."""


def moved(walk: Walk, halls: Sequence[str], states: Sequence[Lasting]) -> Shares | None:
    """Shares of these halls with which no node is overloaded in any of these states; None: there are none.

    Load is moved away from cords that are dead in any of them. What nodes carry is linear in the shares while
    the same ones have power, so that a linear programme finds them: it makes the least room left on any node
    as large as it can be.
    """
    places = [
        (hall, cord)
        for hall in halls
        for cord in _cords(walk, hall)
        if all(state.live.live[cord] for state in states)
    ]
    if {hall for hall, _ in places} != {*halls}:
        return None
    best = _most_room(walk, halls, states, places)
    if best is None:
        return None
    shares: dict[str, dict[str, float]] = {hall: {} for hall in halls}
    for (hall, cord), share in zip(places, best, strict=False):
        if round(float(share), DIGITS) > 0:
            shares[hall][walk.plant.nodes[cord].name] = round(float(share), DIGITS)
    return shares


def _most_room(
    walk: Walk, halls: Sequence[str], states: Sequence[Lasting], places: Sequence[tuple[str, int]]
) -> Sequence[float] | None:
    """Shares by place, and the least room they leave; None where no shares leave any."""
    from scipy.optimize import linprog  # most sites have nothing to move, and need not wait for it

    rows, room = [], []
    for state in states:
        base = _carried(walk, state, {hall: {} for hall in halls})
        each = [
            _carried(walk, state, {one: {cord: float(one == hall)} for one in halls}) for hall, cord in places
        ]
        for place, (node, carried_w) in enumerate(base):
            rating_w = firm_w(walk.plant, node)
            if rating_w is not None:
                rows.append([one[place][1] - carried_w for one in each])
                room.append(rating_w * state.units[node] + OVERLOAD_MARGIN_W / 2 - carried_w)
    if not rows:
        return None
    whole = [[float(one == hall) for one, _ in places] + [0.0] for hall in halls]
    found = linprog(
        [*np.zeros(len(places)), -1.0],
        A_ub=np.hstack([np.array(rows) / 1e6, np.ones((len(rows), 1))]),
        b_ub=np.array(room) / 1e6,
        A_eq=whole,
        b_eq=np.ones(len(halls)),
        bounds=[*[(0.0, 1.0)] * len(places), (0.0, None)],
        method="highs",
    )
    return None if found.status != 0 or found.x is None else [float(share) for share in found.x]


def _cords(walk: Walk, hall: str) -> tuple[int, ...]:
    return walk.plant.halls[walk.plant.hall_names.index(hall)].inputs.nodes


def _carried(
    walk: Walk, state: Lasting, shares: Mapping[str, Mapping[int, float]]
) -> list[tuple[int, float]]:
    """(node, W) with what these halls draw on the cords given, and all else as it is."""
    plant, live = walk.plant, state.live.live
    hung = [0j] * len(plant.nodes)
    of_hall = {n: plant.halls[hall].name for hall, loads in enumerate(plant.hall_loads) for n in loads}
    for number, (consumer, line) in enumerate(zip(plant.consumers, walk.asked.power_w, strict=False)):
        arcs = [arc for arc in consumer.inputs.arcs if live[arc[0]]]
        given = shares.get(of_hall.get(number, ""))
        if given is None or len(consumer.inputs.nodes) == 1:
            total = sum(weight for _, weight in arcs)
            for node, weight in arcs:
                hung[node] += line * weight / total
            continue
        for node, share in given.items():
            hung[node] += line * share
    charging = dict(zip(plant.batteries, walk.asked.power_w[len(plant.consumers) :], strict=True))
    return [(node, line.real + line.imag) for node, line in handed_up(plant, state.live, hung, charging)]
