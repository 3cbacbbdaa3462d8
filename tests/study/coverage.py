"""How often intervals cover when a run ends at its own rule: `python -m tests.study.coverage CASE FIRST COUNT`.

Every seed is one run that ends at ±10 % of service downtime, or at another precision; what it reports is
compared with what is known. The tables of docs/method.md are from here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from dcsim.measures import SITE, Observed
from dcsim.records import BlockResult
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from dcsim.study.blocks import Blocks, parts
from dcsim.study.facts import facts_of, observed, target_of_site
from dcsim.study.stopping import Ending, Rule, Watch
from tests.measures.made import SITE as MADE
from tests.measures.made import block, outage
from tests.validation.exact import YEAR_H, UtilityAndGenset

F05 = Path(__file__).parents[1] / "validation" / "F05.yaml"
MEASURES = ("downtime_h_per_year", "availability", "outages_per_year")
PER_BLOCK = 200
Draw = Callable[[np.random.Generator], Iterator[BlockResult]]


@dataclass(frozen=True)
class Case:
    """Runs of one kind: what is true of downtime (h a year) and of outages (a year), and blocks by seed."""

    name: str
    scenario: Scenario
    rule: Rule
    downtime: float
    outages: float
    blocks: Callable[[int], Iterable[BlockResult]]

    def truth(self, measure: str) -> float:
        """What the interval of a measure should cover."""
        known = {"downtime_h_per_year": self.downtime, "outages_per_year": self.outages}
        return known.get(measure, 1.0 - self.downtime / YEAR_H)


@dataclass(frozen=True)
class Seen:
    """One run: how it ended, after how many site-years and outages, its figures, and whether they cover."""

    seed: int
    by: str
    site_years: float
    outages: int
    confidence: float
    downtime: float
    misses: Mapping[str, int]
    """By measure: -1 where the interval is too low, 1 where it is too high, 0 where it covers."""


def run(case: Case, seed: int) -> Seen:
    """One run to its end."""
    facts = facts_of(case.scenario.model)
    count = len(parts(case.rule.replications, facts.horizon_h))
    watch = Watch(case.rule, target_of_site(case.scenario.model), lambda found: observed(facts, found), count)
    found: list[BlockResult] = []
    for one in case.blocks(seed):
        found.append(one)
        ending = watch.after(found)
        if ending is not None:
            return _seen(case, seed, observed(facts, found), ending)
    raise ValueError(f"{case.name}, seed {seed}: no end")


def _seen(case: Case, seed: int, seen: Observed, ending: Ending) -> Seen:
    at = replace(seen, confidence=ending.confidence)
    misses = {}
    for name in MEASURES:
        estimate, true = SITE[name].compute(at), case.truth(name)
        assert estimate.low is not None
        assert estimate.high is not None
        misses[name] = int(estimate.low > true) - int(estimate.high < true)
    value = SITE["downtime_h_per_year"].compute(at).value or 0.0
    return Seen(seed, ending.by, seen.site_years, len(seen.outages), ending.confidence, value, misses)


# F05, and a twin of it that costs a tenth


def of_f05(name: str, rule: Rule, values: dict[str, Any] | None = None, starts_fail: float = 0.0094) -> Case:
    """F05 by its Markov chain (tests/validation/exact.py); a new site is 0.01 % better in 100 years."""
    scenario = read_scenario(str(F05), values=values or {})
    chain = UtilityAndGenset(4380, 4, starts_fail, 1700, 37, starts_again=True)
    todo = parts(rule.replications, scenario.model.horizon.length_h)

    def blocks(seed: int) -> Iterator[BlockResult]:
        engine = Blocks(scenario, seed, None)
        for number, part in enumerate(todo):
            yield engine.simulate(part) if number else engine.teach(part)

    return Case(name, scenario, rule, chain.unavailability * YEAR_H, chain.per_year, blocks)


# outages drawn by hand: 0.04 a year, 10 h each, in horizons of 10 years

PER_YEAR, LENGTH_H, YEARS, SLOT_H = 0.04, 10.0, 10.0, 5_000.0
SLOTS = int(YEARS * YEAR_H // SLOT_H)


def by_hand(
    name: str,
    rule: Rule,
    lengths: Callable[[np.random.Generator, int], np.ndarray],
    mean_h: float = LENGTH_H,
    factors: Callable[[np.random.Generator], np.ndarray] = lambda _: np.ones(PER_BLOCK),
    target_h: float = 1.5768,
) -> Case:
    """Poisson outages; `factors` multiply the rate of each replication."""
    text = MADE.replace("it_recovery_h: 4", "it_recovery_h: 0").replace(
        "target: III", f"target: {{availability: {1 - target_h / YEAR_H!r}}}"
    )

    def blocks(seed: int) -> Iterator[BlockResult]:
        generator = np.random.default_rng([41, seed])
        for number in range(rule.replications // PER_BLOCK):
            first, outages = number * PER_BLOCK, []
            counts = np.minimum(generator.poisson(PER_YEAR * YEARS * factors(generator)), SLOTS)
            for replication, count in enumerate(counts.tolist()):
                hours = np.minimum(lengths(generator, count), SLOT_H).tolist()
                outages += [
                    outage(first + replication, SLOT_H * k, SLOT_H * k + h) for k, h in enumerate(hours)
                ]
            yield block(number, first, PER_BLOCK, outages)

    return Case(name, scenario_from_text(text, "made.yaml"), rule, PER_YEAR * mean_h, PER_YEAR, blocks)


def exponential(generator: np.random.Generator, count: int) -> np.ndarray:
    return generator.exponential(LENGTH_H, count)


def lognormal(sigma: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    mu = np.log(LENGTH_H) - sigma**2 / 2
    return lambda generator, count: generator.lognormal(mu, sigma, count)


def capped_mean(sigma: float) -> float:
    """Mean of such a lognormal length where none is longer than a slot."""
    normal, away = NormalDist(), (np.log(SLOT_H / LENGTH_H) + sigma**2 / 2) / sigma
    return LENGTH_H * normal.cdf(away - sigma) + SLOT_H * (1 - normal.cdf(away))


def gamma(generator: np.random.Generator) -> np.ndarray:
    """Good and bad decades: a factor with mean 1 and coefficient of variation 1, once per replication."""
    return generator.exponential(1.0, PER_BLOCK)


def cases() -> dict[str, Case]:
    """All cases by name."""
    most = 500 * PER_BLOCK
    some = [
        of_f05("f05", Rule(10_000, 0.1)),
        of_f05("f05-20", Rule(10_000, 0.2)),
        of_f05(
            "f05-tenfold",
            Rule(1_000_000, 0.1),
            {"power.genset.fail_to_start": 0.094, "horizon.years": 1},
            0.094,
        ),
        of_f05("f05-few", Rule(20)),
        by_hand("exponential", Rule(most, 0.1), exponential),
        by_hand("decades", Rule(most, 0.1), exponential, factors=gamma),
        by_hand("lognormal-1", Rule(most, 0.2), lognormal(1.0), capped_mean(1.0)),
        by_hand("lognormal-2", Rule(most, 0.2), lognormal(2.0), capped_mean(2.0)),
        by_hand("few", Rule(PER_BLOCK), exponential),
        by_hand("verdict", Rule(24 * PER_BLOCK, None, True), exponential, target_h=0.36),
    ]
    return {case.name: case for case in some}


def table(seen: list[Seen]) -> str:
    """Share of runs that cover, and those too high and too low, by measure; then how the runs were."""
    lines = []
    for name in MEASURES:
        high = sum(one.misses[name] > 0 for one in seen) / len(seen)
        low = sum(one.misses[name] < 0 for one in seen) / len(seen)
        lines.append(f"{name}: {1 - high - low:.4f} cover, {high:.4f} too high, {low:.4f} too low")
    years, outages = [one.site_years for one in seen], [one.outages for one in seen]
    ends = {by: sum(one.by == by for one in seen) for by in sorted({one.by for one in seen})}
    sure = [one.confidence for one in seen]
    lines.append(
        f"{len(seen)} runs, {ends}; site-years {np.mean(years):,.0f} ({min(years):,.0f} to {max(years):,.0f}); "
        f"outages {np.mean(outages):,.0f}; computed at {np.mean(sure):.4f} ({min(sure):.4f} to {max(sure):.4f}); "
        f"mean downtime {np.mean([one.downtime for one in seen]):.6g}"
    )
    return "\n".join(lines)


def rows(name: str, first: int, count: int) -> list[Seen]:
    """Runs of a case with these seeds."""
    case = cases()[name]
    return [run(case, seed) for seed in range(first, first + count)]


if __name__ == "__main__":
    print(table(rows(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
