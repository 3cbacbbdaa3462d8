"""Which guesses matter, as a planner reads it and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from dcsim.render.compare import DifferencePart, difference, difference_part
from dcsim.render.figures import figure, in_sections, significant, wrap
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, applied, estimate_part, scenario_part

if TYPE_CHECKING:
    from dcsim.study.inputs import Sensitivity, Swing
    from dcsim.study.inputs.sensitivity import End

SCHEMA = "dcsim-sensitivity/1"
MOST_ROWS = 15


class EndPart(Part):
    """The site with one guess at one end of its range."""

    value: float
    downtime_h_per_year: DifferencePart
    availability_verdict: str


class SwingPart(Part):
    """What one guess does to service downtime."""

    paths: list[str]
    """Every place it stands in."""
    value: float
    """In use."""
    low: EndPart
    high: EndPart
    span_h_per_year: float
    noise: bool
    """Neither end differs by more than chance."""
    flips_at: float | None
    """About where downtime meets the target; null: both ends are on the same side of it."""
    source: str
    evidence: str


class SensitivityDocument(Part):
    """Every guess at both ends of its range, the same draws always."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    seed: int
    site_years: float
    """At each end."""
    base_site_years: float
    """Of the site as it stands."""
    target_h_per_year: float
    downtime_h_per_year: EstimatePart
    """As it stands."""
    swings: dict[str, SwingPart]
    """By name, the widest first."""
    would_flip: list[str]
    measure_next: str | None


def document(found: Sensitivity) -> SensitivityDocument:
    """The sensitivity as it stands in JSON."""
    base, following = found.base, found.measure_next
    return SensitivityDocument(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(base.scenario),
        seed=base.seed,
        site_years=found.site_years,
        base_site_years=base.site_years,
        target_h_per_year=base.verdict.target.downtime_h_per_year,
        downtime_h_per_year=estimate_part(base.estimates["downtime_h_per_year"]),
        swings={swing.guess.name: _part(swing) for swing in found.swings},
        would_flip=[swing.guess.name for swing in found.flipping],
        measure_next=following.guess.name if following is not None else None,
    )


def _part(swing: Swing) -> SwingPart:
    return SwingPart(
        paths=list(swing.guess.paths),
        value=swing.guess.value,
        low=_end(swing.low),
        high=_end(swing.high),
        span_h_per_year=swing.span_h,
        noise=swing.is_noise,
        flips_at=swing.flips_at,
        source=swing.guess.source,
        evidence=swing.guess.evidence,
    )


def _end(end: End) -> EndPart:
    return EndPart(
        value=end.value,
        downtime_h_per_year=difference_part(end.difference),
        availability_verdict=end.verdict,
    )


def to_json(found: Sensitivity) -> str:
    """One JSON document, ending in a line end."""
    return text_of(document(found))


def schema_text() -> str:
    """The JSON Schema of the document, as committed in docs/sensitivity.schema.json."""
    return schema_of(SensitivityDocument)


def sensitivity_text(found: Sensitivity) -> str:
    """The whole report, ending in a line end."""
    base = found.base
    head = [
        *wrap(f"{base.scenario.model.site.name}{applied(base.scenario)}: which guesses matter?"),
        *wrap(
            f"{len(found.swings)} values with a range, each alone at both ends; {found.site_years:,.6g} "
            f"site-years at each and {base.site_years:,.6g} as it stands, seed {base.seed}, the same draws "
            "always"
        ),
    ]
    target = base.verdict.target
    now = wrap(
        f"as it stands: {figure(base.estimates['downtime_h_per_year'], ' h/yr')} of service downtime; "
        f"{target.name} allows {target.downtime_h_per_year:.3g}: {base.verdict.availability.words}"
    )
    sections = [head, now, _table(found), _flipping(found), _following(found), wrap(_FOOTING)]
    return in_sections(sections)


_FOOTING = (
    "Modelled causes only. One value at a time: two that are off together may do more. Differences are "
    "paired, 95 % by Student's t; of twenty lines one is off by chance."
)


def _table(found: Sensitivity) -> list[str]:
    shown = [swing for swing in found.swings if not swing.is_noise][:MOST_ROWS]
    lines = ["What each does to service downtime, h/yr (widest first)"]
    for swing in shown:
        guess = swing.guess
        lines += wrap(f"  {guess.name} ({guess.value:.4g}; {guess.evidence})", hang=4)
        for end in (swing.low, swing.high):
            flips = ", beyond the target" if end.verdict == "not met" else ""
            lines += wrap(f"      at {end.value:<8.4g} {difference(end.difference)}{flips}", hang=16)
    rest = len(found.swings) - len(shown)
    if not shown:
        lines = ["No value makes a difference that can be told from noise"]
    return (
        [*lines, f"  {rest} more make no difference that can be told from noise"] if rest and shown else lines
    )


def _flipping(found: Sensitivity) -> list[str]:
    if not found.flipping:
        return wrap("No single guess would flip the verdict within its range.")
    lines = ["What would flip the verdict"]
    for swing in found.flipping:
        assert swing.flips_at is not None
        lines += wrap(f"  {swing.guess.name}: at about {significant(swing.flips_at)}", hang=4)
    return lines


def _following(found: Sensitivity) -> list[str]:
    swing = found.measure_next
    if swing is None:
        return []
    words = f"Measure this next: {swing.guess.name}, now {swing.guess.value:.4g} ({swing.guess.source})"
    return wrap(words)
