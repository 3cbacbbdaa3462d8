"""Cases of the rollout and of the account of energy."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import dcsim
from dcsim.plant import build
from dcsim.plant.usable import capability
from dcsim.rollout import ByMonth, timelines_of

from .answers import Answer, Figure
from .checker import HERE, YEAR_H, Case

if TYPE_CHECKING:
    from dcsim.measures.energy import PowerBalance

CASES = (
    Case("F18b", "A second building stage that is late while demand grows", "hand integration"),
    Case("H02", "A power chain, its heat and its PUE", "closed form"),
)


@cache
def _months() -> ByMonth:
    model = dcsim.read_scenario(HERE / "F18b.yaml").model
    plant = build(model)
    one = timelines_of(model, plant, 1)
    return one.months(0, 1, lambda ready: capability(plant, ready.units, ready.halls | ready.loads))


def _short_mwh() -> float:
    found = _months()
    return float(found.shortfall[0] @ found.hours)


_F18B = Answer(
    "F18b",
    "dcsim.rollout",
    (
        Figure("first shortage", 5.0, lambda: float(_months().first_short_h[0]) / YEAR_H, "yr", 1e-9),
        Figure("shortfall", 19_710.0, _short_mwh, "MWh", 0.0197),
        Figure("shortfall in MW·yr", 2.25, lambda: _short_mwh() / YEAR_H, "MW·yr", 2.25e-6),
        Figure("the most that is short", 3.0, lambda: float(_months().short_peak[0].max()), "MW", 3e-6),
    ),
)


@cache
def _balance() -> PowerBalance:
    return dcsim.power_balance(dcsim.read_scenario(HERE / "H02.yaml"))


_H02 = Answer(
    "H02",
    "dcsim.power_balance",
    (
        Figure("UPS input", 10.74113856, lambda: _balance().groups["ups"].taken_mw, "MW", 1e-8),
        Figure("cooling", 2.83528464, lambda: _balance().cooling_mw, "MW", 3e-9),
        Figure("site", 14.39230782, lambda: _balance().site_mw, "MW", 1e-8),
        Figure(
            "lost in the transformer",
            14.39230782 * 0.015,
            lambda: _balance().groups["transformer"].lost_mw,
            "MW",
            1e-9,
        ),
        Figure("PUE", 1.439230782, lambda: _balance().pue, "", 1e-9),
        Figure("sets of 2.5 MW loaded to 90 % at most", 7.0, lambda: _balance().sets_needed["gensets"]),
        Figure("energy of a year", 126_076.6165, lambda: _balance().mwh_per_year, "MWh", 1e-4),
    ),
)

ANSWERS = (_F18B, _H02)
