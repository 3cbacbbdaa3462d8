"""Designs side by side, as a planner reads them and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from dcsim import measures
from dcsim.render.figures import count, decimals, in_sections, rounded, significant, wrap
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, applied, estimate_part, scenario_part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.paired import Difference
    from dcsim.study.compare import Arm, Comparison

SCHEMA = "dcsim-compare/1"
_LABEL = 33
_VALUE = 13
_UNITS = {"1": " %", "h/yr": " h/yr", "1/yr": "/yr", "MWh/yr": " MWh/yr", "m3/yr": " m³/yr", "h": " h"}
_WORTH = 1.05
"""A gain below this is not worth a word."""
_POINTS = {"1": 100.0}


class DifferencePart(Part):
    """One figure of both arms, and `other` less `base` with an interval from paired sampling units."""

    base: EstimatePart
    other: EstimatePart
    difference: EstimatePart
    outcome: Literal["equal", "noise", "less", "more", "not compared"]
    """Of `other` against `base`; noise: the interval of the difference holds 0."""
    differing: int | None
    """Sampling units in which the two are not alike; null: not compared unit by unit."""
    gain: float | None
    """Times the site-years the same interval would take if each arm had draws of its own."""
    site_years_needed: float | None
    """Where it is noise: of each arm, to tell a difference of the size seen."""


class ArmPart(Part):
    """One design beside the base."""

    scenario: ScenarioPart
    differences: dict[str, DifferencePart]


class ComparisonDocument(Part):
    """Two or more designs simulated with the same draws."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    seed: int
    site_years: float
    """Of each design."""
    replications: int
    base_name: str
    base: ScenarioPart
    arms: dict[str, ArmPart]
    """By name of the design."""


def document(found: Comparison) -> ComparisonDocument:
    """The comparison as it stands in JSON."""
    return ComparisonDocument(
        schema=SCHEMA,
        dcsim=version(),
        seed=found.base.seed,
        site_years=found.base.site_years,
        replications=found.base.replications,
        base_name=found.base_name,
        base=scenario_part(found.base.scenario),
        arms={
            arm.name: ArmPart(
                scenario=scenario_part(arm.result.scenario),
                differences={name: difference_part(one) for name, one in arm.differences.items()},
            )
            for arm in found.arms
        },
    )


def difference_part(one: Difference) -> DifferencePart:
    """A difference as it stands in a document."""
    return DifferencePart(
        base=estimate_part(one.base),
        other=estimate_part(one.other),
        difference=estimate_part(one.difference),
        outcome=one.outcome,
        differing=one.differing,
        gain=one.gain,
        site_years_needed=one.site_years_needed,
    )


def to_json(found: Comparison) -> str:
    """One JSON document, ending in a line end."""
    return text_of(document(found))


def schema_text() -> str:
    """The JSON Schema of the document, as committed in docs/compare.schema.json."""
    return schema_of(ComparisonDocument)


# ---------------------------------------------------------------------- text


def compare_text(found: Comparison) -> str:
    """The whole report, ending in a line end."""
    base = found.base
    years = base.scenario.model.horizon.length_h / measures.YEAR_H
    title = (
        f"{base.site_years:,.6g} site-years of each design in {count(base.replications, 'replication')} of "
        f"{count(years, 'year')}, seed {base.seed}; the same draws in all"
    )
    sections = [[*wrap(f"{base.scenario.model.site.name}{applied(base.scenario)}: what if?"), *wrap(title)]]
    sections += [_arm(found, arm) for arm in found.arms]
    sections.append(_footing())
    return in_sections(sections)


def _arm(found: Comparison, arm: Arm) -> list[str]:
    lines = wrap(f"{arm.name}, against {found.base_name}")
    heads = ("base", "this", "difference (95 %)")
    lines.append(f"  {'':<{_LABEL}} {heads[0]:>{_VALUE}} {heads[1]:>{_VALUE}}  {heads[2]}")
    lines += [
        line
        for name, one in arm.differences.items()
        if _is_worth_a_line(one)
        for line in _row(measures.SITE[name].label, one)
    ]
    return [*lines, *wrap(verdict(arm), "  ")]


