"""Demand by the hour from CSV files beside the scenario: `hourly: {csv: …}` of halls and loads, and profiles.

A file has one column, `share`, `percent`, `kw` or `mw`, with 24, 168 or 8,760 rows; a column `hour` that
counts them from 0 may stand before it. What is read takes the place of the file's name: everybody else sees
a list.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence

from dcsim.errors import Mark
from dcsim.scenario.check_demand import MOST_DEMANDS
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.files import Written
from dcsim.scenario.nodes import KeyPath, Node, Origin
from dcsim.scenario.replay import text_beside

UNITS = {"share": 1.0, "percent": 0.01, "kw": 0.001, "mw": 1.0}
"""Columns, and what makes shares, or MW, of them."""
POWERS = ("kw", "mw")
LENGTHS = (24, 168, 8760)
LEAP_YEAR_H = 8784
_FIELDS = ("csv", "levels")
_MOST_FAULTS = 10
_SAME = 1e-9

Column = tuple[str, list[float]]


def with_hourly_files(tree: Node, written: Written, faults: Faults) -> Node:
    """The tree with a list wherever a file is named. Faults carry positions in the CSV file."""
    rated = {"halls": _of_hall, "loads": _of_load}
    for section, full_mw in rated.items():
        for name, node in tree.child(section).children.items():
            hourly, path = node.child("hourly"), (section, name, "hourly")
            if isinstance(hourly.value, dict):
                shares = _hourly(tree, path, hourly, full_mw(tree, name), written, faults)
                tree = _with(tree, path, shares)
    for name, node in tree.child("tenants").children.items():
        profile, path = node.child("profile"), ("tenants", name, "profile")
        if profile.has("csv"):
            tree = _with(tree, path, _profile(tree, path, profile, written, faults))
    return tree


def _of_hall(tree: Node, name: str) -> tuple[float | None, str]:
    """What a hall asks for in full, MW, or why that is not known."""
    tenants = tree.child("tenants").children.values()
    if any(tenant.child("hall").text == name for tenant in tenants):
        return None, f"tenants say what {shown(name)} asks for: a column 'share' or 'percent' is asked for"
    return tree.child("halls").child(name).child("it_mw").number("MW"), ""


def _of_load(tree: Node, name: str) -> tuple[float | None, str]:
    return tree.child("loads").child(name).child("mw").number("MW"), ""


def _hourly(
    tree: Node,
    path: KeyPath,
    node: Node,
    full: tuple[float | None, str],
    written: Written,
    faults: Faults,
) -> Node | None:
    """The shares in the file of one `hourly`; None, with a fault, where there are none."""
    for field in node.children:
        if field not in _FIELDS:
            hint = nearest(field, _FIELDS) or f"; known: {', '.join(_FIELDS)}"
            faults.add(tree, (*path, field), f"unknown field {shown(field)}", key=True, hint=hint)
    levels = node.child("levels").value if node.has("levels") else None
    if levels is not None and (type(levels) is not int or not 1 <= levels <= MOST_DEMANDS):
        message = f"'levels' must be a whole number from 1 to {MOST_DEMANDS}"
        faults.add(tree, (*path, "levels"), message)
        return None
    if not node.has("csv"):
        faults.lacking(tree, path, f"'hourly' needs a list, or a 'csv' (in {'.'.join(path[:-1])})")
        return None
    full_mw, why = full

    def share(number: float, unit: str) -> float:
        if unit not in POWERS:
            if number > 1:
                raise ValueError(f"{number:g} is more than all of it")
            return number
        if full_mw is None or number > full_mw * (1 + _SAME):
            raise ValueError(why or f"{number:g} MW is more than the {full_mw or 0:g} MW asked for in full")
        return min(1.0, number / full_mw) if full_mw else 0.0

    shares = _numbers(tree, (*path, "csv"), node.child("csv"), share, LENGTHS, written, faults)
    if shares is None:
        return None
    if isinstance(levels, int):
        shares = [math.ceil(one * levels - _SAME) / levels for one in shares]
    return _listed(node, shares)


def _profile(tree: Node, path: KeyPath, node: Node, written: Written, faults: Faults) -> Node | None:
    """The profile with the hours of its file as its `day`."""
    if node.has("day"):
        faults.add(tree, (*path, "csv"), "'csv' stands beside 'day'; give one of them", key=True)
        return None
    file = node.child("csv")
    found = _numbers(tree, (*path, "csv"), file, lambda number, _unit: number, LENGTHS[:1], written, faults)
    kept = {name: child for name, child in node.children.items() if name != "csv"}
    if found is not None:
        most = max(found) or 1.0  # only proportions count
        kept["day"] = _listed(file, [number / most for number in found])
    return Node(kept, node.origin, node.key_mark)


def _numbers(
    tree: Node,
    path: KeyPath,
    file: Node,
    meant: Callable[[float, str], float],
    lengths: Sequence[int],
    written: Written,
    faults: Faults,
) -> list[float] | None:
    """The numbers of a file as they are meant; None, with faults, where anything is wrong with it."""
    if file.text is None:
        faults.add(tree, path, "'csv' must be the name of a file")
        return None
    text = text_beside(tree, path, file, written, faults)
    if text is None:
        return None
    before = len(faults.found)
    lines = text.rstrip("\n").split("\n")
    header = [cell.strip() for cell in lines[0].split(",")]
    if header[-1] not in UNITS or header[:-1] not in ([], ["hour"]):
        words = "one column, share, percent, kw or mw, and may have 'hour' before it"
        faults.at(Mark(file.text, 1, 1), f"the first line must name {words}")
        return None
    numbers = []
    for hour, line in enumerate(lines[1:]):
        try:
            number = _number(line, header, hour)
            numbers.append(meant(number * UNITS[header[-1]], header[-1]))
        except ValueError as error:
            faults.at(Mark(file.text, hour + 2, 1), str(error))
            if len(faults.found) - before >= _MOST_FAULTS:
                faults.at(Mark(file.text, hour + 3, 1), "the rest of the file was not looked at")
                return None
    rows = len(lines) - 1
    if rows not in lengths:
        faults.at(Mark(file.text, len(lines), 1), f"there are {rows:,} rows; {_possible(rows, lengths)}")
    return numbers if len(faults.found) == before else None


def _number(line: str, header: Sequence[str], hour: int) -> float:
    """The number of one row. Raises ValueError in words for the planner."""
    cells = next(iter(csv.reader([line])), [])
    if len(cells) != len(header):
        raise ValueError(f"a row has {len(header)} cells, this one {len(cells)}")
    if len(cells) == 2 and cells[0].strip() != str(hour):
        raise ValueError(f"'hour' is {shown(cells[0].strip())}; hours count from 0 without a gap: {hour}")
    cell = cells[-1].strip()
    try:
        number = float(cell)
    except ValueError:
        raise ValueError(f"{header[-1]}: {shown(cell)} is no number") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{header[-1]}: {cell} is not a number of at least 0")
    return number


def _possible(rows: int, lengths: Sequence[int]) -> str:
    if len(lengths) == 1:
        return "a profile has the 24 hours of a day; longer ones are the 'hourly' of a hall"
    leap = " (leave out 29 February)" if rows == LEAP_YEAR_H else ""
    return f"a day has 24, a week 168, a year 8,760{leap}"


def _listed(node: Node, numbers: Sequence[float]) -> Node:
    """A list in the place of a file."""
    file = node.child("csv") if node.has("csv") else node
    origin = Origin("derived", file.origin.mark, f"{file.text}, {len(numbers):,} rows")
    return Node([Node(number, origin) for number in numbers], origin, node.key_mark)


def _with(tree: Node, path: KeyPath, node: Node | None) -> Node:
    """The tree with the value at `path` replaced, or without it."""
    if len(path) > 1:
        return tree.with_child(path[0], _with(tree.child(path[0]), path[1:], node))
    if node is not None:
        return tree.with_child(path[0], node)
    return Node({k: v for k, v in tree.children.items() if k != path[0]}, tree.origin, tree.key_mark)
