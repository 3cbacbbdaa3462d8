"""What a result rests on, as it stands in a document: assumptions, and what colleagues would say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from dcsim.render.parts import Part

if TYPE_CHECKING:
    from dcsim.findings import Finding
    from dcsim.study.assumptions import Assumption


class AssumptionPart(Part):
    """A library value in use that nobody has read at its source."""

    value: str
    source: str
    status: str
    evidence: str
    note: str
    low: float | None
    high: float | None


class FindingPart(Part):
    """What a critical colleague would say."""

    sentence: str
    path: str
    """What it is about, in the scenario; empty for the whole of it."""
    cure: str
    contradiction: bool
    """The design cannot do what the file asks of it."""


def assumption_parts(assumptions: Iterable[Assumption]) -> dict[str, AssumptionPart]:
    """Library values in use that nobody has read at a source, by path in the scenario."""
    rows: dict[str, AssumptionPart] = {}
    for one in assumptions:
        fields = asdict(one)
        path = fields.pop("path")
        rows[path] = AssumptionPart(**fields)
    return rows


def finding_parts(found: Iterable[Finding]) -> list[FindingPart]:
    """Findings in their order."""
    return [
        FindingPart(sentence=one.sentence, path=one.path, cure=one.cure, contradiction=one.contradiction)
        for one in found
    ]
