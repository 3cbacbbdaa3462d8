"""What the last run of all cases gave: kept beside the cases, so that the page can be held against it.

Figures are kept with twelve digits, by run and quantity; what was expected stands with the cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from .answers import Answer
from .checker import HERE, Quantity, Row, Run

FILE = HERE / "results.json"
Given = Mapping[str, Mapping[str, tuple[float | None, float | None]]]
"""By run (or answer) and quantity: what was got, and its standard error."""


def read() -> Given:
    """What is kept."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return {run: {name: (got, error) for name, (got, error) in row.items()} for run, row in kept.items()}


def write(rows: Iterable[Row]) -> None:
    """Keep these rows and no others."""
    kept: dict[str, dict[str, list[float | None]]] = {}
    for row in rows:
        kept.setdefault(row.run, {})[row.quantity] = [_short(row.got), _short(row.standard_error)]
    lines = (
        f"{json.dumps(run)}: {{\n"
        + ",\n".join(f"  {json.dumps(q)}: {json.dumps(v)}" for q, v in row.items())
        + "\n}"
        for run, row in sorted(kept.items())
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _short(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.12g}")


def rows_of_run(run: Run, given: Given) -> list[Row]:
    """The rows of a run as they were last; KeyError for a quantity that was never run."""
    return [_row(run, quantity, *given[run.name][quantity.name]) for quantity in run.quantities]


def _row(run: Run, quantity: Quantity, got: float | None, error: float | None) -> Row:
    return Row(
        run.case,
        run.name,
        quantity.name,
        quantity.unit,
        quantity.clock,
        quantity.expected,
        quantity.tolerance,
        got,
        error,
        quantity.near_one,
        quantity.summed,
    )


def rows_of_answer(answer: Answer, given: Given) -> list[Row]:
    """The rows of an answer as they were last."""
    return [answer.row(one, given[answer.name][one.quantity][0]) for one in answer.figures]
