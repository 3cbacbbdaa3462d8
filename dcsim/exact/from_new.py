"""Before the long run: units that are all new at hour 0, as a replication begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from math import expm1, isinf

from dcsim.exact.blocks import Steady
from dcsim.laws import Law

_NODES = 48
_STRETCH = 4
"""Times are taken at the fourth power of even steps: what changes, changes early."""


@lru_cache(maxsize=1024)  # groups are alike: a site asks the same of each of its halls
def unit_from_new(mttf_h: float, repair: Law, at_h: float) -> Steady:
    """A unit at hour `at_h`: its chance to be down, and how often it fails then, per hour of the calendar.

    Its life is memoryless. Exact where the repair is memoryless too, or never. For any other repair, a life
    of mean L and a repair of which E(t) = E[min(repair, t)] hours fall within t, the chance to be down lies
    between (1 - E(t)/L) E(t)/L and E(t)/L; it is taken as E(t) ÷ (L + E(t)), which is right in the long run
    and off by E(t)/L of itself at most before.
    """
    if isinf(mttf_h):
        return Steady(0.0, 0.0)
    if repair.kind == "never" or (repair.kind == "exponential" and isinf(repair.cap)):
        both = 1 / mttf_h + 1 / repair.mean()
        down = -expm1(-both * at_h) / (mttf_h * both)
    else:
        within = mean_within(repair, at_h)
        down = within / (mttf_h + within)
    return Steady(down, (1.0 - down) / mttf_h)


def mean_within(law: Law, hours: float) -> float:
    """E[min(X, hours)] of a duration X: how much of it falls within the first `hours`."""
    if law.kind in ("fixed", "exponential"):
        return replace(law, cap=min(law.cap, hours)).mean()
    return hours * mean_over(law.probability_above, hours, _NODES)


def mean_over(value: Callable[[float], float], hours: float, nodes: int) -> float:
    """Mean of `value(t)` over [0, hours], by Gauss and Legendre with more points early."""
    return sum(weight * value(time) for time, weight in points(hours, nodes))


def points(hours: float, nodes: int) -> list[tuple[float, float]]:
    """(time, weight) of that rule; the weights sum to 1."""
    return [(hours * place, weight) for place, weight in _rule(nodes)]


@cache
def _rule(nodes: int) -> tuple[tuple[float, float], ...]:
    from numpy.polynomial.legendre import leggauss

    steps, weights = leggauss(nodes)
    even = zip(((1 + steps) / 2).tolist(), (weights / 2).tolist(), strict=True)
    return tuple((s**_STRETCH, weight * _STRETCH * s ** (_STRETCH - 1)) for s, weight in even)
