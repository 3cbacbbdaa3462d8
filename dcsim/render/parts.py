"""What reports have in common: which scenario it was, how a part of a document is declared, and a figure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dcsim.scenario.described import Described

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.scenario import Scenario


class Part(Described):
    """Base of every part of a document."""


class ScenarioPart(Part):
    """Which scenario it was; `sha256` names the content with everything applied."""

    name: str
    sha256: str
    variant: str | None
    """The variant of the file that was applied; null: the file as it is."""
    values: dict[str, Any]
    """Single values set by hand, by path."""


def scenario_part(scenario: Scenario) -> ScenarioPart:
    """The scenario as it is named in a document."""
    return ScenarioPart(
        name=scenario.name,
        sha256=scenario.sha256,
        variant=scenario.applied,
        values=dict(scenario.changes),
    )


def applied(scenario: Scenario) -> str:
    """The variant and the single values that were applied, in brackets behind a blank; empty for none."""
    said = [f"variant {scenario.applied}"] if scenario.applied else []
    said += [f"{path}={value}" for path, value in scenario.changes]
    return f" ({', '.join(said)})" if said else ""


class EstimatePart(Part):
    """A figure with its uncertainty; `note` says what a reader must know about the interval."""

    value: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    unit: str
    confidence: float
    n: int
    n_unit: str
    method: str
    events: int | None
    note: str | None


def estimate_part(estimate: Estimate) -> EstimatePart:
    """The estimate as it stands in a document."""
    return EstimatePart(**asdict(estimate))
