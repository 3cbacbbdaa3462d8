"""A second opinion on every run: the static part of the site, simulated and exact.

The engine counts on a clock of its own how often, and how long, the equipment alone could not serve
everybody. Theory knows what to expect of that clock. Where the two disagree, one of them is wrong, and with
the engine so may be everything else the run says.

The distance is told as z, the standard normal deviate of the same tail probability, measured from the nearer
end where the exact answer is known within bounds only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures import YEAR_H
from dcsim.measures.clocks import Floats
from dcsim.measures.intervals import CONFIDENCE, Spread, garwood, poisson_like, same, student_ratio
from dcsim.records import BlockResult

if TYPE_CHECKING:
    from dcsim.exact import Static
    from dcsim.plant import Plant
    from dcsim.scenario.model import ScenarioModel

SILENT = 3.0
NOTE = 4.0
"""Up to which |z| nothing is said, and up to which only a note."""
ENOUGH_FAILURES = 100
"""With fewer, how long they lasted says too little, and their number is judged as Poisson."""
FEWEST_REPLICATIONS = 10
MOST_PIECES = 1_000
"""Sets of states looked at: about half a second, on sites where that is not enough to be exact."""
LEAST_PROBABILITY = 1e-300
UNAVAILABILITY, FAILURES = "unavailability", "failures_per_year"


@dataclass(frozen=True)
class Beside:
    """One figure of the equipment alone, exact and simulated.

    It is between `low` and `high` on average over replications that begin with everything new, and in
    `long_run` bounds once that is forgotten. `z` says how far `simulated` is from there; None where `note`
    says why it cannot be told.
    """

    low: float
    high: float
    long_run: tuple[float, float]
    simulated: Estimate
    z: float | None
    note: str | None


@dataclass(frozen=True)
class SecondOpinion:
    """What the exact layer says beside a run; `reason` where it has nothing to say.

    `verdict` is silent, note or warning; `words` is the sentence for a planner that goes with the last two.
    """

    reason: str | None
    figures: Mapping[str, Beside]
    verdict: str | None = None
    words: str | None = None


def second_opinion(model: ScenarioModel, blocks: Sequence[BlockResult]) -> SecondOpinion:
    """The static part of the site beside what the engine's second clock counted."""
    from dcsim.exact import static_part_over
    from dcsim.plant import plant_of

    plant = plant_of(model)
    reason = _why_not(model, plant, blocks)
    if reason is not None:
        return SecondOpinion(reason, {})
    hours = np.array([h for block in blocks for h in block.static_h])
    counts = np.array([n for block in blocks for n in block.static_outages], float)
    horizon_h = model.horizon.length_h
    # The bounds may take up a tenth of a standard error.
    tolerance = min(0.01, 0.1 / math.sqrt(max(1.0, float(counts.sum()))))
    exact = static_part_over(plant, horizon_h, tolerance=tolerance, most_pieces=MOST_PIECES)

    def ends(found: Static, slack: float = 0.0) -> tuple[tuple[float, float], tuple[float, float]]:
        less, more = max(0.0, 1 - slack), 1 + slack
        down = found.low.unavailability * less, min(1.0, found.high.unavailability * more)
        often = found.low.failures_per_h * YEAR_H * less, found.high.failures_per_h * YEAR_H * more
        return down, often

    (down, often), long_run = ends(exact.mean, exact.within), ends(exact.long_run)
    figures = {
        UNAVAILABILITY: _share(hours / horizon_h, int(counts.sum()), down, long_run[0]),
        FAILURES: _rate(counts, horizon_h / YEAR_H, often, long_run[1]),
    }
    return SecondOpinion(None, figures, *_said(figures))


def _why_not(model: ScenarioModel, plant: Plant, blocks: Sequence[BlockResult]) -> str | None:
    from dcsim.exact import depending, remembering

    if model.horizon.ends_at is not None:
        return "replications end at their first outage"
    if model.phases or any(one.varies for one in model.tenants.values()):
        return "what is in service and what is asked for change by plan"
    if not any(block.static_h for block in blocks):
        return "the run kept no second clock"
    if plant.shed_apart:
        return plant.shed_apart
    dependent = depending(plant)
    if dependent:
        words = "crews, spares, standby, failures in common, hidden failures, maintenance or assemblies"
        return f"units of {', '.join(dependent)} depend on others ({words})"
    waiting = [name for name, one in plant.weather.items() if one.crew_delay_h]
    if waiting:
        return f"repairs wait together while nobody can come: {', '.join(waiting)}"
    ageing = remembering(plant)
    if ageing:
        return f"all units begin new, and how soon those of {', '.join(ageing)} fail depends on their age"
    return None


