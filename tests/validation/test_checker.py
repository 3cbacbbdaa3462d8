"""The checker refuses what is wrong: it was made to fail before it was believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcsim.estimate import Estimate

from .cases import RUNS
from .checker import (
    HERE,
    Quantity,
    Row,
    Run,
    compared,
    mean_bound,
    mean_power,
    mean_score,
    rows_of,
    squares_bound,
    squares_power,
    sum_of_squares,
)

NOT_SIMULATED = {"F18b", "H02"}
"""Scenario files of cases of the rollout and of the account of energy."""
RIGHT = Row("X", "x", "q", "h", "facility", 100.0, 0.0, 101.0, 0.5, near_one=False, summed=True)


def test_a_figure_within_four_standard_errors_is_accepted() -> None:
    assert RIGHT.faults() == []
    assert RIGHT.z == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (replace(RIGHT, got=102.01), "allowed"),
        (replace(RIGHT, got=97.99), "allowed"),
        (replace(RIGHT, got=float("nan")), "allowed"),
        (replace(RIGHT, expected=110.0), "allowed"),
        (replace(RIGHT, standard_error=1.01), "1 %"),
        (replace(RIGHT, standard_error=None), "no figure"),
        (replace(RIGHT, got=None), "no figure"),
        (replace(RIGHT, standard_error=0.0), "allowed"),
        (replace(RIGHT, expected=0.99, got=0.99, standard_error=6e-4, near_one=True), "complement"),
    ],
)
def test_what_is_wrong_is_refused(wrong: Row, word: str) -> None:
    assert any(word in fault for fault in wrong.faults())


def test_the_tolerance_is_added_to_the_standard_errors() -> None:
    assert replace(RIGHT, got=103.0, tolerance=1.0).faults() == []
    assert replace(RIGHT, got=103.01, tolerance=1.0).faults() != []


def test_a_figure_without_chance_has_its_tolerance_only() -> None:
    exact = replace(RIGHT, standard_error=0.0, tolerance=1e-9)
    assert replace(exact, got=100.0 + 5e-10).faults() == []
    assert replace(exact, got=100.0 + 2e-9).faults() != []


def test_the_bias_that_is_found() -> None:
    """5.645 standard errors of 0.5 in 100; near 1 as a share of the complement."""
    assert RIGHT.detects == pytest.approx(0.028225)
    near = replace(RIGHT, expected=0.9, standard_error=0.001, near_one=True)
    assert near.detects == pytest.approx(0.05645)


def test_the_sum_of_squares_refuses_many_small_biases() -> None:
    rows = [replace(RIGHT, got=100.0 + 0.5 * 2.0) for _ in range(20)]
    total, runs = sum_of_squares([*rows, replace(RIGHT, got=150.0, summed=False)])
    assert total == pytest.approx(80.0)
    assert runs == 20
    assert total > squares_bound(runs)


def test_the_power_stated_for_the_sum_of_squares() -> None:
    runs = sum(quantity.summed for run in RUNS.values() for quantity in run.quantities)
    assert runs >= 43
    assert squares_bound(43) == pytest.approx(77.4, abs=0.05)
    assert squares_power(43, 1.0) == pytest.approx(0.69, abs=0.01)
    assert squares_power(43, 1.5) > 0.995


def test_the_mean_refuses_a_common_bias() -> None:
    """0.6 standard errors each, all to one side: Σz² = 15 of 43 shows nothing, the mean does."""
    rows = [replace(RIGHT, got=100.0 + 0.6 * 0.5) for _ in range(43)]
    assert sum_of_squares(rows)[0] < squares_bound(43)
    assert mean_score(rows) == pytest.approx(0.6)
    assert mean_score(rows) > mean_bound(43) == pytest.approx(3.2905 / 43**0.5, rel=1e-4)
    assert mean_power(43, 0.0) == pytest.approx(1e-3)
    assert mean_power(43, 0.5) == pytest.approx(0.495, abs=0.01)
    assert mean_power(43, 1.0) > 0.999


def test_a_reading_without_value_is_refused() -> None:
    nothing = Estimate(None, None, None, None, "h", 0.95, 3, "replications", "not computed")
    quantity = Quantity("q", 1.0, lambda _: nothing)
    run = Run("X", "x.yaml", 1, 1, (quantity,))
    assert compared(run, quantity, None).faults() != []


# With a real scenario


def small(run: Run, replications: int) -> Run:
    return replace(run, replications=replications)


def test_a_scenario_with_a_wrong_mean_is_refused() -> None:
    """Outages 10 % longer than expected, at a standard error of 0.9 %: missed about once in 10^10."""
    run = small(RUNS["F06a:no-battery"], 12_500)
    longer = {"grid.interruptions.outage.duration_h": {"law": "exponential", "mean": 4.4}}
    assert [row.faults() for row in rows_of(run)] == [[]]
    assert all(row.faults() for row in rows_of(run, longer))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("D02-trace1", {"power.unit-1.mttr_h": {"law": "fixed", "value": 11}}),
        ("D02-trace2", {"power.shared.mttf_h": {"law": "fixed", "value": 2.1}}),
        ("F19", {"power.ups.recharge_min": 99}),
        ("F19", {"power.ups.drain": "load", "power.ups.battery_min": 10.01}),
    ],
)
def test_a_trace_with_one_wrong_number_is_refused(name: str, values: dict[str, object]) -> None:
    assert all(row.faults() == [] for row in rows_of(RUNS[name]))
    assert any(row.faults() for row in rows_of(RUNS[name], values))


# The table of cases itself


def test_runs_are_independent() -> None:
    seeds = [run.seed for run in RUNS.values()]
    assert len(set(seeds)) == len(seeds)


def test_every_run_with_chance_enters_the_sum_of_squares_once() -> None:
    without_chance = {name for name, run in RUNS.items() if run.case in ("D02", "F19", "H01")}
    once = {name for name, run in RUNS.items() if sum(q.summed for q in run.quantities) == 1}
    assert once == set(RUNS) - without_chance


def test_every_scenario_and_variant_is_run() -> None:
    import dcsim

    there = {
        f"{path.stem}:{variant}" if variant else path.stem
        for path in HERE.glob("*.yaml")
        for variant in (None, *dcsim.read_scenario(path).variants)
    }
    assert set(RUNS) | NOT_SIMULATED == there
