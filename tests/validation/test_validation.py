"""The validation cases: every quantity of every run, the sum of squares and the mean of z over all runs, and the page.

Error rates are stated in `checker.py`, for each row in docs/validation.md, and below for the sum of squares.
All runs together take about five minutes on two idle cores.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import frozen
from .cases import RUNS, Pool
from .checker import Row, mean_bound, mean_score, squares_bound, sum_of_squares

pytestmark = pytest.mark.validation

QUANTITIES = [
    pytest.param(name, number, id=f"{name}-{quantity.name}")
    for name, run in RUNS.items()
    for number, quantity in enumerate(run.quantities)
]


@pytest.fixture(scope="module")
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """The runs that the selected tests need, all of them for the sum of squares."""
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = {p["name"] for p in params if p.get("name") in RUNS}
    if {item.name for item in request.session.items} & {test_sum_of_squares.__name__, test_mean.__name__}:
        chosen = set(RUNS)
    with Pool([name for name in RUNS if name in chosen]) as running:
        yield running


@pytest.mark.parametrize(("name", "number"), QUANTITIES)
def test_quantity(pool: Pool, name: str, number: int) -> None:
    assert pool.rows(name)[number].faults() == []


@pytest.mark.parametrize("name", RUNS)
def test_the_page_has_what_a_run_gives(pool: Pool, name: str) -> None:
    """Runs are deterministic. Otherwise run `python -m tests.validation.report` with the name of the case."""
    kept = frozen.rows_of_run(RUNS[name], frozen.read())
    now = [(row.quantity, row.got, row.standard_error) for row in pool.rows(name)]
    assert now == [(row.quantity, _about(row.got), _about(row.standard_error)) for row in kept]


def _about(figure: float | None) -> object:
    return None if figure is None else pytest.approx(figure, rel=1e-9, abs=1e-15)


def _rows(pool: Pool) -> list[Row]:
    return [row for name in RUNS for row in pool.rows(name)]


def test_sum_of_squares(pool: Pool) -> None:
    """Σ z² over one quantity of each independent run, inside its 99.9 % bound.

    Nothing wrong: refused once in 1,000. With 43 runs, each off by one standard error in any direction: refused
    with probability 69 %; by 1.5 standard errors: above 99 %. One run alone that is off shows in its own row first.
    """
    total, runs = sum_of_squares(_rows(pool))
    assert total <= squares_bound(runs)


def test_mean(pool: Pool) -> None:
    """The mean of the same z: refused once in 1,000 if nothing is wrong; all off by 0.5 to one side: 49 %; by 1: always."""
    rows = _rows(pool)
    assert abs(mean_score(rows)) <= mean_bound(sum_of_squares(rows)[1])
