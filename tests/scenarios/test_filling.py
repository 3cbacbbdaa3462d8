"""The tables of how sites fill in scenarios/README.md are what the tool gives today."""

from __future__ import annotations

import pytest

from dcsim.scenario import read_scenario
from tests.scenarios.answers import ITSELF, SCENARIOS
from tests.scenarios.filling import SITES, computed, written


@pytest.mark.parametrize("site", SITES)
def test_the_file_itself_comes_first_and_every_design_is_a_variant(site: str) -> None:
    first, *others = written(site)
    assert first == ITSELF
    assert set(others) <= set(read_scenario(SCENARIOS / f"{site}.yaml").variants)


@pytest.mark.validation
@pytest.mark.parametrize("site", SITES)
def test_how_the_file_itself_fills_still_holds(site: str) -> None:
    """Same seed, same draws: a difference in the printed digits is a change of the model, not noise."""
    assert computed(site, ITSELF) == written(site)[ITSELF]


@pytest.mark.slow
@pytest.mark.parametrize("site", SITES)
def test_how_the_variants_fill_still_holds(site: str) -> None:
    for design, row in written(site).items():
        assert computed(site, design) == row
