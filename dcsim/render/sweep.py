"""A grid of designs, as a planner reads it, as CSV and as a JSON document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field

from dcsim import measures
from dcsim.render.compare import DifferencePart, difference, difference_part
from dcsim.render.figures import count, figure, in_sections, wrap
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, applied, estimate_part, scenario_part

if TYPE_CHECKING:
    from dcsim.study.sweep import Point, Sweep

SCHEMA = "dcsim-sweep/1"
_SHOWN = "downtime_h_per_year"
_MOST_WIDE = 24


class PointPart(Part):
    """One design of the grid."""

    values: dict[str, Any]
    """What was set, by path."""
    sha256: str
    """Names the content with everything applied."""
    availability_verdict: str
    """met, not met or undecided, at default inputs."""
    estimates: dict[str, EstimatePart]
    differences: dict[str, DifferencePart]
    """From the base, by measure."""


class SweepDocument(Part):
    """One scenario with values changed over a grid, the same draws at every point."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    """The base."""
    seed: int
    site_years: float
    """Of each point."""
    replications: int
    paths: list[str]
    base: dict[str, EstimatePart]
    points: list[PointPart]


def document(found: Sweep) -> SweepDocument:
    """The sweep as it stands in JSON."""
    return SweepDocument(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(found.base.scenario),
        seed=found.base.seed,
        site_years=found.base.site_years,
        replications=found.base.replications,
        paths=list(found.paths),
        base={name: estimate_part(one) for name, one in found.base.estimates.items()},
        points=[_point(point) for point in found.points],
    )


def _point(point: Point) -> PointPart:
    return PointPart(
        values=dict(point.values),
        sha256=point.scenario.sha256,
        availability_verdict=point.verdict.availability.words,
        estimates={name: estimate_part(one) for name, one in point.estimates.items()},
        differences={name: difference_part(one) for name, one in point.differences.items()},
    )


def to_json(found: Sweep) -> str:
    """One JSON document, ending in a line end."""
    return text_of(document(found))


def schema_text() -> str:
    """The JSON Schema of the document, as committed in docs/sweep.schema.json."""
    return schema_of(SweepDocument)


def to_csv(found: Sweep) -> str:
    """A row per point: the values set, and of every measure its figure, its interval and the difference."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names = [name for name, one in found.base.estimates.items() if one.value is not None]
    ends = ("", "_low", "_high", "_difference", "_difference_low", "_difference_high")
    writer.writerow([*found.paths, "availability_verdict", *(name + end for name in names for end in ends)])
    for point in found.points:
        row = [point.values[path] for path in found.paths]
        writer.writerow([*row, point.verdict.availability.words, *_cells(point, names)])
    return table.getvalue()


def _cells(point: Point, names: list[str]) -> Iterator[str]:
    for name in names:
        one, apart = point.estimates[name], point.differences[name].difference
        for x in (one.value, one.low, one.high, apart.value, apart.low, apart.high):
            yield "" if x is None else f"{x:.12g}"


def sweep_text(found: Sweep) -> str:
    """The whole report, ending in a line end."""
    base = found.base
    years = base.scenario.model.horizon.length_h / measures.YEAR_H
    title = (
        f"{base.site_years:,.6g} site-years of each point in {count(base.replications, 'replication')} of "
        f"{count(years, 'year')}, seed {base.seed}; the same draws at every point"
    )
    head = f"{base.scenario.model.site.name}{applied(base.scenario)}: how does service downtime depend on …?"
    base_line = f"as it stands: {figure(base.estimates[_SHOWN], ' h/yr')}; {base.verdict.availability.words}"
    sections = [[*wrap(head), *wrap(title)], wrap(base_line), _table(found), wrap(_NOTE)]
    return in_sections(sections)


_NOTE = (
    "Modelled causes only. Differences are from the scenario as it stands, between replications with the "
    "same draws, 95 % intervals by Student's t. Look at the shape: of twenty differences one is off by "
    "chance."
)


def _table(found: Sweep) -> list[str]:
    rows = [[*found.paths, "service downtime, h/yr", "difference", "target"]]
    for point in found.points:
        told = [str(point.values[path]) for path in found.paths]
        one = point.estimates[_SHOWN]
        rows.append([*told, figure(one), difference(point.differences[_SHOWN]), _verdict(point)])
    for row in rows:
        row[: len(found.paths)] = [cell[-_MOST_WIDE:] for cell in row[: len(found.paths)]]
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)).rstrip() for row in rows
    ]


def _verdict(point: Point) -> str:
    return point.verdict.availability.words.removesuffix(" at default inputs")
