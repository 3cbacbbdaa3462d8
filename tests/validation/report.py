"""Runs cases and writes docs/validation.md: `python -m tests.validation.report [CASE …]`; without names all.

What is neither named nor new stays as it last was (`results.json`). The name `page` only writes the page.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Sequence

from . import frozen, kept_siblings
from .cases import ANSWERS, CASES, RUNS, Pool
from .checker import (
    HERE,
    SIGMAS,
    Case,
    Row,
    Run,
    mean_bound,
    mean_power,
    mean_score,
    squares_bound,
    squares_power,
    sum_of_squares,
)
from .words import HEAD, NOT_ASKED, SIBLINGS

PAGE = HERE.parents[1] / "docs" / "validation.md"
FOLDER = "../tests/validation"
COLUMNS = ("quantity", "clock", "expected", "tolerance", "got", "standard error", "z", "finds")
SUMMARY = ("case", "what", "figures", "simulated", "farthest z")


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    total, runs = sum_of_squares(rows)
    simulated = [row for row in rows if row.standard_error]
    scores = [z for row in simulated if (z := _score(row)) is not None]
    head = HEAD.format(
        simulated=len(simulated),
        figures=len(rows),
        any_alarm=100 * len(simulated) * math.erfc(SIGMAS / math.sqrt(2)),
        one=100 * squares_power(runs, 1.0),
        more=100 * squares_power(runs, 1.5),
        half=100 * mean_power(runs, 0.5),
        total=total,
        runs=runs,
        spread=math.sqrt(2 * runs),
        bound=squares_bound(runs),
        mean=mean_score(rows),
        mean_spread=1 / math.sqrt(runs),
        mean_bound=mean_bound(runs),
        scores=len(scores),
        all_total=math.fsum(z**2 for z in scores),
        all_mean=math.fsum(scores) / len(scores),
    )
    by_case = {case: [row for row in rows if row.case == case.id] for case in CASES.values()}
    summary = _as_table(SUMMARY, (_summed_up(case, own) for case, own in by_case.items()))
    parts = [_case(case, own) for case, own in by_case.items()]
    return "\n".join((head, *summary, "", NOT_ASKED, *parts, *_siblings())).rstrip("\n") + "\n"


def _siblings() -> list[str]:
    rows = kept_siblings.rows()
    total, runs = sum_of_squares(rows)
    head = SIBLINGS.format(
        runs=runs,
        total=total,
        bound=squares_bound(runs),
        mean=mean_score(rows),
        mean_bound=mean_bound(runs),
    )
    columns = ("sibling", "expected", "got", "standard error", "z")
    return [head, *_as_table(columns, map(_sibling, rows))]


def _sibling(row: Row) -> tuple[str, ...]:
    return row.quantity, f"{row.expected:.6g}", f"{row.got:.6g}", f"{row.standard_error:.3g}", f"{row.z:+.2f}"


def _score(row: Row) -> float | None:
    """z where it says something: the rounding of a source may be larger than the noise."""
    return row.z if row.tolerance <= SIGMAS * (row.standard_error or 0.0) else None


def _summed_up(case: Case, rows: Sequence[Row]) -> tuple[str, ...]:
    scores = [z for row in rows if (z := _score(row)) is not None]
    simulated = sum(row.run in RUNS for row in rows)
    farthest = f"{max(scores, key=abs):+.2f}" if scores else "-"
    return case.id, case.title, str(len(rows)), str(simulated), farthest


def _case(case: Case, rows: Sequence[Row]) -> str:
    lines = [f"## {case.id}: {case.title}", "", f"Source: {case.source}."]
    for name in dict.fromkeys(row.run for row in rows):
        own = [row for row in rows if row.run == name]
        simulated = name in RUNS
        title = _title_of_run(name) if simulated else f"Without simulation, `{ANSWERS[name].by}`:"
        columns = (
            COLUMNS
            if simulated
            else tuple(c for c in COLUMNS if c in ("quantity", "expected", "tolerance", "got"))
        )
        lines += ["", title, "", *_as_table(columns, (_cells(row, columns) for row in own))]
    return "\n".join((*lines, ""))


def _title_of_run(name: str) -> str:
    run = RUNS[name]
    variant = f", variant `{run.variant}`" if run.variant else ""
    many = f"{run.replications:,} replications" if run.replications > 1 else "1 replication"
    note = f" ({run.note})" if run.note else ""
    return f"[{run.file}]({FOLDER}/{run.file}){variant}{note}, seed {run.seed}, {many}:"


def _as_table(columns: Sequence[str], rows: object) -> list[str]:
    body = [f"| {' | '.join(cells)} |" for cells in rows]  # type: ignore[attr-defined]
    return [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *body]


def _cells(row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    unit, score = f" {row.unit}" if row.unit else "", _score(row)
    shown = {
        "quantity": row.quantity,
        "clock": row.clock + (" *" if row.summed else ""),
        "expected": f"{row.expected:.10g}{unit}",
        "tolerance": f"{row.tolerance:.3g}",
        "got": "-" if row.got is None else f"{row.got:.10g}{unit}",
        "standard error": "-" if row.standard_error is None else f"{row.standard_error:.3g}",
        "z": "-" if score is None else f"{score:+.2f}",
        "finds": "-" if row.detects is None else f"{100 * row.detects:.2f} %",
    }
    return tuple(shown[column] for column in columns)


def frozen_rows() -> list[Row]:
    """Every row of every case as it was last."""
    given = frozen.read()
    simulated = [row for run in RUNS.values() for row in frozen.rows_of_run(run, given)]
    return simulated + [row for answer in ANSWERS.values() for row in frozen.rows_of_answer(answer, given)]


def _rows(wanted: Collection[str]) -> list[Row]:
    """Rows of the runs and cases named, the others as they were last."""
    given = frozen.read()
    named = [
        name
        for name, run in RUNS.items()
        if not wanted or {name, run.case} & {*wanted} or _is_new(run, given)
    ]
    with Pool(named) as pool:
        new = {name: pool.rows(name) for name in named}
    simulated = [row for name, run in RUNS.items() for row in new.get(name) or frozen.rows_of_run(run, given)]
    return simulated + [row for answer in ANSWERS.values() for row in answer.rows()]


def _is_new(run: Run, given: frozen.Given) -> bool:
    return {quantity.name for quantity in run.quantities} != set(given.get(run.name, ()))


def main() -> None:
    """Run what is asked for, keep it and write the page."""
    rows = _rows(sys.argv[1:])
    frozen.write(rows)
    PAGE.write_text(page(rows), encoding="utf-8")
    refused = [f"{row.run}: {row.quantity}: {fault}" for row in rows for fault in row.faults()]
    print("\n".join((*refused, f"{len(rows)} figures, {len(refused)} refused")))


if __name__ == "__main__":
    main()
