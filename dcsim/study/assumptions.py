"""What a result rests on: library values that nobody has read at a source, and what colleagues would say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.findings import Finding
    from dcsim.measures import Observed
    from dcsim.scenario import Scenario

UNREAD = ("recalled", "judgement")
"""Kinds of evidence that make a value an assumption."""


@dataclass(frozen=True)
class Assumption:
    """A value that came from the library without having been read at its source."""

    path: str
    value: str
    source: str
    status: str
    evidence: str
    note: str
    low: float | None
    high: float | None


def assumptions_of(scenario: Scenario) -> tuple[Assumption, ...]:
    """Library values in use with evidence recalled or judgement, or status assumption, sorted by path."""
    rows = [
        Assumption(
            ".".join(path),
            value_at(scenario.data, path),
            origin.source,
            origin.status,
            origin.evidence,
            origin.note,
            origin.low,
            origin.high,
        )
        for path, origin in scenario.origins.items()
        if origin.evidence in UNREAD or origin.status == "assumption"
    ]
    return tuple(sorted(rows, key=lambda row: row.path))


def value_at(data: object, path: Iterable[str]) -> str:
    """The value at a path of a scenario's data, as text; empty where nothing stands."""
    here = data
    for part in path:
        here = here.get(part) if isinstance(here, Mapping) else None
    if here is None:
        return ""
    return here if isinstance(here, str) else json.dumps(here, ensure_ascii=False, default=str)


def in_use(scenario: Scenario, seen: Observed) -> tuple[Finding, ...]:
    """What a run adds to them: gensets that run longer than they are rated for."""
    from dcsim.findings import hours_in_use

    hours = {
        name: seen.groups[name].run_h / seen.site_years / scenario.model.power[name].count
        for name in seen.gensets
    }
    return tuple(hours_in_use(scenario, hours))
