"""Do the intervals of rates and shares cover, the choice of method included?

Each test makes 500 runs of 100 replications of 10 years from a fixed seed. An interval that covers in 95 % of
runs is missed more than 45 times with probability below 0.02 % (the false alarm rate had the seed been free);
one that covers in 85 % would be let through with probability below 0.02 %.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dcsim.measures.clocks import Intervals
from dcsim.measures.estimators import probability, rate
from dcsim.measures.intervals import garwood

from .made import observed

RUNS, REPLICATIONS, YEARS, MOST_MISSES = 500, 100, 10.0, 45
Counts = Callable[[np.random.Generator], np.ndarray]


def starting(counts: np.ndarray, generator: np.random.Generator) -> Intervals:
    """Outages of 1 h, `counts[r]` of them in replication r."""
    replication = np.repeat(np.arange(REPLICATIONS), counts)
    start = generator.uniform(0, 87_000, len(replication))
    order = np.lexsort((start, replication))
    return Intervals(replication[order], start[order], start[order] + 1.0)


def misses(draw: Counts, per_year: float, seed: int) -> tuple[int, int]:
    """How often the interval misses the true rate: of `rate`, and of Garwood alone."""
    generator = np.random.default_rng(seed)
    seen = observed([], replications=REPLICATIONS, years=YEARS)
    ours = poisson_only = 0
    for _ in range(RUNS):
        counts = draw(generator)
        estimate = rate(seen, starting(counts, generator))
        plain = garwood(int(counts.sum()), REPLICATIONS * YEARS)
        ours += not estimate.low <= per_year <= estimate.high
        poisson_only += not plain.low <= per_year <= plain.high
    return ours, poisson_only


def poisson(mean: float) -> Counts:
    return lambda generator: generator.poisson(mean, REPLICATIONS)


def clusters(generator: np.random.Generator) -> np.ndarray:
    return 4 * generator.poisson(1.0, REPLICATIONS)


@pytest.mark.parametrize("mean", [0.05, 0.5, 5.0], ids=["5 outages a run", "50", "500"])
def test_rates_of_independent_outages_cover(mean):
    assert misses(poisson(mean), mean / YEARS, 21)[0] <= MOST_MISSES


def test_rates_of_outages_in_clusters_cover_where_garwood_alone_would_not():
    ours, poisson_only = misses(clusters, 0.4, 22)
    assert ours <= MOST_MISSES < poisson_only


def test_shares_of_years_cover_when_years_of_a_replication_are_alike():
    # a replication is good or bad as a whole: 10 years give one replication's worth of news
    generator = np.random.default_rng(23)
    ours = independent = 0
    for _ in range(RUNS):
        good = np.where(generator.random(REPLICATIONS) < 0.7, 9.0, 3.0)
        hits = generator.binomial(10, good / 10).astype(float)
        estimate = probability(hits, np.full(REPLICATIONS, 10.0), "model years")
        ours += not estimate.low <= 0.72 <= estimate.high
        half = 1.96 * np.sqrt(0.72 * 0.28 / 1_000)
        independent += abs(estimate.value - 0.72) > half
    assert ours <= MOST_MISSES < independent
