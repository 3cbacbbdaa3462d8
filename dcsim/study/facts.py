"""The facts of a scenario that measures need, and records put beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.measures import BlockCounts, Observed
from dcsim.records import BlockResult, Outage, Packed
from dcsim.scenario.repairs import longest_repair_h
from dcsim.study.chance import clustered, is_random, scheduled, year_names
from dcsim.tiers import Target, target_of

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel


def facts_of(model: ScenarioModel) -> Observed:
    """What a run of the scenario has observed before it begins: the facts, and no records."""
    from dcsim.plant import plant_of

    plant = plant_of(model)
    return Observed(
        horizon_h=model.horizon.length_h,
        ends_h=(),
        outages=(),
        blocks=(),
        halls=tuple(model.halls),
        it_recovery_h=model.site.it_recovery_h,
        it_mw=math.fsum(model.it_demand_mw(name) for name in model.halls),
        repair_h=longest_repair_h(model),
        target_h=target_of_site(model).downtime_h_per_year,
        random=is_random(model),
        ends_at_first_outage=model.horizon.ends_at is not None,
        gensets=tuple(name for name, group in model.power.items() if group.kind == "genset"),
        batteries=tuple(dict.fromkeys(plant.nodes[i].group for i in plant.batteries)),
        fuelled=frozenset(_fuelled(model)),
        scheduled=frozenset(scheduled(model)),
        clustered=frozenset(clustered(model)),
        year_names=year_names(model),
        tenants={name: one.contracted_mw * one.uses for name, one in model.tenants.items()},
        on_one_cord={plant.consumers[n].name: plant.demand[n] / 1e6 for n in plant.on_one_cord},
        beside_power=frozenset(_beside_power(model)),
        sheddable=frozenset(
            plant.tenants[t].name for rule in plant.shed_rules.values() for t in rule.tenants
        ),
    )


def observed(facts: Observed, blocks: Sequence[BlockResult]) -> Observed:
    """The facts with the records of these blocks, in order."""
    return replace(
        facts,
        ends_h=tuple(end for block in blocks for end in block.ends_h),
        outages=_outages(blocks),
        blocks=tuple(BlockCounts(math.fsum(b.ends_h), b.groups, b.interruptions) for b in blocks),
        spells=tuple(spell for block in blocks for spell in block.spells),
        in_service=_in_service(blocks),
        borrowed_h=tuple(hours for block in blocks for hours in block.borrowed_h),
    )


def _in_service(blocks: Sequence[BlockResult]) -> dict[str, tuple[tuple[float, float], ...]]:
    names = blocks[0].in_service if blocks else ()
    return {name: tuple(hours for block in blocks for hours in block.in_service[name]) for name in names}


def _outages(blocks: Sequence[BlockResult]) -> Sequence[Outage]:
    packed = [block.outages for block in blocks if isinstance(block.outages, Packed)]
    if len(packed) == len(blocks):
        return Packed.joined(packed)
    return tuple(outage for block in blocks for outage in block.outages)


def target_of_site(model: ScenarioModel) -> Target:
    """The target the scenario names: a level, or an availability of the planner's own."""
    target = model.site.target
    return target_of(target if isinstance(target, str) else target.availability)


def _fuelled(model: ScenarioModel) -> Iterator[str]:
    for name, group in model.power.items():
        if group.kind == "genset" and group.fuel is not None and group.fuel.usable_m3 is not None:
            yield name


def _beside_power(model: ScenarioModel) -> Iterator[str]:
    """Halls, cooling, and the interruptions that hit nothing but these."""
    apart = {*model.halls, *model.cooling}
    yield from apart
    for name, one in model.grid.interruptions.items():
        hits = (one.hits,) if isinstance(one.hits, str) else one.hits or ()
        if hits and apart.issuperset(hits):
            yield name
