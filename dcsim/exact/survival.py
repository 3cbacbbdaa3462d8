"""Gensets and a battery beside a load, the grid gone for good: how likely it is carried hour by hour.

All sets are started at once and those that fail stay failed. The load is constant within each hour. What the
sets have to spare charges the battery, what they lack comes from it. There are no losses and no other parts.
The probabilities are added up over everything that can happen (Lawson and others describe the hourly form in
NREL's REopt); nothing is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, expm1, isinf, prod

from dcsim.errors import UsageError

_DIGITS = 6
"""Energies that agree to so many decimals, in kW for one step, are one."""
MOST_STATES = 20_000
MOST_COUNTS = 1_000
"""Ways in which sets of all fleets may be running, and these with the energy of the battery."""


@dataclass(frozen=True)
class Fleet:
    """Gensets of one kind.

    `starts` is the probability that a set is there and starts, `mttf_h` its mean life while running
    (infinite: it never fails).
    """

    count: int
    each_kw: float
    starts: float
    mttf_h: float


@dataclass(frozen=True)
class Battery:
    """What it can give or take at most, its usable energy, and how much of that is there at first."""

    kw: float
    kwh: float
    initial_kwh: float


NO_BATTERY = Battery(0.0, 0.0, 0.0)

_State = tuple[tuple[int, ...], float]


def carried_by_the_hour(
    fleets: Sequence[Fleet], battery: Battery, load_kw: Sequence[float], hours: int, start: int = 0
) -> tuple[float, ...]:
    """P(the load is carried until the end of hour 1, 2, …, `hours`); sets fail once an hour.

    In each hour each running set fails with probability 1/`mttf_h` before it serves. The outage begins with
    `load_kw[start]`; loads repeat. Raises UsageError where there are too many states to add up.
    """
    fails = [0.0 if isinf(fleet.mttf_h) else 1 / fleet.mttf_h for fleet in fleets]
    loads = [load_kw[(start + hour) % len(load_kw)] for hour in range(hours)]
    return _carried(fleets, battery, loads, 1, fails, at_once=True)


def carried_within(
    fleets: Sequence[Fleet],
    battery: Battery,
    load_kw: Sequence[float],
    hours: int,
    start: int = 0,
    steps: int = 60,
) -> tuple[tuple[float, float], ...]:
    """The same for sets that fail at any time, with constant hazard 1/`mttf_h`: proven (low, high).

    An hour is cut into `steps`: if whoever fails in a step has failed at its beginning, less is carried; if
    only at its end, more. Twice the steps halve what the bounds are off by. With a load that never changes
    and no battery `low` is exact for any `steps`.
    """
    fails = [0.0 if isinf(fleet.mttf_h) else -expm1(-1 / steps / fleet.mttf_h) for fleet in fleets]
    loads = [load_kw[(start + step // steps) % len(load_kw)] for step in range(hours * steps)]
    low = _carried(fleets, battery, loads, steps, fails, at_once=True)[steps - 1 :: steps]
    high = _carried(fleets, battery, loads, steps, fails, at_once=False)[steps - 1 :: steps]
    return tuple(zip(low, high, strict=True))


def _carried(
    fleets: Sequence[Fleet],
    battery: Battery,
    loads: Sequence[float],
    steps: int,
    fails: Sequence[float],
    at_once: bool,
) -> tuple[float, ...]:
    """P(carried until the end of each step); sets fail before each step (`at_once`) or after it.

    A state is how many sets of each fleet run, and the energy of the battery in kW for one step.
    """
    if prod(fleet.count + 1 for fleet in fleets) > MOST_COUNTS:
        raise UsageError(f"more than {MOST_COUNTS:,} ways in which sets may be running: take fewer")
    up = (_binomial(fleet.count, fleet.starts) for fleet in fleets)
    counts = product(*(range(fleet.count + 1) for fleet in fleets))
    chances = map(prod, product(*up))
    first = battery.initial_kwh * steps
    states = {(running, first): p for running, p in zip(counts, chances, strict=True) if p}
    carried = []
    for load in loads:
        if at_once:
            states = _thinned(states, fails)
        states = _served(states, fleets, battery, load, battery.kwh * steps)
        carried.append(sum(states.values()))
        if not at_once:
            states = _thinned(states, fails)
        if len(states) > MOST_STATES:
            raise UsageError(f"more than {MOST_STATES:,} states of sets and battery: take fewer")
    return tuple(carried)


def _thinned(states: dict[_State, float], fails: Sequence[float]) -> dict[_State, float]:
    """Each running set fails with its probability."""
    after: defaultdict[_State, float] = defaultdict(float)
    left = {
        running: list(
            zip(
                product(*(range(n + 1) for n in running)),
                map(prod, product(*(_binomial(n, 1 - fail) for n, fail in zip(running, fails, strict=True)))),
                strict=True,
            )
        )
        for running in {running for running, _ in states}
    }
    for (running, energy), chance in states.items():
        for still, p in left[running]:
            if p:
                after[still, energy] += chance * p
    return dict(after)


def _served(
    states: dict[_State, float], fleets: Sequence[Fleet], battery: Battery, load: float, full: float
) -> dict[_State, float]:
    """The states in which the load is carried through the step, with what the battery has then."""
    after: defaultdict[_State, float] = defaultdict(float)
    tiny = 10.0**-_DIGITS
    for (running, energy), chance in states.items():
        spare = sum(n * fleet.each_kw for n, fleet in zip(running, fleets, strict=True)) - load
        left = energy + min(spare, battery.kw)
        if spare >= -battery.kw - tiny and left >= -tiny:
            after[running, round(min(max(left, 0.0), full), _DIGITS)] += chance
    return dict(after)


def _binomial(count: int, p: float) -> list[float]:
    return [comb(count, n) * p**n * (1 - p) ** (count - n) for n in range(count + 1)]
