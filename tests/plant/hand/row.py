"""One row of a hand-computed table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dcsim.scenario.model import ScenarioModel

from ..judge import Condition


@dataclass(frozen=True)
class Row:
    """One plant in one condition: who is served, what is carried, what is overloaded and what then trips."""

    id: str
    plant: ScenarioModel
    served: Mapping[str, float]
    carried: Mapping[str, float]
    condition: Condition = field(default_factory=Condition)
    drain: Mapping[str, float] = field(default_factory=dict)
    overloaded: set[str] = field(default_factory=set)
    trips: list[set[str]] = field(default_factory=list)
    served_at_last: Mapping[str, float] | None = None


def when(
    *,
    units: Mapping[str, int] | None = None,
    closed_input: Mapping[str, str | None] | None = None,
    closed_ties: Mapping[str, bool] | None = None,
    tripped: Iterable[str] = (),
    battery: Mapping[str, bool] | None = None,
    demand: Mapping[str, int] | None = None,
) -> Condition:
    """A condition named by what differs from normal."""
    return Condition(
        units or {}, closed_input or {}, closed_ties or {}, frozenset(tripped), battery or {}, demand or {}
    )


def watts(powers: Mapping[str, float]) -> dict[str, int]:
    """The same powers in watts."""
    return {name: round(mw * 1e6) for name, mw in powers.items()}
