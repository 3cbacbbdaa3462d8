"""One run of one scenario: blocks in order, records to measures, measures to a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures import (
    YEAR_H,
    BlockCounts,
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
from dcsim.records import BlockResult, Counters, Outage, Packed
from dcsim.study.assumptions import assumptions_of, findings_of, in_use
from dcsim.study.blocks import Blocks, check_seed, parts, replications_for
from dcsim.study.chance import is_random, longest_repair_h, scheduled, year_names
from dcsim.study.executors import simulated
from dcsim.study.result import EngineInfo, Result
from dcsim.study.second_opinion import second_opinion
from dcsim.tiers import Target, judge, target_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.engine import Record
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel

Progress = Callable[[float, float], None]
"""Told after each block: site-years done, site-years in all."""

CENSORED_AT_MOST = 0.01
"""Share of replications without an outage up to which `ends_at: first-outage` makes sense."""


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    site_years: float | None = None,
    progress: Progress | None = None,
    record: Record | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Result:
    """Simulate `site_years` of a scenario (default 20,000) and judge it against its target.

    With a horizon shorter than a year the default is 20,000 replications. `record` asks the engine to keep
    events or store levels. `workers` and `executor` say who shares the work (see `simulated`) and change
    nothing but the time it takes. Raises UsageError for an impossible seed or number of site-years or
    workers, and when `ends_at: first-outage` leaves more than 1 % of the replications without an outage.
    """
    horizon_h = scenario.model.horizon.length_h
    replications = replications_for(site_years, horizon_h)
    blocks = Blocks(scenario, check_seed(seed), record)
    results: list[BlockResult] = []
    done = 0
    several = simulated(blocks, parts(replications, horizon_h), workers=workers, executor=executor)
    with closing(several):
        for found in several:
            results.append(found)
            done += len(found.ends_h)
            if progress is not None:
                progress(done * horizon_h / YEAR_H, replications * horizon_h / YEAR_H)
    return result_of(scenario, seed, results)


def result_of(scenario: Scenario, seed: int, blocks: Sequence[BlockResult]) -> Result:
    """Everything a run has to say, from the records of its blocks in order."""
    target = _target(scenario.model)
    seen = observe(scenario.model, blocks, target)
    _refuse_censored(seen)
    estimates = measure(seen)
    exact = second_opinion(scenario.model, blocks)
    verdict = judge(
        target,
        estimates["downtime_h_per_year"],
        estimates["outages_per_year"],
        estimates["year_meets_target_probability"],
    )
    return Result(
        scenario=scenario,
        seed=seed,
        observed=seen,
        counters=sum((block.counters for block in blocks), Counters()),
        engine=_engine(blocks),
        stopped_by="site-years",
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
        findings=(*findings_of(scenario), *in_use(scenario, seen)),
        warnings=(*_warnings(seen), *((exact.words,) if exact.verdict == "warning" and exact.words else ())),
        events=tuple(event for block in blocks for event in block.events),
        levels=tuple(level for block in blocks for level in block.levels),
    )


def observe(model: ScenarioModel, blocks: Sequence[BlockResult], target: Target | None = None) -> Observed:
    """Records of blocks, in order, with the facts of the scenario that measures need."""
    from dcsim.plant import build

    plant = build(model)
    return Observed(
        horizon_h=model.horizon.length_h,
        ends_h=tuple(end for block in blocks for end in block.ends_h),
        outages=_outages(blocks),
        blocks=tuple(BlockCounts(math.fsum(b.ends_h), b.groups, b.interruptions) for b in blocks),
        halls=tuple(model.halls),
        it_recovery_h=model.site.it_recovery_h,
        it_mw=math.fsum(model.it_demand_mw(name) for name in model.halls),
        repair_h=longest_repair_h(model),
        target_h=None if target is None else target.downtime_h_per_year,
        random=is_random(model),
        ends_at_first_outage=model.horizon.ends_at is not None,
        gensets=tuple(name for name, group in model.power.items() if group.kind == "genset"),
        fuelled=frozenset(_fuelled(model)),
        scheduled=frozenset(scheduled(model)),
        year_names=year_names(model),
        tenants={name: one.contracted_mw * one.uses for name, one in model.tenants.items()},
        on_one_cord={plant.consumers[n].name: plant.demand[n] / 1e6 for n in plant.on_one_cord},
        sheddable=frozenset(
            plant.tenants[t].name for rule in plant.shed_rules.values() for t in rule.tenants
        ),
        spells=tuple(spell for block in blocks for spell in block.spells),
    )


def _outages(blocks: Sequence[BlockResult]) -> Sequence[Outage]:
    packed = [block.outages for block in blocks if isinstance(block.outages, Packed)]
    if len(packed) == len(blocks):
        return Packed.joined(packed)
    return tuple(outage for block in blocks for outage in block.outages)


def _engine(blocks: Sequence[BlockResult]) -> EngineInfo:
    because = next((block.full_because for block in blocks if block.full_because), None)
    if because is not None:
        return EngineInfo("full", because, None)
    kept = sum(block.counters.stretches for block in blocks)
    return EngineInfo("screened", "left out is only what changes nothing in a calm site", kept)


def _fuelled(model: ScenarioModel) -> Iterator[str]:
    for name, group in model.power.items():
        if group.kind == "genset" and group.fuel is not None and group.fuel.usable_m3 is not None:
            yield name


def _target(model: ScenarioModel) -> Target:
    target = model.site.target
    return target_of(target if isinstance(target, str) else target.availability)


def _refuse_censored(seen: Observed) -> None:
    if not seen.ends_at_first_outage:
        return
    without = seen.replications - int(seen.had_outage.sum())
    if without > CENSORED_AT_MOST * seen.replications:
        raise UsageError(
            f"ends_at: first-outage: {without} of {seen.replications} replications reach the end of the "
            "horizon without an outage (at most 1 % may); give a longer horizon or leave ends_at out"
        )


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
