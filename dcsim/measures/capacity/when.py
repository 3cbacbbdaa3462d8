"""When something happens for the first time: sold out, full, and of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.capacity.rolled import NEGLIGIBLE_MW, Booleans, Rolled
from dcsim.measures.capacity.spread import quantiles_of, share_of
from dcsim.measures.clocks import Floats

PLANNED_SHARE = 0.1
"""Beyond this share of replications a planner takes a site as full: its P90 demand is then what there is."""


@dataclass(frozen=True)
class Reached:
    """When a state was reached, over the replications.

    `probability` is that of reaching it within the horizon. `months` has P10, P50 and P90 of the month it
    happens in, counted from 0; a replication that never does counts as later than any month.
    """

    probability: Estimate
    months: Mapping[str, Estimate]
    month: Floats
    """By replication; infinite: not within the horizon."""


def first_month(hit: Booleans) -> Floats:
    """The first month in which each replication hits; infinite where none; `hit` (replications, months)."""
    if not hit.shape[1]:
        return np.full(len(hit), np.inf)
    return np.where(hit.any(axis=1), hit.argmax(axis=1).astype(float), np.inf)


def month_of(rolled: Rolled, hours: Floats) -> Floats:
    """Number of the month each hour falls in; infinite where that is not within the horizon."""
    inside = hours < rolled.begins_h[-1]
    number = np.searchsorted(rolled.begins_h, np.where(inside, hours, 0.0), side="right") - 1
    return np.where(inside, np.maximum(0, number).astype(float), np.inf)


def month_for_good(hit: Booleans) -> Floats:
    """The month from which on each replication hits until the horizon ends; infinite where it does not."""
    if not hit.shape[1]:
        return np.full(len(hit), np.inf)
    misses = ~hit[:, ::-1]
    after_last_miss = np.where(misses.any(axis=1), hit.shape[1] - misses.argmax(axis=1), 0).astype(float)
    return np.where(hit[:, -1], after_last_miss, np.inf)


def reached(month: Floats, *, chance: bool) -> Reached:
    """The dates of all replications as one answer; `month` by replication."""
    hit = np.isfinite(month)
    return Reached(share_of(hit, chance=chance), quantiles_of(month, "month", chance=chance), month)


def is_sold_out(rolled: Rolled) -> Booleans:
    """Where contracts reach what may be sold, by replication and month; not before a hall is in service."""
    return rolled.open & (rolled.sold > 0) & (rolled.sold >= rolled.saleable - NEGLIGIBLE_MW)


def is_full(rolled: Rolled) -> Booleans:
    """Where the month's coincident peak reaches what may be used; not before anything is drawn."""
    return (rolled.peak > 0) & (rolled.headroom <= NEGLIGIBLE_MW)
