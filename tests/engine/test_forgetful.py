"""A calm site is as new, whatever it has been through: the full driver forgets, and gives the same."""

from __future__ import annotations

import pytest

from dcsim.scenario import Scenario, scenario_from_text
from tests.engine.forgetful import forgetting
from tests.engine.random_sites import random_scenario, wide_scenario
from tests.engine.test_new_phases import ON_SETS
from tests.engine.two_drivers import Drivers, assert_same, at_rates, replications


def forgets(scenario: Scenario, seed: int, *, factor: float = 0.3, site_years: float = 2) -> bool:
    """Whether the site was ever calm, so that all could be forgotten; most are with `factor` as many failures."""
    model = at_rates(scenario.model, factor)
    with forgetting() as forgot:
        assert_same(Drivers(model, scenario.replays).compare(replications(model, site_years), seed))
    return forgot["everything"] > 0


@pytest.mark.parametrize("seed", range(25, 28))
def test_random_sites(seed: int) -> None:
    assert forgets(random_scenario(seed), seed, factor=1)


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_sites_with_all_words(seed: int) -> None:
    assert forgets(wide_scenario(seed), seed)


@pytest.mark.parametrize("seed", [2, 4, 6])
def test_sites_in_stages(seed: int) -> None:
    assert forgets(wide_scenario(seed, in_stages=True), seed)


def test_works_on_live_plant() -> None:
    """Sets that start for them draw by the works, not by what happened before."""
    assert forgets(scenario_from_text(ON_SETS), 1, site_years=30)


@pytest.mark.slow
@pytest.mark.parametrize("in_stages", [False, True], ids=["finished", "in stages"])
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_sites(seed: int, in_stages: bool) -> None:
    forgets(wide_scenario(seed, in_stages=in_stages), seed, site_years=6)
