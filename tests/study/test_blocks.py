"""Blocks: about 2,000 site-years each, whole ones except the last."""

from __future__ import annotations

import pytest

from dcsim.errors import UsageError
from dcsim.study.blocks import Part, block_size, check_seed, parts, replications_for

YEAR = 8_760.0


@pytest.mark.parametrize(
    ("horizon_h", "size"),
    [
        (10 * YEAR, 200),
        (7 * YEAR, 286),
        (1 * YEAR, 1_000),
        (2_000 * YEAR, 1),
        (10_000 * YEAR, 1),
        (10, 1_000),
    ],
)
def test_block_size(horizon_h, size):
    assert block_size(horizon_h) == size


@pytest.mark.parametrize(
    ("site_years", "horizon_h", "replications"),
    [
        (20_000, 10 * YEAR, 2_000),
        (20_000, 7 * YEAR, 2_858),
        (1, 10 * YEAR, 1),
        (1, 10.0, 876),
        (None, 10 * YEAR, 4_000),
        (None, 10.0, 40_000),
        (None, 10_000 * YEAR, 4),
    ],
)
def test_replications(site_years, horizon_h, replications):
    assert replications_for(site_years, horizon_h) == replications


def test_the_last_block_is_used_in_part():
    assert list(parts(450, 10 * YEAR)) == [
        Part(0, 0, 200, 200),
        Part(1, 200, 200, 200),
        Part(2, 400, 200, 50),
    ]


@pytest.mark.parametrize("site_years", [0.0, -1.0, float("nan"), float("inf"), 2e9])
def test_impossible_amounts(site_years):
    with pytest.raises(UsageError, match="site-years must be above 0 and at most 1,000,000,000"):
        replications_for(site_years, YEAR)


def test_too_many_short_replications():
    with pytest.raises(UsageError, match="at most 100,000,000 can be run"):
        replications_for(1e6, 1.0)


@pytest.mark.parametrize("seed", [-1, 2**63, True, 1.5, "1"])
def test_impossible_seeds(seed):
    with pytest.raises(UsageError, match="a seed is a whole number from 0"):
        check_seed(seed)
