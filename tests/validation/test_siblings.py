"""Siblings of the cases: a figure each, and the sum of squares and the mean over all of them.

A figure is accepted within 4 standard errors, of at most 2 % of it (near 1: 10 % of the complement): a right one is
refused with probability 6.3e-5, one biased by 5.65 standard errors is found 19 times in 20. By hand:
`python -m pytest -m slow tests/validation`, a minute or two.
"""

from __future__ import annotations

from functools import cache

import pytest

import dcsim
from dcsim.estimate import Estimate
from dcsim.scenario import scenario_from_text

from .checker import (
    SIGMAS,
    YEAR_H,
    Row,
    mean_bound,
    mean_score,
    squares_bound,
    sum_of_squares,
)
from .siblings import SIBLINGS

pytestmark = pytest.mark.slow
FIRST_SEED = 1000


@cache
def row_of(name: str) -> Row:
    one = SIBLINGS[name]
    scenario = scenario_from_text(one.text, "sibling.yaml")
    site_years = one.replications * scenario.model.horizon.length_h / YEAR_H
    result = dcsim.run(scenario, seed=FIRST_SEED + list(SIBLINGS).index(name), site_years=site_years)
    found = one.read(result)
    assert isinstance(found, Estimate)
    got, error = found.value, found.standard_error
    return Row("-", name, name, "", "facility", one.expected, 0.0, got, error, one.near_one, summed=True)


@pytest.mark.parametrize("name", SIBLINGS)
def test_sibling(name: str) -> None:
    row = row_of(name)
    assert row.z is not None
    assert row.standard_error is not None
    assert abs(row.z) <= SIGMAS
    assert row.standard_error <= (0.1 if row.near_one else 0.02) * row.scale


def test_the_sum_of_squares_and_the_mean() -> None:
    """Each refused once in 1,000 if nothing is wrong; all off by one standard error to one side: above 99 %."""
    rows = [row_of(name) for name in SIBLINGS]
    total, runs = sum_of_squares(rows)
    assert runs == len(SIBLINGS)
    assert total <= squares_bound(runs)
    assert abs(mean_score(rows)) <= mean_bound(runs)
