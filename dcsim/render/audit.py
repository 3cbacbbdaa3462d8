"""An audit of the topology, as a planner reads it and as a JSON document."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from dcsim.render.figures import in_sections, wrap
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import Part, ScenarioPart, applied, scenario_part
from dcsim.tiers.audit import TIERS

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.tiers.audit import Audit, Step

SCHEMA = "dcsim-audit/1"
_HEADS = {
    "I": "Tier I: its own generation, batteries, fuel",
    "II": "Tier II: one unit of every component may be out",
    "III": "Tier III: everything may be taken out for maintenance",
    "III+": "III+ (a market name, no Tier of the Uptime Institute): fuel, chillers, cooling that goes on",
    "IV": "Tier IV: any one failure is borne",
    "beyond IV": "Beyond Tier IV: a failure during maintenance",
}


class StepPart(Part):
    """One question of the audit."""

    tier: Literal["I", "II", "III", "III+", "IV", "beyond IV"]
    """The lowest that asks it."""
    what: str
    result: Literal["met", "not met", "not assessed"]
    reason: str
    lost_mw: dict[str, float]
    """IT load that each hall loses, MW."""
    cure: str | None
    """The smallest change that was found to make it met, or what to do; null: none needed, or none found."""


class AuditDocument(Part):
    """Is the site concurrently maintainable, is it fault tolerant, step by step?"""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    target: str
    at: str | None
    """The day on which it stands so by plan; null: finished."""
    tier: Literal["none", "I", "II", "III", "III+", "IV"]
    """The highest of which, and of all below, every step is met."""
    not_excluded: Literal["none", "I", "II", "III", "III+", "IV"]
    """The highest of which, and of all below, no step fails."""
    not_assessed: list[str]
    """Steps that stand between the two: the file does not say enough."""
    in_the_way: list[str]
    """Steps that fail, of the first Tier that is excluded."""
    steps: dict[str, StepPart]


def document(scenario: Scenario, found: Audit, at: dt.date | None = None) -> AuditDocument:
    """The audit as it stands in JSON; `at`: of what day."""
    target = scenario.model.site.target
    return AuditDocument.model_validate(
        {
            "schema": SCHEMA,
            "dcsim": version(),
            "scenario": scenario_part(scenario),
            "target": target if isinstance(target, str) else f"{target.availability:.12g}",
            "at": None if at is None else at.isoformat(),
            "tier": found.tier,
            "not_excluded": found.not_excluded,
            "not_assessed": [step.name for step in found.not_assessed],
            "in_the_way": [step.name for step in found.in_the_way],
            "steps": {step.name: _part(step) for step in found.steps},
        }
    )


def _part(step: Step) -> StepPart:
    return StepPart(
        tier=step.tier,
        what=step.what,
        result=step.result,
        reason=step.reason,
        lost_mw=dict(step.lost_mw),
        cure=step.cure,
    )


def to_json(scenario: Scenario, found: Audit, at: dt.date | None = None) -> str:
    """One JSON document, ending in a line end."""
    return text_of(document(scenario, found, at))


def schema_text() -> str:
    """The JSON Schema of the document, as committed in docs/audit.schema.json."""
    return schema_of(AuditDocument)


# ---------------------------------------------------------------------- text


def audit_text(scenario: Scenario, found: Audit, at: dt.date | None = None, *, every: bool = False) -> str:
    """The whole report, ending in a line end; `every`: also the steps that are met, one by one."""
    model = scenario.model
    what = f"topology{on_day(at)}, walked at design load with the utility absent"
    title = f"{model.site.name}{applied(scenario)}: {what}"
    sections = [wrap(title), _verdict(scenario, found)]
    sections += [_tier(found, tier, every) for tier in (*TIERS, "beyond IV")]
    sections.append(wrap(_FOOTING))
    return in_sections(sections)


_FOOTING = (
    "A walk through what the file describes, no certificate. What the file does not describe is not "
    "assessed, and never met."
)


def on_day(at: dt.date | None) -> str:
    """Words for a site that is not looked at as finished."""
    return "" if at is None else f" as it stands on {at} by plan"


def _verdict(scenario: Scenario, found: Audit) -> list[str]:
    lines = wrap(f"Topology: {in_words(found)}")
    target = scenario.model.site.target
    if isinstance(target, str):
        lines += wrap(f"target: Tier {target}", "  ")
    for step in found.in_the_way:
        cure = f"; cure: {step.cure}" if step.cure else ""
        lines += wrap(f"in the way of more: {step.what}: {step.reason}{cure}", "  ")
    return lines


def in_words(found: Audit) -> str:
    """The Tier that is reached, and what may be if more were known."""
    reached = "below Tier I" if found.tier == "none" else _tier_name(found.tier)
    if found.tier == found.not_excluded:
        return reached
    many = _count(len(found.not_assessed))
    return f"{reached}; {_tier_name(found.not_excluded)} if {many} not assessed would be met"


def _tier_name(tier: str) -> str:
    return tier if tier.endswith("+") else f"Tier {tier}"


def _count(number: int) -> str:
    return f"{number} step{'s' * (number != 1)}"


def _tier(found: Audit, tier: str, every: bool) -> list[str]:
    steps = [step for step in found.steps if step.tier == tier]
    if not steps:
        return []
    met = [step for step in steps if step.is_met]
    lines = [*wrap(_HEADS[tier]), f"  {len(met)} of {_count(len(steps))} met"]
    for step in steps:
        if step.is_met and not every:
            continue
        words = f"  {step.result:<13} {step.what}: {step.reason}"
        if step.cure:
            words += f" [{step.cure}]"
        lines += wrap(words, hang=16)
    return lines
