"""How a site is built: phases, what they wait for, how late they may be, and what capacity must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dcsim.laws import Law, fixed
from dcsim.scenario.fields import (
    Date,
    DelayMonths,
    Duration,
    In,
    InMonths,
    Name,
    Names,
    Probability,
    Section,
    Word,
)

Span = Annotated[float, In("months", 1200.0, above=True)]
Keeps = Literal["N", "N+1", "N+2", "maintainable"]
Brought = int | Literal["all"] | Mapping[str, int]
"""Units of a group: a number, all of them, or for a group with `split` a number by input."""
MOST_UNITS = 1000


@dataclass(frozen=True)
class UnitsOf:
    """Marks what a phase brings or retires of one group, hall or load."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_units)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        count = {"type": "integer", "minimum": 1, "maximum": MOST_UNITS}
        by_input = {"type": "object", "minProperties": 1, "additionalProperties": count}
        return {"anyOf": [count, {"const": "all"}, by_input]}


def _units(value: object) -> Brought:
    if value == "all":
        return "all"
    if isinstance(value, Mapping) and value and all(_is_count(units) for units in value.values()):
        return {str(name): int(units) for name, units in value.items()}
    if _is_count(value):
        assert isinstance(value, int)
        return value
    raise ValueError("a whole number of units, `all`, or units by input such as {mech-1: 1} is asked for")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_UNITS


class Late(Section):
    """How late a gate or a phase is by itself; what it waits for comes on top."""

    probability: Probability = 1.0
    """Probability that it is late at all."""
    by_months: DelayMonths | None = None
    """How late, if it is."""
    overrun: Annotated[Law, Duration("1")] | None = None
    """The same as a share of `takes_months`; of phases only."""


OptionalLate = Annotated[Late, Word("never", (("probability", 0.0),))]


class Gate(Section):
    """Something that phases wait for: land, a permit, a grid connection, a transformer."""

    gates: Names = ()
    """Gates and phases it waits for itself."""
    late: OptionalLate | None = None
    """How late it is by itself; `never` or not given: on time."""
    slack_months: InMonths = 0.0
    """By how much its gates may be late before it is."""

    @property
    def own_lateness(self) -> tuple[float, Law]:
        """Probability of being late by itself, and by how many months if so."""
        if self.late is None or self.late.by_months is None:
            return 0.0, fixed(0.0)
        return self.late.probability, self.late.by_months


class EarlyLife(Section):
    """Failures of what is new: more than the catalogue says, decaying to it."""

    multiplier: Annotated[float, In("1", 1000.0, 1.0)]
    """Failure rate on the first day, times the rate of the catalogue; 1 for none of it."""
    months: Span
    """Until the rate is that of the catalogue."""


class TieIn(Section):
    """Works on live plant when a phase comes into service: groups are out one after the other."""

    groups: Annotated[Names, Field(min_length=1)]
    """Groups that are taken out, in this order."""
    hours: Annotated[float, In("h", 8760.0, above=True)]
    """How long each of them is out."""


class Phase(Section):
    """A building stage: what it brings is not there before it is ready."""

    ready: Date
    """Planned day of service."""
    gates: Names = ()
    """Gates and phases it waits for."""
    slack_months: InMonths = 0.0
    """By how much its gates may be late before it is."""
    late: OptionalLate
    """How late it is by itself; `never`: on time."""
    takes_months: Span | None = None
    """How long it takes to build; what `overrun` is a share of."""
    brings: dict[Name, Annotated[Brought, UnitsOf()]] = {}
    """Units of groups, and halls and loads, that come into service with it."""
    retires: dict[Name, Annotated[Brought, UnitsOf()]] = {}
    """Units that go out of service with it, the oldest first."""
    early_life: EarlyLife
    """Failures of what it brings in its first months."""
    tie_in: TieIn | None = None
    """Works on live plant that bring it into service."""

    @property
    def own_lateness(self) -> tuple[float, Law]:
        """Probability of being late by itself, and by how many months if so."""
        if self.late.by_months is not None:
            return self.late.probability, self.late.by_months
        if self.late.overrun is None or self.takes_months is None:
            return 0.0, fixed(0.0)
        return self.late.probability, self.late.overrun.scaled(self.takes_months)


class Common(Section):
    """One factor per replication, lognormal with mean 1, that many things share."""

    cv: Annotated[float, In("1", 10.0)] = 0.0
    """Coefficient of variation of the factor; 0: always 1."""


class Planning(Section):
    """What may be sold of what is built."""

    keeps: Keeps | None = None
    """What must serve every hall: all units (N), any one or two missing, or any one thing in maintenance."""
    oversubscription: Annotated[float, In("1", 10.0, above=True)] = 1.0
    """Contracts sold for each MW of usable capacity."""


KEPT_BY_TARGET: Mapping[str, Keeps] = {"I": "N", "II": "N+1"}
"""What capacity keeps where nothing is said; other targets stay concurrently maintainable."""
