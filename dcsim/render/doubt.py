"""The interval of the inputs beside that of the simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim import measures
from dcsim.render.figures import figure, percent, wrap
from dcsim.render.parts import EstimatePart, Part, estimate_part

if TYPE_CHECKING:
    from dcsim.study import Result
    from dcsim.study.inputs import Doubt

_LABEL = 34


class GuessPart(Part):
    """A value that was drawn."""

    paths: list[str]
    value: float
    low: float
    high: float
    source: str
    evidence: str


class DoubtPart(Part):
    """What the doubt about the inputs does to the headlines."""

    draws: int
    site_years: float
    """Simulated for each draw."""
    estimates: dict[str, EstimatePart]
    """By measure: median and 95 % interval over the draws."""
    noise_share: dict[str, float]
    """Part of the spread between draws that was noise of their short simulations."""
    met_share: float
    """Share of the draws that meet the availability target."""
    verdict: str
    """met, not met or undecided over the inputs."""
    guesses: dict[str, GuessPart]


def doubt_part(found: Doubt | None) -> DoubtPart | None:
    """The doubt as it stands in a document."""
    if found is None:
        return None
    return DoubtPart(
        draws=found.draws,
        site_years=found.site_years,
        estimates={name: estimate_part(one) for name, one in found.intervals.items()},
        noise_share=dict(found.noise_share),
        met_share=found.met_share,
        verdict=found.verdict,
        guesses={
            one.name: GuessPart(
                paths=list(one.paths),
                value=one.value,
                low=one.low,
                high=one.high,
                source=one.source,
                evidence=one.evidence,
            )
            for one in found.guesses
        },
    )


def doubt_lines(result: Result) -> list[str]:
    """The headlines once more, with the interval of the inputs."""
    found = result.doubt
    if found is None:
        return []
    units = {"1": " %", "h/yr": " h/yr", "1/yr": " a year", "MWh/yr": " MWh/yr"}
    lines = wrap(
        f"Doubt about the inputs ({len(found.guesses)} values with a range, drawn {found.draws} times; "
        "median and 95 % of the draws)"
    )
    for name, one in found.intervals.items():
        if one.value is None:
            continue
        lines += wrap(
            f"  {measures.SITE[name].label:<{_LABEL}} {figure(one, units.get(one.unit, ''))}", hang=37
        )
    lines += wrap(
        f"the target is met in {percent(found.met_share)} of the draws: {found.verdict} over the inputs", "  "
    )
    notes = dict.fromkeys(one.note for one in found.intervals.values() if one.note)
    return lines + [line for note in notes for line in wrap(f"note: {note}", "  ")]
