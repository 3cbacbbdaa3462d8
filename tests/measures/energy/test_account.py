"""The energy account by hand: chain, cooling law, weather, curve, tariff, water, tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcsim.measures import energy
from dcsim.measures.energy.account import EnergyUse
from dcsim.scenario import Scenario, scenario_from_text

from .made import CLIMATE, HOURS, SITE, flat, site

CHAIN = 1 / 0.95 / 0.98
"""MW at the feed for each MW of IT."""
LOADED = site(CLIMATE + "energy: {}\n")


def used(scenario: Scenario, drawn: dict[str, np.ndarray], **more: Any) -> EnergyUse:
    return energy.account_of(scenario).over(HOURS, drawn, **more)


def test_a_full_site():
    """IT 4; cooling 1.2 + 0.2 + 0.1; lights 0.1. All in January: 744 h. No climate: as on the design day."""
    found = used(site(), {"a": flat(3.0), "b": flat(1.0)})
    site_mw = 4 * CHAIN + 1.5 + 0.1
    assert found.site_mwh == pytest.approx(np.array([[site_mw * 744, site_mw * 672]]))
    assert found.it_mwh == pytest.approx(np.array([[4 * 744, 4 * 672]]))
    assert found.cooling_mwh[0, 0] == pytest.approx(1.5 * 744)
    assert found.loads_mwh[0, 0] == pytest.approx(0.1 * 744)
    assert found.losses_mwh[0, 0] == pytest.approx(4 * (CHAIN - 1) * 744)
    assert found.pue == pytest.approx(np.full((1, 2), site_mw / 4))
    assert found.by_class[:, 0, 0] == pytest.approx(site_mw * 744 * np.array([30, 96, 42]) / 168)


@pytest.mark.parametrize(
    ("a", "b", "serving", "share"),
    [
        (1.5, 0.5, {}, 0.3 + 0.7 * 0.5),  # half the heat of both halls
        (0.0, 0.0, {}, 0.3),  # two empty halls
        (3.0, 0.0, {"b": 0.0}, 0.75),  # hall b not built: hall a has three quarters of the heat
        (0.0, 0.0, {"a": 0.0, "b": 0.0}, 0.0),
        (1.5, 0.0, {"b": 0.5}, 0.3 * (0.75 + 0.125) + 0.7 * 0.375),  # b came in the middle of the month
    ],
)
def test_cooling_by_what_is_in_service_and_used(a, b, serving, share):
    shares = {hall: flat(part) for hall, part in serving.items()}
    found = used(site(), {"a": flat(a), "b": flat(b)}, serving=shares)
    assert found.cooling_mwh[0, 0] == pytest.approx(1.5 * share * 744)


def test_cooling_by_a_cop_has_no_idle_share():
    """Chillers 2.2 MW of heat ÷ 5 instead of a draw; pumps and towers 0.3 x 0.65."""
    scenario = site(cooling__chillers__draw_mw=None, cooling__chillers__cop=5)
    found = used(scenario, {"a": flat(1.5), "b": flat(0.5)})
    assert found.cooling_mwh[0, 0] == pytest.approx((2 * 1.1 / 5 + 0.3 * 0.65) * 744)


def test_chillers_and_towers_follow_the_wet_bulb_and_pumps_do_not():
    """20 degC all year, 30 on the design day: (1 + 0) / (1 + 0.022 x 10) of what they draw then."""
    found = used(site(CLIMATE), {"a": flat(3.0), "b": flat(1.0)})
    assert found.cooling_mwh[0, 0] == pytest.approx((1.3 / 1.22 + 0.2) * 744)


def test_chillers_without_towers_follow_the_dry_bulb():
    """25 degC all year, 40 on the design day: 1 / (1 + 0.03 x 15)."""
    halls = {hall + ".cooled_by": ["chillers", "pumps"] for hall in ("halls.a", "halls.b")}
    scenario = site(CLIMATE).with_values({**halls, "cooling.towers": None})
    found = used(scenario, {"a": flat(3.0), "b": flat(1.0)})
    assert found.cooling_mwh[0, 0] == pytest.approx((1.2 / 1.45 + 0.2) * 744)


def test_weather_of_every_hour(tmp_path):
    """24 degC from 0:00 to 6:00, which are the off-peak hours, and 28 after; mean 27, design day 32."""
    rows = ["drybulb_c,wetbulb_c", *(["30,24"] * 6 + ["30,28"] * 18) * 365]
    (tmp_path / "weather.csv").write_text("\n".join(rows))
    climate = "climate: {csv: weather.csv, design_drybulb_c: 40, design_wetbulb_c: 32}\n"
    scenario = scenario_from_text(SITE + climate, folder=tmp_path)
    found = used(scenario, {"a": flat(3.0), "b": flat(1.0)})
    off_peak = 1.3 * (1 - 0.022 * 3) / (1 + 0.022 * 5) + 0.2
    other = 1.3 * (1 + 0.022 * 1) / (1 + 0.022 * 5) + 0.2
    assert found.cooling_mwh[0, 0] == pytest.approx((off_peak * 42 + other * 126) / 168 * 744)
    assert found.by_class[2, 0, 0] == pytest.approx((4 * CHAIN + off_peak + 0.1) * 744 * 42 / 168)


def test_seasons():
    """January 10 degC, all other months 20: mean (31 x 10 + 334 x 20) / 365 = 19.151."""
    months = {"climate.wetbulb_c": [10] + [20] * 11}
    found = used(site(CLIMATE).with_values(months), {"a": flat(3.0), "b": flat(1.0)})
    mean = (31 * 10 + 334 * 20) / 365
    factor = (1 + 0.022 * (10 - mean)) / (1 + 0.022 * (30 - mean))
    assert found.cooling_mwh[0, 0] == pytest.approx((1.3 * factor + 0.2) * 744)


def test_warmer_months_cost_energy():
    """2 K more than the figures: (1 + 0.022 x 2) / 1.22 instead of 1 / 1.22. The design day stays."""
    found = used(site(CLIMATE).with_values({"climate.warmer_k": 2}), {"a": flat(3.0), "b": flat(1.0)})
    assert found.cooling_mwh[0, 0] == pytest.approx((1.3 * 1.044 / 1.22 + 0.2) * 744)


@pytest.mark.parametrize("why", [{"recharges": ["ups"]}, {"metered_apart": True}])
def test_a_load_that_is_in_no_account(why):
    """Of recharging batteries and of somebody else's factory the energy of the site knows nothing."""
    scenario = site().with_values({"loads.more": {"mw": 0.5, "fed_by": ["board"], **why}})
    assert used(scenario, {"a": flat(3.0)}).site_mwh == pytest.approx(used(site(), {"a": flat(3.0)}).site_mwh)


