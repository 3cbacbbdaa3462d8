"""Writes docs/validation.md from a run of all cases: `python -m tests.validation.report`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .cases import CASES, RUNS, Pool
from .checker import HERE, SIGMAS, Case, Row, squares_bound, squares_power, sum_of_squares

PAGE = HERE.parents[1] / "docs" / "validation.md"
FOLDER = "../tests/validation"

HEAD = """\
# Validation

The tool against cases with known answers: published figures, closed forms, small Markov chains and traces worked
out by hand. Each case is a scenario file run through `dcsim.run` like any other. The test suite runs all of them
(`python -m pytest -m validation`, about four minutes on two cores); this page is written by
`python -m tests.validation.report`.

## How a figure is judged

- *Simulated*: |got - expected| ≤ tolerance + 4 standard errors. The standard error is the one the tool reports. It
  is at most 1 % of the value, and for a probability near 1 also at most 5 % of its complement.
- *Without chance* (standard error 0): within the tolerance.
- Tolerances above 1e-6 are the rounding of the source. Where the tolerance is larger than 4 standard errors no z is
  given.
- *z* = (got - expected) ÷ standard error.
- *finds* is the bias that would be found 19 times in 20: tolerance + 5.645 standard errors, as a share of the value,
  or of the complement of a probability near 1.
- A right figure is refused with probability 6.3e-5; one of the {simulated} simulated figures below, at most
  {any_alarm:.2g} % a run.
- Over all independent runs, with one figure marked * each, the sum of z² stays below the 99.9 % point of χ².
  Nothing wrong: refused once in 1,000. Every run off by one standard error: refused with probability {one:.0f} %; by
  1.5: {more:.0f} %; by two: above 99.9 %. Every run has a seed of its own.

**Sum of squares: {total:.1f} over {runs} runs, bound {bound:.1f}.**

Twins, marked as such, raise the rates of what is too rare to see. Their exact answers come from
[exact.py](../tests/validation/exact.py), which also gives the expected figures of the cases to eight digits.
"""
TAIL = """\
## Checked by the exact layer

Cases whose answer needs no simulation, or an instant too rare to see in one. [Exact answers](exact.md) gives them, and
the default test suite holds it to these figures.

| case | source | quantity | expected | tolerance |
|---|---|---|---|---|
| B01 | NREL REopt, test/runtests.jl, "Backup Generator Reliability" | two sets and a battery, loads 1, 2, 2, 1: carried until the end of hours 1 to 3, begun in each of the four | 12 figures such as 0.557056 | 1e-9 |
| B01 | the same, sets that fail at any time; 4,000,000 samples | the same | 12 figures such as 0.5975 | 0.0015 |
| B03 | NREL REopt, the same tests | one set with four hours of battery, 24 h, failures by the hour | 0.721393919 | 1e-9 |
| B03 | closed form | the same, failures at any time | 0.7221205242 | 1e-9 |
| B05 | NREL REopt, the same tests | never more likely for longer; no sets are sets that give nothing; one kind of two is two kinds of one; sets that never fail give the deterministic answer | - | 0 |
| D05 | fiabilipy, pages on components and voters | two of three, λ = 1e-4, μ = 0.03: one available after 1,000 h | 0.9966777409 | 1e-10 |
| D05 | the same | two of three available after 1,000 h | 0.9999669611 | 1e-10 |
| D05 | the same | mean time to the first failure, never repaired | 8333.333333 h | 1e-9 of it |
| F17a | product formula | unavailability; failures a year | 0.0003593403199; 0.3536385512 | 1e-9 of it |
| G01 | NREL REopt, default reliability | k of n sets for 1, 3, 7 and 14 days | 20 figures, 9 more by the hour | 1e-9 |
| G03 | Marqusee and Jenket, Applied Energy 268 (2020) 114918 | one set for two weeks: 80 %; closed form | 0.8195925893 | 1e-9 |
| reference site | a separate program | unavailability of the static part | 4.64123e-06 | 6 digits |

B03, B05, G01 and G03 are also put to [survive](survive.md), that is, to the engine.

