"""The answer of `dcsim capacity` as a JSON document: every key always there, null where nothing is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from dcsim.render.capacity.against import AgainstPart, against_part
from dcsim.render.capacity.dates import month_names, month_of_hour, months_of, name_of_number
from dcsim.render.capacity.outside_part import OutsidePart, outside_part
from dcsim.render.grounds import AssumptionPart, assumption_parts
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, estimate_part, scenario_part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.capacity import Bands, Late, PhaseDates, Reached
    from dcsim.measures.clocks import Floats
    from dcsim.study.capacity import Against, Capacity, Filling, Total

SCHEMA = "dcsim-capacity/1"
Row = list[float | None]


class BandsPart(Part):
    """Mean and quantiles over the replications, one number for each of `months`.

    `low` and `high` are the ends of the mean's 95 % interval, null where replications do not differ.
    """

    mean: Row
    low: Row
    high: Row
    p10: Row
    p50: Row
    p90: Row


class MonthPart(Part):
    """A month such as 2031-04, with the interval it is known to; null: not within the horizon, or no end."""

    month: str | None
    low: str | None
    high: str | None


class ReachedPart(Part):
    """When something happens: the probability that it does within the horizon, and quantiles of the month."""

    probability: EstimatePart
    p10: MonthPart
    p50: MonthPart
    p90: MonthPart


class FillingPart(Part):
    """Contracts or demand reach what may be used."""

    planned: str | None
    """The first month in which more than one replication in ten is there."""
    first: ReachedPart
    for_good: ReachedPart
    """From this month until the end of the horizon."""
    of: dict[str, EstimatePart]
    """By stage, the share of the replications that get there in which it binds when they first do."""


class PhasePart(Part):
    """When a building phase comes into service."""

    planned: str
    p10: MonthPart
    p50: MonthPart
    p90: MonthPart
    on_time: EstimatePart
    late_months: EstimatePart
    within_horizon: EstimatePart


class BindingPart(Part):
    """By month, the stage that binds most often, and its share of the replications, 0 to 1."""

    stage: list[str | None]
    share: Row


class TotalPart(Part):
    """Something summed over the horizon; `any` is the share of the replications that have any of it."""

    mean: EstimatePart
    p10: EstimatePart
    p50: EstimatePart
    p90: EstimatePart
    any: EstimatePart


class LatePart(Part):
    """Replications in which a phase was late by more than one and up to another number of months."""

    above_months: float
    up_to_months: float | None
    """Null: no end."""
    share: EstimatePart
    shortfall_mw_months: EstimatePart
    unserved_mw_months: EstimatePart


class TenantPart(Part):
    """One tenant, or one hall without tenants, by month."""

    contracted_mw: BandsPart
    unserved_mw: BandsPart
    drawn_mw: BandsPart


class CapacityDocument(Part):
    """When a site is sold out and full, of what, what is stranded, and what late phases cost."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    seed: int
    replications: int
    keeps: str
    """Redundancy that is kept in what may be used: N, N+1, N+2 or maintainable."""
    oversubscription: float
    """Contracts that may be sold for each MW that may be used."""
    chance: bool
    """Whether anything in the plan is left to chance; if not, every replication is the same."""
    months: list[str]
    """The months all rows below run over."""
    by_month: dict[str, BandsPart]
    """MW, by name: installed, usable and so on."""
    tenants: dict[str, TenantPart]
    binding: BindingPart
    stranded_mw: dict[str, BandsPart]
    """By stage, what it could carry beyond what the site can use."""
    spare_units: BandsPart
    """The x of N+x at the month's P90 peak; null where nothing is drawn."""
    phases: dict[str, PhasePart]
    sold_out: FillingPart
    load_full: FillingPart
    shortfall_mw_months: TotalPart
    first_shortfall: ReachedPart
    """When demand first exceeds what the plant in service carries with every unit healthy."""
    unserved_mw_months: TotalPart
    late: dict[str, list[LatePart]]
    """By phase that may be late, what its lateness costs."""
    outside: OutsidePart | None
    """What the grid company, suppliers and the purse must provide."""
    against: AgainstPart | None
    """What is different from a base with the same draws; null where none was asked for."""
    assumptions: dict[str, AssumptionPart]
    """Library values of the plan and its prices that nobody has read at a source, by path in the scenario."""
    notes: list[str]
    """What the figures take for granted."""


