"""Closed forms: what a simulation must agree with where theory has the answer.

In this version blocks of independent, repairable units and their series; decision diagrams for any static
plant come later. Nothing here shares code with the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, prod


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
        """Mean length of one failure, h."""
        return self.unavailability / self.failures_per_h


def unit(mttf_h: float, mttr_h: float) -> Steady:
    """One unit that is up `mttf_h` and down `mttr_h` on average, whatever the laws (renewal theorem)."""
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
    at_the_edge = comb(count, needed) * up**needed * down ** (count - needed)
    return Steady(unavailability, at_the_edge * needed * one.failures_per_h / up)


def series(blocks: Sequence[Steady]) -> Steady:
    """Independent blocks that must all be up."""
    availability = prod(block.availability for block in blocks)
    rate = sum(block.failures_per_h / block.availability for block in blocks)
    return Steady(1.0 - availability, availability * rate)


def parallel(blocks: Sequence[Steady]) -> Steady:
    """Independent blocks of which one must be up."""
    unavailability = prod(block.unavailability for block in blocks)
    rate = sum(block.failures_per_h / block.unavailability for block in blocks)
    return Steady(unavailability, unavailability * rate)