def test_the_curve_of_the_library():
    """0.12 + 0.22 u + 0.06 u² of 4 MW, u = 0.5: 0.98; PUE 1.49 at half load (climate table)."""
    found = used(site("energy: {pue: water_cooled_typical}\n"), {"a": flat(1.0), "b": flat(1.0)})
    assert found.site_mwh[0, 0] == pytest.approx((2 + 4 * (0.12 + 0.22 * 0.5 + 0.06 * 0.25)) * 744)
    assert found.pue[0, 0] == pytest.approx(1.49)


def test_the_curve_follows_the_weather_where_the_chillers_do():
    """At the annual mean the curve itself; so every month here, as all are alike."""
    found = used(site(CLIMATE + "energy: {pue: water_cooled_typical}\n"), {"a": flat(3.0), "b": flat(1.0)})
    assert found.pue[0, 0] == pytest.approx(1.40)


def test_a_site_without_declared_cooling_takes_the_curve():
    bare = site().with_values({"cooling": None, "halls.a.cooled_by": None, "halls.b.cooled_by": None})
    assert "curve 'water_cooled_typical'" in energy.account_of(bare).power.words


def test_cost_and_co2_by_hand():
    """1,951.7 VND/kWh at 25,300 for a flat load of the production tariff at 22 kV; 0.6592 t/MWh.
    Diesel of tests at 0.74 USD and 2.68 kg a litre."""
    scenario = site("energy: {tariff: production}\n")
    found = used(scenario, {"a": flat(3.0), "b": flat(1.0)})
    vnd = (30 * 3398 + 96 * 1833 + 42 * 1190) / 168
    assert found.cost_usd == pytest.approx(found.site_mwh * 1000 * vnd / 25_300)
    diesel_l = 4500 * HOURS / 8760  # see test_water_and_tests
    assert found.co2_t == pytest.approx(found.site_mwh * 0.6592 + diesel_l * 2.68 / 1000)
    assert found.test_diesel_usd[0] == pytest.approx(diesel_l * 0.74)
    assert energy.estimates(found)["electricity_usd_per_kwh"].value == pytest.approx(0.0771, abs=5e-5)


def test_business_costs_half_as_much_again():
    """+51 % for a flat load: 2,949.3 against 1,951.7 VND/kWh."""
    cost = {
        tariff: used(site(f"energy: {{tariff: {tariff}}}\n"), {"a": flat(3.0)}).cost_usd[0, 0]
        for tariff in ("business", "production")
    }
    assert cost["business"] / cost["production"] == pytest.approx(2949.3 / 1951.7, abs=1e-4)
    assert cost["business"] / cost["production"] == pytest.approx(1.511, abs=5e-4)


@pytest.mark.parametrize(
    ("tariff", "kv", "peak"),
    [
        ("production", 220, 3266), ("production", 110, 3266), ("production", 109, 3398), ("production", 22, 3398),
        ("production", 10, 3508), ("production", 0.4, 3640), ("business", 110, 5025), ("business", 22, 5025),
        ("business", 6, 5202), ("business", 0.4, 5422),
    ],
)  # fmt: skip
def test_the_row_of_the_tariff(tariff, kv, peak):
    assert site(f"energy: {{tariff: {tariff}, voltage_kv: {kv}}}\n").model.energy.peak_vnd_per_kwh == peak


