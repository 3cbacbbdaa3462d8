"""How contracts fill up: curves over the months after signing, and the steps that bound them from above."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dcsim.scenario.model import Ramp

Floats = NDArray[np.float64]
_EDGE = 1e-9


class Curve(Protocol):
    """Share of the contract over x months after signing, x ≥ 0."""

    @property
    def breaks(self) -> Sequence[float]:
        """Where it jumps or bends, months; between two breaks it never falls."""

    @property
    def is_continuous(self) -> bool:
        """Whether it takes more than the declared steps to say it."""

    def staircase(self, steps: int) -> Sequence[tuple[float, float]]:
        """(months, share from then on) of stairs nowhere below the curve, the contract in so many steps."""

    def over(self, begin: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
        """Share at the begin, at the end, and its integral in months, of spans with no break inside."""

    def until(self, months: Floats) -> Floats:
        """The integral from signing on, in months."""


@dataclass(frozen=True)
class Pieces:
    """A curve of straight pieces: from `begins[k]` on `shares[k]`, rising by `slopes[k]` a month."""

    begins: tuple[float, ...]
    shares: tuple[float, ...]
    slopes: tuple[float, ...]

    @property
    def breaks(self) -> Sequence[float]:
        return self.begins

    @property
    def is_continuous(self) -> bool:
        return any(self.slopes)

    def staircase(self, steps: int) -> Sequence[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        ends = (*self.begins[1:], math.inf)
        for begin, end, share, slope in zip(self.begins, ends, self.shares, self.slopes, strict=True):
            if slope == 0:
                found.append((begin, share))
                continue
            last = share + slope * (end - begin)
            step, at = math.floor(share * steps + _EDGE), begin
            while at < end - _EDGE:
                step += 1
                found.append((at, min(step / steps, last)))
                at = begin + (step / steps - share) / slope
        return tuple(found)

    def over(self, begin: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
        piece = np.searchsorted(self.begins, (begin + end) / 2, side="right") - 1
        of = np.maximum(piece, 0)
        since, share, slope = (np.array(column)[of] for column in (self.begins, self.shares, self.slopes))
        first = np.where(piece < 0, 0.0, share + slope * (begin - since))
        last = np.where(piece < 0, 0.0, share + slope * (end - since))
        return first, last, (first + last) / 2 * (end - begin)

    def until(self, months: Floats) -> Floats:
        total = np.zeros_like(months)
        for begin, end in pairwise((*self.begins, math.inf)):
            here = np.clip(months, begin, end)
            total += np.where(months > begin, self.over(np.full_like(here, begin), here)[2], 0.0)
        return total


@dataclass(frozen=True)
class Logistic:
    """ceiling ÷ (1 + exp(−rate × (x − t50))), rate per month, t50 in months."""

    t50: float
    rate: float
    ceiling: float
    breaks: Sequence[float] = (0.0,)
    is_continuous: bool = True

    def staircase(self, steps: int) -> Sequence[tuple[float, float]]:
        first = self.ceiling / (1.0 + math.exp(min(700.0, self.rate * self.t50)))
        step = math.floor(first * steps) + 1
        found = [(0.0, min(step / steps, self.ceiling))]
        while step / steps < self.ceiling - _EDGE:
            # the month at which the curve passes the step
            at = self.t50 - math.log(self.ceiling * steps / step - 1.0) / self.rate
            step += 1
            found.append((max(0.0, at), min(step / steps, self.ceiling)))
        return tuple(found)

    def over(self, begin: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
        first, last = (self.rate * (x - self.t50) for x in (begin, end))
        # the integral of 1 ÷ (1 + exp(−y)) is log(1 + exp(y))
        total = (np.logaddexp(0.0, last) - np.logaddexp(0.0, first)) / self.rate
        return (
            self.ceiling * np.exp(-np.logaddexp(0.0, -first)),
            self.ceiling * np.exp(-np.logaddexp(0.0, -last)),
            self.ceiling * total,
        )

    def until(self, months: Floats) -> Floats:
        return self.over(np.zeros_like(months), months)[2]


AT_ONCE = Pieces((0.0,), (1.0,), (0.0,))


def curve_of(ramp: Ramp | None) -> Curve:
    """The curve a planner described; all at once where nothing is said."""
    if ramp is None:
        return AT_ONCE
    if ramp.months is not None:
        return Pieces((0.0, ramp.months), (0.0, 1.0), (1.0 / ramp.months, 0.0))
    if ramp.s_curve is not None:
        grows = ramp.s_curve
        return Logistic(grows.t50_years * 12.0, grows.rate / 12.0, grows.ceiling)
    months, shares = zip(*ramp.by_month(), strict=True)
    return Pieces(months, shares, (0.0,) * len(months))
