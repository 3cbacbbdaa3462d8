"""Contracts in the halls: when they begin and end, how they grow, and how they vary by hour and season."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from dcsim.scenario.calendar import DAYS_IN_MONTH
from dcsim.scenario.fields import (
    Date,
    DelayMonths,
    Fraction,
    In,
    InMonths,
    Name,
    Opening,
    Priority,
    Probability,
    Rating,
    Section,
    Share,
    Text,
)

StepMonth = Annotated[str, Field(pattern=r"^[0-9]{1,4}(\.[0-9]{1,6})?$")]
_Part = Annotated[float, In("1", 100.0)]


class SCurve(Section):
    """Logistic growth: share of the contract = ceiling ÷ (1 + exp(−rate × (years since signing − t50)))."""

    t50_years: Annotated[float, In("years", 100.0)]
    """Years from signing until half of the ceiling is reached."""
    rate: Annotated[float, In("1/yr", 100.0, above=True)]
    """Steepness, per year."""
    ceiling: Fraction = 1.0
    """Share of the contract that it grows to."""


class Ramp(Section):
    """How a contract fills up after it is signed: `months`, `s_curve` (or `like`) or `steps`."""

    of: Literal["use", "contract"] = "use"
    """`use`: all is contracted at signing and taken up along the ramp; `contract`: it is sold along it."""

    months: Annotated[float, In("months", 1200.0, above=True)] | None = None
    """In a straight line from nothing at signing to all of it after so many months."""
    like: Text | None = None
    """Kind of tenant in the library's demand table whose S-curve fills what `s_curve` leaves out."""
    s_curve: SCurve | None = None
    """Logistic growth."""
    steps: dict[StepMonth, Share] | None = None
    """Share of the contract from each month after signing on; nothing before the first."""

    def by_month(self) -> tuple[tuple[float, float], ...]:
        """(months after signing, share from then on) of the declared `steps`, in order."""
        return tuple(sorted((float(month), share) for month, share in (self.steps or {}).items()))


class Profile(Section):
    """How a tenant's draw goes through day, week and year.

    Only proportions count: every list is divided by its mean, so that `uses` stays the mean draw.
    """

    like: Text | None = None
    """Kind of tenant in the library's demand table that fills what is left out."""
    csv: Text | None = None
    """File beside the scenario that gives `day`, in 24 rows."""
    day: Annotated[tuple[_Part, ...], Field(strict=False, min_length=24, max_length=24)] | None = None
    """By hour of the day, 24 numbers, the first for 0:00 to 1:00; flat where not given."""
    week: Annotated[tuple[_Part, ...], Field(strict=False, min_length=7, max_length=7)] | None = None
    """By day of the week, 7 numbers from Monday on; flat where not given."""
    season: Annotated[tuple[_Part, ...], Field(strict=False, min_length=12, max_length=12)] | None = None
    """By month, 12 numbers from January on; flat where not given."""
    residual: Share = 0.0
    """Standard deviation of the hourly draw around this, a share of the mean."""

    def day_factors(self) -> tuple[float, ...]:
        """24 factors with mean 1."""
        return _factors(self.day, (1,) * 24)

    def week_factors(self) -> tuple[float, ...]:
        """7 factors from Monday on, with mean 1."""
        return _factors(self.week, (1,) * 7)

    def season_factors(self) -> tuple[float, ...]:
        """12 factors from January on; their mean over the days of a year of 365 days is 1."""
        return _factors(self.season, DAYS_IN_MONTH)

    def peak(self) -> float:
        """The highest product of the three."""
        return max(self.day_factors()) * max(self.week_factors()) * max(self.season_factors())


def _factors(written: tuple[float, ...] | None, days: tuple[int, ...]) -> tuple[float, ...]:
    if written is None:
        return (1.0,) * len(days)
    mean = sum(part * day for part, day in zip(written, days, strict=True)) / sum(days)
    return tuple(part / mean for part in written)


class _NamedProfile:
    """Editors accept the name of a library profile where the completed scenario has it in full."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


class Signs(Section):
    """When a contract is signed."""

    after_months: DelayMonths
    """From `from` until it is signed; the market's factor stretches it."""


class Leaves(Section):
    """What a tenant does when its hall is late."""

    late_months: InMonths
    """How long it waits for its hall, signed, before it may leave."""
    probability: Probability = 1.0
    """Probability that it leaves then."""
    keeps: Share = 0.0
    """Share of the contract it keeps when it leaves; 0: it is gone."""


class Swing(Section):
    """Load that jumps to and fro in seconds, all machines in step, such as synchronous training.

    Its mean is what the tenant draws; `dcsim check` says what stands in the way of the rest.
    """

    low: Share
    """What is drawn at the bottom, a share of the mean."""
    high: Annotated[float, In("1", 10.0, 1.0, above=True)]
    """What is drawn at the top, a multiple of the mean."""
    period_s: Annotated[float, In("s", 3600.0, above=True)]
    """From top to top."""

    @property
    def crest_s(self) -> float:
        """How long the top lasts, s, if the mean is to come out."""
        return self.period_s * (1.0 - self.low) / (self.high - self.low)

    @property
    def per_year(self) -> float:
        """Swings in 8,760 h."""
        return 8760.0 * 3600.0 / self.period_s


class Tenant(Section):
    """A contract in a hall: asks for its part of `contracted_mw`, is served or shed as a whole."""

    hall: Name
    """The hall it is in; it hangs on the cords of that hall."""
    contracted_mw: Rating
    """What the contract allows it to draw; all contracts of a hall fit into its `it_mw`."""
    from_: Opening | None = Field(None, alias="from")
    """When it wants to be served: a date, or the planned `opening` of its hall, as if nothing is given."""
    until: Date | None = None
    """Day its contract ends; to the end of the horizon where not given."""
    signs: Signs | None = None
    """How long after `from` it signs; at once where not given."""
    ramp: Ramp | None = None
    """How it fills up after signing; all at once where not given."""
    uses: Fraction = 1.0
    """Mean draw, a share of the contract (of what the ramp allows of it)."""
    profile: Annotated[Profile, _NamedProfile()] | None = None
    """Day, week and season of its draw, or the name of a library profile; flat where not given."""
    swing: Swing | None = None
    """How its draw jumps within seconds; what that asks of UPS, gensets and batteries is checked."""
    priority: Priority = 1
    """1 is the most important; the highest number is shed first, of equal ones the first by name."""
    single_corded: Share | None = None
    """Share of its load that hangs on one cord each, equally on every cord; the hall's if not given."""
    leaves: Leaves | None = None
    """What it does when its hall is late; it waits where not given."""

    @property
    def varies(self) -> bool:
        """Whether its demand is anything but `contracted_mw` × `uses` from the start to the end."""
        own = (self.from_, self.until, self.signs, self.ramp, self.profile, self.leaves)
        return any(part is not None for part in own)
