"""Siblings run, and what they last gave: `python -m tests.validation.kept_siblings [NAME …]`, without names all.

Kept beside them, so that the page can be held against it without running any.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from zlib import crc32

import dcsim
from dcsim.estimate import Estimate
from dcsim.scenario import scenario_from_text

from .checker import HERE, YEAR_H, Row
from .siblings import SIBLINGS

FILE = HERE / "siblings.json"


def run(name: str) -> Row:
    """One sibling beside its answer; the standard error is that of both."""
    one = SIBLINGS[name]
    scenario = scenario_from_text(one.text, "sibling.yaml")
    site_years = one.replications * scenario.model.horizon.length_h / YEAR_H
    found = one.read(dcsim.run(scenario, seed=crc32(name.encode()), site_years=site_years))
    assert isinstance(found, Estimate)
    assert found.value is not None
    assert found.standard_error is not None
    expected, expected_error = one.answer()
    return _row(name, expected, found.value, math.hypot(found.standard_error, expected_error))


def _row(name: str, expected: float, got: float, error: float) -> Row:
    near_one = SIBLINGS[name].near_one
    return Row("-", name, name, "", "facility", expected, 0.0, got, error, near_one, summed=True)


def kept() -> Mapping[str, tuple[float, float, float]]:
    """By name: what was expected, what was got, and the standard error."""
    return {name: tuple(row) for name, row in json.loads(FILE.read_text(encoding="utf-8")).items()}


def rows() -> list[Row]:
    """All siblings as they were last."""
    return [_row(name, *row) for name, row in kept().items()]


def as_kept(row: Row) -> tuple[float, ...]:
    """Twelve digits of a row."""
    figures = (row.expected, row.got, row.standard_error)
    return tuple(float(f"{figure:.12g}") for figure in figures if figure is not None)


def _write(new: Sequence[Row]) -> None:
    last = kept() if FILE.exists() else {}
    all_of_them: dict[str, tuple[float, ...]] = {**last} | {row.run: as_kept(row) for row in new}
    lines = (
        f"{json.dumps(name)}: {json.dumps(all_of_them[name])}" for name in SIBLINGS if name in all_of_them
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or SIBLINGS:
        found = run(wanted)
        print(f"{wanted}: {found.expected:.6g} expected, {found.got:.6g}, z {found.z:+.2f}", flush=True)
        _write([found])
