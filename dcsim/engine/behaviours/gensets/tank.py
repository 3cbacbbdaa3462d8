"""The fuel of one genset group: burnt by load, brought by truck, full again after the loss."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.clock import Order
from dcsim.engine.crossing import Crossing
from dcsim.scenario.model import Fuel

if TYPE_CHECKING:
    from dcsim.engine.core import Core

HOURS_PER_DAY = 24.0
_AFTER_TRUCKS = 1
"""A truck that comes just when the tank is dry is in time."""
_SHY = 0.43
"""Share of the time until a tank is dry after which it is looked at: the burn seldom doubles meanwhile."""


@dataclass
class Level:
    """What is in the tank: m³, or hours of the design load where the tank is given as such."""

    level: float
    rate: float = 0.0
    since_h: float = 0.0
    version: int = 0
    empty: bool = False
    refilling: bool = False
    in_use: bool = False
    uses: int = 0
    brought_from: float = 0.0
    """The hour at which it was last begun to be filled."""
    crossing: Crossing | None = None


class Tank:
    """The tank of one genset group."""

    def __init__(self, name: str, rank: int, fuel: Fuel) -> None:
        self.name = name
        self.rank = rank
        self.fuel = fuel
        self.full = (fuel.tank_h if fuel.usable_m3 is None else fuel.usable_m3) or 0.0
        """What it holds, in its unit."""

    def fresh(self) -> Level:
        """A full tank."""
        return Level(self.full)

    def left(self, core: Core, tank: Level) -> float:
        """What is in the tank now, in its unit."""
        if tank.refilling:
            level = tank.level - tank.rate * core.open_roads_h(tank.brought_from)
            return min(self.full, level)
        return max(0.0, tank.level - tank.rate * (core.now - tank.since_h))

    def goes_on(self, tank: Level, rate: float, in_use: bool) -> bool:
        """Whether to `follow` would change nothing."""
        if in_use != tank.in_use:
            return False
        if tank.refilling:
            return not in_use
        return tank.rate == (0.0 if tank.empty else rate) and (in_use or not self._is_short(tank))

    def follow(
        self,
        core: Core,
        tank: Level,
        rate: float,
        pumps: int,
        in_use: bool,
        act: Callable[[bool], None],
    ) -> None:
        """Keep up with the rate: empty in so many hours, or full again some time after the loss.

        `pumps` serve between a bulk tank and a day tank; `in_use` says whether there is a loss (or sets still
        run); `act` is called with True when there is no fuel for the sets and with False when there is again.
        """
        if in_use and tank.refilling:
            self._break_off(core, tank, act)
        self._burn(core, tank, 0.0 if tank.empty else rate, pumps, act)
        if in_use and not tank.in_use:
            tank.uses += 1
            self._order_trucks(core, tank, act)
        elif not in_use and not tank.refilling and self._is_short(tank):
            self._refill(core, tank, act)
        tank.in_use = in_use

    def _refill(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        """The loss is over: an empty tank is full again in `refill_h`, what is left of it sooner."""
        self._put(core, tank, self.left(core, tank), act)
        tank.refilling, tank.brought_from = True, core.now
        missing = self.full - tank.level
        tank.rate = -self.full / self.fuel.refill_h if self.fuel.refill_h else 0.0
        wait = missing / -tank.rate if tank.rate else 0.0
        self._by_road(core, wait, partial(self._filled, core, tank, tank.uses, act))

    def _by_road(self, core: Core, wait: float, action: Callable[[], None]) -> None:
        """Do something after so many hours of open roads, whatever closes them meanwhile."""
        self._due(core, max(core.now, core.roads_open_h) + wait, action)

    def _due(self, core: Core, time: float, action: Callable[[], None]) -> None:
        known = len(core.closed_roads)

        def act() -> None:
            late = sum(until_h - from_h for from_h, until_h in core.closed_roads[known:])
            if late > 0:
                self._due(core, core.now + late, action)
            else:
                action()

        core.at(time, Order.STORE_CROSSING, self.rank, act)

    def _break_off(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        """The next loss finds what has been brought so far."""
        tank.level, tank.since_h = self.left(core, tank), core.now
        tank.rate, tank.refilling = 0.0, False

    def _burn(self, core: Core, tank: Level, rate: float, pumps: int, act: Callable[[bool], None]) -> None:
        """Burn at this rate from now on."""
        if rate != tank.rate and not tank.refilling:
            self.book(core, tank, core.now)
            tank.level, tank.since_h, tank.rate = self.left(core, tank), core.now, rate
            self._aim(core, tank, act)

    def _aim(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        """Say anew when the tank will be dry."""
        if tank.crossing is None:
            tank.crossing = Crossing(self.rank, _AFTER_TRUCKS, partial(self._dry, core, tank, act))
        if tank.rate > 0:
            lasts = tank.level / tank.rate
            tank.crossing.aim(core, core.now + lasts, core.now + _SHY * lasts)
        else:
            tank.crossing.drop(core)

    def _is_short(self, tank: Level) -> bool:
        """Whether something is to be brought once the loss is over."""
        return tank.level < self.full

    def book(self, core: Core, tank: Level, until_h: float) -> None:
        """Count what has been burnt since the level was last set, where it is known in m³."""
        if self.fuel.usable_m3 is not None and tank.rate and not tank.refilling:
            core.recorder.fuel_m3[self.name] += tank.rate * (until_h - tank.since_h)

    def calm_from(self, tank: Level) -> float:
        """From when it is as at hour 0 if nothing happens; infinite if that is not sure."""
        full = tank.level == self.full and tank.rate == 0.0
        return -math.inf if full and not tank.in_use and not tank.refilling else math.inf

    def _later(self, core: Core, tank: Level, wait: float, action: Callable[[], None]) -> None:
        version = tank.version

        def do() -> None:
            if tank.version == version:
                action()

        core.at(core.now + wait, Order.STORE_CROSSING, self.rank, do)

    def _dry(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        self.book(core, tank, core.now)
        tank.level, tank.rate, tank.since_h, tank.empty = 0.0, 0.0, core.now, True
        core.deviate(self.name, -1, "out-of-fuel")
        core.recorder.note(core, "out-of-fuel", self.name)
        act(True)

    def _filled(self, core: Core, tank: Level, uses: int, act: Callable[[bool], None]) -> None:
        if not tank.refilling or tank.uses != uses:
            return
        tank.refilling, tank.rate = False, 0.0
        self._put(core, tank, self.full, act)

    def _put(self, core: Core, tank: Level, level: float, act: Callable[[bool], None]) -> None:
        """Set the level by a delivery."""
        self.book(core, tank, core.now)
        tank.level, tank.since_h = level, core.now
        self._aim(core, tank, act)
        if tank.empty:
            tank.empty = False
            core.normalise(self.name, -1, "out-of-fuel")
            act(False)

    # ------------------------------------------------------------------ trucks

    def _order_trucks(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        if self.fuel.lead_h is not None:
            arrive = partial(self._truck, core, tank, tank.uses, act)
            core.at(core.now + self.fuel.lead_h, Order.STORE_CROSSING, self.rank, arrive)

    def _truck(self, core: Core, tank: Level, uses: int, act: Callable[[bool], None]) -> None:
        """A truck arrives, or waits for open roads; the next one follows while the same loss lasts."""
        if not tank.in_use or tank.uses != uses:
            return
        if core.now < core.roads_open_h:
            waits = partial(self._truck, core, tank, uses, act)
            core.at(core.roads_open_h, Order.STORE_CROSSING, self.rank, waits)
            return
        left = self.left(core, tank)
        core.recorder.note(core, "truck", self.name, value=left / self.full)
        self._put(core, tank, min(self.full, left + self.fuel.truck_m3), act)
        again = partial(self._truck, core, tank, uses, act)
        core.at(core.now + HOURS_PER_DAY / self.fuel.trucks_per_day, Order.STORE_CROSSING, self.rank, again)
