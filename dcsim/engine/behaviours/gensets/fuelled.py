"""A group of gensets and its fuel: the tank keeps up with what the sets burn."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.gensets.day_tank import DayTank
from dcsim.engine.behaviours.gensets.plantroom import Phase, Plantroom
from dcsim.engine.behaviours.gensets.tank import Tank
from dcsim.engine.short_of_fuel import NOTHING, Burnt
from dcsim.plant.fuel import Burn
from dcsim.plant.network import Plant
from dcsim.plant.settle import tank_load_w
from dcsim.scenario.model import Fuel, FuelPump

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class Fuelled(Failures):
    """A group of gensets as its tank sees it; without one it never runs out of fuel."""

    watches_supply = True
    minds_fuel = True

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(plant, name, rank)
        self.node = self.stands_at = plant.members[name][0]
        self.number = plant.gensets.index(self.node)
        self.spec = plant.genset(self.node)
        fuel = self.spec.fuel
        self.tank = self._tank(plant, fuel) if fuel else None
        if not isinstance(self.tank, DayTank):  # which looks at both its levels whenever anything changes
            self.watched_parts, self.watched_places = ("wants", "burn", "pumps"), (self.number,)
        self.burn = Burn(self.spec, fuel, tank_load_w(plant)) if fuel else None

    def _tank(self, plant: Plant, fuel: Fuel) -> Tank:
        if fuel.pumps is None:
            return Tank(self.name, self.rank, fuel)
        pumps = plant.specs[fuel.pumps]
        assert isinstance(pumps, FuelPump)
        return DayTank(self.name, self.rank, fuel, pumps.rating_m3_h)

    @property
    def topped_up(self) -> Tank | None:
        """The tank, if it need not be full as long as it does not run dry, see `short_of_fuel`."""
        tank = self.tank
        return tank if tank and tank.fuel.usable_m3 is not None and not isinstance(tank, DayTank) else None

    def calm_but_for_fuel_from(self, core: Core, room: Plantroom) -> float:
        if self.tank is not None and self.topped_up is None:
            return max(self.calm_from(core, room), core.roads_open_h)
        return math.inf if not self.is_at_rest(core, room) or room.has_repairs else -math.inf

    def missing_fuel(self, core: Core, room: Plantroom) -> Burnt:
        tank = self.topped_up
        if tank is None or room.fuel is None:
            return NOTHING
        share = 1.0 - tank.left(core, room.fuel) / tank.full
        if not share:
            return NOTHING
        hours = share * tank.fuel.refill_h if room.fuel.refilling else math.inf
        return Burnt(share, hours, max(core.now, core.roads_open_h) + hours)

    def _stop_all(self, core: Core, room: Plantroom) -> None:
        """Stop all sets."""
        raise NotImplementedError

    def _order_all(self, core: Core, room: Plantroom) -> None:
        """Order all sets to start, if they are wanted."""
        raise NotImplementedError

    def _follow_tank(self, core: Core, room: Plantroom) -> None:
        if self.tank is None or self.burn is None or room.fuel is None:
            return
        runs = room.running > 0
        rate = self.burn.rate(core.record.burn[self.number], room.on_line, runs)
        in_use = runs or room.phase is not Phase.STANDBY
        if not self.tank.goes_on(room.fuel, rate, in_use):
            pumps = core.record.pumps[self.number]
            self.tank.follow(core, room.fuel, rate, pumps, in_use, partial(self._tank_says, core, room))

    def _tank_says(self, core: Core, room: Plantroom, dry: bool) -> None:
        if dry:
            self._stop_all(core, room)
        else:
            self._order_all(core, room)
