"""Weather from a CSV file: `drybulb_c,wetbulb_c`, one row for each of the 8,760 hours of a year."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from dcsim.errors import Mark
from dcsim.quantities import quantity
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.files import Written
from dcsim.scenario.nodes import Node
from dcsim.scenario.replay import text_beside

COLUMNS = ("drybulb_c", "wetbulb_c")
HOURS = 8760
COLDEST_C, HOTTEST_C = -60.0, 60.0
_WETTER_C = 0.1
"""A wet bulb may be this much above the dry bulb: rounding in a file."""
_MOST_FAULTS = 10


@dataclass(frozen=True)
class Weather:
    """A year of weather in °C, hour by hour from 1 January 0:00 on, without a 29 February."""

    drybulb_c: tuple[float, ...]
    wetbulb_c: tuple[float, ...]


def read_weather(tree: Node, written: Written, faults: Faults) -> Weather | None:
    """The weather in the file that `climate.csv` names. Faults carry positions in the CSV file."""
    file = tree.child("climate").child("csv")
    if file.text is None:
        return None
    text = text_beside(tree, ("climate", "csv"), file, written, faults)
    return None if text is None else _year(text, file.text, faults)


def _year(text: str, file: str, faults: Faults) -> Weather | None:
    lines = text.rstrip("\n").split("\n")
    header = [cell.strip() for cell in lines[0].split(",")]
    if sorted(header) != sorted(COLUMNS):
        names = ",".join(COLUMNS)
        faults.at(Mark(file, 1, 1), f"the first line must name the columns {names} (degrees Celsius)")
        return None
    before = len(faults.found)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            rows.append(_row(line, header))
        except ValueError as error:
            faults.at(Mark(file, number, 1), str(error))
            if len(faults.found) - before >= _MOST_FAULTS:
                faults.at(Mark(file, number + 1, 1), "the rest of the file was not looked at")
                return None
    if len(lines) - 1 != HOURS:
        message = f"a year has {HOURS:,} hours, so many rows are asked for; here are {len(lines) - 1:,}"
        faults.at(Mark(file, len(lines), 1), message)
    if len(faults.found) > before:
        return None
    dry, wet = zip(*rows, strict=True)
    return Weather(dry, wet)


def _row(line: str, header: list[str]) -> tuple[float, float]:
    """(dry bulb, wet bulb). Raises ValueError in words for the planner."""
    try:
        cells = next(iter(csv.reader([line])), [])
    except csv.Error:
        cells = []
    if len(cells) != len(header):
        raise ValueError(f"a row has {len(header)} cells, this one {len(cells)}")
    by_column = dict(zip(header, cells, strict=True))
    dry, wet = (_degrees(by_column[column].strip(), column) for column in COLUMNS)
    if wet > dry + _WETTER_C:
        raise ValueError(f"the wet bulb {wet:g} is above the dry bulb {dry:g} degC")
    return dry, wet


def _degrees(cell: str, column: str) -> float:
    try:
        value: object = float(cell)
    except ValueError:
        value = cell
    try:
        degrees = quantity(value, "degC")
    except (ValueError, OverflowError) as error:
        said = f"{shown(cell)}: " if isinstance(value, float) else ""
        raise ValueError(f"{column}: {said}{error}") from None
    if not COLDEST_C <= degrees <= HOTTEST_C:
        raise ValueError(f"{column} is {degrees:g}; it must be between {COLDEST_C:g} and {HOTTEST_C:g} degC")
    return degrees
