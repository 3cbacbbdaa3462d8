"""How groups are looked after: crews and spares, standby, tests, wear, maintenance."""

from __future__ import annotations

from typing import Annotated

from dcsim.scenario.fields import (
    Count,
    DelayDays,
    DelayHours,
    Fraction,
    Hours,
    In,
    Months,
    Probability,
    Section,
)


class Crew(Section):
    """People of one trade who repair: each crew one unit at a time, in the order in which units failed."""

    count: Count = 1
    """Crews that can work at the same time."""
    callout_h: DelayHours | None = None
    """From a failure until somebody is there to begin, if a crew is free; without it at once."""


class Spares(Section):
    """Spare parts on site: every repair takes one when it begins."""

    count: Count = 1
    """Spares in store when the horizon begins, and as many as are ever there."""
    restock_h: DelayHours
    """From the taking of one until the next has come."""


class Standby(Section):
    """Units beyond those in use stand by, and take over when one in use fails."""

    in_use: Count
    """Units that are used at a time."""
    idle: Probability = 1.0
    """Failure rate while standing by, as a share of that in use: 0 cold, 1 hot."""
    fail_to_take_over: Probability = 0.0
    """Probability that a unit asked to take over fails to do so; it is then repaired."""


class Tests(Section):
    """Proof tests of each unit by fixed dates: what failed unseen is found, and repaired from then on."""

    every_h: Annotated[float, In("h", 1e6, above=True)]
    """Hours from one test of a unit to its next."""
    staggered: bool = True
    """One unit after the other, evenly over `every_h`; otherwise all units of the group at once."""
    coverage: Fraction = 1.0
    """Share of hidden failures that a test finds; the others wait for an overhaul, or to be asked."""
    overhaul_every_h: Annotated[float, In("h", 1e6, above=True)] | None = None
    """Hours from one overhaul of a unit, which finds every failure, to its next; never where not given."""
    hours: Annotated[float, In("h", 1000.0, above=True)] | None = None
    """Gensets: how long a test runs a set; 1 where not given."""
    transfers_load: bool = False
    """Gensets: the whole site goes to its sets for the test and back; otherwise each runs without load."""

    @property
    def run_h(self) -> float:
        """How long a test runs a set."""
        return 1.0 if self.hours is None else self.hours


class WearOut(Section):
    """How units wear out with age: a Weibull law of their service life, and replacement before its end."""

    mean_years: Annotated[float, In("years", 1000.0, above=True)]
    """Mean service life of a unit, from new."""
    shape: Annotated[float, In("1", 100.0, 1.0)] = 4.0
    """Shape of the law: the higher, the closer lives are together; 1 is no ageing at all."""
    replaced_years: Annotated[float, In("years", 1000.0, above=True)] | None = None
    """Age at which a unit is replaced by plan, at once; never where not given."""
    repair_days: DelayDays | None = None
    """Days to replace a unit that has worn out; as any other repair, in `mttr_h`, where not given."""


class HumanError(Section):
    """What may go wrong at the end of a piece of maintenance."""

    probability: Probability
    """Probability that the unit fails as it is put back into service."""
    repair_h: DelayHours
    """Time to repair it then."""


class Maintenance(Section):
    """Planned works on each unit in turn, by fixed dates."""

    hours: Annotated[float, In("h", 8760.0, above=True)]
    """How long one unit is out."""
    per_year: Annotated[float, In("1", 52.0, above=True)] = 1.0
    """How often a year each unit is taken out; below 1 less than once a year."""
    months: Months | None = None
    """Months of the season, 1 to 12, beginning with its first; all year where not given."""
    one_at_a_time: bool = True
    """Waits until no other group of the site that says so has a unit out."""
    unless_degraded: bool = True
    """Put off while another unit of the group is down."""
    unless_grid_out: bool = True
    """Put off while any feed is out: interrupted, in works of the utility, failed, or in a load test."""
    recall_h: Hours | None = None
    """Within how many hours the unit is back when another fails, or a feed goes; without it, not sooner."""
    error: HumanError | None = None
    """What may go wrong; nothing where not given."""
