"""Numbers with units as text: `"90 min"` asked for in hours is 1.5."""

from __future__ import annotations

import math
import re

_SECONDS_PER_YEAR = 8760 * 3600  # a model year is 365 days
_SECONDS_PER_MONTH = 730 * 3600  # a twelfth of it

# unit → (dimension, factor to that dimension's base unit)
UNITS: dict[str, tuple[str, float]] = {
    "W": ("power", 1e-6),
    "kW": ("power", 1e-3),
    "MW": ("power", 1.0),
    "GW": ("power", 1e3),
    "kVA": ("apparent power", 1e-3),
    "MVA": ("apparent power", 1.0),
    "kV": ("voltage", 1.0),
    "L": ("volume", 1e-3),
    "m3": ("volume", 1.0),
    "kWh": ("energy", 1e-3),
    "MWh": ("energy", 1.0),
    "GWh": ("energy", 1e3),
    "ms": ("time", 1e-3),
    "s": ("time", 1.0),
    "min": ("time", 60.0),
    "h": ("time", 3600.0),
    "d": ("time", 86400.0),
    "days": ("time", 86400.0),
    "weeks": ("time", 604800.0),
    "months": ("time", float(_SECONDS_PER_MONTH)),
    "years": ("time", float(_SECONDS_PER_YEAR)),
    "%": ("ratio", 1e-2),
    "1": ("ratio", 1.0),
    "1/yr": ("rate", 1.0),
    "degC": ("temperature", 1.0),
}
_PLURALS = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "hours": "h",
    "hour": "h",
    "minutes": "min",
    "sec": "s",
}
_QUANTITY = re.compile(
    r"\s*([+-]?(?:\d[\d_]{0,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)\s*([A-Za-z%/]{1,12})\s*"
)


def quantity(value: object, unit: str) -> float:
    """The number meant by `value`, in `unit`.

    A plain number is already in `unit`; text must be a number followed by a unit of the same dimension.
    Raises ValueError with words for the planner.
    """
    asked = "a number" if unit == "1" else f"a number in {unit}"
    if isinstance(value, bool):
        raise ValueError(f"{asked} is asked for, not true or false")
    if isinstance(value, int | float):
        return _finite(float(value))
    if not isinstance(value, str):
        raise ValueError(f"{asked} is asked for, not {_kind(value)}")
    match = _QUANTITY.fullmatch(value)
    if match is None:
        example = "12 %" if unit == "1" else f"12 {unit}"
        raise ValueError(f"'{value[:40]}' is not {asked}, nor a number with a unit such as '{example}'")
    number, written = match[1], _PLURALS.get(match[2], match[2])
    if written not in UNITS:
        near = [u for u in UNITS if u.lower() == written.lower()]
        hint = f"; did you mean '{near[0]}'?" if near else f"; this field is in {unit}"
        raise ValueError(f"unknown unit '{match[2]}'{hint}")
    dimension, factor = UNITS[written]
    wanted, wanted_factor = UNITS[unit]
    if dimension != wanted:
        raise ValueError(
            f"'{value.strip()[:40]}' is {_a(dimension)}, but this field is {_a(wanted)} in {unit}"
        )
    return _finite(float(number.replace("_", "")) * (factor / wanted_factor))


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("the number is not finite")
    return number


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return type(value).__name__


def watts(megawatts: float) -> int:
    """Whole watts, the unit flows are computed in: sums and comparisons are then exact."""
    return round(megawatts * 1e6)
