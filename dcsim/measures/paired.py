"""Two runs with the same draws, sampling unit by sampling unit: what both have in common cancels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.booked import BOOKED, Booked
from dcsim.measures.clocks import Floats
from dcsim.measures.intervals import CONFIDENCE, Spread, same, student_ratio
from dcsim.measures.observed import Observed

FEW_DIFFER = 30
"""Fewer sampling units than this that differ are named: a t interval may then be too narrow."""

_ROUNDING = 1e-9
"""Amounts that differ by a smaller share of themselves were added up in another order."""

Outcome = Literal["equal", "noise", "less", "more", "not compared"]


@dataclass(frozen=True)
class Difference:
    """One figure of two arms; `difference` is `other` less `base`, with an interval from paired units.

    `outcome` says whether that interval leaves 0 out; `differing` counts the units in which the arms are not
    alike. `gain` is how many times the site-years it would take, for the same interval, if each arm had draws
    of its own. `site_years_needed`: where it is noise, about how many in each arm would tell a difference of
    the size seen.
    """

    base: Estimate
    other: Estimate
    difference: Estimate
    outcome: Outcome
    differing: int | None = None
    gain: float | None = None
    site_years_needed: float | None = None


def compared(
    base: Observed,
    other: Observed,
    base_estimates: Mapping[str, Estimate],
    other_estimates: Mapping[str, Estimate],
) -> dict[str, Difference]:
    """Every figure that both arms have, by name. Both are the same replications of the same horizon."""
    found = {}
    for name, one in base_estimates.items():
        two = other_estimates[name]
        if name in BOOKED:
            pair = BOOKED[name](base), BOOKED[name](other)
            found[name] = difference_of(one, two, *pair, base.site_years)
        else:
            found[name] = difference_of(one, two, None, None, base.site_years)
    return found


def difference_of(
    one: Estimate, two: Estimate, base: Booked | None, other: Booked | None, site_years: float
) -> Difference:
    """One figure of two arms, from what each of their sampling units contributes; None: not by units."""
    if base is None or other is None:
        value = two.value - one.value if one.value is not None and two.value is not None else None
        why = "no mean over replications: no paired interval"
        apart = Estimate(
            value, None, None, None, one.unit, CONFIDENCE, one.n, one.n_unit, "not paired", None, why
        )
        return Difference(one, two, apart, "not compared")
    amounts, n = _differences(base.amounts, other.amounts), len(base.amounts)
    differing = int(np.count_nonzero(amounts))
    if not differing:
        none = f"none of {n:,} {base.n_unit} differs"
        return Difference(one, two, _estimate(one, _NONE, n, base.n_unit, 0, none), "equal", 0)
    spread, note = _spread(amounts, base, differing)
    estimate = _estimate(one, spread, n, base.n_unit, differing, note)
    outcome = _outcome(spread, n)
    if spread.standard_error is None:
        return Difference(one, two, estimate, outcome, differing)
    needed = None
    if outcome == "noise" and spread.value and spread.high is not None:
        needed = site_years * ((spread.high - spread.value) / spread.value) ** 2
    return Difference(
        one, two, estimate, outcome, differing, _gain(base, other, spread.standard_error), needed
    )


def _differences(base: Floats, other: Floats) -> Floats:
    """`other` less `base` by unit; 0 where only the order of a sum tells them apart."""
    amounts = other - base
    return np.where(np.abs(amounts) <= _ROUNDING * np.maximum(np.abs(base), np.abs(other)), 0.0, amounts)


_NONE = Spread(0.0, None, None, None)


def _estimate(
    like: Estimate, spread: Spread, n: int, n_unit: str, differing: int, note: str | None
) -> Estimate:
    method = f"Student t over paired {n_unit}"
    value, low, high, error = spread
    return Estimate(value, low, high, error, like.unit, CONFIDENCE, n, n_unit, method, differing, note)


def _spread(amounts: Floats, base: Booked, differing: int) -> tuple[Spread, str | None]:
    """The mean difference and its interval, and what must be known about that."""
    spread = student_ratio(amounts, base.exposures)
    if spread.standard_error is None:
        return spread, f"one of {base.n_unit} gives no interval"
    if same(amounts / base.exposures):
        return Spread(spread.value, None, None, None), f"all {base.n_unit} differ by the same"
    if differing < FEW_DIFFER:
        words = f"only {differing} of {len(amounts):,} {base.n_unit} differ: the interval may be too narrow"
        return spread, words
    return spread, None


def _outcome(spread: Spread, n: int) -> Outcome:
    if n < 2 or (spread.low is not None and spread.high is not None and spread.low <= 0.0 <= spread.high):
        return "noise"
    return "more" if spread.value > 0 else "less"


def _gain(base: Booked, other: Booked, error: float) -> float:
    """Variance of the difference were the arms independent, over the variance it has."""
    errors = [student_ratio(one.amounts, one.exposures).standard_error or 0.0 for one in (base, other)]
    return sum(one * one for one in errors) / (error * error)
