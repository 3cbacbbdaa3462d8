"""Figures over the replications of a rollout: a mean, a share, a quantile, and quantiles month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.capacity.rolled import Booleans
from dcsim.measures.clocks import Floats, Integers
from dcsim.measures.estimators import probability
from dcsim.measures.intervals import CONFIDENCE, quantile, same, student_ratio

UNIT = "replications"
NO_CHANCE = "no chance in the plan"
"""Method of a figure of a plan in which nothing is left to chance."""
QUANTILES: Mapping[str, float] = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
NEVER = "not within the horizon"


@dataclass(frozen=True)
class Bands:
    """Mean and quantiles over the replications, month by month: arrays of shape (months,).

    `low` and `high` are the ends of the mean's interval; no number where replications do not differ.
    """

    mean: Floats
    low: Floats
    high: Floats
    p10: Floats
    p50: Floats
    p90: Floats


def bands(table: Floats) -> Bands:
    """Mean and quantiles of each month; `table` has the shape (replications, months).

    A quantile is the smallest value with at least that share of replications at or below it. Replications
    without a number are left out; a month in which none has one has none itself.
    """
    ordered = np.sort(table, axis=0)  # what is no number comes last
    n = np.count_nonzero(~np.isnan(ordered), axis=0)
    ranks = {name: np.maximum(0, np.ceil(n * p - 1e-9).astype(int) - 1) for name, p in QUANTILES.items()}
    rows = {name: np.take_along_axis(ordered, rank[None, :], axis=0)[0] for name, rank in ranks.items()}
    mean = np.where(n > 0, np.nansum(table, axis=0) / np.maximum(n, 1), np.nan)
    # a stage that limits nothing in some replication is infinite there: its mean has no interval
    half = _half_width(table - np.where(np.isfinite(mean), mean, np.nan), n)
    return Bands(mean=mean, low=mean - half, high=mean + half, **rows)


def _half_width(residuals: Floats, n: Integers) -> Floats:
    """Half of Student's interval of each month's mean; no number where all residuals are 0."""
    from scipy.special import stdtrit

    squares = np.nansum(residuals**2, axis=0)
    differ = (n > 1) & (squares > 0)
    freedom = np.where(differ, n - 1, 1)
    error = np.sqrt(squares / freedom / np.maximum(n, 1))
    half: Floats = np.where(differ, stdtrit(freedom, (1 + CONFIDENCE) / 2) * error, np.nan)
    return half


def mean_of(values: Floats, unit: str, *, chance: bool = True) -> Estimate:
    """Mean over replications by Student's t; `values` has the shape (replications,).

    `chance` is whether anything in the plan is random; if nothing is, the figure is exact. Where chance is at
    work and all replications agree, what it could still do has no bound from data, and the note says so.
    """
    n, value = len(values), float(values.mean())
    events = int(np.count_nonzero(values))
    if not chance:
        return Estimate(value, value, value, 0.0, unit, CONFIDENCE, n, UNIT, NO_CHANCE, events)
    words = f"Student t over {UNIT}"
    if n < 2 or same(values):
        note = f"all {n:,} replications gave the same" if n > 1 else "one replication gives no interval"
        return Estimate(value, None, None, None, unit, CONFIDENCE, n, UNIT, words, events, note)
    _, low, high, error = student_ratio(values, np.ones(n))
    floor = 0.0 if float(values.min()) >= 0 else -np.inf
    low = None if low is None else max(floor, low)
    return Estimate(value, low, high, error, unit, CONFIDENCE, n, UNIT, words, events)


def share_of(hits: Booleans, *, chance: bool = True) -> Estimate:
    """Share of replications by Wilson's interval, 0 to 1."""
    if not chance:
        return mean_of(hits.astype(float), "1", chance=False)
    return probability(hits.astype(float), np.ones(len(hits)), UNIT)


def quantile_of(values: Floats, p: float, unit: str, *, chance: bool = True) -> Estimate:
    """Quantile between order statistics; infinite values are never, and so is a quantile among them."""
    n = len(values)
    value, low, high = (
        x if x is not None and np.isfinite(x) else None for x in quantile(np.sort(values), p)[:3]
    )
    note = None if value is not None else NEVER
    if not chance:
        return Estimate(value, value, value, 0.0, unit, CONFIDENCE, n, UNIT, NO_CHANCE, note=note)
    words = f"order statistics over {UNIT}"
    return Estimate(value, low, high, None, unit, CONFIDENCE, n, UNIT, words, note=note)


def quantiles_of(values: Floats, unit: str, *, chance: bool = True) -> dict[str, Estimate]:
    """P10, P50 and P90."""
    return {name: quantile_of(values, p, unit, chance=chance) for name, p in QUANTILES.items()}
