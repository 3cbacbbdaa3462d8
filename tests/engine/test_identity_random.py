"""Random sites: the screened driver gives what the full one does, and really leaves something out."""

from __future__ import annotations

from functools import cache

import pytest

from tests.engine.random_sites import random_scenario, wide_scenario, with_weather
from tests.engine.two_drivers import (
    Compared,
    Drivers,
    a_certificate_for_everything,
    assert_same,
    at_rates,
    compare,
    replications,
)

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


def taught(seed: int, *, in_stages: bool, factor: float, of_grid: float, site_years: float) -> int:
    """A site with all words of the language, and a second block of it with what the first has taught.

    How many stretches of that were certified: few where much is out at any time.
    """
    scenario = wide_scenario(seed, in_stages=in_stages)
    model = at_rates(scenario.model, factor, of_grid)
    drivers, several = Drivers(model, scenario.replays), replications(model, site_years)
    with a_certificate_for_everything():
        assert_same(drivers.compare(several, seed))
        drivers.close()
        found = drivers.compare(several, seed, number=1)
    assert_same(found)
    return found.screened.counters.certified


def test_sites_with_all_words() -> None:
    """Upkeep, ratings on the way, static switches, heat waves, storms; some built in phases."""
    seeds = (0, 2, 3)
    found = [
        taught(seed, in_stages=one, factor=0.1, of_grid=2, site_years=2)
        for seed in seeds
        for one in (False, True)
    ]
    assert sum(found) > 50


@pytest.mark.slow
@pytest.mark.parametrize("in_stages", [False, True], ids=["finished", "in stages"])
@pytest.mark.parametrize("seed", range(100, 250))
def test_many_sites_with_all_words(seed: int, in_stages: bool) -> None:
    factor, of_grid = ((0.02, 3), (0.1, 1), (0.3, 0.3))[seed % 3]
    taught(seed, in_stages=in_stages, factor=factor, of_grid=of_grid, site_years=4)
