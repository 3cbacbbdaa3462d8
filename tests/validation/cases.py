"""All cases and runs, and the runs in parallel."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor

from . import (
    answers_chains,
    answers_plans,
    answers_repyability,
    answers_survival,
    runs_blocks,
    runs_dependent,
    runs_from_new,
    runs_grid,
    runs_repyability,
    runs_traces,
)
from .answers import Answer
from .checker import Case, Row, Run, rows_of

_SIMULATED = (runs_grid, runs_traces, runs_blocks, runs_dependent, runs_from_new, runs_repyability)
_ANSWERED = (answers_survival, answers_chains, answers_plans, answers_repyability)
CASES: Mapping[str, Case] = {
    case.id: case
    for case in sorted(
        (case for module in (*_SIMULATED, *_ANSWERED) for case in module.CASES), key=lambda case: case.id
    )
}
RUNS: Mapping[str, Run] = {run.name: run for module in _SIMULATED for run in module.RUNS}
ANSWERS: Mapping[str, Answer] = {answer.name: answer for module in _ANSWERED for answer in module.ANSWERS}

WORKERS = 2
_LONGEST_FIRST = ("F08a:four-of-six", "F05", "F08a:one-of-two")


def rows_by_name(name: str) -> list[Row]:
    """What one run gives, by its name: readings are functions and do not travel between processes."""
    return rows_of(RUNS[name])


class Pool:
    """Runs under way in two processes; each is asked for by name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._pool = ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"))
        first = [name for name in _LONGEST_FIRST if name in set(names)]
        order = [*first, *(name for name in names if name not in first)]
        self._rows: dict[str, Future[list[Row]]] = {
            name: self._pool.submit(rows_by_name, name) for name in order
        }

    def rows(self, name: str) -> list[Row]:
        """The rows of a run, waiting for it if need be."""
        return self._rows[name].result()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
