"""Doubt about the inputs: all guesses drawn at once, again and again, a short simulation for each draw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.study.blocks import check_seed
from dcsim.study.changed import changed
from dcsim.study.executors import each
from dcsim.study.facts import target_of_site
from dcsim.study.inputs.guesses import Guess, guesses_that_matter
from dcsim.study.measured import measured
from dcsim.study.run import Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario

FEWEST, MOST = 20, 10_000
"""Draws of the inputs."""
DEFAULT_SITE_YEARS = 2_000.0
"""Simulated for each draw unless asked for otherwise."""
CONFIDENCE = 0.95
MOSTLY_NOISE = 0.5
"""Where more of the spread than this is noise, it is not taken out: what would be left is not known well."""
HEADLINES = (
    "availability",
    "facility_availability",
    "downtime_h_per_year",
    "facility_downtime_h_per_year",
    "outages_per_year",
    "facility_outages_per_year",
    "unserved_mwh_per_year",
)
"""Measures that carry both intervals."""


@dataclass(frozen=True)
class Draw:
    """The site with every guess drawn: the value of each by name, the seed, and the headlines it came to.

    They are those of `run` of a site with these values, this seed and these site-years.
    """

    values: Mapping[str, float]
    seed: int
    headlines: Mapping[str, Estimate]


@dataclass(frozen=True)
class Doubt:
    """What the doubt about the inputs does to the headlines.

    `intervals` has by measure the 95 % interval over the inputs; `noise_share` the part of the spread between
    draws that was noise of their short simulations, which has been taken out. `met_share` is the share of
    draws that meet the target, `guesses` what was drawn, `rows` what each draw came to.
    """

    guesses: tuple[Guess, ...]
    rows: tuple[Draw, ...]
    site_years: float
    intervals: Mapping[str, Estimate]
    noise_share: Mapping[str, float]
    met_share: float

    @property
    def draws(self) -> int:
        """How often the inputs were drawn."""
        return len(self.rows)

    @property
    def verdict(self) -> str:
        """Of the target over the inputs: met where the whole interval is within it."""
        return (
            "met"
            if self.met_share >= 1 - (1 - CONFIDENCE) / 2
            else ("not met" if self.met_share <= (1 - CONFIDENCE) / 2 else "undecided")
        )


def doubt(
    scenario: Scenario,
    draws: int,
    *,
    seed: int = 1,
    site_years: float | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Doubt:
    """Draw every guess of a scenario `draws` times, and simulate each draw for so many `site_years` (2,000).

    Every guess is independent of the others, a Latin hypercube over their ranges (McKay, Beckman and Conover
    1979). Each draw has a seed of its own, so that noise and doubt can be told apart: the spread between
    draws less the mean noise within them is what the inputs do. Raises UsageError for too few draws, or where
    nothing has a range.
    """
    if not FEWEST <= draws <= MOST:
        raise UsageError(f"inputs are drawn {FEWEST} to {MOST:,} times, not {draws}")
    guesses = guesses_that_matter(scenario)
    amount = DEFAULT_SITE_YEARS if site_years is None else site_years
    shares = hypercube(draws, len(guesses), check_seed(seed)).tolist()
    work = _Drawn(scenario, guesses, seed, amount)
    rows: list[Draw] = []
    for row in each(work, list(enumerate(shares)), workers=workers, executor=executor):
        rows.append(row)
        if progress is not None:
            progress(len(rows) * amount, draws * amount)
    return _doubt(guesses, rows, amount, target_of_site(scenario.model).downtime_h_per_year)


@dataclass(frozen=True)
class _Drawn:
    """A draw simulated, by its number and the share of each guess's law that lies below its value."""

    scenario: Scenario
    guesses: tuple[Guess, ...]
    seed: int
    site_years: float

    def __call__(self, numbered: tuple[int, Sequence[float]]) -> Draw:
        number, shares = numbered
        values = {
            guess.name: guess.quantile(share) for guess, share in zip(self.guesses, shares, strict=True)
        }
        changes: dict[str, object] = {}
        for guess in self.guesses:
            changes |= guess.at(values[guess.name])
        seed = (self.seed + 1 + number) % 2**63
        found = measured(changed(self.scenario, changes), seed=seed, site_years=self.site_years)
        return Draw(values, seed, {name: found.estimates[name] for name in HEADLINES})


def hypercube(draws: int, guesses: int, seed: int) -> Floats:
    """Shares between 0 and 1, shape (draws, guesses): one in each of `draws` equal parts of every guess."""
    generator = np.random.Generator(np.random.Philox(key=[seed, 0x1A71]))
    columns = [(generator.permutation(draws) + generator.random(draws)) / draws for _ in range(guesses)]
    return np.stack(columns, axis=1)


def _doubt(guesses: tuple[Guess, ...], rows: Sequence[Draw], site_years: float, target_h: float) -> Doubt:
    intervals, noise = {}, {}
    for name in HEADLINES:
        intervals[name], noise[name] = over_draws([row.headlines[name] for row in rows])
    hours = [row.headlines["downtime_h_per_year"].value for row in rows]
    met = float(np.mean([value is not None and value <= target_h * (1 + 1e-9) for value in hours]))
    return Doubt(guesses, tuple(rows), site_years, intervals, noise, met)


def over_draws(seen: Sequence[Estimate]) -> tuple[Estimate, float]:
    """The interval of one measure over draws of the inputs, and the share of the spread that was noise."""
    values, noise = _without_noise(seen)
    first = seen[0]
    if not len(values):
        return replace(first, value=None, low=None, high=None, standard_error=None), 0.0
    note = None
    if noise > MOSTLY_NOISE:
        values = np.array([one.value for one in seen if one.value is not None], np.float64)
        note = "mostly noise of the short simulations, not taken out: the doubt about the inputs is smaller"
    tail = (1 - CONFIDENCE) / 2
    low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail], method="hazen").tolist()
    method = f"quantiles over {len(values)} draws of the inputs"
    estimate = Estimate(
        middle,
        low,
        high,
        None,
        first.unit,
        CONFIDENCE,
        len(values),
        "draws of the inputs",
        method,
        None,
        note,
    )
    return estimate, noise


def _without_noise(seen: Sequence[Estimate]) -> tuple[Floats, float]:
    """Values drawn together so that their spread is that of the inputs, and the share that was noise."""
    values = np.array([one.value for one in seen if one.value is not None], np.float64)
    errors = [one.standard_error for one in seen if one.value is not None]
    if len(values) < 2:
        return values, 0.0
    spread = float(values.var(ddof=1))
    within = float(np.mean([(error or 0.0) ** 2 for error in errors]))
    share = min(1.0, within / spread) if spread > 0 else 0.0
    mean = float(values.mean())
    return mean + (values - mean) * math.sqrt(1.0 - share), share
