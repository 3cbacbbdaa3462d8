"""Effective redundancy: how many units may be absent, worst choice, with every hall still served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dcsim.measures.capacity.rolled import NEGLIGIBLE_MW
from dcsim.measures.capacity.spread import bands
from dcsim.measures.clocks import Floats, Integers

SHORT = -1
"""Not even every unit serves all halls."""


def spare_units(limits_mw: Sequence[Sequence[float]], set_at: Integers, peak: Floats) -> Floats:
    """The x of N+x by replication and month; no number where nothing is drawn.

    `limits_mw[s][x]` is the IT load that the units of set s still serve with x of any one group absent.
    `set_at` and `peak` (MW) have the shape (replications, months). It is asked of the P90 peak of the month
    over the replications with the same units: where a hall is late its tenants draw nothing.
    """
    found = np.full(peak.shape, np.nan)
    for number, limits in enumerate(limits_mw):
        here = set_at == number
        demand = bands(np.where(here, peak, np.nan)).p90
        least = np.minimum.accumulate(np.array(limits, dtype=float))
        enough = least[:, None] >= demand - NEGLIGIBLE_MW
        units = np.where(demand > 0, np.count_nonzero(enough, axis=0) + SHORT, np.nan)
        found = np.where(here, units, found)
    return found
