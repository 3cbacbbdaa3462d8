"""Gensets and a battery beside a load once the grid is gone, hour by hour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, partial
from itertools import pairwise

from dcsim.exact.survival import (
    NO_BATTERY,
    Battery,
    Fleet,
    carried_by_the_hour,
    carried_within,
)

from .answers import Answer, Figure
from .checker import Case

_REOPT = (
    'NREL REopt.jl, test/runtests.jl, "Backup Generator Reliability", and src/outagesim/backup_reliability.jl'
)
CASES = (
    Case("B01", "Two gensets and a small battery, three hours, begun in each of four hours", _REOPT),
    Case("B03", "One genset and four hours of battery, a flat load for 24 h", _REOPT),
    Case("B05", "What must hold whatever the figures: gensets, battery and a load by the hour", _REOPT),
    Case(
        "G01",
        "Gensets that carry a constant load for 1 to 14 days",
        f"{_REOPT}: default reliability; binomial",
    ),
    Case(
        "G03",
        "One genset for two weeks",
        "Marqusee and Jenket, Applied Energy 268 (2020) 114918: 80 % likely; (1 - 0.0013) exp(-336/1,700)",
    ),
)

_HOURLY, _ANY_TIME = "dcsim.exact.survival.carried_by_the_hour", "dcsim.exact.survival.carried_within"

_TWO_SETS, _SMALL = [Fleet(2, 1.0, 1.0, 5.0)], Battery(kw=1.0, kwh=2.0, initial_kwh=1.0)
_FOUR_HOURS = (1.0, 2.0, 2.0, 1.0)
_B01_BY_THE_HOUR = (
    (1.0, 0.8704, 0.557056),
    (0.96, 0.6144, 0.57344),
    (0.96, 0.896, 0.8192),
    (1.0, 0.96, 0.761856),
)
_B01_ANY_TIME = (  # 4,000,000 samples
    (1.0, 0.89136, 0.5975),
    (0.96712, 0.64815, 0.62901),
    (0.96744, 0.93865, 0.87836),
    (1.0, 0.98252, 0.79667),
)


@cache
def _b01_by_the_hour(start: int) -> tuple[float, ...]:
    return carried_by_the_hour(_TWO_SETS, _SMALL, _FOUR_HOURS, 3, start)


@cache
def _b01_any_time(start: int) -> tuple[float, ...]:
    """Both proven bounds are off in proportion to the step: their middle, extrapolated to no step."""
    coarse, fine = (carried_within(_TWO_SETS, _SMALL, _FOUR_HOURS, 3, start, steps) for steps in (15, 30))
    return tuple(sum(after) - sum(before) / 2 for before, after in zip(coarse, fine, strict=True))


def _b01(start: int, hour: int, any_time: bool) -> float:
    return (_b01_any_time if any_time else _b01_by_the_hour)(start)[hour]


_B01 = tuple(
    Answer(
        "B01",
        _ANY_TIME if any_time else _HOURLY,
        tuple(
            Figure(
                f"begun in hour {start + 1}, carried for {hour + 1} h",
                expected,
                partial(_b01, start, hour, any_time),
                tolerance=0.0015 if any_time else 1e-9,
            )
            for start, row in enumerate(table)
            for hour, expected in enumerate(row)
        ),
    )
    for any_time, table in ((False, _B01_BY_THE_HOUR), (True, _B01_ANY_TIME))
)

_ONE_SET, _LARGE = [Fleet(1, 100.0, 0.98 * 0.9, 100.0)], Battery(100.0, 400.0, 400.0)


@cache
def _b03_by_the_hour() -> tuple[float, ...]:
    return carried_by_the_hour(_ONE_SET, _LARGE, [100.0], 24)


def _b03_any_time() -> float:
    low, high = carried_within(_ONE_SET, _LARGE, [100.0], 24, steps=12)[23]
    return (low + high) / 2


_B03 = (
    Answer(
        "B03",
        _HOURLY,
        (
            Figure("carried for 4 h", 1.0, lambda: _b03_by_the_hour()[3], tolerance=1e-9),
            Figure("carried for 5 h", 0.87318, lambda: _b03_by_the_hour()[4], tolerance=1e-9),
            Figure("carried for 24 h", 0.721393919, lambda: _b03_by_the_hour()[23], tolerance=1e-9),
        ),
    ),
    Answer("B03", _ANY_TIME, (Figure("carried for 24 h", 0.7221205242, _b03_any_time, tolerance=0.0005),)),
)

_SINE = [200 * (2 + math.sin(2 * math.pi * h / 24)) for h in range(1, 25)]
_B05_BATTERY, _B05_SETS = Battery(428.0, 1585.0, 1585.0), Fleet(2, 312.0, 0.9, 60.0)


@cache
def _b05(fleets: tuple[Fleet, ...], start: int) -> tuple[float, ...]:
    return carried_by_the_hour(fleets, _B05_BATTERY, _SINE, 24, start)


def _furthest(one: tuple[Fleet, ...], other: tuple[Fleet, ...]) -> float:
    return max(
        abs(a - b) for start in range(24) for a, b in zip(_b05(one, start), _b05(other, start), strict=True)
    )


def _largest_rise() -> float:
    curves = [_b05((_B05_SETS,), start) for start in range(24)]
    return max(0.0, *(later - now for curve in curves for now, later in pairwise(curve)))


def _deterministic(start: int) -> list[float]:
    """Two sets that always run: the battery's energy added up hour by hour."""
    energy, carried = _B05_BATTERY.kwh, list[float]()
    for hour in range(24):
        spare = 2 * 312.0 - _SINE[(start + hour) % 24]
        energy = min(energy + min(spare, _B05_BATTERY.kw), _B05_BATTERY.kwh)
        lost = bool(carried and not carried[-1]) or spare < -_B05_BATTERY.kw or energy < 0
        carried.append(0.0 if lost else 1.0)
    return carried


