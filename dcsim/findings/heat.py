"""Cooling too small for the heat of the halls, at full load and at design ambient."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.findings.conditions import Condition, left, mw, product, units_in_words
from dcsim.findings.finding import Finding, mark_of

if TYPE_CHECKING:
    from dcsim.plant import Plant
    from dcsim.plant.heat import Stage
    from dcsim.scenario import Scenario


def of_heat(scenario: Scenario, plant: Plant, conditions: Sequence[Condition]) -> Iterator[Finding]:
    """Everything worth saying about what cooling groups can move, group by group."""
    for stage in plant.stages:
        if stage.rating_w is None or not stage.heat_w:
            continue
        if scenario.model.cooling[stage.name].kind == "buffer":
            continue
        path = ("cooling", stage.name)
        mark = mark_of(scenario, *path, "count") or mark_of(scenario, *path)
        for verdict in _verdicts(plant, _Size.of(plant, stage, stage.rating_w), conditions):
            words = f"'{stage.name}' {verdict.words}"
            contradicts = verdict.is_contradiction
            yield Finding(words, ".".join(path), mark, contradiction=contradicts, cure=verdict.cure)


@dataclass(frozen=True)
class _Size:
    """A stage in numbers: units there are, the fewest that serve, and those that can move its heat."""

    stage: Stage
    unit_w: int
    count: int
    enough: int

    @classmethod
    def of(cls, plant: Plant, stage: Stage, unit_w: int) -> _Size:
        count = sum(plant.nodes[i].count for i in stage.nodes)
        return cls(stage, unit_w, count, max(stage.least, math.ceil(stage.heat_w / unit_w)))

    @property
    def must(self) -> str:
        return f"it must move {mw(self.stage.heat_w)} MW of heat"

    def can(self, units: int) -> str:
        """What so many units can move."""
        return left(units if units >= self.stage.least else 0, self.unit_w)


@dataclass(frozen=True)
class _Verdict:
    words: str
    is_contradiction: bool
    cure: str


def _verdicts(plant: Plant, size: _Size, conditions: Sequence[Condition]) -> Iterator[_Verdict]:
    """The gravest thing to be said, if any."""
    missing = size.enough - size.count
    if missing > 0:
        more = f"{units_in_words(missing)} more, {missing + 1} with a spare"
        can = f"{mw(size.count * size.unit_w)} ({product(size.count, size.unit_w)})"
        yield _Verdict(f"is too small: {size.must} at full load, and can move {can}", True, more)
        return
    short = [both for both in _powered(plant, size, conditions) if 0 < both[1] < size.enough]
    if short:
        condition, powered = min(short, key=lambda both: (not both[0].of_site, both[1]))
        verdict = "is too small" if condition.of_site else "cannot do without a side"
        of_all = f"the {powered} of its {units_in_words(size.count)} with power"
        words = f"{verdict}: {size.must} {condition.words}, and {of_all} can move {size.can(powered)}"
        cure = f"power for {units_in_words(size.enough)} of it from what is left then"
        yield _Verdict(words, condition.of_site, cure)
    elif size.count == 1 or (missing == 0 and size.stage.least < size.count):
        can = f"with one unit out can move {size.can(size.count - 1)}"
        yield _Verdict(f"has no spare (N+0): {size.must} at full load, and {can}", False, "1 unit more")


def _powered(plant: Plant, size: _Size, conditions: Sequence[Condition]) -> Iterator[tuple[Condition, int]]:
    """How many units of a stage have power in each condition."""
    from dcsim.plant.live import energised

    for condition in conditions:
        live = energised(plant, condition.state).live
        yield condition, sum(condition.state.units[i] for i in size.stage.nodes if live[i])
