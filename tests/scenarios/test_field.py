"""The table of scenarios/README.md beside what operators report is what the tool gives today."""

from __future__ import annotations

import pytest

from tests.scenarios.field import SITES, computed, written

QUICK = ("da-nang-ioc", "da-nang-software-park-2", "reference-site")
"""Judged with every gate; the others by hand (`-m slow`)."""


def test_every_site_has_a_row_and_no_other() -> None:
    assert sorted(written()) == sorted(SITES)


@pytest.mark.parametrize(
    "site",
    [
        pytest.param(site, marks=pytest.mark.validation if site in QUICK else pytest.mark.slow)
        for site in SITES
    ],
)
def test_the_row_still_holds(site: str) -> None:
    """Same seed, same number: a difference in the printed digits is a change of the model, not noise."""
    assert str(computed(site)) == str(written()[site])
