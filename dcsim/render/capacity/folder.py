"""The whole answer as files: text, JSON, a table by month, and pictures."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures.capacity import QUANTILES
from dcsim.render.capacity.dates import month_names
from dcsim.render.capacity.document import to_json
from dcsim.render.capacity.text import capacity_text

if TYPE_CHECKING:
    from dcsim.study.capacity import Against, Capacity

DIGITS = 12


def write_folder(result: Capacity, folder: Path, against: Against | None = None) -> list[Path]:
    """Write everything into a folder, which is made if it is not there; gives the files.

    Raises UsageError where that is not possible.
    """
    texts = {
        "capacity.txt": capacity_text(result, against),
        "capacity.json": to_json(result, against),
        "months.csv": months_csv(result),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write(folder / name, text) for name, text in texts.items()]
    except OSError as error:
        raise UsageError(f"cannot write '{folder}': {error.strerror or error}") from None
    return written + list(_pictures(result, folder))


def months_csv(result: Capacity) -> str:
    """By month: mean with its interval, P10, P50 and P90 of each quantity in MW, N+x, and what binds."""
    tables = {f"{name}_mw": rows for name, rows in result.by_month.items()} | {"spare_units": result.spare}
    columns = ("mean", "low", "high", *QUANTILES)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["month", *(f"{name}_{column}" for name in tables for column in columns), "binds"])
    for number, month in enumerate(month_names(result)):
        cells = [float(getattr(rows, column)[number]) for rows in tables.values() for column in columns]
        binds = result.binding[number]
        lines.writerow([month, *(_cell(cell) for cell in cells), binds.stage if binds else ""])
    return out.getvalue()


def _cell(value: float) -> str:
    return "" if value != value else f"{value:.{DIGITS}g}"


def _write(path: Path, text: str) -> Path:
    """Write a file in one go: a reader sees the old one or the new one."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
    return path


def _pictures(result: Capacity, folder: Path) -> Iterator[Path]:
    """All pictures there is something for."""
    from dcsim.render.plot import capacity as pictures
    from dcsim.render.plot import save

    for kind in pictures.__all__:
        path = folder / f"{kind}.png"
        try:
            axes = getattr(pictures, kind)(result)
        except UsageError:  # such as phases of a site without phases
            continue
        save(axes, path)
        yield path
