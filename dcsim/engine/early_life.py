"""Failures of what is new: more than the catalogue says, decaying to it.

At age a a unit fails at (1 + (m - 1) (1 - a / T)) times the rate of its mean life, until age T; m is the
multiplier of the first day. What the catalogue says is drawn as ever; the extra failures are drawn apart, so
that another multiplier leaves all others alone. Their number is Poisson with mean rate x (m - 1) T / 2, and
their ages have the density 2 (1 - a / T) / T.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Floats, Intervals
from dcsim.scenario.model import EarlyLife
from dcsim.streams import Streams, name_key

if TYPE_CHECKING:
    from dcsim.engine.renewals import Renewal

MONTH_H = HOURS_PER_YEAR / 12


def early_failures(
    renewal: Renewal,
    early: Sequence[EarlyLife | None],
    ready_h: Floats,
    streams: Streams,
    block: Block,
    horizon_h: float,
) -> Intervals:
    """The extra failures of every unit from the hour it is ready on, `ready_h` (replications, units)."""
    parts = []
    base = np.uint64(name_key(renewal.name, "early life", block.number))
    for unit, life in enumerate(early):
        if life is None or life.multiplier == 1.0:
            continue
        lasts_h = life.months * MONTH_H
        mean = (life.multiplier - 1.0) * lasts_h / 2.0 / renewal.life.mean()
        generator = streams.generator(renewal.name, "early life", block.number, unit)
        replication = np.repeat(np.arange(block.size), generator.poisson(mean, block.size))
        age = lasts_h * (1.0 - np.sqrt(1.0 - generator.random(len(replication))))
        repair = renewal.repair.from_base(renewal.repair.base(generator, len(replication)))
        start = ready_h[replication, unit] + age
        index = np.arange(len(replication), dtype=np.uint64)
        episode = base + np.uint64(unit << 40) + index
        units = np.full(len(replication), unit)
        parts.append(Intervals(replication, start, start + repair, units, episode).kept(start < horizon_h))
    return Intervals.joined(parts)
