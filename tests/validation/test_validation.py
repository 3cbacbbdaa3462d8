"""The validation cases: every quantity of every run, and the sum of squares over all runs.

Error rates are stated in `checker.py`, for each row in docs/validation.md, and below for the sum of squares.
All runs together take about four minutes on two idle cores.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .cases import RUNS, Pool
from .checker import squares_bound, sum_of_squares

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
    if any(item.name == test_sum_of_squares.__name__ for item in request.session.items):
        chosen = set(RUNS)
    with Pool([name for name in RUNS if name in chosen]) as running:
        yield running


@pytest.mark.parametrize(("name", "number"), QUANTITIES)
def test_quantity(pool: Pool, name: str, number: int) -> None:
    assert pool.rows(name)[number].faults() == []


def test_sum_of_squares(pool: Pool) -> None:
    """Σ z² over one quantity of each independent run, inside its 99.9 % bound.

    Nothing wrong: refused once in 1,000. With 30 runs, each off by one standard error in any direction: refused
    with probability 48 %; by 1.5 standard errors: 99 %; by two: above 99.9 %. One run alone that is off shows in
    its own row first.
    """
    rows = [row for name in RUNS for row in pool.rows(name)]
    total, runs = sum_of_squares(rows)
    assert total <= squares_bound(runs)
