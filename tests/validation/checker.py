"""What is expected of a run, what it gave, and whether the two agree.

Acceptance of a simulated figure: |got - expected| ≤ tolerance + 4 standard errors, with a standard error of at
most 1 % of the expected value, and for a probability near 1 also at most 5 % of its complement. Figures
without chance must be within their tolerance alone.

Error rates of one simulated figure, for a tolerance of 0 and normal errors:

    nothing wrong                 refused with probability 6.3e-5
    biased by 4.00 standard errors           refused with probability 50 %
    biased by 5.65 standard errors           refused with probability 95 %
    biased by 6.33 standard errors           refused with probability 99 %

So with the largest standard error allowed, 1 %, a bias of 5.65 % is found 19 times in 20; `Row.detects` gives
the bias for the standard error a run really had. Small biases of one sign in many runs are left to the sum of
squares, see `squares_bound`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dcsim.estimate import Estimate

if TYPE_CHECKING:
    from dcsim.study import Result

HERE = Path(__file__).resolve().parent
YEAR_H = 8760.0
SIGMAS = 4.0
LARGEST_ERROR = 0.01
LARGEST_ERROR_OF_COMPLEMENT = 0.05
FOUND_AT_95_PERCENT = 1.645
SUM_ALARM = 1e-3
"""How often the sum of squares is refused although nothing is wrong."""

Reading = Callable[["Result"], "Estimate | float"]


@dataclass(frozen=True)
class Quantity:
    """One expected figure, its absolute tolerance, and how it is read from a result.

    `near_one` marks a probability judged by its complement as well; `summed` the one quantity of a run that
    enters the sum of squares.
    """

    name: str
    expected: float
    read: Reading
    unit: str = ""
    clock: str = "facility"
    tolerance: float = 0.0
    near_one: bool = False
    summed: bool = False


@dataclass(frozen=True)
class Case:
    """Where expected figures come from."""

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class Run:
    """One scenario file or variant of it, run once, with a seed of its own; `note` says what is unlike the case."""

    case: str
    file: str
    seed: int
    replications: int
    quantities: tuple[Quantity, ...]
    variant: str | None = None
    levels: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        stem = self.file.removesuffix(".yaml")
        return f"{stem}:{self.variant}" if self.variant else stem


@dataclass(frozen=True)
class Row:
    """One quantity compared; `standard_error` 0 where there is no chance, None where none was given."""

    case: str
    run: str
    quantity: str
    unit: str
    clock: str
    expected: float
    tolerance: float
    got: float | None
    standard_error: float | None
    near_one: bool
    summed: bool

    @property
    def z(self) -> float | None:
        """Distance from the expected value in standard errors; None without chance."""
        if self.got is None or not self.standard_error:
            return None
        return (self.got - self.expected) / self.standard_error

    @property
    def detects(self) -> float | None:
        """The bias, as a share of the value (near 1: of the complement), that is found 19 times in 20."""
        if not self.standard_error:
            return None
        bias = self.tolerance + (SIGMAS + FOUND_AT_95_PERCENT) * self.standard_error
        return bias / self.scale

    @property
    def scale(self) -> float:
        return 1.0 - self.expected if self.near_one else abs(self.expected)

    def faults(self) -> list[str]:
        """Why the row is refused; empty if it is not."""
        if self.got is None or self.standard_error is None:
            return [f"no figure with a standard error: {self.got} ± {self.standard_error}"]
        found = []
        away, allowed = abs(self.got - self.expected), self.tolerance + SIGMAS * self.standard_error
        if not away <= allowed:
            found.append(f"{self.got:.10g} is {away:.3g} from {self.expected:.10g}, allowed {allowed:.3g}")
        if self.standard_error > LARGEST_ERROR * abs(self.expected):
            found.append(f"the standard error {self.standard_error:.3g} is above 1 % of the value")
        if self.near_one and self.standard_error > LARGEST_ERROR_OF_COMPLEMENT * self.scale:
            found.append(f"the standard error {self.standard_error:.3g} is above 5 % of the complement")
        return found


def compared(run: Run, quantity: Quantity, result: Result) -> Row:
    """One quantity of a result beside what was expected."""
    reading = quantity.read(result)
    got, error = (
        (reading.value, reading.standard_error) if isinstance(reading, Estimate) else (float(reading), 0.0)
    )
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


def rows_of(run: Run, values: Mapping[str, object] | None = None) -> list[Row]:
    """The scenario simulated through the public interface, and every quantity compared.

    `values` changes single values of the scenario: for a test that a wrong one is noticed.
    """
    import dcsim
    from dcsim.engine import Record

    scenario = dcsim.read_scenario(HERE / run.file, variant=run.variant, values=values)
    site_years = run.replications * scenario.model.horizon.length_h / YEAR_H
    record = Record(levels=True) if run.levels else None
    result = dcsim.run(scenario, seed=run.seed, site_years=site_years, record=record)
    if result.replications != run.replications:
        raise ValueError(f"{run.name}: {result.replications} replications, not {run.replications}")
    return [compared(run, quantity, result) for quantity in run.quantities]


def squares_bound(runs: int) -> float:
    """What the sum of z² over independent runs stays below 999 times in 1,000."""
    from scipy import stats

    return float(stats.chi2.isf(SUM_ALARM, runs))


def squares_power(runs: int, bias: float) -> float:
    """P(the sum of squares is refused) when every run is off by `bias` standard errors."""
    from scipy import stats

    return float(stats.ncx2.sf(squares_bound(runs), runs, runs * bias**2))


def sum_of_squares(rows: Sequence[Row]) -> tuple[float, int]:
    """Σ z² over the rows marked for it, and how many there are."""
    scores = scores_of(rows)
    return math.fsum(z**2 for z in scores), len(scores)


def mean_bound(runs: int) -> float:
    """What the mean of z over independent runs stays within, on both sides, 999 times in 1,000."""
    from scipy import stats

    return float(stats.norm.isf(SUM_ALARM / 2)) / math.sqrt(runs)


def mean_power(runs: int, bias: float) -> float:
    """P(the mean is refused) when every run is off by `bias` standard errors to the same side."""
    from scipy import stats

    away, bound = bias * math.sqrt(runs), mean_bound(runs) * math.sqrt(runs)
    return float(stats.norm.sf(bound - away) + stats.norm.cdf(-bound - away))


def mean_score(rows: Sequence[Row]) -> float:
    """Mean of z over the rows marked for the sum; positive: more than expected."""
    scores = scores_of(rows)
    return math.fsum(scores) / len(scores)


def scores_of(rows: Sequence[Row]) -> list[float]:
    """z of the rows marked for the sum, one of each independent run."""
    return [row.z for row in rows if row.summed and row.z is not None]
