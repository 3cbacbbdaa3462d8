"""What docs/validation.md says besides its tables."""

HEAD = """\
# Validation

The tool against cases with known answers: published figures, closed forms, small Markov chains and traces worked
out by hand. Simulated cases are scenario files run through `dcsim.run` like any other; the rest is asked of the
[exact layer](exact.md), the [rollout](rollout.md) and the [account of energy](energy.md).

This page is written by `python -m tests.validation.report`, which runs all cases (about five minutes on two cores;
`… report F13 G01` runs these again and leaves the others). Runs are deterministic: `python -m pytest -m validation`
runs all of them and compares them with what is expected and with this page. The default tests hold the page to the
figures kept in [results.json](../tests/validation/results.json), and work out anew what needs no simulation.

## How a figure is judged

- *Simulated*: |got - expected| ≤ tolerance + 4 standard errors. The standard error is the one the tool reports. It
  is at most 1 % of the value, and for a probability near 1 also at most 5 % of its complement.
- *Without chance* (standard error 0): within the tolerance.
- Tolerances above 1e-6 are the rounding of the source. Where the tolerance is larger than 4 standard errors no z is
  given.
- *z* = (got - expected) ÷ standard error.
- *finds* is the bias that would be found 19 times in 20: tolerance + 5.645 standard errors, as a share of the value,
  or of the complement of a probability near 1.
- *clock*: see [measures](measures.md).
- A right figure is refused with probability 6.3e-5; one of the {simulated} simulated figures below, at most
  {any_alarm:.2g} % a run.
- Over all independent runs, with one figure marked * each, the sum of z² stays below the 99.9 % point of χ².
  Nothing wrong: refused once in 1,000. Every run off by one standard error: refused with probability {one:.0f} %; by
  1.5: {more:.0f} %; by two: above 99.9 %. Every run has a seed of its own.
- The mean of z over the same figures is refused once in 1,000 if nothing is wrong, and with probability {half:.0f} %
  if every run is off by half a standard error to the same side.

| over | Σz² | expected | bound | mean z | expected | bound |
|---|---|---|---|---|---|---|
| {runs} independent runs (*) | {total:.1f} | {runs} ± {spread:.1f} | {bound:.1f} | {mean:+.3f} | \
0 ± {mean_spread:.3f} | ±{mean_bound:.3f} |
| all {scores} figures with a z; those of one run depend on each other | {all_total:.1f} | {scores} | - | \
{all_mean:+.3f} | 0 | - |

Twins, marked as such, raise the rates of what is too rare to see. Their exact answers come from
[exact.py](../tests/validation/exact.py), which also gives the expected figures of the cases to eight digits.

*Siblings* that nobody published stand [below](#siblings): other k and n, other laws, effects together.

## All cases
"""

NOT_ASKED = """\
Not asked of the engine, for a reason in the physics:

- **B01**: there the battery stands beside the sets and gives what they lack: one set and the battery carry 2 kW
  together. Here batteries belong to UPS, between board and load. Sets that cannot carry what hangs on their board are
  overloaded and lost, and the battery then carries all of it. The first battery is also half full at the start; here
  it is full.
- **B03 and G01 by the hour**: a set that can fail only at the beginning of an hour is a convention of hourly models.
  In the engine it fails at any time, and those answers are asked of it.
- **B05** is about the functions of the exact layer; the tests hold `dcsim.survive` to the same four sentences.
- **E01**: a power system dispatches its units: whatever is up serves, up to the sum of the ratings. In a plant, live
  inputs share in fixed proportion, and one that gets more than its rating trips. Units of nine sizes on one bus
  would trip in states in which the sum is enough. For like units the two questions are one (F01a, F18a).
- **F01a, F17a** (exact rows), **F18b, H02**: nothing to simulate.
- **R1 to R6** are answered by [another author's library](../tests/validation/ask_repyability.py), exactly. It has no exact
  answer for crews together with a common cause or a standby group; the siblings have chains for these.
- The **reference site**'s static part is simulated on the engine's second clock by a test of its own; on every run it
  is compared with the exact one (`exact` in the JSON document).
"""

SIBLINGS = """\
## Siblings

Sites that nobody published, with answers of their own: closed forms, chains and integrals, and where there are none
[plain programs](../tests/validation/by_force.py) that do what the pages of the language say; none of them
asks the engine. Each has a scenario of its own in [siblings.py](../tests/validation/siblings.py) and the files beside
it. The standard error is that of the run and, where a program drew it, of the answer. A figure is refused beyond
4 standard errors. Over all {runs}: Σz² {total:.1f}, bound {bound:.1f}; mean z {mean:+.3f}, bound ±{mean_bound:.3f}. The
default tests hold this table to [what was kept](../tests/validation/siblings.json);
`python -m pytest -m slow tests/validation` runs all of them again, in a few minutes.
"""
