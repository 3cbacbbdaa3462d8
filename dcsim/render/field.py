"""A run beside what operators report, and how much of its downtime comes in long pieces."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from dcsim.measures.field import WHY_IT_DIFFERS, reported
from dcsim.render.figures import figure, is_empty, percent, wrap
from dcsim.render.parts import Part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study import Result

SHOWN = ("power_outage_share", "day_long_downtime_share")
"""Measures told here."""
_LABEL = 34


class ReportedPart(Part):
    """A figure that operators report, its range where one is known, and where it comes from."""

    value: float
    low: float | None
    high: float | None
    source: str
    status: str
    evidence: str
    note: str


class FieldPart(Part):
    """What operators report, by the name of the measure it stands beside, and why a run differs from it."""

    reported: dict[str, ReportedPart]
    why_it_differs: str


def field_part() -> FieldPart:
    """The figures of the library."""
    wanted = ReportedPart.model_fields
    return FieldPart(
        reported={
            name: ReportedPart(**{key: value for key, value in asdict(one).items() if key in wanted})
            for name, one in reported().items()
        },
        why_it_differs=WHY_IT_DIFFERS,
    )


def field_lines(result: Result) -> list[str]:
    """The section of the text; empty where replications end at their first outage."""
    seen = result.estimates
    if result.observed.ends_at_first_outage:
        return []
    field = reported()
    any_of_them, serious = field["outages_per_year"], field["serious_outages_per_year"]
    range_of = "" if any_of_them.low is None else f" ({any_of_them.low:g} to {any_of_them.high:g})"
    return [
        "Beside what operators report",
        *_beside(
            "facility outages",
            seen["facility_outages_per_year"],
            " a year",
            f"operators {any_of_them.value:.2f}{range_of}, serious ones {serious.value:.3f}",
        ),
        *_beside(
            "begun by power",
            seen["power_outage_share"],
            " %",
            f"operators {percent(field['power_outage_share'].value)}",
        ),
        *_beside("downtime in outages over 24 h", seen["day_long_downtime_share"], " %", ""),
        *wrap(f"why they differ: {WHY_IT_DIFFERS}", "  "),
    ]


def _beside(label: str, estimate: Estimate, unit: str, beside: str) -> list[str]:
    told = f"not given: {estimate.note}" if is_empty(estimate) else figure(estimate, unit)
    return wrap(f"  {label:<{_LABEL}} {told}{'; ' + beside if beside else ''}", hang=_LABEL + 3)
