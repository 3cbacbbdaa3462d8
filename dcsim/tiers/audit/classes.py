"""Sets that may run for unlimited hours at N: what their class of rating allows (ISO 8528-1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.plant import build
from dcsim.tiers.audit.continuous import gensets_of
from dcsim.tiers.audit.step import Step
from dcsim.tiers.audit.walk import Walk

if TYPE_CHECKING:
    from dcsim.scenario.model import Genset, ScenarioModel

_UNLIMITED_AT_FULL = ("COP", "DCC")
_LIMITED = ("ESP", "LTP")
_PRP_AVERAGE = 0.7
_LONG_MIN = 1e6
"""A recharge that takes so long adds nothing to an average over a day."""


def unlimited_hours(walk: Walk, model: ScenarioModel) -> Iterator[Step]:
    """For III and IV sets must run without a limit on hours at the load of N."""
    groups = dict(gensets_of(model))
    for name, sets in groups.items():
        what = f"sets of '{name}' may run for unlimited hours at N"
        step = f"class:{name}"
        if sets.class_ is None:
            reason = "the file gives no ISO 8528-1 class"
            yield Step(step, "III", what, "not assessed", reason, cure=f"give power.{name}.class")
        elif sets.class_ in _LIMITED:
            reason = f"rated {sets.class_}: hours are limited"
            cure = "sets rated COP or DCC, or PRP at 70 % load"
            yield Step(step, "III", what, "not met", reason, cure=cure)
        elif sets.class_ in _UNLIMITED_AT_FULL:
            yield Step(step, "III", what, "met", f"rated {sets.class_}: no limit on hours at its rating")
        elif len(groups) == 1:
            yield _counted(step, what, sets, walk.sets_w.get(name, 0))
        else:
            yield _walked(step, what, name, sets, model)


def _share(sets: Genset) -> float:
    """Of its rating, what a set rated PRP may carry on average over 24 h."""
    return sets.average_load or _PRP_AVERAGE


def _counted(step: str, what: str, sets: Genset, load_w: int) -> Step:
    """All sets are of one group: so many at their average carry the load, and one is in reserve."""
    one_w = (sets.rating_mw or 0.0) * sets.derate * _share(sets) * 1e6
    enough = int(-(-load_w // one_w)) if one_w else sets.count + 1
    reason = (
        f"rated PRP: {_share(sets):.0%} of its rating on average, so {enough} sets for the design load of "
        f"{load_w / 1e6:.4g} MW, and one more in reserve; there are {sets.count}"
    )
    if enough + 1 <= sets.count:
        return Step(step, "III", what, "met", reason)
    cure = f"{enough + 1 - sets.count} more, or rated COP or DCC"
    return Step(step, "III", what, "not met", reason, cure=cure)


def _walked(step: str, what: str, name: str, sets: Genset, model: ScenarioModel) -> Step:
    """Several groups stand in for each other: with one set out, do all carry the load at their averages?"""
    walk = Walk(build(at_average(model)))
    out = [walk.outcome(one) for one in walk.removals if one.group == name] if walk.alone is not None else []
    holds = bool(out) and all(one.holds for one in (walk.outcome(), *out))
    reason = (
        f"rated PRP: {_share(sets):.0%} of its rating on average; "
        f"with one set of '{name}' out, that {'carries' if holds else 'does not carry'} the design load"
    )
    if holds:
        return Step(step, "III", what, "met", reason)
    return Step(step, "III", what, "not met", reason, cure="more sets, or rated COP or DCC")


def at_average(model: ScenarioModel) -> ScenarioModel:
    """The site with every set rated PRP at its average, and nothing to recharge."""
    power = dict(model.power)
    for name, group in power.items():
        if group.kind == "genset" and group.class_ == "PRP":
            power[name] = group.model_copy(update={"derate": group.derate * _share(group)})
        elif group.kind == "ups":
            power[name] = group.model_copy(update={"recharge_min": _LONG_MIN})
    return model.model_copy(update={"power": power})
