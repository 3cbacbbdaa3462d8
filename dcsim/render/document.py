"""The JSON document of a run: one shape, every key always there, null where nothing was computed.

`docs/report.schema.json` is this model's schema; numbers carry 12 significant digits and nothing depends on
the clock, so equal runs give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import Field

from dcsim import measures
from dcsim.render.doubt import DoubtPart, doubt_part
from dcsim.render.exact_part import ExactPart, exact_part
from dcsim.render.field import FieldPart, field_part
from dcsim.render.grounds import AssumptionPart, FindingPart, assumption_parts, finding_parts
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, estimate_part, scenario_part
from dcsim.render.stopping import StoppingPart, stopping_part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study import Result
    from dcsim.tiers import Judgement

SCHEMA = "dcsim-report/1"
Estimates = dict[str, EstimatePart]


class EnginePart(Part):
    """Which driver ran and why; `kept` counts the stretches a screened run kept."""

    driver: str
    reason: str
    kept: int | None


class TargetPart(Part):
    """What was to be reached, and who says so."""

    name: str
    availability: float
    downtime_h_per_year: float
    source: str
    status: str
    evidence: str
    note: str


class JudgementPart(Part):
    """met, not met, undecided or not assessed; in words with the inputs it holds for; and why."""

    verdict: str
    words: str
    reason: str


class TierPart(Part):
    """Both axes side by side; `year` is the probability that one model year meets the target."""

    target: TargetPart
    availability: JudgementPart
    year: EstimatePart | None
    topology: JudgementPart


class CountsPart(Part):
    """Totals over the run."""

    failures: int
    repairs: int
    starts: int
    failed_starts: int
    run_failures: int
    run_h: float
    fuel_m3: float
    discharges: int


class GroupPart(Part):
    totals: CountsPart
    estimates: Estimates


class InterruptionPart(Part):
    count: int
    estimates: Estimates


class CausePart(Part):
    """Facility downtime that one event began and one barrier should have stopped; `share` of all, 0 to 1.

    `barrier` is null where nothing stood behind the event; `outages` counts those with any time here,
    `longest` names the one with the most (for `dcsim trace`).
    """

    initiating: str
    barrier: str | None
    outages: int
    longest: str
    share: float | None
    downtime_h_per_year: EstimatePart


class CauseGroupPart(CausePart):
    """Causes of one initiating event and one kind of barrier as one; `barriers` has all their labels."""

    barriers: list[str]


class CausesPart(Part):
    label: str
    by_name: dict[str, CausePart]
    grouped: dict[str, CauseGroupPart]
    """The same with barriers of one kind together, as the text of a report has them."""


class Document(Part):
    """The report of one run."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    seed: int
    engine: EnginePart
    site_years: float
    replications: int
    stopped_by: str
    """precision, decided, site-years, seconds or interrupted."""
    stopping: StoppingPart
    estimates: Estimates
    """The site's measures by name."""
    halls: dict[str, Estimates]
    tenants: dict[str, Estimates] | None
    """By tenant; null where the scenario has none."""
    on_one_cord: dict[str, Estimates] | None
    """What hangs on one cord, by `<tenant or hall>@<cord>`: darkens no hall, and is in no other figure."""
    years: dict[str, Estimates] | None
    """By model year of the horizon; null where the horizon has none or more than 100."""
    groups: dict[str, GroupPart]
    interruptions: dict[str, InterruptionPart]
    tier: TierPart
    causes: CausesPart
    field: FieldPart
    """What operators report, to hold the site's estimates against."""
    capacity: dict[str, Any] | None
    exact: ExactPart
    inputs: DoubtPart | None
    """What the doubt about the inputs does; null where it was not asked for."""
    assumptions: dict[str, AssumptionPart]
    """By path in the scenario."""
    findings: list[FindingPart]
    """What a critical colleague would say: `dcsim check`."""
    warnings: list[str]
    not_modelled: list[str]
    """What no figure here includes."""


NOT_MODELLED = (
    "planned maintenance and human error",
    "weather beyond the interruptions declared",
    "fire",
    "IT equipment and software",
    "network",
    "sabotage and attack",
)
"""Causes of outages outside this version's model, those first that a file may bring into it."""


def not_modelled(result: Result) -> tuple[str, ...]:
    """What the figures of this run leave out: cooling too where the file says nothing of it, and not the
    maintenance that it does speak of.
    """
    model = result.scenario.model
    cooled = any(hall.cooled_by for hall in model.halls.values())
    kept = any(getattr(group, "maintenance", None) is not None for group in model.groups().values())
    rest = NOT_MODELLED[1:] if kept else NOT_MODELLED
    return rest if cooled else ("cooling", *rest)


def document(result: Result) -> Document:
    """The report of a run."""
    return Document(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(result.scenario),
        seed=result.seed,
        engine=EnginePart(**asdict(result.engine)),
        site_years=result.site_years,
        replications=result.replications,
        stopped_by=result.stop.ending.by,
        stopping=stopping_part(result),
        estimates=_estimates(result.estimates),
        halls={name: _estimates(hall) for name, hall in result.halls.items()},
        tenants={name: _estimates(tenant) for name, tenant in result.tenants.items()} or None,
        on_one_cord={name: _estimates(part) for name, part in result.on_one_cord.items()} or None,
        years={name: _estimates(year) for name, year in result.years.items()} or None,
        groups=_groups(result),
        interruptions=_interruptions(result),
        tier=_tier(result),
        causes=_causes(result),
        field=field_part(),
        capacity=None,
        exact=exact_part(result.exact),
        inputs=doubt_part(result.doubt),
        assumptions=assumption_parts(result.assumptions),
        findings=finding_parts(result.findings),
        warnings=list(result.warnings),
        not_modelled=list(not_modelled(result)),
    )


def to_json(result: Result) -> str:
    """The report as text: JSON with two spaces of indent and a final line end."""
    return text_of(document(result))


def schema_text() -> str:
    """The JSON schema of the report, as committed in docs/."""
    return schema_of(Document)


def _estimates(estimates: Mapping[str, Estimate]) -> Estimates:
    return {name: estimate_part(estimate) for name, estimate in estimates.items()}


def _groups(result: Result) -> dict[str, GroupPart]:
    return {
        name: GroupPart(totals=CountsPart(**asdict(group.totals)), estimates=_estimates(group.estimates))
        for name, group in result.groups.items()
    }


def _interruptions(result: Result) -> dict[str, InterruptionPart]:
    return {
        name: InterruptionPart(count=one.count, estimates=_estimates(one.estimates))
        for name, one in result.interruptions.items()
    }


def _tier(result: Result) -> TierPart:
    verdict, target = result.verdict, result.verdict.target
    return TierPart(
        target=TargetPart(**asdict(target), downtime_h_per_year=target.downtime_h_per_year),
        availability=_judgement(verdict.availability),
        year=None if verdict.year is None else estimate_part(verdict.year),
        topology=_judgement(verdict.topology),
    )


def _judgement(judgement: Judgement) -> JudgementPart:
    return JudgementPart(**asdict(judgement))


def _causes(result: Result) -> CausesPart:
    rows = {cause.name: CausePart(**asdict(cause)) for cause in result.causes}
    groups = {cause.name: CauseGroupPart(**asdict(cause)) for cause in result.cause_groups}
    return CausesPart(label=measures.LABEL, by_name=rows, grouped=groups)
