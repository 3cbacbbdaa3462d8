"""Units that wear out: stories with hardly any chance in them, and age replacement, which has an exact answer."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate

from dcsim.engine.intervals import Block
from dcsim.engine.service import Service
from dcsim.engine.wear import Wear, worn_out
from dcsim.laws import Law, fixed
from dcsim.scenario import scenario_from_text
from dcsim.streams import Streams

from .by_hand import SETS
from .dependent_sites import distance, drawn, listed, site
from .two_drivers import assert_same, compare

SHARP = Law("weibull", 1e6, 1000.0)
"""A life of 1,000 h, give or take an hour in a hundred."""


def starts(wear: Wear, horizon_h: float, replications: int = 1) -> np.ndarray:
    rows = worn_out("a", wear, 1, Streams(1), Block(0, replications, replications, 0), horizon_h)
    return np.array(
        rows.start if replications == 1 else np.bincount(rows.replication, minlength=replications)
    )


def test_from_new_and_new_again() -> None:
    """Worn out at 1,000 and replaced in 10: again at 2,010, 3,020."""
    assert np.allclose(starts(Wear(SHARP, math.inf, fixed(10.0)), 3500), [1000, 2010, 3020], atol=0.1)


def test_what_is_replaced_before_its_end_never_wears_out() -> None:
    assert len(starts(Wear(SHARP, 990.0, fixed(10.0)), 3500)) == 0
    assert len(starts(Wear(SHARP, 1010.0, fixed(10.0)), 3500)) == 3


@pytest.mark.parametrize("replaced_h", [math.inf, 900.0, 600.0])
def test_replacement_by_age(replaced_h: float) -> None:
    """Failures per hour: F(T) over the mean of the cycle, the integral of 1 - F to T and F(T) repairs.

    (Barlow and Proschan's age replacement.) Weibull of shape 3 and scale 1,000 h, repairs of 50 h, over 300 cycles or
    so, of which the beginning from new matters less than one standard error. Off by 4 of them once in 16,000.
    """
    hours, n = 300_000.0, 60
    counts = starts(Wear(Law("weibull", 3.0, 1000.0), replaced_h, fixed(50.0)), hours, n)
    fails = 1.0 - math.exp(-((replaced_h / 1000.0) ** 3))
    lives, _ = integrate.quad(lambda t: math.exp(-((t / 1000.0) ** 3)), 0.0, min(replaced_h, 5000.0))
    rate = fails / (lives + fails * 50.0)
    assert abs(distance(counts / hours, rate)) <= 4.0
    assert abs(distance(counts / hours, rate * 1.05)) >= 6.0


def test_beside_other_failures() -> None:
    """A crew, and failures of the calendar: what wears out while it is down already is not out twice."""
    text = "a: count: 3, mttf_h: 500, mttr_h: 20, crew: one, wear_out: {mean_years: 0.1, shape: 5, repair_days: 2}"
    rows = drawn(site(text, crews="{one: {}}"), 4)["a"]
    for replication in range(4):
        for unit in range(3):
            own = listed(rows.kept((rows.replication == replication) & (rows.unit == unit)))
            assert all(before[2] <= after[1] for before, after in pairwise(own))
    assert len(listed(rows)) > 4 * 3 * (17 + 8) * 0.7


def test_what_comes_later_is_new_then() -> None:
    text = "a: mttf_h: never, spares: {count: 1, restock_h: 1}, wear_out: {mean_years: 0.5, shape: 100, repair_days: 1}"
    rows = drawn(site(text), service=Service({"a": np.array([[3000.0]])}, {}))["a"]
    (row,) = listed(rows)
    assert row[1] == pytest.approx(3000 + 4380, rel=0.05)


def test_sets_that_wear_out_are_the_same_to_both_drivers() -> None:
    changes = {
        "power.gensets.wear_out": {"mean_years": 0.05, "shape": 4, "replaced_years": 0.08, "repair_days": 3},
        "power.ups.wear_out": {"mean_years": 0.2},
        "power.ups.mttr_h": 8,
        "grid.feeds.mains.mttf_h": 200,
        "grid.feeds.mains.mttr_h": 2,
    }
    scenario = scenario_from_text(SETS).with_values(changes)
    found = compare(scenario, 20, 1)
    assert_same(found)
    assert found.is_screened
    assert found.full.groups["gensets"].failures > 200
