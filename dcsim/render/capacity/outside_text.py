"""The grid request, orders, energy and money as a planner reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.render.capacity.dates import name_of_number
from dcsim.render.figures import figure, rounded, wrap

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.energy import SlipMoney
    from dcsim.measures.grid_request import GridRequest
    from dcsim.study.capacity import Capacity

_LABEL = 32
_ENERGY = {
    "pue": ("PUE over the horizon", "", 1.0),
    "it_mwh_per_year": ("IT", " GWh a year", 1e-3),
    "site_mwh_per_year": ("site", " GWh a year", 1e-3),
    "water_m3_per_year": ("water evaporated", " m³ a year", 1.0),
    "test_diesel_m3_per_year": ("diesel of tests", " m³ a year", 1.0),
    "test_diesel_usd_per_year": ("price of that", " USD a year", 1.0),
    "electricity_usd_per_year": ("electricity", " million USD a year", 1e-6),
    "electricity_usd_per_kwh": ("price of electricity", " USD/kWh", 1.0),
    "co2_t_per_year": ("CO2", " t a year", 1.0),
}
"""Label, unit and scale of a figure; those not named here are in the document only."""


def grid_lines(result: Capacity) -> list[str]:
    """What the grid company must provide, phase by phase."""
    if result.outside is None or not result.outside.grid:
        return []
    head = "".join(f"{name:>10}" for name in ("IT", "site MW", "MVA", "firm MW", "feeds", "1 out", "m³/day"))
    lines = ["What must the grid company provide? (design day, batteries recharging)"]
    lines.append(f"  {'once ready, halls full':<28}{head}")
    for name, request in result.outside.grid.items():
        lines.append(f"  {name:<28}{_request(request)}")
    last = list(result.outside.grid.values())[-2]
    diesel = ", ".join(f"{rounded(m3, 0)} m³ for {hours} h" for hours, m3 in last.diesel_m3.items())
    lines.append("  feeds: what those in service promise, together and without the largest; m³/day: water")
    return lines + wrap(f"diesel, all halls full: {diesel}", "  ") * bool(diesel)


def _request(one: GridRequest) -> str:
    numbers = (one.it_mw, one.mw, one.mva, one.firm_mw, one.offered_mw, one.offered_one_out_mw)
    cells = ["-" if number is None else rounded(number, 1) for number in numbers]
    return "".join(f"{cell:>10}" for cell in (*cells, rounded(one.water_m3_per_day, 0)))


def order_lines(result: Capacity) -> list[str]:
    """When the next stage must be ordered."""
    found = result.outside
    if found is None:
        return []
    lines = ["When must the next stage be ordered? (P10 of the date less the late end of delivery and tests)"]
    if all(one.by_month is None for one in (*found.order_full, *found.order_sold_out)):
        return [*lines, "  not within the horizon: the site is neither full nor sold out in it"]
    lines.append(f"  {'':<20}{'months':>12}{'when full':>14}{'when sold out':>16}")
    sold_out = {one.item: one.by_month for one in found.order_sold_out}
    for one in found.order_full:
        lead = f"{one.usual_months:.0f} to {one.late_months:.0f}"
        full, sold = (name_of_number(result, month) or "-" for month in (one.by_month, sold_out[one.item]))
        item = "UPS" if one.item == "ups" else one.item
        lines.append(f"  {item:<20}{lead:>12}{full:>14}{sold:>16}")
    return lines


def energy_lines(result: Capacity) -> list[str]:
    """Energy, and what it costs where that is priced."""
    if result.outside is None:
        return []
    lines = ["Energy, means over the horizon"]
    for name, (label, unit, scale) in _ENERGY.items():
        estimate = result.outside.energy.get(name)
        if estimate is not None and estimate.value:
            lines.append(f"  {label:<{_LABEL}}{_scaled(estimate, scale)}{unit}")
    years = result.outside.energy_by_year
    if len(years) > 1:
        last = max(years)
        lines.insert(2, f"  {f'PUE in {last}':<{_LABEL}}{_scaled(years[last]['pue'], 1.0)}")
    return [*lines, *wrap(result.outside.energy_words, "  ")]


def money_lines(result: Capacity) -> list[str]:
    """What late phases cost, where capacity has a price."""
    if result.outside is None or result.outside.money is None:
        return []
    money = result.outside.money
    lines = ["What do late phases cost in money? (million USD over the horizon)"]
    for label, one in _reasons(money).items():
        lines.append(f"  {label:<{_LABEL}}{_scaled(one, 1e-6)}")
    return lines


def _reasons(money: SlipMoney) -> dict[str, Estimate]:
    rows = {
        "in all": money.total,
        "in one case of ten more than": money.p90,
        "rent of waiting contracts": money.unserved,
        "penalties": money.penalty,
        "rent of the shortfall": money.shortfall,
        "interest on late phases": money.idle_capital,
        "for each month of lateness": money.per_month,
    }
    return {label: one for label, one in rows.items() if one.value}


def _scaled(estimate: Estimate, scale: float) -> str:
    """A figure in a larger unit, with its interval where it has one."""
    parts = (estimate.value, estimate.low, estimate.high)
    value, low, high = (None if part is None else part * scale for part in parts)
    if low == high:
        return _exact(value)
    return figure(replace(estimate, value=value, low=low, high=high, unit=""))


def _exact(value: float | None) -> str:
    """Four digits of a number that is known exactly."""
    return "?" if value is None else f"{value:,.4g}" if abs(value) < 1e4 else rounded(value, 0)
