"""What a site asks of the grid company on its design day, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from dcsim.measures.energy import account_of
from dcsim.measures.grid_request import GridRequest, grid_request
from dcsim.scenario import Scenario

from .energy.made import CLIMATE, site

CHAIN = 1 / 0.95 / 0.98


def request(scenario: Scenario, it: dict[str, float], *there: Any) -> GridRequest:
    return grid_request(scenario.model, account_of(scenario), it, *there)


@pytest.mark.parametrize("climate", ["", CLIMATE])
def test_a_full_site_on_its_design_day(climate):
    """IT 4; cooling 1.5, whatever the climate of the year; lights 0.1. Batteries: 6 MW x 10 min / 120 min = 0.5 at
    the input of the UPS, / 0.98 at the feed. Power factor 0.95."""
    found = request(site(climate), {"a": 3.0, "b": 1.0})
    recharge = 0.5 / 0.98
    assert found.recharge_mw == pytest.approx(recharge)
    assert found.mw == pytest.approx(4 * CHAIN + 1.6 + recharge)
    assert found.mva == pytest.approx(found.mw / 0.95)
    assert found.pue == pytest.approx((4 * CHAIN + 1.6) / 4)
    assert found.firm_mw == found.mw
    assert found.water_m3_per_day == pytest.approx(4.4 * 24 * 1.8)
    assert found.diesel_m3[12] == pytest.approx(found.mw * 1000 * 0.25 / 1000 * 12)
    assert found.diesel_m3[72] == pytest.approx(6 * found.diesel_m3[12])
    assert (found.offered_mw, found.offered_one_out_mw) == (20, 0)


def test_a_hall_that_is_not_there_asks_for_nothing():
    """Hall a alone: three quarters of the heat."""
    found = request(site(), {"a": 3.0})
    assert found.mw == pytest.approx(3 * CHAIN + 1.5 * 0.75 + 0.1 + 0.5 / 0.98)


def test_what_may_be_shed_needs_no_firm_power():
    """A tenant of 1 MW that uses half of it, in hall a: 0.5 MW, its chain, and 0.7 x 0.5 / 4 of the cooling."""
    scenario = site().with_values(
        {
            "tenants": {"t": {"hall": "a", "contracted_mw": 1, "uses": 0.5}},
            "power.board.rating_mw": 8,
            "power.board.shed": {"tenants": ["t"], "within_s": 1},
        }
    )
    found = request(scenario, {"a": 3.0, "b": 1.0})
    assert found.mw - found.firm_mw == pytest.approx(0.5 * CHAIN + 1.5 * 0.7 * 0.5 / 4)


def test_firm_power_of_feeds():
    scenario = site().with_values(
        {
            "grid.feeds.east.firm_mw": 12,
            "grid.feeds.west": {"rating_mw": 15, "mttf_h": "never"},
            "power.board.transfer.from": ["east", "west", "sets"],
        }
    )
    found = request(scenario, {"a": 3.0, "b": 1.0})
    assert (found.offered_mw, found.offered_one_out_mw) == (27, 12)


def test_a_load_of_a_later_phase_is_not_there_yet():
    found = request(site(), {"a": 3.0}, None, ["a"])
    assert found.mw == pytest.approx(request(site(), {"a": 3.0}, None, ["a", "lights"]).mw - 0.1)


def test_only_what_is_in_service_counts():
    """Two of four sets, no UPS yet: no battery to recharge. Two sets that carry the same burn the same here."""
    scenario = site()
    plant = account_of(scenario).plant
    units = [node.count for node in plant.nodes]
    units[plant.index["sets"]] = 2
    found = request(scenario, {"a": 3.0, "b": 1.0}, tuple(units))
    assert found.mw == pytest.approx(request(scenario, {"a": 3.0, "b": 1.0}).mw)
