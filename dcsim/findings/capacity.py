"""Groups too small for what the site asks of them: by the flow of a few states, nothing simulated.

Looked at with everything in order, with the grid gone and all gensets running, and with one side lost: a cord
of a hall, or anything there is only one of. All at full demand, every tenant drawing all of his share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of

if TYPE_CHECKING:
    from dcsim.plant import Node, Plant, State
    from dcsim.plant.heat import Stage
    from dcsim.scenario import Scenario

PATHS = ("upstream", "feed", "switchgear", "ats", "bus_tie", "element")
"""Kinds of which a bigger one is bought, not one more."""


@dataclass(frozen=True)
class _Condition:
    """A state of the site in words; `of_site`: the site must stand it by any design."""

    words: str
    state: State
    of_site: bool


@dataclass(frozen=True)
class _Strain:
    """What a group must carry (or move, of heat) in one condition, and what it can, W."""

    condition: _Condition
    must_w: int
    units: int
    unit_w: int

    @property
    def can_w(self) -> int:
        return self.units * self.unit_w


def of_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about what groups can carry, group by group."""
    from dcsim.plant import build

    plant = build(scenario.model)
    conditions = tuple(_conditions(plant))
    strained = _strained(plant, conditions)
    for node in plant.nodes:
        if node.rating_w is None:
            continue
        strains = strained.get(node.index, ())
        if strains:
            yield _too_small(scenario, node, strains)
        elif _without_spare(plant, node, conditions):
            yield _no_spare(scenario, plant, node, conditions)
    for stage in plant.stages:
        yield from _of_heat(scenario, plant, stage, conditions)


# ---------------------------------------------------------------------- states


def _conditions(plant: Plant) -> Iterator[_Condition]:
    """What must last: batteries bridge nothing here."""
    from dcsim.plant.settle import on_gensets, settled

    empty = (False,) * len(plant.batteries)
    normal = settled(plant, replace(plant.normal, charged=empty))
    yield _Condition("with everything in order", normal, True)
    if plant.gensets:
        yield _Condition("with the grid gone", replace(on_gensets(plant), charged=empty), True)
    for node in _sides(plant):
        yield _Condition(
            f"with '{node.name}' lost", settled(plant, _without(normal, node, node.count)), False
        )


def _sides(plant: Plant) -> Iterator[Node]:
    """Cords of halls, and every feed and part of a path of which there is one."""
    cords = set(chain.from_iterable(hall.inputs.nodes for hall in plant.halls))
    for node in plant.nodes:
        alone = node.count == 1 and node.kind in PATHS and node.kind not in ("upstream", "bus_tie")
        if node.index in cords or alone:
            yield node


def _without(state: State, node: Node, units: int) -> State:
    """The state with so many units of a node less."""
    left = tuple(u - units * (i == node.index) for i, u in enumerate(state.units))
    return replace(state, units=left)


# ---------------------------------------------------------------------- power


def _strained(plant: Plant, conditions: Sequence[_Condition]) -> dict[int, list[_Strain]]:
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
    must = ", ".join(f"{_mw(one.must_w)} MW {one.condition.words}" for one in musts)
    words = (
        f"'{node.name}' {verdict}: it must carry {must}, and can carry {_mw(first.can_w)} "
        f"({_product(first.units, first.unit_w)}): {_cure(node, worst)}"
    )
    return _finding(scenario, node, words, contradiction)


def _cure(node: Node, strain: _Strain) -> str:
    if node.kind in PATHS:
        return f"it takes a rating of {_mw(math.ceil(strain.must_w / node.count), up=True)} MW"
    missing = math.ceil(strain.must_w / strain.unit_w) - node.count
    with_spare = f", {missing + 1} with a spare" if node.kind == "genset" else ""
    return f"{_units(missing)} more{with_spare}"


def _without_spare(plant: Plant, node: Node, conditions: Sequence[_Condition]) -> bool:
    """Whether the loss of one unit costs somebody his power, or a UPS its battery."""
    from dcsim.plant.settle import cascade
    from dcsim.plant.supply import served

    if node.least == node.count > 1 or (node.count == 1 and node.kind != "genset"):
        return False  # `needed` says it already; what there is one of is a path
    base = _base(node, conditions).state
    before = served(plant, base)
    if not before.carried_w[node.index] or cascade(plant, base, settle=True)[2]:
        return False  # idle, or too much for the site as it is
    final, after, tripped = cascade(plant, _without(base, node, 1), settle=True)
    allowed = {n for one, gone in zip(plant.tenants, final.shed, strict=True) if gone for n in one.loads}
    got = enumerate(zip(before.served_w, after.served_w, strict=True))
    lost = any(now < then and n not in allowed for n, (then, now) in got)
    return lost or any(i in plant.bypasses for step in tripped for i in step)


