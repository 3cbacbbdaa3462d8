"""Which guesses matter, and which would flip the verdict: one after the other at both ends of its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.measures.paired import Difference, compared
from dcsim.study.changed import changed
from dcsim.study.executors import each
from dcsim.study.facts import target_of_site
from dcsim.study.inputs.guesses import Guess, guesses_that_matter
from dcsim.study.measured import Measured, measured
from dcsim.study.run import Progress, run

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.estimate import Estimate
    from dcsim.scenario import Scenario
    from dcsim.study.result import Result

DEFAULT_SITE_YEARS = 4_000.0
"""Simulated at each end of each range unless asked for otherwise."""
BASE_SITE_YEARS = 20_000.0
MOST_TIMES = 10.0
"""The base is simulated for so long, but no more than so many times as long as an end: the differences are
between the same draws and soon known, while on which side of the target they lead hangs on the base."""
_DOWNTIME = "downtime_h_per_year"
UNREAD = ("recalled", "judgement", "given")
"""Evidence that measuring would better."""


@dataclass(frozen=True)
class End:
    """The site with one guess at one end of its range.

    `verdict` is that of the base and the difference together: met, not met or undecided with the half-widths
    of both.
    """

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
    """The base, and every guess by what it does, the widest swing first; `site_years` of each end."""

    base: Result
    swings: tuple[Swing, ...]
    site_years: float

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

    4,000 `site_years` of each are simulated unless said, and up to 20,000 of the base. Raises UsageError
    where nothing has a range.
    """
    guesses = guesses_that_matter(scenario)
    amount = DEFAULT_SITE_YEARS if site_years is None else site_years
    longer = max(amount, min(BASE_SITE_YEARS, MOST_TIMES * amount))
    total = longer + amount * (1 + 2 * len(guesses))

    def told(done: float) -> None:
        if progress is not None:
            progress(done, total)

    base = run(
        scenario,
        seed=seed,
        site_years=longer,
        progress=lambda done, _: told(done),
        workers=workers,
        executor=executor,
    )
    alike = measured(scenario, seed=seed, site_years=amount)
    told(longer + amount)
    work = _Swung(scenario, seed, amount, alike, base.estimates[_DOWNTIME])
    values = [(guess, value) for guess in guesses for value in (guess.low, guess.high)]
    ends: list[End] = []
    for end in each(work, values, workers=workers, executor=executor):
        ends.append(end)
        told(longer + amount * (1 + len(ends)))
    swings = [
        Swing(guess, low, high, _flips_at(base, guess, (low, high)))
        for guess, low, high in zip(guesses, ends[::2], ends[1::2], strict=True)
    ]
    swings.sort(key=lambda swing: (-swing.span_h, swing.guess.name))
    return Sensitivity(base, tuple(swings), alike.observed.site_years)


@dataclass(frozen=True)
class _Swung:
    """The site with one guess at another value, beside the base for as long; `level` is the longer base."""

    scenario: Scenario
    seed: int
    site_years: float
    base: Measured
    level: Estimate

    def __call__(self, at: tuple[Guess, float]) -> End:
        guess, value = at
        there = changed(self.scenario, guess.at(value))
        found = measured(there, seed=self.seed, site_years=self.site_years)
        base = self.base
        difference = compared(base.observed, found.observed, base.estimates, found.estimates)[_DOWNTIME]
        target_h = target_of_site(there.model).downtime_h_per_year
        return End(value, difference, _verdict(self.level, difference.difference, target_h))


def _verdict(level: Estimate, difference: Estimate, target_h: float) -> str:
    """Of a level and a difference from it, neither known exactly: their half-widths are added."""
    if level.value is None or level.high is None or difference.value is None:
        return "undecided"
    middle = level.value + difference.value
    above = level.high - level.value + _half(difference.high, difference.value)
    below = level.value - (level.low or 0.0) + _half(difference.low, difference.value)
    if middle + above <= target_h:
        return "met"
    return "not met" if middle - below > target_h else "undecided"


def _half(end: float | None, middle: float) -> float:
    return 0.0 if end is None else abs(end - middle)


def _flips_at(base: Result, guess: Guess, ends: Sequence[End]) -> float | None:
    """Where downtime meets the target between the figure in use and one of the ends."""
    target, now = base.verdict.target.downtime_h_per_year, base.estimates[_DOWNTIME].value
    if now is None:
        return None
    for end in ends:
        change = end.difference.difference.value
        if change and (now <= target) != (now + change <= target):
            return guess.value + (end.value - guess.value) * (target - now) / change
    return None
