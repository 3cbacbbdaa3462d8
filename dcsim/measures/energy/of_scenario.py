"""The energy account of a scenario: its climate, tariff, power chain and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.measures.energy.account import Account, Tariff, Tests
from dcsim.measures.energy.ambient import Ambient, ambient_by_hour, ambient_by_month
from dcsim.measures.energy.hours import Floats, class_means, class_means_of_hours
from dcsim.measures.energy.site_power import site_power
from dcsim.plant import Plant, build
from dcsim.plant.fuel import Burn
from dcsim.quantities import watts
from dcsim.scenario import library
from dcsim.scenario.model import Energy, Fuel, HeatRejection, ScenarioModel

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

SCHEDULE = "decision-963"
"""Hours of the tariff where the scenario names none."""
_UNTESTED = Tests({})


def account_of(scenario: Scenario, plant: Plant | None = None) -> Account:
    """How energy follows from the IT load of this site; without an `energy` section nothing has a price."""
    model = scenario.model
    plant = plant or build(model)
    energy = model.energy
    schedule = energy.hours if energy is not None else SCHEDULE
    return Account(
        plant=plant,
        start=model.horizon.start,
        power=site_power(model, ambient_of(scenario, schedule), energy.pue if energy is not None else None),
        schedule=schedule,
        tariff=tariff_of(energy) if energy is not None else None,
        tests=_tests(plant, energy) if energy is not None else _UNTESTED,
        m3_per_mwh=_water(model),
        hall_of={name: tenant.hall for name, tenant in model.tenants.items()},
        class_means=_class_means(model, schedule),
    )


def ambient_of(scenario: Scenario, schedule: str) -> Ambient | None:
    """The weather of the scenario, else the library's for the site's region; None where neither is known."""
    climate, region = scenario.model.climate, scenario.model.site.region
    if climate is None:
        return _of_region(region) if region is not None else None
    design = (climate.design_drybulb_c, climate.design_wetbulb_c)
    weather = scenario.weather
    if weather is not None:
        words = f"hour by hour from {climate.csv}"
        found = ambient_by_hour(weather.drybulb_c, weather.wetbulb_c, *design, schedule, words)
    else:
        found = ambient_by_month(climate.drybulb_c, climate.wetbulb_c, *design, _whose(scenario))
    return found.warmer(climate.warmer_k)


def _whose(scenario: Scenario) -> str:
    """Whose figures the monthly means are."""
    origin = scenario.origins["climate", "wetbulb_c"]
    if origin.kind != "library":
        return "monthly means of the scenario"
    return f"the library's monthly means ({origin.status}, {origin.evidence})"


def _of_region(region: str) -> Ambient | None:
    dry, wet = (library.climate_series(region, f"{bulb}_mean_c") for bulb in ("drybulb", "wetbulb"))
    hottest, wettest = (
        library.climate_figure(region, name) for name in (library.EXTREME_DRY, library.EXTREME_WET)
    )
    if not dry or hottest is None or wettest is None:
        return None
    return ambient_by_month(
        [figure.value for figure in dry],
        [figure.value for figure in wet],
        hottest.value,
        wettest.value,
        f"the library's monthly means of the site's region ({wet[0].status}, {wet[0].evidence})",
    )


def tariff_of(energy: Energy) -> Tariff:
    """The prices of the three hour classes and of diesel in USD, and the CO2 of both."""
    prices = (energy.peak_vnd_per_kwh, energy.normal_vnd_per_kwh, energy.off_peak_vnd_per_kwh)
    peak, normal, off_peak = (price / energy.vnd_per_usd for price in prices)
    words = f"{energy.tariff} tariff at {energy.voltage_kv:g} kV, hours of {energy.hours}, without tax"
    diesel = (energy.diesel_usd_per_l, energy.diesel_co2_kg_per_l)
    return Tariff((peak, normal, off_peak), energy.co2_kg_per_kwh, *diesel, words)


def _water(model: ScenarioModel) -> float:
    """Water evaporated for each MWh of heat, m³; where several towers say so, the thirstiest."""
    declared = [
        group.water.m3_per_mwh
        for group in model.cooling.values()
        if isinstance(group, HeatRejection) and group.water is not None
    ]
    return max(declared, default=library.step_figure("defaults", "cooling_water_use").value)


def _tests(plant: Plant, energy: Energy) -> Tests:
    """What tests burn, by set."""
    found = {}
    for i in plant.gensets:
        spec = plant.genset(i)
        carried_w = watts((spec.rating_mw or 0.0) * spec.derate * energy.test_load)
        found[i] = burn_of(plant, i).rate(carried_w, 1, running=True) * energy.test_h_per_year
    return Tests(found)


def burn_of(plant: Plant, node: int) -> Burn:
    """What the sets of a genset node burn in m³; where the tank is not given in m³, by the usual curve."""
    spec = plant.genset(node)
    fuel = spec.fuel
    if fuel is None or fuel.usable_m3 is None:
        fuel = Fuel(usable_m3=1.0, refill_h=0.0)
    return Burn(spec, fuel, plant.design_w)


def _class_means(model: ScenarioModel, schedule: str) -> dict[str, Floats]:
    """By tenant, and by hall that goes by the hour: mean draw in each hour class ÷ mean draw."""
    found = {}
    for name, tenant in model.tenants.items():
        profile = tenant.profile
        if profile is not None:
            found[name] = class_means(schedule, profile.day_factors(), profile.week_factors())
    weekday = model.horizon.start.weekday() if model.horizon.start is not None else 0
    for name, hall in model.halls.items():
        if hall.hourly is not None and any(hall.hourly):
            found[name] = class_means_of_hours(schedule, hall.hourly, weekday)
    return found