def _share(
    shares: Floats, events: int, low_high: tuple[float, float], long_run: tuple[float, float]
) -> Beside:
    """Share of time down: Student's t over replications, where there were failures enough."""
    low, high = low_high
    spread, note = student_ratio(shares, np.ones_like(shares)), None
    z = None
    if events < ENOUGH_FAILURES:
        note = f"fewer than {ENOUGH_FAILURES} failures: how long they last cannot be judged"
    elif len(shares) < FEWEST_REPLICATIONS or same(shares):
        note = f"fewer than {FEWEST_REPLICATIONS} replications, or all alike"
    else:
        z = _student_z(spread, low, high, len(shares))
    return Beside(low, high, long_run, _estimate(spread, "1", len(shares), events, "Student t"), z, note)


def _rate(
    counts: Floats, years: float, low_high: tuple[float, float], long_run: tuple[float, float]
) -> Beside:
    """Failures a year: Student's t over replications, or, of few, the exact Poisson tail."""
    (low, high), n, events = low_high, len(counts), round(float(counts.sum()))
    if events >= ENOUGH_FAILURES and n >= FEWEST_REPLICATIONS and not same(counts):
        spread = student_ratio(counts, np.full(n, years))
        found = _estimate(spread, "1/yr", n, events, "Student t")
        return Beside(low, high, long_run, found, _student_z(spread, low, high, n), None)
    found = _estimate(garwood(events, n * years), "1/yr", n, events, "exact Poisson (Garwood)")
    if not poisson_like(counts):
        return Beside(low, high, long_run, found, None, "failures are few and come in clusters")
    return Beside(low, high, long_run, found, _poisson_z(events, low * n * years, high * n * years), None)


def _estimate(spread: Spread, unit: str, n: int, events: int, method: str) -> Estimate:
    value, low, high, error = spread
    low = None if low is None else max(0.0, low)
    if events == 0 and unit == "1":
        return Estimate(0.0, 0.0, None, None, unit, CONFIDENCE, n, "replications", "none seen", 0)
    words = f"{method} over replications"
    return Estimate(value, low, high, error, unit, CONFIDENCE, n, "replications", words, events)


def _student_z(spread: Spread, low: float, high: float, n: int) -> float:
    """z of a mean with a standard error from n replications: t of the same tail probability.

    On the logarithm: what is never negative is skewed, and a mean that comes out low brings a standard error
    that comes out low with it.
    """
    from scipy.special import ndtri, stdtr

    assert spread.standard_error
    expected = min(max(spread.value, low), high)
    away = math.log(spread.value / expected) if expected else math.inf
    tail = float(stdtr(n - 1, -abs(away) * spread.value / spread.standard_error))
    return math.copysign(float(-ndtri(max(tail, LEAST_PROBABILITY))), away)


def _poisson_z(events: int, low: float, high: float) -> float:
    """z of a count of which between `low` and `high` are expected: P(so many or more), or so few or fewer."""
    from scipy.special import ndtri, pdtr, pdtrc

    expected = min(max(float(events), low), high)
    many = events > expected
    tail = float(pdtrc(events - 1, expected) if many else pdtr(events, expected))
    z = max(0.0, float(-ndtri(max(tail, LEAST_PROBABILITY))))
    return z if many else 0.0 - z


def _said(figures: Mapping[str, Beside]) -> tuple[str, str | None]:
    """(verdict, sentence) by the figure that is furthest off."""
    worst = max(figures.values(), key=lambda one: abs(one.z or 0.0))
    z = worst.z or 0.0
    if abs(z) <= SILENT:
        return "silent", None
    what = "fails" if worst is figures[FAILURES] else "is down"
    unit = "times a year" if worst is figures[FAILURES] else "of the time"
    words = (
        f"the equipment alone {what} {worst.simulated.value:.4g} {unit} in the simulation and should "
        f"{(worst.low + worst.high) / 2:.4g} (exact layer, z = {z:+.1f})"
    )
    if abs(z) <= NOTE:
        return "note", f"{words}: chance does that in one run of {_odds(z)}"
    return "warning", f"{words}: one of the two is wrong, do not rely on this run"


def _odds(z: float) -> str:
    return f"{1 / math.erfc(abs(z) / math.sqrt(2)):,.0f}"
