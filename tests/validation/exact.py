"""Exact answers the simulation is held against, worked out without it.

Closed forms where there are any, else small Markov chains solved by linear algebra. Hours throughout; "per year"
is per 8,760 h. Nothing here imports the package under test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

YEAR_H = 8760.0

Floats = NDArray[np.float64]
Rates = Mapping[tuple[str, str], float]
"""Transitions of a Markov chain: (from, to) → rate per hour."""


def generator(states: Sequence[str], rates: Rates) -> Floats:
    """The chain's generator matrix, shape (states, states), rows summing to 0."""
    place = {state: i for i, state in enumerate(states)}
    matrix = np.zeros((len(states), len(states)))
    for (here, there), rate in rates.items():
        matrix[place[here], place[there]] += rate
    return matrix - np.diag(matrix.sum(axis=1))


def steady_state(states: Sequence[str], rates: Rates) -> dict[str, float]:
    """Long-run share of time in each state."""
    system = np.vstack([generator(states, rates).T, np.ones(len(states))])
    right = np.zeros(len(states) + 1)
    right[-1] = 1.0
    shares = np.linalg.lstsq(system, right, rcond=None)[0]
    return dict(zip(states, shares.tolist(), strict=True))


def mean_time_to_leave(states: Sequence[str], rates: Rates, start: str) -> float:
    """Mean hours from `start` until the chain leaves `states`; rates may lead outside."""
    inside = {pair: rate for pair, rate in rates.items() if pair[1] in states}
    matrix = generator(states, inside)
    for (here, there), rate in rates.items():
        if there not in states:
            i = states.index(here)
            matrix[i, i] -= rate
    hours = np.linalg.solve(matrix, -np.ones(len(states)))
    return float(hours[list(states).index(start)])


@dataclass(frozen=True)
class Block:
    """k of n machines, independent, exponential lives and repairs, each with its own repairer."""

    k: int
    n: int
    mttf_h: float
    mttr_h: float

    def share(self, down: int) -> float:
        """Share of time with exactly `down` machines down."""
        q = self.mttr_h / (self.mttf_h + self.mttr_h)
        return math.comb(self.n, down) * q**down * (1 - q) ** (self.n - down)

    @property
    def unavailability(self) -> float:
        return math.fsum(self.share(down) for down in range(self.n - self.k + 1, self.n + 1))

    @property
    def per_hour(self) -> float:
        """Failures of the block per hour: the last bearable state, times the rate out of it."""
        return self.share(self.n - self.k) * self.k / self.mttf_h

    @property
    def per_year(self) -> float:
        return self.per_hour * YEAR_H

    @property
    def mean_up_h(self) -> float:
        return (1 - self.unavailability) / self.per_hour

    @property
    def mean_down_h(self) -> float:
        return self.unavailability / self.per_hour

    def mean_first_failure_h(self, killed_per_h: float = 0.0) -> float:
        """Mean time to the block's first failure from all up; `killed_per_h` ends it from any state too."""
        names = [str(down) for down in range(self.n - self.k + 1)]
        rates: dict[tuple[str, str], float] = {}
        for down, name in enumerate(names):
            rates[name, str(down + 1)] = (self.n - down) / self.mttf_h
            rates[name, "killed"] = killed_per_h
            if down:
                rates[name, str(down - 1)] = down / self.mttr_h
        return mean_time_to_leave(names, rates, "0")


@dataclass(frozen=True)
class UtilityAndGenset:
    """A utility and one standby set. `starts_again`: a set repaired during an outage may fail to start."""

    utility_mttf_h: float
    utility_mttr_h: float
    fail_to_start: float
    running_mttf_h: float
    genset_mttr_h: float
    starts_again: bool

    STATES = ("both", "utility", "genset", "dark")
    """What there is: both, the utility only (set in repair), the genset carrying, neither."""

    @property
    def rates(self) -> Rates:
        lost, back = 1 / self.utility_mttf_h, 1 / self.utility_mttr_h
        repaired = 1 / self.genset_mttr_h
        returns = repaired * (1 - self.fail_to_start) if self.starts_again else repaired
        return {
            ("both", "genset"): lost * (1 - self.fail_to_start),
            ("both", "dark"): lost * self.fail_to_start,
            ("utility", "both"): repaired,
            ("utility", "dark"): lost,
            ("genset", "both"): back,
            ("genset", "dark"): 1 / self.running_mttf_h,
            ("dark", "utility"): back,
            ("dark", "genset"): returns,
        }

    @property
    def shares(self) -> dict[str, float]:
        return steady_state(self.STATES, self.rates)

    @property
    def unavailability(self) -> float:
        return self.shares["dark"]

    @property
    def per_year(self) -> float:
        """Losses of load per year: the flow into the dark state."""
        into = (self.shares[here] * rate for (here, there), rate in self.rates.items() if there == "dark")
        return math.fsum(into) * YEAR_H

    @property
    def mean_down_h(self) -> float:
        return self.unavailability * YEAR_H / self.per_year

    @property
    def carrying(self) -> float:
        """Share of time with the utility out and the genset carrying."""
        return self.shares["genset"]


def sets_survive(k: int, n: int, fail_to_start: float, mttf_h: float, mean_outage_h: float) -> float:
    """P(at least k of n sets outlive an outage of exponential length), without repair.

    Given the length, sets are independent; i given sets all last with probability (1-q)^i / (1 + i d/m),
    the Laplace transform of the length.
    """

    def all_of(i: int) -> float:
        return (1 - fail_to_start) ** i / (1 + i * mean_outage_h / mttf_h)

    return math.fsum(
        (-1) ** more * math.comb(n, j) * math.comb(n - j, more) * all_of(j + more)
        for j in range(k, n + 1)
        for more in range(n - j + 1)
    )


def outlasts(ride_through_h: float, mean_outage_h: float) -> float:
    """P(an exponential outage is longer than the battery lasts)."""
    return math.exp(-ride_through_h / mean_outage_h)


def weibull_mean_h(shape: float, scale_h: float) -> float:
    return scale_h * math.gamma(1 + 1 / shape)


def lognormal_mean_h(median_h: float, sigma: float) -> float:
    return median_h * math.exp(sigma**2 / 2)


def all_up(components: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """(availability, failures per hour) of independent components (mttf, mttr) in series."""
    available = math.prod(life / (life + repair) for life, repair in components)
    return available, available * math.fsum(1 / life for life, _ in components)


def planned_and_failures_h(planned_h: float, per_year: float, failure_h: float) -> float:
    """Downtime a year of planned hours and of failures that are a hazard while none is under way.

    Failures go on being drawn during planned shutdowns; what falls together counts once.
    """
    failed = per_year * failure_h / (YEAR_H + per_year * failure_h)
    return YEAR_H * (1 - (1 - planned_h / YEAR_H) * (1 - failed))


def merged_recovery_h(per_year: float, lost_h: float) -> float:
    """Downtime a year when every loss of a Poisson stream counts `lost_h` and losses in that time merge."""
    return YEAR_H * -math.expm1(-per_year * lost_h / YEAR_H)
