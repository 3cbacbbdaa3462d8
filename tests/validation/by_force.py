"""What plain programs that answer siblings have in common: lives, lengths, and the mean of what they draw.

They know nothing of the package, draw with the generator of the standard library, in hours, and give the hours down
of one replication of ten years; the standard error of their mean enters z.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from statistics import stdev

from .checker import YEAR_H
from .readings import complement
from .sibling import Sibling

YEARS = 10
HORIZON_H = YEARS * YEAR_H
Interval = tuple[float, float]
Length = Callable[[random.Random], float]


def lognormal(mean: float, cv: float) -> Length:
    sigma = math.sqrt(math.log1p(cv * cv))
    mu = math.log(mean) - sigma**2 / 2
    return lambda rng: math.exp(rng.gauss(mu, sigma))


def by_force(
    name: str, text: str, replications: int, hours_down: Callable[[random.Random], float], programs: int
) -> Sibling:
    """From a program that draws the hours down of one replication, so many times."""

    def expected() -> tuple[float, float]:
        rng = random.Random(1)
        drawn = [hours_down(rng) / HORIZON_H for _ in range(programs)]
        return math.fsum(drawn) / programs, stdev(drawn) / math.sqrt(programs)

    return Sibling(name, text, replications, expected, complement("facility_availability"))


def unit_life(rng: random.Random, mean_h: float, repair: Length) -> list[Interval]:
    """When a unit is in repair."""
    failed, at = [], 0.0
    while (at := at + rng.expovariate(1 / mean_h)) < HORIZON_H:
        begin, at = at, at + repair(rng)
        failed.append((begin, at))
    return failed


def short_h(units: Sequence[Sequence[Interval]], needed: int) -> float:
    """Hours in which fewer than `needed` units are up; a unit's intervals may overlap."""
    changes = []
    for intervals in units:
        joined: list[list[float]] = []
        for begin, end in sorted(intervals):
            if joined and begin <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([begin, end])
        for begin, end in joined:
            changes += [(begin, -1), (min(end, HORIZON_H), 1)]
    up, last, short = len(units), 0.0, 0.0
    for at, change in sorted(changes):
        short += at - last if up < needed else 0.0
        up, last = up + change, at
    return short
