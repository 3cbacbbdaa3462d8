"""The library: figures for what a planner leaves out, each with its source, status, evidence and range.

One CSV file per table. `components.csv` has one row per kind of equipment, its columns named like the fields
they fill (`fail_to_start` of a switch is its failure to transfer); `sequences.csv` and `defaults.csv` hold
single figures with their unit; `demand_profiles.csv` has figures by kind of tenant, `demand_shapes.csv` the
hours to which they belong. A new row needs no Python.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KEYS = {
    "components": "component",
    "costs": "item",
    "defaults": "step",
    "delivery": "item",
    "grid_vietnam": "metric",
    "sequences": "step",
}
EXTREME_DRY, EXTREME_WET = "extreme_drybulb_n20", "design_wetbulb_0.4pct"
"""Quantities of design climates: highest dry bulb of 20 years, wet bulb passed in 0.4 % of the hours."""


@dataclass(frozen=True)
class Figure:
    """One number of the library in `unit`, its range (None: not known) and where it comes from."""

    row: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    status: str
    evidence: str
    note: str


@cache
def _table(name: str) -> tuple[Mapping[str, str], ...]:
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def table(name: str) -> list[dict[str, str]]:
    """All rows of a table such as "tiers", as text by column."""
    return [dict(row) for row in _table(name)]


@cache
def _rows(name: str) -> Mapping[str, Mapping[str, str]]:
    return {row[_KEYS[name]]: row for row in _table(name)}


def component_names() -> tuple[str, ...]:
    """Rows of the component table, the possible values of a group's `library`."""
    return tuple(_rows("components"))


def component_figure(row: str, column: str) -> Figure | None:
    """One figure of a component row, or None where the table is silent.

    `mttf_h` is derived from the row's failures per running hour. Raises KeyError for an unknown row.
    """
    cells = _rows("components")[row]
    if column == "mttf_h":
        rate = _number(cells["running_failures_per_h"])
        return _figure(row, cells, 1.0 / rate, None, None, "h") if rate else None
    value = _number(cells[column])
    if value is None:
        return None
    low, high = (_number(cells.get(f"{column}_{side}", "")) for side in ("low", "high"))
    return _figure(row, cells, value, low, high, "")


def climate_figure(region: str, quantity: str) -> Figure | None:
    """One figure of the table of design climates, or None where it has nothing for that region."""
    for cells in _table("climate_design"):
        if cells["site"] == region.replace("-", "_") and cells["quantity"] == quantity:
            return _figure(quantity, cells, float(cells["value"]), None, None, cells["unit"])
    return None


def kinds_of_tenants() -> tuple[str, ...]:
    """Kinds of tenants of which the demand table knows growth and hours."""
    return tuple(dict.fromkeys(cells["profile"] for cells in _table("demand_shapes")))


def tenant_figure(kind: str, quantity: str) -> Figure:
    """One figure of a kind of tenant in the demand table. Raises KeyError for an unknown one."""
    for cells in _table("demand_profiles"):
        if (cells["tenant_or_trace"], cells["quantity"]) == (kind, quantity):
            low, high = _number(cells["low"]), _number(cells["high"])
            row = f"{kind} {quantity}"
            return _figure(row, cells, float(cells["value"]), low, high, cells["unit"])
    raise KeyError(f"{kind} {quantity}")


def day_of(kind: str) -> tuple[float, ...]:
    """Where in the day a kind of tenant draws most: 24 numbers, 0 for its lowest hour and 1 for its highest.

    Raises KeyError for an unknown kind.
    """
    for cells in _table("demand_shapes"):
        if cells["profile"] == kind:
            return tuple(map(float, cells["day"].split()))
    raise KeyError(kind)


def climate_series(region: str, column: str) -> tuple[Figure, ...]:
    """A column of the monthly climate of a region, January first; nothing where the library has none."""
    site = region.replace("-", "_")
    rows = sorted((c for c in _table("climate_monthly") if c["site"] == site), key=lambda c: int(c["month"]))
    return tuple(
        _figure(f"{region} {c['month']} {column}", c, float(c[column]), None, None, "degC") for c in rows
    )


def climate_regions() -> tuple[str, ...]:
    """Regions of which the library has a monthly climate."""
    return tuple(dict.fromkeys(cells["site"].replace("_", "-") for cells in _table("climate_monthly")))


def grid_emissions() -> Figure:
    """CO2 of grid electricity, kg/kWh: the latest factor published."""
    rows = [cells for cells in _table("grid_vietnam") if cells["metric"] == "grid_emission_factor"]
    latest = max(rows, key=lambda cells: int(cells["period"]))
    return _figure(
        f"grid_emission_factor {latest['period']}", latest, float(latest["value"]), None, None, "1"
    )


def pue_curve(name: str) -> tuple[float, float, float]:
    """(a, b, c): what a site draws besides the IT is a + b·u + c·u² of its IT capacity at the load u.

    Raises KeyError for an unknown curve.
    """
    for cells in _table("climate_design"):
        if (cells["site"], cells["station"]) == ("pue_curve", name):
            a, b, c = map(float, cells["value"].split(";"))
            return a, b, c
    raise KeyError(name)


def step_figure(table_name: str, row: str) -> Figure:
    """The figure of a row, of a table with one to a row such as `sequences`. Raises KeyError without one."""
    cells = _rows(table_name)[row]
    low, high = _number(cells["low"]), _number(cells["high"])
    return _figure(row, cells, float(cells["value"]), low, high, cells["unit"])


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _figure(
    row: str, cells: Mapping[str, str], value: float, low: float | None, high: float | None, unit: str
) -> Figure:
    origin = (cells["source"], cells["status"], cells["evidence"], cells["note"])
    return Figure(row, value, low, high, unit, *origin)
