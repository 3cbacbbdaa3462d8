"""Machines that depend on each other: too few crews, standby, common failures, maintenance, hidden failures.

All lives and repairs are memoryless. The simulation does without that; so this is what it is held against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import comb, expm1, fsum

from dcsim.errors import UsageError
from dcsim.exact.blocks import Steady, k_of_n
from dcsim.exact.chains import Chain

_YEAR_H = 8760.0


@dataclass(frozen=True)
class Machines:
    """`count` like machines of which `needed` must work.

    Of those that are up, `needed` are in use and fail once in `mttf_h`; the rest stand by and fail at `idle`
    times that rate (1: hot, 0: cold, between: warm). When one in use fails, the next that stands by takes
    over; it fails to do so with probability `fails_to_take_over`, is repaired then, and the one after it is
    asked. A share `beta` of the failures strikes all that are up at once (beta-factor model, IEC 61508-6).
    `crews` repair one machine each, in `mttr_h`; None: a crew for everyone.
    """

    count: int
    needed: int
    mttf_h: float
    mttr_h: float
    crews: int | None = None
    idle: float = 1.0
    beta: float = 0.0
    fails_to_take_over: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= self.count:
            raise UsageError(f"needed is {self.needed}, not between 1 and {self.count}")
        if self.crews is not None and self.crews < 1:
            raise UsageError(f"{self.crews} crews repair nothing")
        if not (self.mttf_h > 0 and self.mttr_h > 0):
            raise UsageError("mttf_h and mttr_h must be above 0")
        for name, share in (("idle", self.idle), ("beta", self.beta), ("take over", self.fails_to_take_over)):
            if not 0 <= share <= 1:
                raise UsageError(f"'{name}' is {share:g}, not between 0 and 1")

    @cached_property
    def chain(self) -> Chain[int]:
        """The number of machines that are up, as a Markov chain."""
        rates: dict[tuple[int, int], float] = {}

        def add(here: int, there: int, rate: float) -> None:
            if rate > 0:
                rates[here, there] = rates.get((here, there), 0.0) + rate

        for up in range(self.count + 1):
            in_use = min(up, self.needed)
            standing = up - in_use
            alone = (1 - self.beta) / self.mttf_h
            add(up, up - 1, standing * self.idle * alone)
            for more in range(standing + 1):
                chance = self.fails_to_take_over**more
                if more < standing:
                    chance *= 1 - self.fails_to_take_over
                add(up, up - 1 - more, in_use * alone * chance)
            if up:
                add(up, 0, self.beta / self.mttf_h)
            down = self.count - up
            add(up, up + 1, min(down, self.crews or down) / self.mttr_h)
        return Chain(rates)

    @cached_property
    def steady(self) -> Steady:
        """How much of the time, and how often, fewer than `needed` are up."""
        return self.chain.steady(self._is_short)

    @property
    def mean_up_h(self) -> float:
        """Mean hours from the end of one shortage to the beginning of the next."""
        return self.steady.availability / self.steady.failures_per_h

    @property
    def first_failure_h(self) -> float:
        """Mean hours until the first shortage, all new at hour 0."""
        return self.chain.mean_time_to(self._is_short, self.count)

    def _is_short(self, up: int) -> bool:
        return up < self.needed


def maintained(needed: int, count: int, one: Steady, hours: float, per_year: float = 1.0) -> Steady:
    """A block of which each unit in turn is taken out for `hours`, `per_year` times a year.

    By fixed dates and whatever its state, never two at a time, never put off; the others fail and are
    repaired on their own, and what comes back is in the state in which it would have been. Raises UsageError
    where that is more than a year.
    """
    share = count * hours * per_year / _YEAR_H
    if not 0 <= share <= 1:
        raise UsageError(f"{count} times {hours:g} h, {per_year:g} times a year, are more than the year has")
    whole = k_of_n(needed, count, one)
    if needed == count:
        return Steady(
            whole.unavailability * (1 - share) + share,
            whole.failures_per_h * (1 - share) + count * per_year / _YEAR_H * whole.availability,
        )
    less = k_of_n(needed, count - 1, one)
    # it is a failure when exactly `needed` are up and the one taken out is of them
    others = comb(count - 1, needed - 1) * one.availability ** (needed - 1)
    edge = one.availability * others * one.unavailability ** (count - needed)
    return Steady(
        whole.unavailability * (1 - share) + less.unavailability * share,
        whole.failures_per_h * (1 - share) + less.failures_per_h * share + edge * count * per_year / _YEAR_H,
    )


def hidden(failures_per_h: float, every_h: float, repair_h: float = 0.0) -> float:
    """Chance that a machine nobody watches is out when it is asked for, at a random hour.

    It fails unseen at a constant rate, is found so by the next test and then out for `repair_h`. It is tested
    `every_h`, counted from the last test or repair (IEC 61508-6, 1oo1, without the approximation for short
    intervals).
    """
    if failures_per_h < 0 or every_h <= 0 or repair_h < 0:
        raise UsageError("a rate and a repair cannot be negative, and a test interval is above 0")
    if failures_per_h == 0:
        return 0.0
    fails = -expm1(-failures_per_h * every_h)
    up = fails / failures_per_h
    return 1 - up / (every_h + fails * repair_h)


def proof_tested(
    needed: int,
    count: int,
    failures_per_h: float,
    every_h: float,
    repair_h: float = 0.0,
    *,
    staggered: bool = True,
) -> float:
    """Share of time in which fewer than `needed` of `count` machines that nobody watches are in order.

    Each fails unseen at a constant rate, is tested by fixed dates `every_h` apart, and what the test finds is
    out for `repair_h` more, at most until the next test; then it is as new. All are tested at once, or
    `staggered`: one after the other, evenly. In the long run, over one interval, by Gauss's rule between
    dates.
    """
    if not 1 <= needed <= count or failures_per_h < 0 or not 0 <= repair_h < every_h:
        raise UsageError("1 <= needed <= count, a rate of 0 or more, and a repair shorter than the interval")
    gap_h = every_h / count if staggered else 0.0
    fails, again = (-expm1(-failures_per_h * hours) for hours in (every_h, every_h - repair_h))
    found = fails / (1 + fails - again)

    def down(age_h: float) -> float:
        """Chance that a machine is out so long after its latest test."""
        after = 1.0 if age_h < repair_h else -expm1(-failures_per_h * (age_h - repair_h))
        return (1 - found) * -expm1(-failures_per_h * age_h) + found * after

    def too_few(hour: float) -> float:
        chances = [1.0]
        for number in range(count):
            out = down((hour - number * gap_h) % every_h)
            up = [*chances, 0.0]
            chances = [a * out + b * (1 - out) for a, b in zip(up, [0.0, *chances], strict=True)]
        return fsum(chances[:needed])

    dates = {(n * gap_h + shift) % every_h for n in range(count) for shift in (0.0, repair_h)}
    edges = sorted({0.0, *dates, every_h})
    parts = (
        weight * too_few(a + (b - a) * place) * (b - a)
        for a, b in pairwise(edges)
        for place, weight in _GAUSS
    )
    return fsum(parts) / every_h


_NODES = (0.9602898564975363, 0.7966664774136267, 0.5255324099163290, 0.1834346424956498)
_WEIGHTS = (0.1012285362903763, 0.2223810344533745, 0.3137066458778873, 0.3626837833783620)
_GAUSS = tuple(
    ((1 + sign * node) / 2, weight / 2)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True)
    for sign in (-1, 1)
)
"""Gauss and Legendre's rule of eight points on [0, 1] (Abramowitz and Stegun, table 25.4)."""


