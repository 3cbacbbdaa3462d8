"""From what every replication of a rollout saw to what a planner can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.estimate import Estimate
from dcsim.measures import capacity as measures
from dcsim.measures.capacity import Bands, Binding, Late, PhaseDates, Reached, Rolled
from dcsim.study.assumptions import Assumption, assumptions_of

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.scenario import Scenario
    from dcsim.study.capacity.outside import Outside

MW_MONTHS = "MW·months"
BY_MONTH = (
    "installed", "usable", "contracted", "unserved", "sold", "drawn", "peak", "headroom", "unsold",
    "oversold", "undrawn", "served", "shortfall", "short_peak",
)  # fmt: skip
"""What is told month by month, MW."""
PLAN = ("climate", "energy", "gates", "market", "phases", "planning", "prices", "programme", "tenants")
"""Sections of a scenario whose values capacity rests on, besides ratings."""


@dataclass(frozen=True)
class Filling:
    """When contracts or demand reach what may be used: for the first time, and from when on for good."""

    first: Reached
    for_good: Reached
    of: Mapping[str, Estimate]
    """By stage, in which share of the replications that get there it is what binds when they first do."""
    planned_month: int | None
    """The first month in which more than one replication in ten is there; None: not within the horizon."""


@dataclass(frozen=True)
class Total:
    """Something summed over the horizon: mean, quantiles, and in how many replications there is any."""

    mean: Estimate
    quantiles: Mapping[str, Estimate]
    any: Estimate


@dataclass(frozen=True)
class TenantBands:
    """One tenant, or hall without tenants, by month, MW."""

    contracted: Bands
    unserved: Bands
    drawn: Bands


@dataclass(frozen=True)
class Capacity:
    """When a site is sold out and full, of what, what is stranded, and what late phases cost.

    Months are numbered from 0, the one in which the horizon begins.
    """

    scenario: Scenario
    seed: int
    replications: int
    keeps: str
    """Redundancy kept: N, N+1, N+2 or maintainable."""
    chance: bool
    """Whether anything in the plan is left to chance."""
    rolled: Rolled
    by_month: Mapping[str, Bands]
    tenants: Mapping[str, TenantBands]
    phases: Mapping[str, PhaseDates]
    sold_out: Filling
    load_full: Filling
    binding: tuple[Binding | None, ...]
    stranded: Mapping[str, Bands]
    """By stage, what it could carry beyond what the site can use, MW."""
    spare: Bands
    """The x of N+x at the month's P90 peak; no number where nothing is drawn."""
    shortfall: Total
    first_short: Reached
    """When demand first exceeds what the plant in service carries with every unit healthy."""
    unserved: Total
    late: Mapping[str, tuple[Late, ...]]
    """By phase, what its lateness costs."""
    outside: Outside | None
    """What the grid company, suppliers and the purse must provide; None: not asked."""
    assumptions: tuple[Assumption, ...]
    """Library values in use, of the plan and its prices, that nobody has read at a source."""
    notes: tuple[str, ...]
    """What the figures take for granted."""


def answer_of(
    scenario: Scenario,
    seed: int,
    rolled: Rolled,
    spare: Floats,
    *,
    keeps: str,
    chance: bool,
    outside: Outside | None = None,
    notes: Sequence[str] = (),
) -> Capacity:
    """The answer; `spare` has the units that may be absent, by replication and month."""
    return Capacity(
        scenario=scenario,
        seed=seed,
        replications=rolled.replications,
        keeps=keeps,
        chance=chance,
        rolled=rolled,
        by_month={name: measures.bands(getattr(rolled, name)) for name in BY_MONTH},
        tenants={
            name: TenantBands(*(measures.bands(table) for table in (one.contracted, one.unserved, one.drawn)))
            for name, one in rolled.tenants.items()
        },
        phases={name: measures.phase_dates(rolled, name, chance=chance) for name in rolled.ready_h},
        sold_out=_filling(rolled, measures.is_sold_out(rolled), chance),
        load_full=_filling(rolled, measures.is_full(rolled), chance),
        binding=measures.binding(rolled),
        stranded={name: measures.bands(table) for name, table in rolled.stranded.items()},
        spare=measures.bands(spare),
        shortfall=_total(rolled.mw_months(rolled.shortfall), chance),
        first_short=measures.reached(measures.month_of(rolled, rolled.first_short_h), chance=chance),
        unserved=_total(rolled.mw_months(rolled.unserved), chance),
        late={
            name: measures.by_lateness(rolled, name, chance=chance)
            for name in rolled.ready_h
            if measures.may_be_late(rolled, name)
        },
        outside=outside,
        assumptions=tuple(_of_the_plan(assumptions_of(scenario))),
        notes=tuple(notes),
    )


def _of_the_plan(assumptions: Sequence[Assumption]) -> Iterator[Assumption]:
    """Those that capacity rests on; nothing fails in it."""
    for one in assumptions:
        section, *path = one.path.split(".")
        if section in PLAN and "early_life" not in path:
            yield one


def _filling(rolled: Rolled, hit: measures.Booleans, chance: bool) -> Filling:
    first = measures.first_month(hit)
    often = hit.mean(axis=0) > measures.PLANNED_SHARE + 1e-9
    return Filling(
        first=measures.reached(first, chance=chance),
        for_good=measures.reached(measures.month_for_good(hit), chance=chance),
        of=measures.full_of(rolled, first, chance=chance),
        planned_month=int(often.argmax()) if often.any() else None,
    )


def _total(amounts: Floats, chance: bool) -> Total:
    return Total(
        mean=measures.mean_of(amounts, MW_MONTHS, chance=chance),
        quantiles=measures.quantiles_of(amounts, MW_MONTHS, chance=chance),
        any=measures.share_of(amounts > measures.NEGLIGIBLE_MW, chance=chance),
    )
