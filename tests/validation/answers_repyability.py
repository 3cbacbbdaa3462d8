"""The static plants of `ask_repyability.py` through the exact layer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import dcsim
from dcsim.exact import Machines, Steady, series, static_part, unit
from dcsim.plant import build

from .answers import Answer, Figure
from .checker import HERE, YEAR_H, Case
from .runs_repyability import ANSWERS as KEPT

CASES: tuple[Case, ...] = ()
"""They stand with the runs."""
_RELATIVE = 1e-10


@cache
def _static(case: str) -> Steady:
    found = static_part(build(dcsim.read_scenario(HERE / f"{case}.yaml").model))
    return Steady(found.unavailability, found.failures_per_h)


def _common_cause() -> Steady:
    return series([Machines(3, 2, 1000, 50, beta=0.1).steady, unit(50_000, 40)])


def _cold_standby() -> Steady:
    return series([Machines(3, 2, 1000, 50, idle=0.0).steady, unit(5000, 40)])


_BY: dict[str, tuple[str, Callable[[], Steady]]] = {
    "R1": ("dcsim.exact.static_part", partial(_static, "R1")),
    "R2": ("dcsim.exact.static_part", partial(_static, "R2")),
    "R3": ("dcsim.exact.static_part", partial(_static, "R3")),
    "R5": ("dcsim.exact.Machines", _common_cause),
    "R6": ("dcsim.exact.Machines", _cold_standby),
}


def _down(plant: Callable[[], Steady]) -> float:
    return plant().unavailability


def _per_year(plant: Callable[[], Steady]) -> float:
    return plant().failures_per_h * YEAR_H


def _answer(case: str, by: str, plant: Callable[[], Steady]) -> Answer:
    down, per_year = KEPT[case]["unavailability"], KEPT[case]["failures_per_year"]
    return Answer(
        case,
        by,
        (
            Figure("unavailability", down, partial(_down, plant), "", _RELATIVE * down),
            Figure("failures", per_year, partial(_per_year, plant), "1/yr", _RELATIVE * per_year),
        ),
    )


ANSWERS = tuple(_answer(case, by, plant) for case, (by, plant) in _BY.items())
