"""The numbers of the reference site, in hours: resolved values of `scenarios/reference-site.yaml`, frozen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

HOURS_PER_YEAR = 8760.0
MINUTE = 1.0 / 60.0
SECOND = 1.0 / 3600.0


class Units(NamedTuple):
    """Identical units: how many, how many of them it takes, mean life and lognormal repair, h."""

    number: int
    needed: int
    life_h: float
    repair_h: float
    sigma: float

    @property
    def mu(self) -> float:
        """Mean of the logarithm of a repair."""
        return math.log(self.repair_h) - self.sigma**2 / 2.0


SIDE = {
    "gen-bus": Units(1, 1, 876_600.0, 12.0, 0.8),
    "mv": Units(1, 1, 876_600.0, 24.0, 0.8),
    "ats": Units(1, 1, 876_600.0, 8.0, 0.8),
    "tx": Units(8, 7, 876_600.0, 48.0, 0.8),
    "ups": Units(10, 9, 87_660.0, 12.0, 0.8),
    "lv": Units(1, 1, 876_600.0, 12.0, 0.8),
}
SITE = {
    "grid": Units(1, 1, 43_830.0, 3.0, 1.2),
    "feeds": Units(2, 1, 4_383.0, 1.5, 1.0),
    "gensets": Units(12, 10, 17_532.0, 24.0, 0.8),
    "chillers": Units(6, 5, 43_830.0, 24.0, 0.8),
    "pumps": Units(6, 5, 87_660.0, 8.0, 0.8),
    "air-handlers": Units(12, 10, 43_830.0, 8.0, 0.8),
    "pdu": Units(1, 1, 438_300.0, 8.0, 0.8),
}


@dataclass(frozen=True)
class Numbers:
    """All numbers of the site, hours unless the name says otherwise; `units` by group, without the side."""

    units: Mapping[str, Units] = field(default_factory=lambda: SITE | SIDE)
    horizon_h: float = 100 * HOURS_PER_YEAR
    halls: int = 12
    fail_to_start: float = 0.005
    start_from_h: float = 10 * SECOND
    start_to_h: float = 20 * SECOND
    run_life_h: float = 1_700.0
    fuel_h: float = 48.0
    battery_h: float = 5 * MINUTE
    recharge_h: float = 50 * MINUTE
    restart_h: float = 5 * MINUTE
    ride_through_h: float = 6 * MINUTE


NUMBERS = Numbers()
