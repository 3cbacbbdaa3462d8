"""Field types of the scenario language: the unit is in the field's name, text with a unit is accepted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from dcsim.laws import MOST_SCALE, Law, law_from
from dcsim.quantities import quantity
from dcsim.scenario.described import Described

NAME_PATTERN = r"^[a-z][a-z0-9-]{0,59}$"
_TEXT_WITH_UNIT = {
    "type": "string",
    "pattern": r"^\s*[+-]?[0-9.][0-9_.eE+-]*\s*[A-Za-z%/1]+\s*$",
}


class Section(Described):
    """Base of every part of a scenario: frozen, strict numbers, unknown keys refused."""

    model_config = ConfigDict(allow_inf_nan=False, strict=True)


@dataclass(frozen=True)
class In:
    """Marks a number in `unit`, from `low` (`above`: more than it) to `high`; text with a unit too."""

    unit: str
    high: float = 1e9
    low: float = 0.0
    above: bool = False

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        if self.above:
            number = core_schema.float_schema(allow_inf_nan=False, gt=self.low, le=self.high)
        else:
            number = core_schema.float_schema(allow_inf_nan=False, ge=self.low, le=self.high)
        return core_schema.no_info_before_validator_function(lambda value: quantity(value, self.unit), number)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        lowest = {"exclusiveMinimum" if self.above else "minimum": self.low}
        return {"anyOf": [{"type": "number", **lowest, "maximum": self.high}, dict(_TEXT_WITH_UNIT)]}


@dataclass(frozen=True)
class Duration:
    """Marks a law of durations in `unit`; a plain number is fixed, or an exponential's mean (`plain`)."""

    unit: str
    plain: str = "fixed"

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: law_from(value, self.unit, self.plain),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number = {"type": "number", "minimum": 0, "maximum": 1e9}
        inner = {"anyOf": [number, dict(_TEXT_WITH_UNIT)]}
        scale = {"anyOf": [{**number, "maximum": MOST_SCALE}, dict(_TEXT_WITH_UNIT)]}
        names = ("mean", "cv", "median", "sigma", "shape", "low", "high", "value", "max")
        laws = {"law": {"enum": ["exponential", "fixed", "lognormal", "uniform", "weibull"]}}
        named = {
            "type": "object",
            "additionalProperties": False,
            "properties": {**laws, **dict.fromkeys(names, inner), "scale": scale},
        }
        return {"anyOf": [number, {"const": "never"}, dict(_TEXT_WITH_UNIT), named]}


@dataclass(frozen=True)
class Word:
    """Marks a section for which one word may stand, and what the word means."""

    word: str
    means: tuple[tuple[str, object], ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: dict(self.means) if value == self.word else value, handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"const": self.word}, handler(schema)]}


class OrFile:
    """Editors accept {csv: …, levels: …} where the scenario, once read, has the list."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        levels = {"type": "integer", "minimum": 1, "maximum": 168}
        file = {
            "type": "object",
            "properties": {"csv": {"type": "string"}, "levels": levels},
            "required": ["csv"],
            "additionalProperties": False,
        }
        return {"anyOf": [handler(schema), file]}


class OrLibrary:
    """Editors accept the word `library` where the scenario, once complete, has the library's figure."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"const": "library"}, handler(schema)]}


def _date(value: object) -> object:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f"'{str(value)[:40]}' is not a date such as 2028-01-31") from None


def _opening(value: object) -> object:
    if value == "opening":
        return value
    try:
        return _date(value)
    except ValueError as error:
        raise ValueError(f"{error}, nor `opening`") from None


_DATE = {"type": "string", "format": "date"}
Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema(_DATE)]
Opening = Annotated[
    dt.date | Literal["opening"],
    BeforeValidator(_opening),
    WithJsonSchema({"anyOf": [{"const": "opening"}, _DATE]}),
]

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Names = Annotated[tuple[Name, ...], Field(strict=False, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]
Priority = Annotated[int, Field(strict=True, ge=1, le=1000)]

PathText = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9_.*?-]{2,199}$")]
"""A value's place in the scenario, such as power.gensets.count; `*` and `?` match names."""
Range = Annotated[
    tuple[Annotated[float, Field(allow_inf_nan=False)], ...],
    Field(strict=False, min_length=2, max_length=2),
]
"""[low, high], in the unit of the value."""

Probability = Annotated[float, In("1", 1.0)]
Weight = Annotated[float, In("1", 1e6, above=True)]
Fraction = Annotated[float, In("1", 1.0, above=True)]
Megawatts = Annotated[float, In("MW", 10_000.0)]
Rating = Annotated[float, In("MW", 10_000.0, above=True)]
ApparentRating = Annotated[float, In("MVA", 10_000.0, above=True)]
Hours = Annotated[float, In("h", 1e7)]
PerYear = Annotated[float, In("1/yr", 1e6)]
Share = Annotated[float, In("1", 1.0)]
CommonShare = Annotated[float, In("1", 1.0), OrLibrary()]
Seconds = Annotated[float, In("s", 1e7)]
Hourly = Annotated[tuple[Probability, ...], Field(strict=False, min_length=1, max_length=8760), OrFile()]
Months = Annotated[
    tuple[Annotated[int, Field(strict=True, ge=1, le=12)], ...],
    Field(strict=False, min_length=1, max_length=12),
]
HoursOfDay = Annotated[
    tuple[Annotated[float, In("h", 24.0)], ...], Field(strict=False, min_length=2, max_length=2)
]
Life = Annotated[Law, Duration("h", plain="exponential")]
DelaySeconds = Annotated[Law, Duration("s")]
DelayHours = Annotated[Law, Duration("h")]
InMonths = Annotated[float, In("months", 1200.0)]
DelayMonths = Annotated[Law, Duration("months")]
DelayDays = Annotated[Law, Duration("days")]
