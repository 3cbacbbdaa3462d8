"""What a late phase costs: shortfall and waiting contracts, by how late the phase was."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.capacity.rolled import MONTH_H, Rolled
from dcsim.measures.capacity.spread import mean_of, quantiles_of, share_of
from dcsim.measures.clocks import Floats

ON_TIME_MONTHS = 0.05
"""A phase later than this is late: a day and a half."""
EDGES_MONTHS = (6.0, 12.0, 24.0)
"""Where the bins of lateness end; the last has no end."""
UNIT = "MW·months"


@dataclass(frozen=True)
class Late:
    """Replications in which a phase was late by more than `above` and up to `up_to` months (maybe infinite).

    `share` is their share of all; the other two are means over them, MW·months.
    """

    above: float
    up_to: float
    share: Estimate
    shortfall: Estimate
    unserved: Estimate

    @property
    def on_time(self) -> bool:
        return self.up_to <= ON_TIME_MONTHS


@dataclass(frozen=True)
class PhaseDates:
    """When a phase comes into service, by plan and by chance, h; `late_months` is its lateness."""

    planned_h: float
    ready_h: dict[str, Estimate]
    """P10, P50 and P90; a quantile beyond the horizon is known, one that never comes is not."""
    on_time: Estimate
    late_months: Estimate
    """Mean lateness, months of 730 h."""
    within_horizon: Estimate


def lateness_months(rolled: Rolled, phase: str) -> Floats:
    """Months of 730 h a phase is late, (replications,); what never comes is to the horizon's end."""
    ready_h = rolled.ready_h[phase]
    until_h = np.where(np.isfinite(ready_h), ready_h, rolled.begins_h[-1])
    return np.maximum(0.0, until_h - rolled.planned_h[phase]) / MONTH_H


def may_be_late(rolled: Rolled, phase: str) -> bool:
    """Whether a phase is late in any replication."""
    return bool((lateness_months(rolled, phase) > ON_TIME_MONTHS).any())


def phase_dates(rolled: Rolled, phase: str, *, chance: bool) -> PhaseDates:
    """When one phase comes, over all replications."""
    ready, late = rolled.ready_h[phase], lateness_months(rolled, phase)
    random = chance and bool(ready.min() < ready.max())
    return PhaseDates(
        planned_h=rolled.planned_h[phase],
        ready_h=quantiles_of(ready, "h", chance=random),
        on_time=share_of(late <= ON_TIME_MONTHS, chance=random),
        late_months=mean_of(late, "months", chance=random),
        within_horizon=share_of(ready < rolled.begins_h[-1], chance=random),
    )


def by_lateness(rolled: Rolled, phase: str, *, chance: bool) -> tuple[Late, ...]:
    """Shortfall and waiting contracts by how late a phase was; bins without a replication are left out."""
    return tuple(_bins(rolled, lateness_months(rolled, phase), chance))


def _bins(rolled: Rolled, late: Floats, chance: bool) -> Iterator[Late]:
    shortfall, unserved = rolled.mw_months(rolled.shortfall), rolled.mw_months(rolled.unserved)
    edges = (-math.inf, ON_TIME_MONTHS, *EDGES_MONTHS, math.inf)
    for above, up_to in pairwise(edges):
        here = (late > above) & (late <= up_to)
        if here.any():
            yield Late(
                above=max(0.0, above),
                up_to=up_to,
                share=share_of(here, chance=chance),
                shortfall=mean_of(shortfall[here], UNIT, chance=chance),
                unserved=mean_of(unserved[here], UNIT, chance=chance),
            )
