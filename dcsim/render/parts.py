"""What the JSON documents have in common: how a part is declared, and a figure with its uncertainty."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from dcsim.estimate import Estimate


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


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
