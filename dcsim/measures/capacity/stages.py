"""Of what a site is full: the stage that binds, month by month and in the month it fills up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.estimate import Estimate
from dcsim.measures.capacity.rolled import Rolled
from dcsim.measures.capacity.spread import share_of
from dcsim.measures.clocks import Floats


@dataclass(frozen=True)
class Binding:
    """The stage that is most often the narrowest in one month, and in which share of the replications."""

    stage: str
    share: float


def narrowest(rolled: Rolled) -> NDArray[np.intp]:
    """Number of the narrowest stage by replication and month, the first of equal ones."""
    number: NDArray[np.intp] = np.stack(list(rolled.by_stage.values())).argmin(axis=0)
    return number


def binding(rolled: Rolled) -> tuple[Binding | None, ...]:
    """What binds in each month, of the replications that have a hall in service; None where none has."""
    if not rolled.by_stage:
        return (None,) * rolled.months
    names, numbers = list(rolled.by_stage), narrowest(rolled)
    found: list[Binding | None] = []
    for month in range(rolled.months):
        counts = np.bincount(numbers[rolled.open[:, month], month], minlength=len(names))
        most = int(counts.argmax())
        found.append(Binding(names[most], float(counts[most] / counts.sum())) if counts.any() else None)
    return tuple(found)


def full_of(rolled: Rolled, month: Floats, *, chance: bool) -> dict[str, Estimate]:
    """What binds in the month each replication fills up: shares of those that do, largest first.

    `month` is by replication, infinite for those that never do.
    """
    rows = np.flatnonzero(np.isfinite(month))
    if not len(rows) or not rolled.by_stage:
        return {}
    names, numbers = list(rolled.by_stage), narrowest(rolled)[rows, month[rows].astype(int)]
    counts = Counter(numbers.tolist())
    ranked = sorted(counts, key=lambda number: (-counts[number], number))
    return {names[number]: share_of(numbers == number, chance=chance) for number in ranked}
