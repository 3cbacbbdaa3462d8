"""What energy and money follow from: the climate, the tariff, prices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dcsim.scenario.fields import In, Name, Section, Share, Text

Temperature = Annotated[float, In("degC", 60.0, -60.0)]
Price = Annotated[float, In("1", 1e9)]
ByMonth = Annotated[tuple[Temperature, ...], Field(strict=False, min_length=12, max_length=12)]


class Climate(Section):
    """The weather the site works in; what is left out is the library's for the site's region."""

    region: Name | None = None
    """Region of the library's climate tables; the site's own if not given."""
    csv: Text | None = None
    """File with 8,760 rows under `drybulb_c,wetbulb_c`, from 1 January 0:00 on; instead of monthly means."""
    drybulb_c: ByMonth
    """Mean dry bulb by month, January first, °C."""
    wetbulb_c: ByMonth
    """Mean wet bulb by month, January first, °C."""
    design_drybulb_c: Temperature
    """Dry bulb that the plant must stand, °C: the highest of 20 years."""
    design_wetbulb_c: Temperature
    """Wet bulb that cooling towers are chosen for, °C: exceeded 0.4 % of the hours."""
    warmer_k: Annotated[float, In("1", 10.0, -10.0)] = 0.0
    """Added to all months, not to the design day, kelvin: how much warmer it is than these figures."""


class Energy(Section):
    """How power is counted and paid for."""

    pue: Literal["chain", "water_cooled_typical", "water_cooled_optimised", "air_cooled"] | None = None
    """By what is declared here, or by a curve of the library; left out: `chain` if any cooling has a draw."""
    tariff: Literal["business", "production"] = "business"
    """Tariff class of the grid company; serving third parties is `business` by Circular 60/2025/TT-BCT."""
    voltage_kv: Annotated[float, In("kV", 1000.0, above=True)] = 22.0
    """Voltage of the grid connection, kV; it decides the row of the tariff."""
    hours: Literal["decision-963", "scheme-2014"] = "decision-963"
    """Which hours are peak and off-peak."""
    peak_vnd_per_kwh: Price
    """Price in peak hours, VND/kWh without tax."""
    normal_vnd_per_kwh: Price
    """Price in normal hours, VND/kWh without tax."""
    off_peak_vnd_per_kwh: Price
    """Price in off-peak hours, VND/kWh without tax."""
    vnd_per_usd: Annotated[float, In("1", 1e6, above=True)]
    """Rate of exchange."""
    co2_kg_per_kwh: Annotated[float, In("1", 10.0)]
    """CO2 of grid electricity, kg/kWh."""
    diesel_co2_kg_per_l: Annotated[float, In("1", 10.0)]
    """CO2 of diesel, kg/L."""
    diesel_usd_per_l: Annotated[float, In("1", 100.0)]
    """Price of diesel, USD/L."""
    test_h_per_year: Annotated[float, In("h", 8760.0)]
    """Hours each genset runs in tests, a year."""
    test_load: Share
    """Load of a genset in a test, a share of its rating."""


class Prices(Section):
    """What capacity earns and costs, USD."""

    rent_usd_per_kw_month: Price
    """Rent of contracted IT power, USD per kW and month."""
    late_penalty: Annotated[float, In("1", 100.0)] = 0.0
    """Paid beside the lost rent for a contract that waits for its hall, a share of that rent."""
    capex_musd_per_mw: Price
    """Investment per MW of IT, million USD, at Tier III, without land."""
    capex_musd: dict[Name, Price] = {}
    """Investment of single phases, million USD; of the others by what halls they bring."""
    interest_per_year: Share = 0.0
    """Cost of capital a year, on what is invested while a late phase stands idle."""
