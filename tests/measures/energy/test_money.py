"""Money by hand, and what the mean delay would hide."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.measures.energy import capex_musd, slip_money
from dcsim.scenario import scenario_from_text

from .made import SITE

PHASED = (
    SITE
    + """
phases:
  two: {ready: 2030-03-01, late: never, brings: {b: all}}
prices: {rent_usd_per_kw_month: 100, late_penalty: 0.5, interest_per_year: 0.12}
"""
)
MODEL = scenario_from_text(PHASED).model


def test_the_cost_of_a_late_phase_by_hand():
    """6 MW-months waiting: 600,000 USD of rent and half of it in penalties; 1 MW-month short: 100,000; a phase of
    6.9356 MUSD idle for 12 months at 1 % a month: 832,272."""
    found = slip_money(MODEL, np.array([6.0]), np.array([1.0]), {"two": np.array([12.0])})
    assert found is not None
    parts = (found.unserved, found.penalty, found.shortfall, found.idle_capital)
    assert [part.value for part in parts] == pytest.approx([600_000, 300_000, 100_000, 832_272])
    assert found.total.value == pytest.approx(1_832_272)
    assert found.per_month.value == pytest.approx(1_832_272 / 12)


def test_money_comes_from_the_distribution():
    """Demand grows by 1 MW a year into a phase that is 0 or 24 months late: half of d²/24 MW-months, 12 on the
    mean. At the mean delay of 12 months it would be 6: half of it."""
    delays = np.array([0.0, 24.0] * 50)
    found = slip_money(MODEL, delays**2 / 24, np.zeros(100), {"two": delays})
    assert found is not None
    assert found.unserved.value == pytest.approx(12 * 100_000)
    assert found.slip_months.value == pytest.approx(12)
    assert found.unserved.low < 12 * 100_000 < found.unserved.high
    assert found.p90.value == pytest.approx(24 * 150_000 + 24 * 69_356)


def test_a_phase_that_is_never_late_costs_nothing_a_month():
    found = slip_money(MODEL, np.zeros(5), np.zeros(5), {"two": np.zeros(5)})
    assert found is not None
    assert found.total.value == 0
    assert (found.per_month.value, found.per_month.note) == (None, "never late")


def test_without_prices_there_is_no_money():
    model = scenario_from_text(SITE).model
    assert slip_money(model, np.ones(2), np.ones(2), {}) is None


@pytest.mark.parametrize(("target", "multiplier"), [("II", 0.55), ("III", 1.0), ("III+", 1.07), ("IV", 1.1)])
def test_investment_by_tier(target, multiplier):
    """Hall b of 1 MW at 6.9356 MUSD/MW, times the Tier's multiplier; or what is written."""
    scenario = scenario_from_text(PHASED, values={"site.target": target})
    assert scenario.model.prices is not None
    assert capex_musd(scenario.model, scenario.model.prices) == {"two": pytest.approx(6.9356 * multiplier)}
    written = scenario.with_values({"prices.capex_musd": {"two": 5}}).model
    assert written.prices is not None
    assert capex_musd(written, written.prices) == {"two": 5.0}
