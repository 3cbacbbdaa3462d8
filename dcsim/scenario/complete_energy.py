"""What the library says of climate, energy and prices, where a scenario has these sections."""

from __future__ import annotations

from statistics import fmean

from dcsim.scenario import library
from dcsim.scenario.calendar import DAYS_IN_MONTH, HOURS_PER_DAY
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.figures import figure_node, filled
from dcsim.scenario.nodes import Node, Origin
from dcsim.scenario.weather import Weather

MONTHLY = {"drybulb_c": "drybulb_mean_c", "wetbulb_c": "wetbulb_mean_c"}
EXTREMES = {"design_drybulb_c": library.EXTREME_DRY, "design_wetbulb_c": library.EXTREME_WET}
TARIFF = {"peak_vnd_per_kwh": "peak", "normal_vnd_per_kwh": "normal", "off_peak_vnd_per_kwh": "offpeak"}
ENERGY = {
    "vnd_per_usd": ("grid_vietnam", "fx_vnd_per_usd"),
    "diesel_co2_kg_per_l": ("grid_vietnam", "diesel_emission_factor"),
    "diesel_usd_per_l": ("costs", "diesel"),
    "test_h_per_year": ("defaults", "genset_test_h_per_year"),
    "test_load": ("defaults", "genset_test_load"),
}
PRICES = {
    "rent_usd_per_kw_month": ("costs", "colo_rent_wholesale"),
    "capex_musd_per_mw": ("costs", "capex_vietnam_mid_spec"),
}
COMPLETED_ENERGY = frozenset({*MONTHLY, *EXTREMES, *TARIFF, *ENERGY, *PRICES, "co2_kg_per_kwh"})
_LEVELS: dict[str, tuple[tuple[float, str], ...]] = {
    "production": ((110.0, ">=110kV"), (22.0, "22-110kV"), (6.0, "6-22kV"), (0.0, "<6kV")),
    "business": ((22.0, ">=22kV"), (6.0, "6-22kV"), (0.0, "<6kV")),
}
"""Rows of the tariff by class: from which voltage on, kV."""
_USUAL, _USUAL_KV = "business", 22.0


def with_energy(tree: Node, weather: Weather | None, faults: Faults) -> Node:
    """The tree with `climate`, `energy` and `prices` complete, where they are written."""
    if isinstance(tree.child("climate").value, dict):
        tree = tree.with_child("climate", _climate(tree, tree.child("climate"), weather, faults))
    if isinstance(tree.child("energy").value, dict):
        tree = tree.with_child("energy", completed_energy(tree.child("energy")))
    if isinstance(tree.child("prices").value, dict):
        tree = tree.with_child("prices", completed_prices(tree.child("prices")))
    return tree


def completed_energy(node: Node) -> Node:
    """The section with the library's tariff, emission factors and prices."""
    tariff, kv = node.child("tariff").text, node.child("voltage_kv").number("kV")
    tariff = tariff if tariff in _LEVELS else _USUAL  # what is neither is said elsewhere
    level = next(
        row for lowest, row in _LEVELS[tariff] if max(0.0, _USUAL_KV if kv is None else kv) >= lowest
    )
    rows = {field: ("grid_vietnam", f"tariff_{tariff}_{level}_{name}") for field, name in TARIFF.items()}
    node = filled(filled(node, rows), ENERGY)
    if not node.has("co2_kg_per_kwh"):
        node = node.with_child("co2_kg_per_kwh", figure_node(library.grid_emissions(), "co2_kg_per_kwh"))
    return node


def completed_prices(node: Node) -> Node:
    """The section with the library's rent and investment."""
    return filled(node, PRICES)


def _climate(tree: Node, node: Node, weather: Weather | None, faults: Faults) -> Node:
    """The section with monthly means and extremes: of the file, else of the region."""
    for field in MONTHLY:
        if node.has("csv") and node.has(field):
            message = f"{shown(field)} stands beside 'csv'; give one of them"
            faults.add(tree, ("climate", field), message, key=True)
    if weather is not None:
        node = _with_means(node, weather)
    region = node.child("region") if node.has("region") else tree.child("site").child("region")
    if not node.has("csv"):
        node = _with_months_of(node, region.text)
    node = _with_extremes_of(node, region.text)
    if weather is not None:
        node = _with_highest(node, weather)
    missing = [field for field in (*MONTHLY, *EXTREMES) if not node.has(field)]
    if missing and (weather is not None or not node.has("csv")):  # of a file at fault enough is said
        _say_missing(tree, missing, region.text, faults)
    for field in missing:
        faults.expect(("climate",), field)
    return node


def _say_missing(tree: Node, missing: list[str], region: str | None, faults: Faults) -> None:
    known = library.climate_regions()
    regions = f"give them, or a 'region' the library knows: {', '.join(known)}"
    if region is None:
        why = "neither here nor in 'site' is a region"
    else:
        why = f"the library has none for region {shown(region)}{nearest(region, known)}"
    faults.lacking(tree, ("climate",), f"'climate' needs {', '.join(missing)}, and {why}; {regions}")


def _with_means(node: Node, weather: Weather) -> Node:
    origin = Origin("derived", detail="means of the hours in the file")
    for field, hours in (("drybulb_c", weather.drybulb_c), ("wetbulb_c", weather.wetbulb_c)):
        means = [Node(float(f"{mean:.6g}"), origin) for mean in _monthly(hours)]
        node = node.with_child(field, Node(list(means), origin))
    return node


def _monthly(hours: tuple[float, ...]) -> list[float]:
    found, begin = [], 0
    for days in DAYS_IN_MONTH:
        end = begin + round(days * HOURS_PER_DAY)
        found.append(fmean(hours[begin:end]))
        begin = end
    return found


def _with_months_of(node: Node, region: str | None) -> Node:
    for field, column in MONTHLY.items():
        figures = library.climate_series(region or "", column)
        if figures and not node.has(field):
            items = [figure_node(figure, field) for figure in figures]
            node = node.with_child(field, Node(list(items), items[0].origin))
    return node


def _with_extremes_of(node: Node, region: str | None) -> Node:
    for field, quantity in EXTREMES.items():
        figure = library.climate_figure(region or "", quantity)
        if figure is not None and not node.has(field):
            node = node.with_child(field, figure_node(figure, field))
    return node


def _with_highest(node: Node, weather: Weather) -> Node:
    """The highest hour of the file, where nobody knows the highest of 20 years."""
    origin = Origin("derived", detail="highest hour in the file: of one year, not of twenty")
    for field, hours in (("drybulb_c", weather.drybulb_c), ("wetbulb_c", weather.wetbulb_c)):
        if not node.has(f"design_{field}"):
            node = node.with_child(f"design_{field}", Node(max(hours), origin))
    return node