def carried_with_repair(
    count: int,
    needed: int,
    starts: float,
    mttf_h: float,
    mttr_h: float,
    hours: float,
    crews: int | None = None,
) -> float:
    """P(`needed` of `count` sets run throughout an outage of `hours`), with repairs meanwhile.

    Each set starts with probability `starts`, at hour 0 and again whenever it has been repaired; what does
    not start is repaired like what fails while it runs. All that are up run. The load is lost for good when
    too few run. Raises UsageError where `starts` is no probability.
    """
    if not 0 <= starts <= 1:
        raise UsageError(f"'starts' is {starts:g}, not between 0 and 1")
    if starts == 0:
        return 0.0
    # repairs until a start succeeds: a geometric number of memoryless ones is one of mttr_h / starts
    machines = Machines(count, needed, mttf_h, mttr_h / starts, crews)
    lost = -1
    rates: dict[tuple[int, int], float] = {}
    for (here, there), rate in machines.chain.rates.items():
        if here >= needed:
            to = there if there >= needed else lost
            rates[here, to] = rates.get((here, to), 0.0) + rate
    start = {
        up: comb(count, up) * starts**up * (1 - starts) ** (count - up) for up in range(needed, count + 1)
    }
    return fsum(p for up, p in Chain(rates).at(start, hours).items() if up != lost)