def _is_worth_a_line(one: Difference) -> bool:
    return one.outcome != "not compared" and not (one.outcome == "equal" and not one.base.value)


def _row(label: str, one: Difference) -> list[str]:
    scale = 100.0 if one.base.unit == "1" else 1.0
    unit = _UNITS.get(one.base.unit, f" {one.base.unit}")
    values = [
        "none seen"
        if two.value == 0
        else f"{rounded(scale * two.value, _places(two, one.difference, scale))}{unit}"
        for two in (one.base, one.other)
        if two.value is not None
    ]
    cells = "".join(f" {value:>{_VALUE}}" for value in values)
    return wrap(f"  {label:<{_LABEL}}{cells}  {difference(one)}", hang=4)


def _places(two: Estimate, apart: Estimate, scale: float) -> int:
    """Decimals of a figure beside its difference: what tells the two apart, up to one more than its own."""
    own, between = two.standard_error, apart.standard_error
    if not own:
        return 3
    mine = decimals(scale * 1.96 * own)
    return min(mine + 1, max(mine, decimals(scale * 1.96 * between))) if between else mine


def difference(one: Difference) -> str:
    """A difference with sign and interval, and what is made of it."""
    scale = 100.0 if one.base.unit == "1" else 1.0
    value, low, high = (
        None if x is None else scale * x
        for x in (one.difference.value, one.difference.low, one.difference.high)
    )
    if one.outcome == "equal":
        return "equal in all"
    if value is None or low is None or high is None:
        return f"{value:+.4g}, {one.outcome}" if value is not None else one.outcome
    places = min(decimals((high - low) / 2), 8)
    signed = [f"{round(x, places):+,.{max(0, places)}f}" for x in (value, low, high)]
    return f"{signed[0]} ({signed[1]} to {signed[2]}) {one.outcome}"


def verdict(arm: Arm) -> str:
    """One sentence: is this design better, and could the difference be noise?"""
    one = arm.downtime
    if one.outcome == "equal":
        return "Equal: in no replication does service downtime differ."
    if one.outcome == "not compared" or one.difference.value is None:
        return "Not compared: every replication ends at its first outage."
    gain = f" Pairing is worth {significant(one.gain)} times the site-years." if _is_gain(one) else ""
    note = f" Note: {one.difference.note}." if one.difference.note else ""
    if one.outcome == "noise":
        needed = one.site_years_needed
        more = (
            f"; about {significant(needed)} site-years of each would tell a difference of this size"
            if needed is not None
            else ""
        )
        return f"Noise: which has less service downtime cannot be told{more}.{gain}{note}"
    before = one.base.value or 0.0
    share = f", {abs(one.difference.value) / before:.0%} of the base" if before else ""
    word = "Better: less" if one.outcome == "less" else "Worse: more"
    return f"{word} service downtime, {_size(one)}{share}.{gain}{note}"


def _is_gain(one: Difference) -> bool:
    return one.gain is not None and one.gain > _WORTH


def _size(one: Difference) -> str:
    """The size of a difference without its sign."""
    low, value, high = one.difference.low, one.difference.value, one.difference.high
    assert value is not None
    if low is None or high is None:
        return f"{abs(value):.4g} h a year"
    ends = sorted((abs(low), abs(high)))
    places = decimals((high - low) / 2)
    return (
        f"{rounded(abs(value), places)} h a year ({rounded(ends[0], places)} to {rounded(ends[1], places)})"
    )


def _footing() -> list[str]:
    words = (
        "Modelled causes only. Differences are between replications with the same draws, 95 % intervals by "
        "Student's t; each line is a test of its own, so of twenty lines one is off by chance."
    )
    return wrap(words)
