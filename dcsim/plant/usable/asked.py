"""What is asked of the plant on the design day: fixed loads, and what goes with the scale of the halls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dcsim.plant.cooling_draw import draws_of_stages, heat_of_stages
from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered
from dcsim.plant.usable.carried import Line


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: `power_w` by consumer and then by battery that recharges, `heat_w` by stage.

    At scale 1 the halls in service, by number, draw all of their `it_mw`, `it_w` together.
    """

    power_w: tuple[Line, ...]
    heat_w: tuple[Line, ...]
    halls: tuple[int, ...]
    it_w: float


@remembered
def asked_by(plant: Plant, units: tuple[int, ...], present: frozenset[str]) -> Asked:
    """Halls and fixed loads of these names in full, what cools them, and batteries that recharge."""
    halls = tuple(h for h, name in enumerate(plant.hall_names) if name in present)
    it_w = [plant.hall_specs[name].it_mw * 1e6 if name in present else 0.0 for name in plant.hall_names]
    in_halls = [0j] * len(plant.consumers)
    for h in halls:
        for n, share in _shares(plant, h):
            in_halls[n] = it_w[h] * share * 1j
    first, beyond = len(plant.halls), len(plant.halls) + len(plant.loads)
    loads = [complex(load.demand_w if load.name in present else 0) for load in plant.loads]
    power_w = (
        *in_halls[:first],
        *loads,
        *(watts * 1j for watts in _draws(plant, units, it_w, present)),
        *in_halls[beyond + len(plant.chillers) :],
        *map(complex, recharge_w(plant, units)),
    )
    return Asked(power_w, tuple(w * 1j for w in heat_of_stages(plant, it_w)), halls, sum(it_w))


@remembered
def asked_at(plant: Plant, units: tuple[int, ...], demand: tuple[int, ...]) -> Asked:
    """This demand by consumer, and batteries that recharge."""
    it_w = [float(sum(demand[n] for n in loads)) for loads in plant.hall_loads]
    power_w = tuple(map(complex, (*demand, *recharge_w(plant, units))))
    heat_w = tuple(map(complex, heat_of_stages(plant, it_w)))
    return Asked(power_w, heat_w, tuple(h for h, w in enumerate(it_w) if w), sum(it_w))


def _shares(plant: Plant, hall: int) -> Iterator[tuple[int, float]]:
    """(consumer, its share of the hall) by full demand; all is the hall's own where nobody asks for any."""
    loads = plant.hall_loads[hall]
    total = sum(plant.demand[n] for n in loads)
    for n in loads:
        yield n, plant.demand[n] / total if total else float(n == hall)


def _draws(
    plant: Plant, units: tuple[int, ...], it_w: Sequence[float], present: frozenset[str]
) -> Iterator[float]:
    """What cooling nodes draw with all of this heat, W, by units in service."""
    draws = draws_of_stages(plant, it_w, present, idle=0.0)
    stages = {i: n for n, stage in enumerate(plant.stages) if stage.name in plant.specs for i in stage.nodes}
    for cooler in plant.coolers:
        there = sum(units[i] for i in plant.stages[stages[cooler]].nodes)
        yield draws[stages[cooler]] * units[cooler] / there if there else 0.0


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
