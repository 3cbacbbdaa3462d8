"""Random sites: the screened driver gives what the full one does, and really leaves something out."""

from __future__ import annotations

from functools import cache

import pytest

from tests.engine.random_sites import random_scenario, with_weather
from tests.engine.two_drivers import Compared, a_certificate_for_everything, assert_same, compare

SEEDS = range(115, 165)


@cache
def compared(seed: int) -> Compared:
    with a_certificate_for_everything():
        return compare(random_scenario(seed), 6, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_sites(seed: int) -> None:
    assert_same(compared(seed))


def test_most_random_sites_are_screened() -> None:
    """Nearly all leave out quiet stretches and certified ones, run through others, and have outages."""
    found = [compared(seed) for seed in SEEDS]
    screened = [one for one in found if one.is_screened]
    assert len(screened) >= 0.8 * len(found)
    for left_out in ("quiet", "certified", "kept"):
        assert sum(getattr(one, left_out) > 0 for one in screened) >= 0.7 * len(found)
    assert sum(len(one.full.outages) > 0 for one in screened) >= 0.7 * len(found)
    assert sum(one.certified for one in screened) > 3000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_many_random_sites(seed: int) -> None:
    with a_certificate_for_everything():
        assert_same(compare(random_scenario(seed), 6, seed))


@pytest.mark.parametrize("seed", range(4))
def test_random_sites_in_bad_weather(seed: int) -> None:
    """A flood that closes the roads to trucks and people, and events that take some of what they hit."""
    with a_certificate_for_everything():
        assert_same(compare(with_weather(seed), 6, seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 200))
def test_many_random_sites_in_bad_weather(seed: int) -> None:
    with a_certificate_for_everything():
        assert_same(compare(with_weather(seed), 6, seed))
