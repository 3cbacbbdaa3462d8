"""The stores a site lives on without its grid: what each holds, and how it is filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.study.survive.levels import Refill

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel


@dataclass(frozen=True)
class Store:
    """What one store holds when it is full: `full` of `unit`.

    Units are h of the site's design load or m3 of fuel, min of a battery, m3 of water, MW min of cold.
    """

    name: str
    full: float
    unit: str


def stores_of(model: ScenarioModel) -> Iterator[Store]:
    """Tanks of gensets, batteries of UPS, water and cold of the cooling, as the engine names them."""
    for name, group in model.power.items():
        if group.kind == "genset" and group.fuel is not None:
            fuel = group.fuel
            amount = (fuel.tank_h, "h") if fuel.usable_m3 is None else (fuel.usable_m3, "m3")
            yield Store(f"{name}/fuel", amount[0] or 0.0, amount[1])
            if fuel.day_tank_m3 is not None:
                yield Store(f"{name}/day-tank/fuel", fuel.day_tank_m3, "m3")
        elif group.kind == "ups" and group.battery_min > 0:
            for part in (f"{name}@{bus}" for bus in group.split) if group.split else (name,):
                yield Store(part, group.oldest_battery_min, "min")
    for name, machine in model.cooling.items():
        if machine.kind == "heat_rejection" and machine.water is not None:
            yield Store(f"{name}/water", machine.water.usable_m3, "m3")
        elif machine.kind == "buffer":
            yield Store(f"{name}/cold", machine.store_mw_min, "MW min")


def refills_of(model: ScenarioModel) -> dict[str, Refill]:
    """How each store is filled, by its name: at a constant rate, or by trucks.

    A cold store has events where it is full or empty, and is linear in between.
    """
    refills: dict[str, Refill] = {}
    for store in stores_of(model):
        if store.name.partition("/")[0] in model.cooling:
            refills[store.name] = Refill()
            continue
        group = model.power[store.name.partition("@")[0].partition("/")[0]]
        if group.kind == "genset" and group.fuel is not None:
            refills[store.name] = Refill(group=store.name[:-5])
        elif group.kind == "ups":
            refills[store.name] = Refill(per_h=60.0 / group.recharge_min)
    return refills
