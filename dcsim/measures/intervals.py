"""Confidence intervals on plain numbers: what each assumes stands in its docstring.

Distributions come from `scipy.special`: `scipy.stats` says the same, and takes longer to load than a run.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from dcsim.measures.clocks import Floats

CONFIDENCE = 0.95
"""Of every interval that is reported."""
DISPERSION_ALARM = 0.01
"""How often truly Poisson counts are taken for something else (both sides together)."""


def none_seen(confidence: float = CONFIDENCE) -> float:
    """Expected events under which seeing none has probability 5 %: the "rule of three", 2.996."""
    return -math.log(1.0 - confidence)


class Spread(NamedTuple):
    """A figure with its interval and standard error (None: not known)."""

    value: float
    low: float | None
    high: float | None
    standard_error: float | None


def student_ratio(amounts: Floats, exposures: Floats, confidence: float = CONFIDENCE) -> Spread:
    """Σ amounts ÷ Σ exposures with Student's t on the linearised residuals of independent units.

    With equal exposures this is the ordinary t interval of a mean. Both arrays have shape (n,). One unit
    alone gives no interval.
    """
    total = float(exposures.sum())
    value = float(amounts.sum()) / total
    n = len(amounts)
    if n < 2:
        return Spread(value, None, None, None)
    residuals = amounts - value * exposures
    error = math.sqrt(n / (n - 1) * float(residuals @ residuals)) / total
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * error
    return Spread(value, value - half, value + half, error)


def garwood(events: int, exposure: float, confidence: float = CONFIDENCE) -> Spread:
    """Rate of a Poisson process with Garwood's exact interval (F. Garwood, Biometrika 28, 1936, 437-442).

    No event gives the one-sided bound -ln(1 - confidence) ÷ exposure.
    """
    if events == 0:
        return Spread(0.0, 0.0, none_seen(confidence) / exposure, None)
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail))
    high = float(gammaincinv(events + 1, 1 - tail))
    return Spread(events / exposure, low / exposure, high / exposure, math.sqrt(events) / exposure)


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209-212) of a share seen in `n` trials.

    `n` may be an effective number of trials; the interval never has width 0.
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def poisson_like(counts: Floats) -> bool:
    """Whether counts of equal units look like one Poisson rate, by pairs that share a unit.

    Given their total N, Poisson counts of n equal units fall uniformly; the pairs of events in the same unit
    then have mean and variance N(N-1)/2n, nearly Poisson, whether counts are sparse or many. Too many pairs
    mean clusters, too few a timetable. False alarms: `DISPERSION_ALARM`.
    """
    total, n = float(counts.sum()), len(counts)
    if total < 2 or n < 2:
        return True
    expected = total * (total - 1) / 2 / n
    pairs = float((counts * (counts - 1)).sum()) / 2
    from scipy.special import pdtr, pdtrc

    tail = DISPERSION_ALARM / 2
    too_many = pairs > 0 and float(pdtrc(pairs - 1, expected)) < tail
    too_few = float(pdtr(pairs, expected)) < tail
    return not (too_many or too_few)


def quantile(ordered: Floats, probability: float, confidence: float = CONFIDENCE) -> Spread:
    """Quantile with the distribution-free interval between order statistics; `ordered` ascending, shape (n,).

    The value is the smallest observation with at least that share at or below it. A side without an order
    statistic far enough out is None.
    """
    n, tail = len(ordered), (1 - confidence) / 2
    value = float(ordered[min(n - 1, max(0, math.ceil(n * probability - 1e-9) - 1))])
    below = _binomial_quantile(tail, n, probability)  # order statistic number, from 1; 0: none
    above = _binomial_quantile(1 - tail, n, probability) + 1
    low = float(ordered[below - 1]) if below >= 1 else None
    high = float(ordered[above - 1]) if above <= n else None
    return Spread(value, low, high, None)


def _binomial_quantile(level: float, n: int, probability: float) -> int:
    """The smallest number of successes in `n` trials with at least this share of all outcomes up to it."""
    from scipy.special import bdtr, bdtrik

    crossing = float(bdtrik(level, n, probability))  # below 0 or no number where 0 is enough
    found = max(0, math.ceil(crossing)) if crossing > 0 else 0
    while found and bdtr(found - 1, n, probability) >= level:
        found -= 1
    while bdtr(found, n, probability) < level:
        found += 1
    return found


def same(values: Floats) -> bool:
    """Whether all values agree to rounding."""
    return bool(len(values)) and bool(np.ptp(values) <= 1e-9 * max(1e-300, float(np.abs(values).max())))