def _furthest_from_deterministic() -> float:
    sure = (Fleet(2, 312.0, 1.0, math.inf),)
    return max(
        abs(a - b)
        for start in range(24)
        for a, b in zip(_b05(sure, start), _deterministic(start), strict=True)
    )


_ONE_OF_TWO_KINDS = Fleet(1, 312.0, 0.9, 60.0)
_B05 = Answer(
    "B05",
    _HOURLY,
    (
        Figure("largest rise of survival with the length of the outage", 0.0, _largest_rise, tolerance=1e-12),
        Figure(
            "no sets against sets that give nothing, furthest apart",
            0.0,
            lambda: _furthest((), (Fleet(2, 0.0, 1.0, 60.0),)),
            tolerance=1e-12,
        ),
        Figure(
            "two of one kind against one of each of two kinds, furthest apart",
            0.0,
            lambda: _furthest((_B05_SETS,), (_ONE_OF_TWO_KINDS, _ONE_OF_TWO_KINDS)),
            tolerance=1e-12,
        ),
        Figure("sets that never fail against adding up, furthest apart", 0.0, _furthest_from_deterministic),
    ),
)

_STARTS, _DAYS = 0.995 * (1 - 0.0094), (1, 3, 7, 14)
G01_TABLE = {
    (1, 1): (0.9643748779, 0.9231980032, 0.8460436936, 0.7262132706),
    (1, 2): (0.9987308507, 0.9941014533, 0.9762974557, 0.9250408268),
    (4, 4): (0.8649351639, 0.7264060054, 0.5123552261, 0.2781356918),
    (4, 5): (0.9881888472, 0.9495637321, 0.8278764987, 0.5827351373),
    (4, 6): (0.999166166, 0.9924111296, 0.949317723, 0.7912233522),
}
_G01_BY_THE_HOUR = {
    (1, 1): (0.9643653081, 0.8459849265, 0.7261123869),
    (4, 5): (0.988182731, 0.8277669068, 0.5825235714),
    (4, 6): (0.9991655122, 0.9492670963, 0.7910495484),
}


@cache
def _fleet(needed: int, count: int, any_time: bool) -> tuple[float, ...]:
    sets, load = [Fleet(count, 1.0, _STARTS, 1100.0)], [float(needed)]
    if any_time:  # without a battery, and for a load that never changes, the lower bound is exact
        return tuple(low for low, _ in carried_within(sets, NO_BATTERY, load, 336, steps=1))
    return carried_by_the_hour(sets, NO_BATTERY, load, 336)


def _after(needed: int, count: int, day: int, any_time: bool) -> float:
    return _fleet(needed, count, any_time)[24 * day - 1]


def _g01(any_time: bool, table: Mapping[tuple[int, int], tuple[float, ...]], days: tuple[int, ...]) -> Answer:
    return Answer(
        "G01",
        _ANY_TIME if any_time else _HOURLY,
        tuple(
            Figure(
                f"P({needed} of {count} carry for {day} d)",
                expected,
                partial(_after, needed, count, day, any_time),
                tolerance=1e-9,
            )
            for (needed, count), row in table.items()
            for day, expected in zip(days, row, strict=True)
        ),
    )


def _two_weeks() -> float:
    return carried_within([Fleet(1, 1.0, 1 - 0.0013, 1700.0)], NO_BATTERY, [1.0], 336, steps=1)[-1][0]


_G03 = Answer(
    "G03",
    _ANY_TIME,
    (
        Figure("carried for two weeks", 0.8195925893, _two_weeks, tolerance=1e-9),
        Figure("carried for two weeks, as published", 0.8, _two_weeks, tolerance=0.03),
    ),
)

ANSWERS = (*_B01, *_B03, _B05, _g01(True, G01_TABLE, _DAYS), _g01(False, _G01_BY_THE_HOUR, (1, 7, 14)), _G03)
