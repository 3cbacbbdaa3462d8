"""Closed forms: blocks of independent units that fail and are repaired, and their series and parallels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, inf, isinf, prod


@dataclass(frozen=True)
class Steady:
    """Long-run behaviour of something that fails and comes back.

    `unavailability` is the share of time down, `failures_per_h` how often it goes down per hour of the
    calendar.
    """

    unavailability: float
    failures_per_h: float

    @property
    def availability(self) -> float:
        return 1.0 - self.unavailability

    @property
    def mean_down_h(self) -> float:
        """Mean length of one failure, h: 0 of what is never down, infinite of what never comes back."""
        if self.failures_per_h > 0:
            return self.unavailability / self.failures_per_h
        return inf if self.unavailability > 0 else 0.0


def unit(mttf_h: float, mttr_h: float) -> Steady:
    """One unit that is up `mttf_h` and down `mttr_h` on average, whatever the laws (renewal theorem).

    Either may be infinite: a unit that never fails, or, failed some day, is never repaired.
    """
    if isinf(mttf_h):
        return Steady(0.0, 0.0)
    if isinf(mttr_h):
        return Steady(1.0, 0.0)
    cycle = mttf_h + mttr_h
    return Steady(mttr_h / cycle, 1.0 / cycle)


def k_of_n(needed: int, count: int, one: Steady) -> Steady:
    """A block of `count` independent units that is up while `needed` of them are.

    It goes down when exactly `needed` are up and one of these fails (frequency balance, Billinton and
    Allan, Reliability Evaluation of Engineering Systems).
    """
    if not 1 <= needed <= count:
        raise ValueError(f"needed is {needed}, not between 1 and {count}")
    up, down = one.availability, one.unavailability
    unavailability = sum(comb(count, i) * up**i * down ** (count - i) for i in range(needed))
    others_at_the_edge = comb(count - 1, needed - 1) * up ** (needed - 1) * down ** (count - needed)
    return Steady(unavailability, count * one.failures_per_h * others_at_the_edge)


def first_failure_h(needed: int, count: int, mttf_h: float, mttr_h: float = inf) -> float:
    """Mean time until fewer than `needed` of `count` units are up for the first time, all new at hour 0, h.

    Markov chain: lives and repairs are memoryless, each unit is repaired on its own, or never. The time to
    lose one unit more, from i up, is the time until something happens, and again from the start of it where
    that was a repair (birth and death chain).
    """
    if not 1 <= needed <= count:
        raise ValueError(f"needed is {needed}, not between 1 and {count}")
    total = to_one_fewer = 0.0
    for up in range(count, needed - 1, -1):
        repaired_per_failure = (count - up) * mttf_h / (up * mttr_h)
        to_one_fewer = mttf_h / up + repaired_per_failure * to_one_fewer
        total += to_one_fewer
    return total


def series(blocks: Sequence[Steady]) -> Steady:
    """Independent blocks that must all be up."""
    unavailability = 0.0
    for block in blocks:  # not 1 - product: that would lose the last digits of a small number
        unavailability += block.unavailability * (1.0 - unavailability)
    shares = [block.availability for block in blocks]
    return Steady(unavailability, _while_the_others(blocks, shares))


def parallel(blocks: Sequence[Steady]) -> Steady:
    """Independent blocks of which one must be up."""
    shares = [block.unavailability for block in blocks]
    return Steady(prod(shares), _while_the_others(blocks, shares))


def _while_the_others(blocks: Sequence[Steady], shares: Sequence[float]) -> float:
    """Failures per hour of one block while all others are in the state of which `shares` are the times."""
    return sum(
        block.failures_per_h * prod(shares[:i]) * prod(shares[i + 1 :]) for i, block in enumerate(blocks)
    )