def document(result: Capacity, against: Against | None = None) -> CapacityDocument:
    """The answer as a document, with what is different from a base, if given."""
    return CapacityDocument(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(result.scenario),
        seed=result.seed,
        replications=result.replications,
        keeps=result.keeps,
        oversubscription=result.rolled.oversubscription,
        chance=result.chance,
        months=month_names(result),
        by_month={f"{name}_mw": _bands(rows) for name, rows in result.by_month.items()},
        tenants={
            name: TenantPart(
                contracted_mw=_bands(one.contracted),
                unserved_mw=_bands(one.unserved),
                drawn_mw=_bands(one.drawn),
            )
            for name, one in result.tenants.items()
        },
        binding=BindingPart(
            stage=[None if one is None else one.stage for one in result.binding],
            share=[None if one is None else one.share for one in result.binding],
        ),
        stranded_mw={name: _bands(rows) for name, rows in result.stranded.items()},
        spare_units=_bands(result.spare),
        phases={name: _phase(result, dates) for name, dates in result.phases.items()},
        sold_out=_filling(result, result.sold_out),
        load_full=_filling(result, result.load_full),
        shortfall_mw_months=_total(result.shortfall),
        first_shortfall=_reached(result, result.first_short),
        unserved_mw_months=_total(result.unserved),
        late={name: [_late(one) for one in bins] for name, bins in result.late.items()},
        outside=outside_part(result),
        against=against_part(against),
        assumptions=assumption_parts(result.assumptions),
        notes=list(result.notes),
    )


def to_json(result: Capacity, against: Against | None = None) -> str:
    """The answer as text: JSON with two spaces of indent and a final line end."""
    return text_of(document(result, against))


def schema_text() -> str:
    """The JSON schema of the document, as committed in docs/."""
    return schema_of(CapacityDocument)


def _bands(rows: Bands) -> BandsPart:
    return BandsPart(
        mean=_row(rows.mean),
        low=_row(rows.low),
        high=_row(rows.high),
        p10=_row(rows.p10),
        p50=_row(rows.p50),
        p90=_row(rows.p90),
    )


def _row(values: Floats) -> Row:
    return [value if math.isfinite(value) else None for value in values.tolist()]


def _month(result: Capacity, estimate: Estimate) -> MonthPart:
    month, low, high = months_of(result, estimate)
    return MonthPart(month=month, low=low, high=high)


def _quantiles(result: Capacity, months: Mapping[str, Estimate]) -> dict[str, MonthPart]:
    return {name: _month(result, estimate) for name, estimate in months.items()}


def _reached(result: Capacity, reached: Reached) -> ReachedPart:
    return ReachedPart(
        probability=estimate_part(reached.probability), **_quantiles(result, reached.months)
    )  # fmt: skip


def _filling(result: Capacity, filling: Filling) -> FillingPart:
    return FillingPart(
        planned=name_of_number(result, filling.planned_month),
        first=_reached(result, filling.first),
        for_good=_reached(result, filling.for_good),
        of={name: estimate_part(share) for name, share in filling.of.items()},
    )


def _phase(result: Capacity, dates: PhaseDates) -> PhasePart:
    return PhasePart(
        planned=month_of_hour(result, dates.planned_h),
        **_quantiles(result, dates.ready_h),
        on_time=estimate_part(dates.on_time),
        late_months=estimate_part(dates.late_months),
        within_horizon=estimate_part(dates.within_horizon),
    )


def _total(total: Total) -> TotalPart:
    quantiles = {name: estimate_part(estimate) for name, estimate in total.quantiles.items()}
    return TotalPart(mean=estimate_part(total.mean), any=estimate_part(total.any), **quantiles)


def _late(late: Late) -> LatePart:
    return LatePart(
        above_months=late.above,
        up_to_months=late.up_to if math.isfinite(late.up_to) else None,
        share=estimate_part(late.share),
        shortfall_mw_months=estimate_part(late.shortfall),
        unserved_mw_months=estimate_part(late.unserved),
    )
