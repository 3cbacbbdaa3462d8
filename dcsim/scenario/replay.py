"""Interruptions given row by row in a CSV file: `start_h,duration_h,hits`, the same in every replication."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from dcsim.errors import Mark, ScenarioError, UsageError
from dcsim.quantities import quantity
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.files import Written, text_of
from dcsim.scenario.network import ON_PAPER, Network, at
from dcsim.scenario.nodes import Node

COLUMNS = ("start_h", "duration_h", "hits")
HITTABLE_EXCEPT = ("load", *ON_PAPER)
MAX_ROWS, LATEST_H = 100_000, 1e8


@dataclass(frozen=True)
class ReplayRow:
    """One interruption of a file: from `start_h` for `duration_h` hours everything in `hits` is lost."""

    start_h: float
    duration_h: float
    hits: tuple[str, ...]


def read_replays(tree: Node, written: Written, faults: Faults) -> dict[str, tuple[ReplayRow, ...]]:
    """Rows of every interruption that names a CSV file, by start. Faults carry positions in the CSV file."""
    network = Network(tree)
    found = {}
    for name, node in at(tree, ("grid", "interruptions")).children.items():
        file = node.child("csv")
        if file.text is None:
            continue
        path = ("grid", "interruptions", name, "csv")
        text = text_beside(tree, path, file, written, faults)
        if text is not None:
            found[name] = _rows(text, str(file.text), network, faults)
    return found


def text_beside(
    tree: Node, path: tuple[str, ...], file: Node, written: Written, faults: Faults
) -> str | None:
    """The text of a file that `path` names, in the folder of the scenario; None, with a fault, without it."""
    name = file.text or ""
    if written.folder is None:
        faults.add(tree, path, f"{shown(name)} cannot be read: this scenario was not read from a folder")
        return None
    target = written.path_beside(name, file.origin.mark)
    if target is None:
        faults.add(tree, path, f"'csv' may not leave the scenario's folder: {shown(name)}")
        return None
    try:
        text = text_of(target)
    except UsageError:
        faults.add(tree, path, f"'csv' names {shown(name)}, which cannot be read")
        return None
    except ScenarioError as error:
        faults.add(tree, path, f"'csv' names {shown(name)}: {error.faults[0].message}")
        return None
    written.sources[name] = text.replace("\r\n", "\n").replace("\r", "\n")
    return written.sources[name]


def _rows(text: str, file: str, network: Network, faults: Faults) -> tuple[ReplayRow, ...]:
    lines = text.split("\n")
    header = [cell.strip() for cell in lines[0].split(",")]
    if sorted(header) != sorted(COLUMNS):
        faults.at(Mark(file, 1, 1), f"the first line must name the columns {','.join(COLUMNS)}")
        return ()
    rows: list[tuple[ReplayRow, Mark]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        if len(rows) >= MAX_ROWS:
            faults.at(Mark(file, number, 1), f"more than {MAX_ROWS:,} rows")
            break
        row = _row(line, header, Mark(file, number, 1), network, faults)
        if row is not None:
            rows.append((row, Mark(file, number, 1)))
    rows.sort(key=lambda pair: (pair[0].start_h, pair[1]))
    _check_overlaps(rows, faults)
    return tuple(row for row, _ in rows)


def _row(line: str, header: list[str], mark: Mark, network: Network, faults: Faults) -> ReplayRow | None:
    try:
        cells = next(iter(csv.reader([line])))
    except (csv.Error, StopIteration):
        cells = []
    if len(cells) != len(header):
        faults.at(mark, f"a row has {len(header)} cells, this one {len(cells)}")
        return None
    by_column = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    try:
        start, duration = (_hours(by_column[column], column) for column in COLUMNS[:2])
    except ValueError as error:
        faults.at(mark, str(error))
        return None
    if duration == 0:
        faults.at(mark, "duration_h must be above 0")
        return None
    hits = _hits(by_column["hits"], mark, network, faults)
    return ReplayRow(start, duration, hits) if hits else None


def _hours(cell: str, column: str) -> float:
    """Hours in a cell: a number, or a number with a unit."""
    try:
        value: object = float(cell)
    except ValueError:
        value = cell
    try:
        hours = quantity(value, "h")
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{column}: {error}") from None
    if not 0 <= hours <= LATEST_H:
        raise ValueError(f"{column} is {hours:g}; it must be between 0 and {LATEST_H:g} h")
    return hours


def _hits(cell: str, mark: Mark, network: Network, faults: Faults) -> tuple[str, ...]:
    names = network.resolved(set(cell.replace(";", " ").split()))
    if not names:
        faults.at(mark, "hits names nothing")
    for name in sorted(names):
        kind = network.kind(name)
        if kind is None:
            faults.at(mark, f"hits: there is no {shown(name)}{nearest(name, network.members)}")
            return ()
        if kind in HITTABLE_EXCEPT:
            faults.at(mark, f"hits: {shown(name)} is a {kind}, which nothing can hit")
            return ()
    return tuple(sorted(names))


def _check_overlaps(rows: list[tuple[ReplayRow, Mark]], faults: Faults) -> None:
    """One target is hit by one row at a time."""
    ends: dict[str, tuple[float, int]] = {}
    for row, mark in rows:
        for name in row.hits:
            end, line = ends.get(name, (0.0, 0))
            if row.start_h < end:
                faults.at(mark, f"{shown(name)} is still interrupted by line {line} when this row begins")
            ends[name] = max((end, line), (row.start_h + row.duration_h, mark.line))
