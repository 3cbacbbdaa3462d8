"""A day tank that sets burn from, filled by pumps out of the bulk tank that trucks fill.

All that the tanks see of the pumps is how many serve, which is part of the supply record. So while a day tank
is being filled after a loss, a pump that fails is left out of a history only where it changes nothing: what
is left out has at every moment the record of the normal state, and so as many pumps that serve, as has the
site that is at rest. That is a pump that serves nobody then, on a board that only sets bring to life. Any
other makes another record.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.gensets.tank import Level, Tank
from dcsim.scenario.model import Fuel

if TYPE_CHECKING:
    from dcsim.engine.core import Core

PUMPED_DRY = "day-tank-empty"
"""The deviation, of the pumps, of a day tank that ran dry while there was fuel in the bulk tank."""


@dataclass
class DayLevel(Level):
    """What is in both tanks, m³: `level` and `rate` (what is pumped out of it) are of the bulk tank."""

    day: float = 0.0
    burn: float = 0.0
    pumped: float = 0.0
    """What the pumps could move now, m³/h."""
    by_pumps: bool = False
    """Whether the day tank is dry because of its pumps."""
    again: bool = False
    """Whether the bulk tank has been filled, and will be again once its pumps have filled the day tank."""


class DayTank(Tank):
    """Both tanks of one genset group.

    Pumps that serve fill the day tank as long as it is not full and the bulk tank not empty, and then keep
    it full; what they cannot bring comes out of the day tank. Dry, the sets stop until it is full again, or
    holds all there is: sets that started on the first litres would stop again at once.
    """

    def __init__(self, name: str, rank: int, fuel: Fuel, one_m3_h: float) -> None:
        super().__init__(name, rank, fuel)
        self.one_m3_h = one_m3_h
        self.pumps = fuel.pumps or ""
        self.day_full = fuel.day_tank_m3 or 0.0

    def fresh(self) -> DayLevel:
        return DayLevel(self.full, day=self.day_full)

    def day_left(self, core: Core, tank: DayLevel) -> float:
        """What is in the day tank now, m³."""
        return self._day_at(tank, core.now)

    def book(self, core: Core, tank: Level, until_h: float) -> None:
        assert isinstance(tank, DayLevel)
        if tank.burn:
            core.recorder.fuel_m3[self.name] += tank.burn * (until_h - tank.since_h)

    def calm_from(self, tank: Level) -> float:
        assert isinstance(tank, DayLevel)
        is_full = tank.day == self.day_full and tank.burn == 0.0
        return super().calm_from(tank) if is_full else math.inf

    def goes_on(self, tank: Level, rate: float, in_use: bool) -> bool:
        return False

    # ------------------------------------------------------------------ what changes

    def _burn(self, core: Core, tank: Level, rate: float, pumps: int, act: Callable[[bool], None]) -> None:
        assert isinstance(tank, DayLevel)
        pumped = pumps * self.one_m3_h
        if rate != tank.burn or pumped != tank.pumped:
            self._settle(core, tank)
            tank.burn, tank.pumped = rate, pumped
            self._turn(core, tank, act)

    def left(self, core: Core, tank: Level) -> float:
        return max(0.0, tank.level - tank.rate * (core.now - tank.since_h))

    def _refill(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        """Pumps may still draw from the bulk tank: it is full after `refill_h`, whatever was left of it.

        What they take for the day tank then is brought once that is full: else the bulk tank would stay short
        until somebody happens to ask.
        """
        assert isinstance(tank, DayLevel)
        tank.refilling, tank.brought_from = True, core.now
        self._by_road(core, self.fuel.refill_h, partial(self._full_again, core, tank, tank.uses, act))

    def _full_again(self, core: Core, tank: DayLevel, uses: int, act: Callable[[bool], None]) -> None:
        if tank.refilling and tank.uses == uses:
            self._put(core, tank, self.full, act)
            tank.refilling = tank.again = tank.rate > 0

    def _break_off(self, core: Core, tank: Level, act: Callable[[bool], None]) -> None:
        assert isinstance(tank, DayLevel)
        brings, tank.refilling, tank.again = not tank.again, False, False
        if self.fuel.refill_h and brings:
            brought = self.full / self.fuel.refill_h * core.open_roads_h(tank.brought_from)
            self._put(core, tank, min(self.full, self.left(core, tank) + brought), act)

    def _is_short(self, tank: Level) -> bool:
        return super()._is_short(tank) or tank.rate > 0

    def _put(self, core: Core, tank: Level, level: float, act: Callable[[bool], None]) -> None:
        assert isinstance(tank, DayLevel)
        self._settle(core, tank)
        tank.level = level
        self._turn(core, tank, act)

    def _day_at(self, tank: DayLevel, time: float) -> float:
        level = tank.day + (tank.rate - tank.burn) * (time - tank.since_h)
        return min(self.day_full, max(0.0, level))

    def _settle(self, core: Core, tank: DayLevel) -> None:
        """Bring both levels to now."""
        self.book(core, tank, core.now)
        tank.day, tank.level = self._day_at(tank, core.now), self.left(core, tank)
        tank.since_h = core.now

    def _turn(self, core: Core, tank: DayLevel, act: Callable[[bool], None]) -> None:
        """Find how much is pumped from now on, and when the next of the two tanks is full or empty."""
        tank.version += 1
        if tank.level <= 0:
            tank.rate = 0.0
        else:
            tank.rate = tank.pumped if tank.day < self.day_full else min(tank.pumped, tank.burn)
        rising = tank.rate - tank.burn
        if rising < 0:
            self._later(core, tank, tank.day / -rising, partial(self._day_empty, core, tank, act))
        elif rising > 0:
            wait = (self.day_full - tank.day) / rising
            self._later(core, tank, wait, partial(self._day_full, core, tank, act))
        if tank.rate > 0:
            self._later(core, tank, tank.level / tank.rate, partial(self._bulk_empty, core, tank, act))

    # ------------------------------------------------------------------ crossings

    def _day_empty(self, core: Core, tank: DayLevel, act: Callable[[bool], None]) -> None:
        self._settle(core, tank)
        tank.day, tank.empty, tank.by_pumps = 0.0, True, tank.level > 0
        which = (self.pumps, PUMPED_DRY) if tank.by_pumps else (self.name, "out-of-fuel")
        core.deviate(which[0], -1, which[1])
        core.recorder.note(core, which[1], which[0])
        act(True)
        self._burn(core, tank, 0.0, round(tank.pumped / self.one_m3_h), act)

    def _day_full(self, core: Core, tank: DayLevel, act: Callable[[bool], None]) -> None:
        self._settle(core, tank)
        tank.day = self.day_full
        self._turn(core, tank, act)
        if tank.again:
            tank.again = False
            self._refill(core, tank, act)
        self._refuelled(core, tank, act)

    def _bulk_empty(self, core: Core, tank: DayLevel, act: Callable[[bool], None]) -> None:
        self._settle(core, tank)
        tank.level = 0.0
        self._turn(core, tank, act)
        if tank.day > 0:
            self._refuelled(core, tank, act)

    def _refuelled(self, core: Core, tank: DayLevel, act: Callable[[bool], None]) -> None:
        if tank.empty:
            tank.empty = False
            which = (self.pumps, PUMPED_DRY) if tank.by_pumps else (self.name, "out-of-fuel")
            core.normalise(which[0], -1, which[1])
            act(False)