def test_a_tenant_that_draws_in_the_evening_pays_more():
    """Twice its mean from 17:30 to 22:30 would be 10/19 in the other hours; here by half hours: 18:00 to 22:00
    at 3, else 0.6. Peak hours (six evenings, 5 h): 4 h at 3 and 1 h at 0.6: mean 2.52."""
    day = [0.6] * 18 + [3.0] * 4 + [0.6] * 2
    tenants = {"t": {"hall": "a", "contracted_mw": 3, "uses": 0.3, "profile": {"day": day}}}
    scenario = site("energy: {}\n").with_values({"tenants": tenants})
    found = used(scenario, {"t": flat(3.0), "b": flat(1.0)})
    it_peak_mw = 3 * 2.52 + 1
    cooling = 0.3 + 0.7 * it_peak_mw / 4
    assert found.by_class[0, 0, 0] == pytest.approx(
        (it_peak_mw * CHAIN + 1.5 * cooling + 0.1) * 744 * 30 / 168
    )
    assert found.it_mwh[0, 0] == pytest.approx(4 * 744)


def test_water_and_tests():
    """4.4 MW of heat x 1.8 m³/MWh; four sets at 30 % of 2.5 MW for 6 h a year at 0.25 L/kWh: 4.5 m³ a year."""
    found = used(site("energy: {}\n"), {"a": flat(3.0), "b": flat(1.0)})
    assert found.water_m3[0, 0] == pytest.approx(4.4 * 1.8 * 744)
    assert found.test_diesel_m3[0] == pytest.approx(4.5 * HOURS / 8760)


def test_units_in_service_by_month():
    """The old feed goes straight to the board, the new one loses a tenth: in February the new one is there."""
    scenario = site().with_values(
        {
            "grid.feeds.new": {"mttf_h": "never", "rating_mw": 20, "upstream": []},
            "grid.feeds.east.upstream": [],
            "power.step-down": {
                "kind": "transformer",
                "efficiency": 0.9,
                "mttf_h": "never",
                "fed_by": ["new"],
            },
            "power.board.transfer.from": ["east", "step-down", "sets"],
        }
    )
    account = energy.account_of(scenario)
    every = tuple(node.count for node in account.plant.nodes)
    east, sets = account.plant.index["east"], account.plant.index["sets"]
    without = tuple(0 if i == east else 2 if i == sets else up for i, up in enumerate(every))
    found = account.over(HOURS, {"a": flat(3.0), "b": flat(1.0)}, None, (every, without), np.array([[0, 1]]))
    site_mw = 4 * CHAIN + 1.6
    assert found.site_mwh[0] == pytest.approx([site_mw * 744, site_mw / 0.9 * 672])


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_whatever_is_drawn_nothing_is_lost_or_won(rows):
    """What goes to IT, cooling, loads and losses is what comes; losses are those of the chain; more IT takes more."""
    a, b, there = (flat(*column) for column in zip(*rows, strict=True))
    found = used(LOADED, {"a": a, "b": b}, serving={"b": there, "lights": there})
    assert found.losses_mwh == pytest.approx(found.it_mwh * (CHAIN - 1), abs=1e-9)
    assert found.by_class.sum(axis=0) == pytest.approx(found.site_mwh)
    assert found.loads_mwh == pytest.approx(there * 0.1 * HOURS)
    more = used(LOADED, {"a": a + 0.01, "b": b}, serving={"b": there, "lights": there})
    assert (more.site_mwh > found.site_mwh).all()


def test_estimates_have_the_spread_of_replications():
    """Two replications, 2 and 4 MW: mean 3 MW; a site without energy section has no price."""
    found = energy.estimates(used(site(), {"a": flat(2.0, 3.0), "b": flat(0.0, 1.0)}))
    it = found["it_mwh_per_year"]
    assert it.value == pytest.approx(3 * 8760)
    assert it.standard_error == pytest.approx(8760)
    assert it.low < it.value < it.high
    assert set(found) == {
        "pue",
        "it_mwh_per_year",
        "site_mwh_per_year",
        "water_m3_per_year",
        "test_diesel_m3_per_year",
    }
    site_mwh = found["site_mwh_per_year"].value
    assert found["pue"].value == pytest.approx(site_mwh / it.value)


def test_a_certain_plan_has_no_interval():
    found = energy.estimates(used(site(), {"a": flat(2.0, 2.0), "b": flat(1.0, 1.0)}))["pue"]
    assert (found.low, found.high, found.note) == (None, None, "no chance in the plan")


def test_by_year_is_each_year_alone():
    found = energy.by_year(used(site(), {"a": np.array([[1.0, 3.0]]), "b": flat(1.0)}))
    assert list(found) == [2030]
    assert found[2030]["it_mwh_per_year"].value == pytest.approx((2 * 744 + 4 * 672) / (1416 / 8760))
