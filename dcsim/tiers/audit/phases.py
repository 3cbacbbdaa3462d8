"""What comes next must not break what is in service: halls without their groups, works on live plant."""

from __future__ import annotations

from collections.abc import Iterator

from dcsim.plant.network import Plant
from dcsim.plant.usable.removals import Removal
from dcsim.scenario.model import ScenarioModel
from dcsim.tiers.audit.by_hand import ByHand
from dcsim.tiers.audit.standing import Standing
from dcsim.tiers.audit.step import Result, Step
from dcsim.tiers.audit.walk import Walk
from dcsim.tiers.audit.words import reason_of


def by_plan(model: ScenarioModel, stood: Standing, walk: Walk) -> Iterator[Step]:
    """Steps that only a site by plan has; `model` is all of it, `stood` and `walk` what stands."""
    for hall, lacks in stood.waiting:
        reason = f"'{hall}' has come, '{lacks}' has not"
        cure = "let the phase that brings it come before"
        what = f"what '{hall}' hangs on is in service"
        yield Step(f"in-service:{hall}", "I", what, "not met", reason, {hall: model.halls[hall].it_mw}, cure)
    for phase in stood.next_phases:
        yield from _works(model, stood, walk, phase)


def _works(model: ScenarioModel, stood: Standing, walk: Walk, phase: str) -> Iterator[Step]:
    """Every group that the works of the next phase take out as a whole, one after the other."""
    works = model.phases[phase].tie_in
    if works is None:
        what = f"works that bring in '{phase}' leave what is in service as it is"
        reason = "the file does not say what they take out"
        cure = f"give phases.{phase}.tie_in"
        yield Step(f"tie-in:{phase}", "III", what, "not assessed", reason, cure=cure)
        return
    by_hand = ByHand(stood.model)
    for group in works.groups:
        removal = whole(walk.plant, group)
        if removal is None or walk.alone is None:
            continue
        what = f"all of '{group}' out for {works.hours:g} h, to bring in '{phase}'"
        found = walk.outcome(removal)
        moved = None if found.holds else by_hand.first((removal,))
        result: Result = "met" if found.holds or moved is not None else "not met"
        reason = reason_of(walk, found, removal)
        if moved is not None:
            reason = f"with {moved.words} before, every hall keeps its power and its cooling"
        lost = {} if result == "met" else found.lost_mw
        other = None if result == "met" else f"a way past '{group}' before the works"
        yield Step(f"tie-in:{phase}:{group}", "III", what, result, reason, lost, other)


def whole(plant: Plant, group: str) -> Removal | None:
    """All of a group away; None where it is not there."""
    nodes = plant.members.get(group)
    if nodes is None:
        return None
    stages = [number for number, stage in enumerate(plant.stages) if stage.name == group]
    count = sum(plant.nodes[i].count for i in nodes)
    if stages:
        return Removal(group, stage=stages[0], cooling_less=count, alone=True)
    return Removal(group, tuple((i, plant.nodes[i].count) for i in nodes), alone=True)
