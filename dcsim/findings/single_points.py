"""One thing under two cords: what takes a hall's power or cooling away although the hall looks doubled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of

if TYPE_CHECKING:
    from dcsim.plant import Plant, State
    from dcsim.scenario import Scenario


def of_single_points(scenario: Scenario, said: Collection[str] = ()) -> Iterator[Finding]:
    """Groups there is one of, by whose loss halls with two cords go dark or hot with the grid gone.

    `said` are the paths of those of which it has been told already.
    """
    doubled = [name for name, hall in scenario.model.halls.items() if len(hall.cords) > 1]
    if not doubled or not any(group.kind == "genset" for group in scenario.model.power.values()):
        return
    from dcsim.plant import plant_of
    from dcsim.plant.settle import on_gensets

    plant = plant_of(scenario.model)
    whole = replace(on_gensets(plant), charged=(False,) * len(plant.batteries))
    if lost_halls(plant, whole):
        return  # it does not even hold with everything in order: that is said elsewhere
    for group, nodes in plant.members.items():
        node = plant.nodes[nodes[0]]
        if sum(plant.nodes[i].count for i in nodes) != 1 or node.kind in ("feed", "upstream"):
            continue
        units = tuple(u - (i == node.index) for i, u in enumerate(whole.units))
        lost = [name for name in lost_halls(plant, replace(whole, units=units)) if name in doubled]
        if not lost:
            continue
        section = "cooling" if group in scenario.model.cooling else "power"
        if f"{section}.{group}" in said:
            continue
        who = ", ".join(f"'{name}'" for name in lost[:3]) + (" …" if len(lost) > 3 else "")
        yield Finding(
            f"'{group}' is a single point: alone it takes down {who} with the grid gone, two cords or not",
            f"{section}.{group}",
            mark_of(scenario, section, group),
            cure="a second one on a path of its own, so that each cord stands without the other's",
        )


def lost_halls(plant: Plant, state: State) -> list[str]:
    """Halls without all of their power or cooling in a state that lasts; cold buffers bridge nothing."""
    from dcsim.plant.cooling import heat_flow
    from dcsim.plant.settle import cascade

    stocked = tuple(not store.is_buffer for store in plant.cold_stores)
    final, flow, _ = cascade(plant, replace(state, stocked=stocked), settle=True)
    left = heat_flow(plant, final, flow.live, plant.demand).left_w
    hot = {stream.hall for stream, watts in zip(plant.streams, left, strict=True) if watts}
    shed = {n for one, gone in zip(plant.tenants, final.shed, strict=True) if gone for n in one.loads}
    return [
        hall.name
        for number, hall in enumerate(plant.halls)
        if number in hot
        or any(
            flow.served_w[n] < plant.demand[n]
            for n in plant.hall_loads[number]
            if n not in shed and n not in plant.on_one_cord
        )
    ]
