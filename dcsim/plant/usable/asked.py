"""What is asked of the plant on the design day: fixed loads, and what goes with the scale of the halls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.plant.cooling_draw import draws_of_stages, heat_of_stages
from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered

Pairs = NDArray[np.float64]
"""A row for each that asks: (W whatever the halls draw, W for each unit of their scale)."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: `power_w` by consumer and then by battery that recharges, `heat_w` by stage.

    At scale 1 the halls in service, by number, draw all of their `it_mw`, `it_w` together.
    """

    power_w: Pairs
    heat_w: Pairs
    halls: tuple[int, ...]
    it_w: float


@remembered
def asked_by(plant: Plant, units: tuple[int, ...], present: frozenset[str]) -> Asked:
    """Halls and fixed loads of these names in full, what cools them, and batteries that recharge."""
    halls = tuple(h for h, name in enumerate(plant.hall_names) if name in present)
    it_w = [0.0] * len(plant.halls)
    for h in halls:
        it_w[h] = plant.hall_specs[plant.halls[h].name].it_mw * 1e6
    power_w = np.zeros((len(plant.consumers) + len(plant.batteries), 2))
    for h in halls:
        of_hall = np.array([plant.demand[n] for n in plant.hall_loads[h]], float)
        if not of_hall.any():
            of_hall[0] = 1.0
        power_w[list(plant.hall_loads[h]), 1] = it_w[h] * of_hall / of_hall.sum()
    first = len(plant.halls)
    for n, load in enumerate(plant.loads):
        power_w[first + n, 0] = load.demand_w if load.name in present else 0
    draws = draws_of_stages(plant, it_w, present, idle=0.0)
    first += len(plant.loads)
    stages = {i: n for n, stage in enumerate(plant.stages) if stage.name in plant.specs for i in stage.nodes}
    for n, cooler in enumerate(plant.coolers):
        there = sum(units[i] for i in plant.stages[stages[cooler]].nodes)
        power_w[first + n, 1] = draws[stages[cooler]] * units[cooler] / there if there else 0.0
    power_w[len(plant.consumers) :, 0] = recharge_w(plant, units)
    heat_w = np.array([(0.0, heat) for heat in heat_of_stages(plant, it_w)]).reshape(-1, 2)
    return Asked(power_w, heat_w, halls, sum(it_w))


@remembered
def asked_at(plant: Plant, units: tuple[int, ...], demand: tuple[int, ...]) -> Asked:
    """This demand by consumer, and batteries that recharge."""
    it_w = [float(sum(demand[n] for n in loads)) for loads in plant.hall_loads]
    power_w = np.zeros((len(plant.consumers) + len(plant.batteries), 2))
    power_w[:, 0] = (*demand, *recharge_w(plant, units))
    heat_w = np.array([(heat, 0.0) for heat in heat_of_stages(plant, it_w)]).reshape(-1, 2)
    return Asked(power_w, heat_w, tuple(h for h, w in enumerate(it_w) if w), sum(it_w))


def recharge_w(plant: Plant, units: Sequence[int]) -> list[float]:
    """What each battery in service takes from the inputs of its UPS to be full again in its `recharge_min`.

    Nothing where a fixed load stands for it.
    """
    found = []
    for i in plant.batteries:
        node = plant.nodes[i]
        ups = plant.battery(node)
        full_w = units[i] * (node.rating_w or 0) * ups.battery_min / ups.recharge_min
        found.append(0.0 if node.group in plant.recharged_by_loads else full_w)
    return found
