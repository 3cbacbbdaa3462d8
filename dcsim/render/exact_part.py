"""The second opinion of the exact layer, as it stands in the JSON document of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.render.parts import EstimatePart, Part, estimate_part

if TYPE_CHECKING:
    from dcsim.study.second_opinion import Beside, SecondOpinion


class BoundsPart(Part):
    """The exact answer is not below `low` nor above `high`; equal where no state was left out."""

    low: float
    high: float


class BesidePart(Part):
    """One figure of the equipment alone: `exact` for this horizon from new, in the long run, as simulated.

    `z` is the distance in standard normal deviates; null where `note` says why it cannot be told.
    """

    exact: BoundsPart
    long_run: BoundsPart
    simulated: EstimatePart
    z: float | None
    note: str | None


class ExactPart(Part):
    """The static part of the site, exact and on the engine's second clock; `reason` where it does not apply.

    `verdict` is silent (all |z| at most 3), note (4) or warning; `words` says the last two in a sentence.
    """

    applies: bool
    reason: str | None
    unavailability: BesidePart | None
    failures_per_year: BesidePart | None
    verdict: str | None
    words: str | None


def exact_part(opinion: SecondOpinion) -> ExactPart:
    """The second opinion in the shape of the document."""
    parts = {name: _beside(one) for name, one in opinion.figures.items()}
    return ExactPart(
        applies=opinion.reason is None,
        reason=opinion.reason,
        unavailability=parts.get("unavailability"),
        failures_per_year=parts.get("failures_per_year"),
        verdict=opinion.verdict,
        words=opinion.words,
    )


def _beside(one: Beside) -> BesidePart:
    low, high = one.long_run
    return BesidePart(
        exact=BoundsPart(low=one.low, high=one.high),
        long_run=BoundsPart(low=low, high=high),
        simulated=estimate_part(one.simulated),
        z=one.z,
        note=one.note,
    )