def _base(node: Node, conditions: Sequence[_Condition]) -> _Condition:
    """The state in which a group does its work."""
    return conditions[1] if node.kind == "genset" else conditions[0]


def _no_spare(scenario: Scenario, plant: Plant, node: Node, conditions: Sequence[_Condition]) -> Finding:
    from dcsim.plant.supply import served

    condition = _base(node, conditions)
    must_w, unit_w = served(plant, condition.state).carried_w[node.index], node.rating_w or 0
    more = max(1, math.ceil(must_w / unit_w) + 1 - node.count)
    words = (
        f"'{node.name}' has no spare (N+0): it must carry {_mw(must_w)} MW {condition.words}, and with one "
        f"unit out can carry {_left(node.count - 1, unit_w)}: {_units(more)} more"
    )
    return _finding(scenario, node, words, False)


# ---------------------------------------------------------------------- heat


def _of_heat(
    scenario: Scenario, plant: Plant, stage: Stage, conditions: Sequence[_Condition]
) -> Iterator[Finding]:
    unit_w = stage.rating_w
    if unit_w is None or not stage.heat_w or scenario.model.cooling[stage.name].kind == "buffer":
        return
    count = sum(plant.nodes[i].count for i in stage.nodes)
    strains = [s for s in _short_of_cooling(plant, stage, unit_w, conditions) if s.units]
    wanted = max(stage.least, math.ceil(stage.heat_w / unit_w))
    must = f"it must move {_mw(stage.heat_w)} MW of heat"
    missing = wanted - count
    if missing > 0:
        words = (
            f"'{stage.name}' is too small: {must} at full load, and can move {_mw(count * unit_w)} "
            f"({_product(count, unit_w)}): {_units(missing)} more, {missing + 1} with a spare"
        )
    elif strains:
        one = min(strains, key=lambda strain: (not strain.condition.of_site, strain.units))
        verdict = "is too small" if one.condition.of_site else "cannot do without a side"
        can = _left(one.units if one.units >= stage.least else 0, unit_w)
        words = (
            f"'{stage.name}' {verdict}: {must} {one.condition.words}, and the {one.units} of its "
            f"{_units(count)} with power can move {can}"
        )
    elif count == 1 or (missing == 0 and stage.least < count):
        words = (
            f"'{stage.name}' has no spare (N+0): {must} at full load, and with one unit out can move "
            f"{_left(count - 1, unit_w)}: 1 unit more"
        )
    else:
        return
    grave = missing > 0 or any(strain.condition.of_site for strain in strains)
    path = ("cooling", stage.name)
    mark = mark_of(scenario, *path, "count") or mark_of(scenario, *path)
    yield Finding(words, ".".join(path), mark, contradiction=grave)


def _short_of_cooling(
    plant: Plant, stage: Stage, unit_w: int, conditions: Sequence[_Condition]
) -> Iterator[_Strain]:
    """Where the units that have power are not enough."""
    from dcsim.plant.live import energised

    for condition in conditions:
        live = energised(plant, condition.state).live
        units = sum(condition.state.units[i] for i in stage.nodes if live[i])
        if units < stage.least or units * unit_w < stage.heat_w:
            yield _Strain(condition, stage.heat_w, units, unit_w)


# ---------------------------------------------------------------------- words


def _finding(scenario: Scenario, node: Node, words: str, contradiction: bool) -> Finding:
    section = {"feed": ("grid", "feeds"), "upstream": ("grid", "upstream")}.get(node.kind, ("power",))
    path = (*section, node.group)
    field = "rating_mw" if node.kind in PATHS else "count"
    mark = mark_of(scenario, *path, field) or mark_of(scenario, *path)
    return Finding(words, ".".join(path), mark, contradiction=contradiction)


def _product(units: int, unit_w: int) -> str:
    return f"{units} × {_mw(unit_w)}"


def _left(units: int, unit_w: int) -> str:
    return f"{_mw(units * unit_w)} ({_product(units, unit_w)})" if units else "nothing"


def _units(number: int) -> str:
    return f"{number} unit{'s' * (number != 1)}"


def _mw(watts: int, *, up: bool = False) -> str:
    """Megawatts with three decimals, of which zeros at the end are left out."""
    kilowatts = math.ceil(watts / 1e3) if up else round(watts / 1e3)
    return f"{kilowatts / 1e3:.3f}".rstrip("0").rstrip(".")
