"""The topology axis: is the site concurrently maintainable, is it fault tolerant, step by step?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dcsim.plant import build
from dcsim.plant.usable.removals import Removal, absent
from dcsim.tiers.audit.by_hand import ByHand
from dcsim.tiers.audit.cures import Cures
from dcsim.tiers.audit.injection import beyond, injected
from dcsim.tiers.audit.phases import by_plan
from dcsim.tiers.audit.rules import of_file
from dcsim.tiers.audit.standing import standing, stands
from dcsim.tiers.audit.step import TIERS, Audit, Result, Step, Tier
from dcsim.tiers.audit.walk import Walk
from dcsim.tiers.audit.words import away_in_words, reason_of
from dcsim.tiers.targets import Judgement

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

__all__ = ["TIERS", "Audit", "Result", "Step", "Tier", "audit", "topology"]

_COMPONENTS = (
    "genset", "ups", "transformer", "chiller", "crac", "pump", "air_handler", "cdu", "heat_rejection",
    "fuel_pump", "water_supply", "buffer",
)  # fmt: skip
"""Kinds that are capacity: Tier II asks for one more of each; the rest is the path."""
_SHOWN = 3
"""Steps named in one sentence."""


def topology(scenario: Scenario) -> Judgement:
    """The topology against the Tier the scenario aims at, as one judgement."""
    target = scenario.model.site.target
    if target not in TIERS:
        return Judgement("not assessed", "not assessed", "a target of your own names no topology")
    steps = audit(scenario, cures=False, injects=target == "IV").upto(target)
    missed = [step.name for step in steps if step.result == "not met"]
    silent = [step.name for step in steps if step.result == "not assessed"]
    if missed:
        return Judgement("not met", "not met", f"{_steps(missed, len(steps))} not met; see `dcsim audit`")
    if silent:
        reason = f"no step fails, but {_steps(silent, len(steps))} not assessed; see `dcsim audit`"
        return Judgement("not assessed", "not assessed", reason)
    return Judgement("met", "met", f"all {len(steps)} steps of the audit are met")


def _steps(names: Sequence[str], of: int) -> str:
    """`3 of 40 steps (a, b, c) are`."""
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return f"{len(names)} of {of} steps ({shown}) {'is' if len(names) == 1 else 'are'}"


def audit(
    scenario: Scenario,
    *,
    at: dt.date | None = None,
    cures: bool = True,
    injects: bool = True,
    looks_beyond: bool = False,
) -> Audit:
    """Walk the plant of a scenario at full build-out, or as it stands on a day by plan, step by step.

    With `cures` the smallest change that would make a failed step met is looked for; `injects` asks for the
    steps of Tier IV that tell single failures to the running core, `looks_beyond` for each failure during
    each maintenance, which takes as many stories as there are pairs.

    Raises UsageError where the plant cannot be built, where a site without phases is asked for by a day, and
    for a day on which no hall is in service.
    """
    model = stands(scenario.model, at)
    walk = Walk(build(model))
    steps = [*_carried(walk), *of_file(walk, model)]
    if at is not None:
        steps += list(by_plan(scenario.model, standing(scenario.model, at), walk))
    if walk.alone is not None:
        found = Cures(scenario, at) if cures else None
        by_hand = ByHand(model)
        steps += [_removed(walk, ways, by_hand, found) for ways in _by_step(walk)]
        steps += list(_two_away(walk))
    if injects:
        steps += list(injected(model))
    if looks_beyond:
        steps += list(beyond(model))
    order = (*TIERS, "beyond IV")
    return Audit(tuple(sorted(steps, key=lambda step: order.index(step.tier))))


def _carried(walk: Walk) -> Iterator[Step]:
    """Tier I: the site's own generation carries it, the utility absent."""
    what = "the site's own gensets carry it at design load, the utility absent"
    if walk.alone is None:
        yield Step("carry", "I", what, "not met", "there are no gensets", cure="gensets")
        return
    found = walk.outcome()
    result: Result = "met" if found.holds else "not met"
    yield Step("carry", "I", what, result, reason_of(walk, found), found.lost_mw)


def _by_step(walk: Walk) -> Iterator[tuple[Removal, ...]]:
    """What may be taken out, step by step; a unit of a group on several buses in any of its ways."""
    found: dict[str, list[Removal]] = {}
    for removal in walk.removals:
        found.setdefault(away_in_words(walk.plant, removal)[0], []).append(removal)
    yield from map(tuple, found.values())


def _removed(walk: Walk, ways: Sequence[Removal], by_hand: ByHand, cures: Cures | None) -> Step:
    """One thing taken out for maintenance; of several ways the worst.

    Works that are planned leave time to move by hand what the file says may be moved.
    """
    removal, found = max(((one, walk.outcome(one)) for one in ways), key=lambda way: way[1].badness)
    name, what = away_in_words(walk.plant, removal)
    nodes = walk.plant.members.get(removal.group, ())
    kind = walk.plant.nodes[nodes[0]].kind if nodes else ""
    tier: Tier = "II" if kind in _COMPONENTS and not _is_side(removal) else "III"
    result: Result = "met" if found.holds else "not met"
    moved = None if found.holds else by_hand.first(ways)
    if moved is not None:
        reason = f"with {moved.words} before, every hall keeps its power and its cooling"
        return Step(name, tier, what, "met", reason)
    cure = None if found.holds or cures is None else cures.of(ways, found)
    return Step(name, tier, what, result, reason_of(walk, found, removal), found.lost_mw, cure)


def _two_away(walk: Walk) -> Iterator[Step]:
    """III+: any two units of every chiller group out, where there are several."""
    for removal in absent(walk.plant, walk.units, 2):
        group = removal.group
        if walk.plant.nodes[walk.plant.members[group][0]].kind not in ("chiller", "crac"):
            continue
        found = walk.outcome(removal)
        result: Result = "met" if found.holds else "not met"
        what = f"any two units of '{group}' taken out (N+2)"
        yield Step(f"two:{group}", "III+", what, result, reason_of(walk, found, removal), found.lost_mw)


def _is_side(removal: Removal) -> bool:
    """Whether a cord is taken as a whole."""
    return removal.alone and bool(removal.taken) and removal.taken[0][1] > 1
