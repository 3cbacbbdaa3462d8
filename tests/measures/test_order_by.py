"""Order-by dates: months of the delivery table, counted back from the early end of being full."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dcsim.measures.order_by import order_by
from dcsim.scenario import scenario_from_text

from .energy.made import SITE

MODEL = scenario_from_text(SITE).model


def test_months_by_hand():
    """Full after 60, 61, ... 159 months: the early end, 10 % of them, is month 69. Genset: 88 weeks, at most 104,
    and commissioning 3 months, at most 5: 104 weeks are 17,472 h or 23.93 months, so month 40.07."""
    rows = {row.item: row for row in order_by(MODEL, np.arange(60.0, 160.0))}
    genset = rows["genset"]
    assert genset.usual_months == pytest.approx(88 * 168 / 730 + 3)
    assert genset.late_months == pytest.approx(104 * 168 / 730 + 5)
    assert genset.by_month == pytest.approx(69 - (104 * 168 / 730 + 5))
    assert rows["construction"].by_month == pytest.approx(69 - 25)
    assert rows["grid connection"].late_months == pytest.approx(20)


def test_what_takes_longest_comes_first():
    rows = order_by(MODEL, np.arange(60.0, 160.0))
    assert [row.item for row in rows][:2] == ["transformer", "genset"]
    assert sorted(row.by_month for row in rows) == [row.by_month for row in rows]
    assert {row.item for row in rows} == {
        "construction",
        "grid connection",
        "genset",
        "switchgear",
        "transformer",
        "ups",
        "chiller",
    }


def test_an_order_may_be_overdue_at_the_start():
    assert order_by(MODEL, np.full(10, 12.0))[0].by_month < 0


def test_a_site_that_is_full_in_few_cases_needs_no_order():
    """In 9 of 100 replications full, in the others never: the early end is never."""
    months = np.array([24.0] * 9 + [math.inf] * 91)
    assert all(row.by_month is None for row in order_by(MODEL, months))
    assert all(row.by_month is not None for row in order_by(MODEL, np.append(months, [24.0, 24.0])))


def test_a_high_voltage_connection_takes_longer():
    high = scenario_from_text(SITE + "energy: {voltage_kv: 110}\n").model
    rows = {row.item: row for row in order_by(high, np.full(10, 100.0))}
    assert rows["grid connection"].late_months == pytest.approx(42 + 5)
