"""Sources that fail on their own against a load by the hour: how often it is too much, and by how much.

Generation adequacy as power systems count it (Billinton and Allan, Reliability Evaluation of Power Systems):
whatever is up serves together, up to the sum of the ratings; nothing trips, moves or starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from dcsim.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_LEVELS = 1_000_000
"""Different sums that sources may give together."""
_W_PER_MW = 1e6


@dataclass(frozen=True)
class Sources:
    """`count` like sources of `each_mw`, each out for a share of the time, its `unavailability`.

    Power systems call that share the forced outage rate.
    """

    count: int
    each_mw: float
    unavailability: float

    def __post_init__(self) -> None:
        if self.count < 1 or not 0 < self.each_mw < 1e9:
            raise UsageError(f"{self.count} sources of {self.each_mw:g} MW give nothing that can be counted")
        if not 0 <= self.unavailability <= 1:
            raise UsageError(f"unavailability is {self.unavailability:g}, not between 0 and 1")


@dataclass(frozen=True)
class Adequacy:
    """A load held against what there is; a period is what each figure of the load stands for.

    `lolp` is the share of periods that are short (loss of load probability), `lole` how many of them
    (expectation), `unserved_mw` what is lacking summed over periods: MWh where periods are hours (EENS).
    """

    lolp: float
    lole: float
    unserved_mw: float


def adequacy(sources: Sequence[Sources], load_mw: Sequence[float]) -> Adequacy:
    """How often, and by how much, all that is up is less than the load, period by period.

    Ratings and loads count to the watt; a load that is met exactly is met. Raises UsageError for a load that
    is empty or not finite, and where sources may give more than `MOST_LEVELS` different sums.
    """
    import numpy as np

    load = np.rint(np.asarray(load_mw, np.float64) * _W_PER_MW)
    if not load.size or not np.isfinite(load).all():
        raise UsageError("give a load for at least one period, in finite MW")
    watts, chance = _together(sources)
    below = np.searchsorted(watts, load, side="left")  # so many sums are less than the load
    short = np.concatenate([[0.0], np.cumsum(chance)])[below]
    given = np.concatenate([[0.0], np.cumsum(chance * watts)])[below]
    lole = float(short.sum())
    return Adequacy(lole / load.size, lole, float((load * short - given).sum()) / _W_PER_MW)


def _together(sources: Sequence[Sources]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What all may give together, W, in order, with the probability of each: convolution, kind by kind."""
    import numpy as np

    watts: NDArray[np.float64] = np.zeros(1)
    chance: NDArray[np.float64] = np.ones(1)
    for kind in sources:
        q, n = kind.unavailability, kind.count
        up = np.arange(n + 1) * np.rint(kind.each_mw * _W_PER_MW)
        weight = np.array([comb(n, i) * (1 - q) ** i * q ** (n - i) for i in range(n + 1)])
        if watts.size * up.size > MOST_LEVELS:
            raise UsageError(f"these sources may give more than {MOST_LEVELS:,} different sums: take fewer")
        sums: NDArray[np.float64] = np.add.outer(watts, up)
        watts, where = np.unique(sums, return_inverse=True)
        chance = np.bincount(where.ravel(), np.outer(chance, weight).ravel()).astype(np.float64)
    return watts, chance
