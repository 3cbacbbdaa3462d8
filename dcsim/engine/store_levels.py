"""How full the stores of a site are, asked by name: for levels that are recorded at every event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import Battery
from dcsim.engine.behaviours.cooling.stores import ColdStoring
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.gensets.day_tank import DayTank
from dcsim.engine.core import Core


def stores_of(behaviours: Sequence[Behaviour]) -> list[tuple[str, Callable[[Core], float]]]:
    """(name, level now) of every store: `<group>/fuel`, `/day-tank/fuel`, `/water`, `/cold`; batteries."""
    stores: list[tuple[str, Callable[[Core], float]]] = []
    for i, behaviour in enumerate(behaviours):
        if isinstance(behaviour, Battery):
            stores.append((behaviour.name, partial(_battery_level, i, behaviour)))
        elif isinstance(behaviour, ColdStoring):
            stores.append((behaviour.store, partial(_cold_level, i, behaviour)))
        elif isinstance(behaviour, Gensets) and behaviour.spec.fuel is not None:
            stores.append((f"{behaviour.name}/fuel", partial(_fuel_level, i, behaviour)))
            if isinstance(behaviour.tank, DayTank):
                stores.append((f"{behaviour.name}/day-tank/fuel", partial(_day_level, i, behaviour.tank)))
    return stores


def _battery_level(i: int, battery: Battery, core: Core) -> float:
    return battery.level(core, core.memory[i])


def _day_level(i: int, tank: DayTank, core: Core) -> float:
    return tank.day_left(core, core.memory[i].fuel) / tank.day_full


def _cold_level(i: int, store: ColdStoring, core: Core) -> float:
    return store.level(core, core.memory[i])


def _fuel_level(i: int, gensets: Gensets, core: Core) -> float:
    assert gensets.tank is not None
    return gensets.tank.left(core, core.memory[i].fuel) / gensets.tank.full
