"""The page and the kept results belong to the cases as they are; what needs no simulation is worked out anew."""

from __future__ import annotations

import pytest

from . import frozen
from .cases import ANSWERS, CASES, RUNS
from .report import PAGE, frozen_rows, page


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_without_simulation(name: str) -> None:
    assert [(row.quantity, row.faults()) for row in ANSWERS[name].rows() if row.faults()] == []


def test_every_run_and_answer_is_kept_and_no_other() -> None:
    """Otherwise run `python -m tests.validation.report` with the names of the cases that are new."""
    there = {name: {q.name for q in run.quantities} for name, run in RUNS.items()}
    there |= {name: {figure.quantity for figure in answer.figures} for name, answer in ANSWERS.items()}
    assert {name: set(row) for name, row in frozen.read().items()} == there


def test_the_page_is_what_the_kept_results_give() -> None:
    """Otherwise run `python -m tests.validation.report` for the cases that changed."""
    assert PAGE.read_text(encoding="utf-8") == page(frozen_rows())


def test_no_kept_figure_is_refused() -> None:
    assert [(row.run, row.quantity, row.faults()) for row in frozen_rows() if row.faults()] == []


def test_every_case_has_rows() -> None:
    assert {row.case for row in frozen_rows()} == set(CASES)
