"""Which guesses matter, and which would flip the verdict: one after the other at both ends of its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.measures.paired import Difference, compared
from dcsim.study.changed import changed
from dcsim.study.compare import shifted
from dcsim.study.executors import each
from dcsim.study.facts import target_of_site
from dcsim.study.inputs.guesses import Guess, guesses_that_matter
from dcsim.study.measured import Measured, measured
from dcsim.study.run import Progress, run
from dcsim.tiers import judge

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.scenario import Scenario
    from dcsim.study.result import Result

DEFAULT_SITE_YEARS = 4_000.0
"""Simulated at each end of each range unless asked for otherwise."""
_DOWNTIME = "downtime_h_per_year"
UNREAD = ("recalled", "judgement", "given")
"""Evidence that measuring would better."""


@dataclass(frozen=True)
class End:
    """The site with one guess at one end of its range."""

    value: float
    difference: Difference
    verdict: str


@dataclass(frozen=True)
class Swing:
    """What one guess does to service downtime, hours a year.

    `flips_at` is about the value at which the middle of the downtime meets the target, on a straight line
    between what was simulated; None where both ends are on the same side.
    """

    guess: Guess
    low: End
    high: End
    flips_at: float | None

    @property
    def span_h(self) -> float:
        """How far apart the two ends are."""
        values = [end.difference.difference.value or 0.0 for end in (self.low, self.high)]
        return max(*values, 0.0) - min(*values, 0.0)

    @property
    def is_noise(self) -> bool:
        """Whether neither end differs from the figure in use by more than chance."""
        return all(end.difference.outcome in ("noise", "equal") for end in (self.low, self.high))

    @property
    def flips(self) -> bool:
        """Whether the downtime is within the target at one end and beyond it at the other."""
        return self.flips_at is not None


@dataclass(frozen=True)
class Sensitivity:
    """The base, and every guess by what it does, the widest swing first."""

    base: Result
    swings: tuple[Swing, ...]

    @property
    def flipping(self) -> tuple[Swing, ...]:
        """Guesses that would flip the verdict by themselves."""
        return tuple(swing for swing in self.swings if swing.flips and not swing.is_noise)

    @property
    def measure_next(self) -> Swing | None:
        """The widest swing of a value that nobody has measured or read at a source."""
        rows = (one for one in self.swings if one.guess.evidence in UNREAD and not one.is_noise)
        return next(rows, None)


def sensitivity(
    scenario: Scenario,
    *,
    seed: int = 1,
    site_years: float | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Sensitivity:
    """Simulate a scenario with every guess at the low and at the high end of its range, the same draws.

    4,000 `site_years` of each are simulated unless said. Raises UsageError where nothing has a range.
    """
    guesses = guesses_that_matter(scenario)
    amount = DEFAULT_SITE_YEARS if site_years is None else site_years
    runs = 1 + 2 * len(guesses)
    told = shifted(progress, 0.0, runs)
    base = run(scenario, seed=seed, site_years=amount, progress=told, workers=workers, executor=executor)
    work = _Swung(scenario, seed, amount, Measured(base.observed, base.estimates))
    values = [(guess, value) for guess in guesses for value in (guess.low, guess.high)]
    ends: list[End] = []
    for end in each(work, values, workers=workers, executor=executor):
        ends.append(end)
        if progress is not None:
            progress((1 + len(ends)) * amount, runs * amount)
    swings = [
        Swing(guess, low, high, _flips_at(base, guess, (low, high)))
        for guess, low, high in zip(guesses, ends[::2], ends[1::2], strict=True)
    ]
    swings.sort(key=lambda swing: (-swing.span_h, swing.guess.name))
    return Sensitivity(base, tuple(swings))


@dataclass(frozen=True)
class _Swung:
    """The site with one guess at another value, beside the base."""

    scenario: Scenario
    seed: int
    site_years: float
    base: Measured

    def __call__(self, at: tuple[Guess, float]) -> End:
        guess, value = at
        there = changed(self.scenario, guess.at(value))
        found = measured(there, seed=self.seed, site_years=self.site_years)
        base, estimates = self.base, found.estimates
        differences = compared(base.observed, found.observed, base.estimates, estimates)
        verdict = judge(
            target_of_site(there.model), estimates["downtime_h_per_year"], estimates["outages_per_year"]
        )
        return End(value, differences[_DOWNTIME], verdict.availability.verdict)


def _flips_at(base: Result, guess: Guess, ends: Sequence[End]) -> float | None:
    """Where downtime meets the target between the figure in use and one of the ends."""
    target, now = base.verdict.target.downtime_h_per_year, base.estimates[_DOWNTIME].value
    if now is None:
        return None
    for end in ends:
        then = end.difference.other.value
        if then is not None and then != now and (now <= target) != (then <= target):
            return guess.value + (end.value - guess.value) * (target - now) / (then - now)
    return None