## Checked by the rollout

A case without failures: the default test suite holds the months of [its file](../tests/validation/F18b.yaml) to these
figures. [Rollout](rollout.md) has the formulae.

| case | source | quantity | expected | tolerance |
|---|---|---|---|---|
| F18b | hand integration | first shortage, demand 2t MW, 10 MW, 10 more in year 6.5 instead of 5 | 5 yr | 1e-9 yr |
| F18b | the same | shortfall | 2.25 MW·yr = 19,710 MWh | 1e-6 of it |
| F18b | the same | the most that is short | 3 MW | 1e-6 of it |

## Checked by the account of energy

The default test suite holds `dcsim.power_balance` of [the file](../tests/validation/H02.yaml) to these figures; see
[energy](energy.md).

| case | source | quantity | expected | tolerance |
|---|---|---|---|---|
| H02 | closed form | UPS input | 10.74113856 MW | 1e-9 of it |
| H02 | the same | cooling | 2.83528464 MW | 1e-9 of it |
| H02 | the same | site | 14.39230782 MW | 1e-9 of it |
| H02 | the same | PUE | 1.439230782 | 1e-9 of it |
| H02 | the same | sets of 2.5 MW loaded to 90 % at most | 7 | 0 |
| H02 | the same | energy of a year | 126,076.6165 MWh | 1e-9 of it |
"""
COLUMNS = ("quantity", "clock", "expected", "tolerance", "got", "standard error", "z", "finds")


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    total, runs = sum_of_squares(rows)
    simulated = sum(1 for row in rows if row.standard_error)
    head = HEAD.format(
        simulated=simulated,
        any_alarm=100 * simulated * math.erfc(SIGMAS / math.sqrt(2)),
        one=100 * squares_power(runs, 1.0),
        more=100 * squares_power(runs, 1.5),
        total=total,
        runs=runs,
        bound=squares_bound(runs),
    )
    parts = [_case(case, [row for row in rows if row.case == case.id]) for case in CASES.values()]
    return "\n".join((head, *parts, TAIL))


def _case(case: Case, rows: Sequence[Row]) -> str:
    lines = [f"## {case.id}: {case.title}", "", f"Source: {case.source}."]
    for name in dict.fromkeys(row.run for row in rows):
        own = [row for row in rows if row.run == name]
        lines += ["", _title(name), "", *_table(own)]
    return "\n".join((*lines, ""))


def _title(name: str) -> str:
    run = RUNS[name]
    variant = f", variant `{run.variant}`" if run.variant else ""
    many = f"{run.replications:,} replications" if run.replications > 1 else "1 replication"
    note = f" ({run.note})" if run.note else ""
    return f"[{run.file}]({FOLDER}/{run.file}){variant}{note}, seed {run.seed}, {many}:"


def _table(rows: Sequence[Row]) -> list[str]:
    body = [f"| {' | '.join(_cells(row))} |" for row in rows]
    return [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}", *body]


def _cells(row: Row) -> tuple[str, ...]:
    unit = f" {row.unit}" if row.unit else ""
    shown_z = row.z is not None and row.tolerance <= SIGMAS * (row.standard_error or 0.0)
    return (
        row.quantity,
        row.clock + (" *" if row.summed else ""),
        f"{row.expected:.10g}{unit}",
        f"{row.tolerance:.3g}",
        "-" if row.got is None else f"{row.got:.10g}{unit}",
        "-" if row.standard_error is None else f"{row.standard_error:.3g}",
        f"{row.z:+.2f}" if shown_z else "-",
        "-" if row.detects is None else f"{100 * row.detects:.2f} %",
    )


def main() -> None:
    """Run everything and write the page."""
    with Pool(RUNS) as pool:
        rows = [row for name in RUNS for row in pool.rows(name)]
    PAGE.write_text(page(rows), encoding="utf-8")
    refused = [f"{row.run}: {row.quantity}: {fault}" for row in rows for fault in row.faults()]
    print("\n".join((*refused, f"{len(rows)} figures, {len(refused)} refused")))


if __name__ == "__main__":
    main()
