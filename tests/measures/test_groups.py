"""Measures of interruptions: what comes in bad seasons has blocks as its units."""

from __future__ import annotations

import pytest

from dcsim.measures import BlockCounts, by_interruption
from tests.measures.made import observed


def counted(*counts: int, clustered: bool = True) -> tuple[float | None, float | None, str]:
    """Low and high end of the yearly rate of one interruption, and how; blocks of 100 years each."""
    blocks = tuple(BlockCounts(876_000.0, {}, {"rolling": count}) for count in counts)
    names = frozenset({"rolling"} if clustered else ())
    found = by_interruption(observed([], replications=10 * len(counts), blocks=blocks, clustered=names))
    estimate = found["rolling"].estimates["per_year"]
    assert estimate.value == pytest.approx(sum(counts) / (100 * len(counts)))
    assert estimate.events == sum(counts)
    return estimate.low, estimate.high, estimate.method


def test_bad_seasons_are_not_counted_as_a_poisson_process() -> None:
    """200, 240, 180, 220 in 100 years each: 2.1 a year, standard deviation 0.258; t(3) = 3.182.

    2.1 ± 3.182 × 0.258 ÷ 2. As a Poisson rate 840 events in 400 years would give ± 0.14.
    """
    low, high, method = counted(200, 240, 180, 220)
    assert (low, high) == (pytest.approx(2.1 - 0.4107, abs=2e-4), pytest.approx(2.1 + 0.4107, abs=2e-4))
    assert "blocks" in method
    low, high, _ = counted(200, 240, 180, 220, clustered=False)
    assert (low, high) == (pytest.approx(1.96, abs=0.01), pytest.approx(2.25, abs=0.01))


def test_no_bad_season_seen_bounds_nothing() -> None:
    low, high, _ = counted(0, 0)
    assert (low, high) == (0.0, None)
    low, high, _ = counted(0, 0, clustered=False)
    assert high == pytest.approx(3 / 200, rel=2e-3)
