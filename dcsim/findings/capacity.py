"""Groups too small for what the site asks of them: by the flow of a few states, nothing simulated.

Looked at with everything in order, with the grid gone and all gensets running, and with one side lost: a cord
of a hall, or anything there is only one of. All at full demand, every tenant drawing all of his share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.findings.conditions import (
    PATHS,
    Condition,
    conditions_of,
    left,
    mw,
    product,
    units_in_words,
    without,
)
from dcsim.findings.finding import Finding, mark_of
from dcsim.findings.heat import of_heat
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.plant import Node, Plant
    from dcsim.scenario import Scenario


@dataclass(frozen=True)
class _Strain:
    """What a group must carry in one condition, and what it can, W."""

    condition: Condition
    must_w: int
    units: int
    unit_w: int

    @property
    def can_w(self) -> int:
        return self.units * self.unit_w


def of_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about what groups can carry, group by group."""
    from dcsim.plant import plant_of

    plant = plant_of(fullest(scenario.model))
    conditions = conditions_of(plant)
    strained = _strained(plant, conditions)
    for node in plant.nodes:
        if node.rating_w is None:
            continue
        strains = strained.get(node.index, ())
        if strains:
            yield _too_small(scenario, node, strains)
        elif _without_spare(plant, node, conditions):
            yield _no_spare(scenario, plant, node, conditions)
    yield from of_heat(scenario, plant, conditions)


def _strained(plant: Plant, conditions: Sequence[Condition]) -> dict[int, list[_Strain]]:
    """By node, where it is overloaded; not where tenants may be shed and that is enough."""
    from dcsim.plant.settle import cascade
    from dcsim.plant.supply import served

    found: dict[int, list[_Strain]] = {}
    for condition in conditions:
        flow = served(plant, condition.state)
        if not flow.overloaded or not cascade(plant, condition.state, settle=True)[2]:
            continue
        for i in flow.overloaded:
            node, units = plant.nodes[i], condition.state.units[i]
            strain = _Strain(condition, flow.carried_w[i], units, node.rating_w or 0)
            found.setdefault(i, []).append(strain)
    return found


def _too_small(scenario: Scenario, node: Node, strains: Sequence[_Strain]) -> Finding:
    first, worst = strains[0], max(reversed(strains), key=lambda strain: strain.must_w)
    contradiction = first.condition.of_site
    verdict = "is too small" if contradiction else "cannot carry a lost side"
    musts = [first] * contradiction + [worst] * (not contradiction or worst.must_w > first.must_w)
    must = ", ".join(f"{mw(one.must_w)} MW {one.condition.words}" for one in musts)
    words = (
        f"'{node.name}' {verdict}: it must carry {must}, and can carry {mw(first.can_w)} "
        f"({product(first.units, first.unit_w)})"
    )
    return _finding(scenario, node, words, contradiction, _cure(node, worst))


def _cure(node: Node, strain: _Strain) -> str:
    if node.kind in PATHS:
        return f"it takes a rating of {mw(math.ceil(strain.must_w / node.count), up=True)} MW"
    missing = math.ceil(strain.must_w / strain.unit_w) - node.count
    with_spare = f", {missing + 1} with a spare" if node.kind == "genset" else ""
    return f"{units_in_words(missing)} more{with_spare}"


def _without_spare(plant: Plant, node: Node, conditions: Sequence[Condition]) -> bool:
    """Whether the loss of one unit costs somebody his power, or a UPS its battery."""
    from dcsim.plant.settle import cascade
    from dcsim.plant.supply import served

    if node.least == node.count > 1 or (node.count == 1 and node.kind != "genset"):
        return False  # `needed` says it already; what there is one of is a path
    base = _base(node, conditions).state
    before = served(plant, base)
    if not before.carried_w[node.index] or cascade(plant, base, settle=True)[2]:
        return False  # idle, or too much for the site as it is
    final, after, tripped = cascade(plant, without(base, node, 1), settle=True)
    allowed = {n for one, gone in zip(plant.tenants, final.shed, strict=True) if gone for n in one.loads}
    got = enumerate(zip(before.served_w, after.served_w, strict=True))
    lost = any(now < then and n not in allowed for n, (then, now) in got)
    return lost or any(i in plant.bypasses for step in tripped for i in step)


def _base(node: Node, conditions: Sequence[Condition]) -> Condition:
    """The state in which a group does its work."""
    return conditions[1] if node.kind == "genset" else conditions[0]


def _no_spare(scenario: Scenario, plant: Plant, node: Node, conditions: Sequence[Condition]) -> Finding:
    from dcsim.plant.supply import served

    condition = _base(node, conditions)
    must_w, unit_w = served(plant, condition.state).carried_w[node.index], node.rating_w or 0
    more = max(1, math.ceil(must_w / unit_w) + 1 - node.count)
    words = (
        f"'{node.name}' has no spare (N+0): it must carry {mw(must_w)} MW {condition.words}, and with one "
        f"unit out can carry {left(node.count - 1, unit_w)}"
    )
    return _finding(scenario, node, words, False, f"{units_in_words(more)} more")


def _finding(scenario: Scenario, node: Node, words: str, contradiction: bool, cure: str) -> Finding:
    section = {"feed": ("grid", "feeds"), "upstream": ("grid", "upstream")}.get(node.kind, ("power",))
    path = (*section, node.group)
    field = "rating_mw" if node.kind in PATHS else "count"
    mark = mark_of(scenario, *path, field) or mark_of(scenario, *path)
    return Finding(words, ".".join(path), mark, contradiction=contradiction, cure=cure)
