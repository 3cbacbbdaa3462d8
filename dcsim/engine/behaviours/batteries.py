"""UPS batteries: drained by what they carry, recharged while their input is live."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.crossing import Crossing
from dcsim.engine.intervals import HOURS_PER_YEAR
from dcsim.engine.supply_record import CHARGING
from dcsim.plant.network import Plant

if TYPE_CHECKING:
    from dcsim.engine.core import Core

MINUTES_PER_HOUR = 60.0
A_LITTLE_H = 1e-6
NEXT_TO_NOTHING = 1e-9
"""Share of its capacity that even a battery long past its life has: it is empty a moment after a loss."""


@dataclass
class Charge:
    """How full the battery is (1 is full), how fast that changes per hour, and since when.

    `new_h` is the hour at which each unit that is in service came new."""

    level: float = 1.0
    rate: float = 0.0
    since_h: float = 0.0
    drain: int = CHARGING
    charged: bool = True
    crossing: Crossing | None = None
    new_h: dict[int, float] = field(default_factory=dict)


class Battery(Behaviour):
    """The battery of one UPS node. Linear in energy: at half the rating it lasts twice as long."""

    watches_supply = True
    watched_parts = ("drain",)

    def __init__(self, plant: Plant, node: int, rank: int) -> None:
        super().__init__(plant.nodes[node].name, rank)
        self.group = plant.nodes[node].group
        spec = plant.battery(plant.nodes[node])
        self.number = plant.battery_at[node]
        self.watched_places = (self.number,)
        self.stands_at = node
        self.unit_w = plant.nodes[node].rating_w or 0
        self.is_constant = spec.drain == "constant"
        self.spec = spec
        self.is_timeless = spec.battery_life_years is None
        self.units = range(
            plant.nodes[node].first_unit, plant.nodes[node].first_unit + plant.nodes[node].count
        )
        self.full_h = spec.battery_min / MINUTES_PER_HOUR
        self.recharge_h = spec.recharge_min / MINUTES_PER_HOUR

    def fresh(self, core: Core) -> Charge:
        absent = core.by_plan.absent_at(self.stands_at)
        return Charge(new_h={unit: 0.0 for unit in self.units if unit not in absent})

    def level(self, core: Core, charge: Charge) -> float:
        """How full it is now, 0 to 1."""
        return min(1.0, max(0.0, charge.level + charge.rate * (core.now - charge.since_h)))

    def supply_changed(self, core: Core, charge: Charge) -> None:
        drain = core.record.drain[self.number]
        if drain == charge.drain:
            return
        charge.level, charge.since_h = self.level(core, charge), core.now
        if drain > 0 >= charge.drain:
            core.recorder.count(self.group, "discharges")
        charge.drain = drain
        charge.rate = self._rate(core, charge, drain)
        if drain > 0:
            self._aim(core, charge)
            return
        if charge.crossing is not None:
            charge.crossing.drop(core)
        if drain == CHARGING and not charge.charged:
            # Not empty from the first instant of charging: a second loss then finds what was stored.
            self._set_charged(core, charge, True)

    def is_at_rest(self, core: Core, charge: Charge) -> bool:
        return (charge.charged and charge.drain == CHARGING) or not core.present[self.stands_at]

    def calm_from(self, core: Core, charge: Charge) -> float:
        if not core.present[self.stands_at]:
            return -math.inf
        if charge.drain != CHARGING:
            return math.inf
        if charge.level == 1.0 or charge.rate == 0.0:
            return -math.inf if charge.level == 1.0 else math.inf
        # a little later than computed: from then on it is full in every rounding
        return charge.since_h + (1.0 - charge.level) / charge.rate + A_LITTLE_H

    def unit_comes(self, core: Core, charge: Charge, unit: int) -> None:
        """What is stored is shared: full modules beside others that are not."""
        charge.new_h[unit] = core.by_plan.since_h
        units = core.present[self.stands_at]
        stored = self.level(core, charge) * (units - 1) if charge.charged else 0.0
        self._set_level(core, charge, (stored + 1.0) / units)
        self._set_charged(core, charge, True)

    def unit_goes(self, core: Core, charge: Charge, unit: int) -> None:
        charge.new_h.pop(unit, None)
        if core.present[self.stands_at]:
            self._set_level(core, charge, self.level(core, charge))
        else:
            self._set_level(core, charge, 1.0)
            self._set_charged(core, charge, True)

    def _set_level(self, core: Core, charge: Charge, level: float) -> None:
        charge.level, charge.since_h = level, core.now
        charge.rate = self._rate(core, charge, charge.drain) if core.present[self.stands_at] else 0.0
        if charge.rate < 0 and level > 0:
            self._aim(core, charge)
        elif charge.crossing is not None:
            charge.crossing.drop(core)

    def _rate(self, core: Core, charge: Charge, drain: int) -> float:
        if drain == CHARGING:
            return 1.0 / self.recharge_h
        if drain <= 0:
            return 0.0
        rated_w = core.present[self.stands_at] * self.unit_w
        return -(rated_w if self.is_constant else drain) / rated_w / self._lasts_h(core, charge)

    def _lasts_h(self, core: Core, charge: Charge) -> float:
        """How long a full battery lasts at full rating, at its age now, which stays for one discharge."""
        if self.is_timeless or not charge.new_h:
            return self.full_h
        ages = ((core.now - new_h) / HOURS_PER_YEAR for new_h in charge.new_h.values())
        left = math.fsum(self.spec.battery_left(age) for age in ages) / len(charge.new_h)
        return self.full_h * max(left, NEXT_TO_NOTHING)

    def _aim(self, core: Core, charge: Charge) -> None:
        """Say anew when it will be empty, as it is drained now."""
        if charge.crossing is None:
            charge.crossing = Crossing(self.rank, self.number, partial(self._empty, core, charge))
        due = core.now - charge.level / charge.rate
        charge.crossing.aim(core, due, due)

    def _empty(self, core: Core, charge: Charge) -> None:
        charge.level, charge.rate, charge.since_h = 0.0, 0.0, core.now
        core.recorder.note(core, "store-empty", self.name)
        core.deviate(self.name, -1, "store-empty")
        self._set_charged(core, charge, False)

    def _set_charged(self, core: Core, charge: Charge, charged: bool) -> None:
        if charged is charge.charged:
            return
        charge.charged = charged
        core.key += (1 if charged else -1) * core.layout.charged[self.number]
        if charged:
            core.normalise(self.name, -1, "store-empty")
