"""One run of one scenario: blocks in order, records to measures, measures to a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dcsim.findings import findings
from dcsim.measures import (
    YEAR_H,
    Observed,
    by_cord,
    by_group,
    by_hall,
    by_interruption,
    by_tenant,
    by_year,
    causes,
    grouped,
    measure,
)
from dcsim.records import BlockResult, Counters
from dcsim.study.assumptions import assumptions_of, in_use
from dcsim.study.blocks import Blocks, check_seed, parts
from dcsim.study.executors import simulated
from dcsim.study.facts import facts_of, observed, target_of_site
from dcsim.study.measured import refuse_censored
from dcsim.study.result import EngineInfo, Result
from dcsim.study.second_opinion import second_opinion
from dcsim.study.stopping import Ending, Rule, Watch, account, rule_of, unseen_h
from dcsim.tiers import judge
from dcsim.tiers.audit import topology

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.engine import Record
    from dcsim.findings import Finding
    from dcsim.scenario import Scenario
    from dcsim.tiers import Judgement

Progress = Callable[[float, float], None]
"""Told after each block: site-years done, site-years in all."""


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    site_years: float | None = None,
    precision: float | None = None,
    until_decided: bool = False,
    max_seconds: float | None = None,
    interruptible: bool = False,
    progress: Progress | None = None,
    record: Record | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Result:
    """Simulate a scenario until its rule is satisfied, and judge it against its target.

    The run ends when the 95 % interval of service downtime is within ±`precision` (a share of it), when the
    verdict is decided (`until_decided`), or after `site_years`, whichever comes first. `site_years` alone is
    what is simulated. With nothing, ±10 % is asked for in at most 40,000 site-years, 10,000 of a site by plan
    (as many replications where the horizon is shorter than a year). `max_seconds` of wall-clock time end it
    too, and where it is `interruptible`, Ctrl-C, with what is finished. `Result.stop` says which it was.

    `record` asks the engine to keep events or store levels. `workers` and `executor` say who shares the work
    (see `simulated`) and change nothing but the time it takes. Raises UsageError for impossible values, and
    when `ends_at: first-outage` leaves more than 1 % of the replications without an outage.
    """
    model, horizon_h = scenario.model, scenario.model.horizon.length_h
    rule = rule_of(
        model,
        site_years=site_years,
        precision=precision,
        until_decided=until_decided,
        max_seconds=max_seconds,
    )
    blocks = Blocks(scenario, check_seed(seed), record)
    facts = facts_of(model)
    todo = parts(rule.replications, horizon_h)
    watch = Watch(rule, target_of_site(model), lambda found: observed(facts, found), len(todo))
    results: list[BlockResult] = []
    ending, done, design = None, 0, None
    several = simulated(blocks, todo, workers=workers, executor=executor)
    try:
        with closing(several):
            for found in several:
                results.append(found)
                done += len(found.ends_h)
                if progress is not None:
                    progress(done * horizon_h / YEAR_H, rule.replications * horizon_h / YEAR_H)
                ending = watch.after(results)
                if ending is not None:
                    break
                # now and not at the end: where there are workers, they go on meanwhile
                design = design or Design.of(scenario)
    except KeyboardInterrupt:
        if not (interruptible and results):
            raise
        ending = watch.interrupted(results)
    return result_of(scenario, seed, results, ending, design)


@dataclass(frozen=True)
class Design:
    """What a run says of a site as it is drawn, whatever is simulated."""

    findings: tuple[Finding, ...]
    topology: Judgement

    @classmethod
    def of(cls, scenario: Scenario) -> Design:
        return cls(tuple(findings(scenario)), topology(scenario))


def result_of(
    scenario: Scenario,
    seed: int,
    blocks: Sequence[BlockResult],
    ending: Ending | None = None,
    design: Design | None = None,
) -> Result:
    """Everything a run has to say, from the records of its blocks in order; they are all it asked for unless
    `ending` says how it ended. `design` is worked out unless it is given."""
    design = design or Design.of(scenario)
    target = target_of_site(scenario.model)
    seen = observed(facts_of(scenario.model), blocks)
    ending = ending or Ending(Rule(seen.replications), "site-years")
    seen = replace(seen, confidence=ending.confidence)
    refuse_censored(seen)
    estimates = measure(seen)
    exact = second_opinion(scenario.model, blocks)
    verdict = judge(
        target,
        estimates["downtime_h_per_year"],
        estimates["outages_per_year"],
        estimates["year_meets_target_probability"],
        design.topology,
        unseen_h=unseen_h(seen, estimates["downtime_h_per_year"]),
    )
    return Result(
        scenario=scenario,
        seed=seed,
        observed=seen,
        counters=sum((block.counters for block in blocks), Counters()),
        engine=_engine(blocks),
        stop=account(ending, seen, estimates["downtime_h_per_year"], target),
        estimates=estimates,
        halls=by_hall(seen),
        tenants=by_tenant(seen),
        on_one_cord=by_cord(seen),
        years=by_year(seen),
        groups=by_group(seen),
        interruptions=by_interruption(seen),
        verdict=verdict,
        causes=causes(seen),
        cause_groups=grouped(seen),
        assumptions=assumptions_of(scenario),
        exact=exact,
        findings=(*design.findings, *in_use(scenario, seen)),
        warnings=(*_warnings(seen), *((exact.words,) if exact.verdict == "warning" and exact.words else ())),
        events=tuple(event for block in blocks for event in block.events),
        levels=tuple(level for block in blocks for level in block.levels),
    )


def _engine(blocks: Sequence[BlockResult]) -> EngineInfo:
    because = next((block.full_because for block in blocks if block.full_because), None)
    if because is not None:
        return EngineInfo("full", because, None)
    kept = sum(block.counters.stretches for block in blocks)
    return EngineInfo("screened", "left out is only what changes nothing in a calm site", kept)


def _warnings(seen: Observed) -> tuple[str, ...]:
    warnings = []
    if seen.ends_at_first_outage:
        warnings.append(
            "every replication ends at its first outage: downtime and availability are not measured"
        )
    elif not seen.outages:
        warnings.append("no outage was seen: downtime has no bound from data, only the rate of outages has")
    if seen.replications < 10:
        warnings.append(f"only {seen.replications} replications: model years stand in as sampling units")
    return tuple(warnings)
