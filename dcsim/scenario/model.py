"""The scenario language: one class per part of a site, one docstring per field.

Everything here is what a *complete* scenario says: what a planner leaves out has been filled in from the
library (`complete.py`) before this is validated. A field that is optional here has a meaning when absent.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from dcsim.scenario.fields import (
    ApparentRating,
    Count,
    DelayHours,
    DelaySeconds,
    Fraction,
    Hours,
    In,
    Life,
    Megawatts,
    Name,
    Names,
    PerYear,
    Probability,
    Rating,
    Seconds,
    Section,
    Text,
    Weight,
)


def _date(value: object) -> object:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f"'{str(value)[:40]}' is not a date such as 2028-01-31") from None


Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]


class CustomTarget(Section):
    """A target of the planner's own."""

    availability: Fraction
    """Service availability to reach, a fraction of time such as 0.9999."""


class Site(Section):
    """Which site this is and what it promises."""

    name: Text
    """Name shown in reports."""
    region: Name | None = None
    """Region of the library's grid and climate tables, such as thai-nguyen."""
    target: Literal["I", "II", "III", "III+", "IV"] | CustomTarget = "III"
    """Tier whose published availability is the target, or {availability: …}."""
    it_recovery_h: Hours
    """Hours the tenants' computing needs after power is back; part of the service clock."""


class Horizon(Section):
    """The time simulated: one replication runs from its start to its end."""

    start: Date | None = None
    """First day of the horizon."""
    years: Annotated[float, In("years", 10_000.0, above=True)] | None = None
    """Length in model years of 8,760 h."""
    hours: Annotated[float, In("h", 8.76e7, above=True)] | None = None
    """Length in hours; give this or `years`."""
    ends_at: Literal["first-outage"] | None = None
    """`first-outage` ends a replication at its first facility outage."""

    @property
    def length_h(self) -> float:
        """Length of one replication, h."""
        return self.hours if self.hours is not None else (self.years or 0.0) * 8760.0


class Repairable(Section):
    """What fails and is repaired, whatever else it does."""

    library: Text | None = None
    """Row of the library's component table that fills what is left out."""
    mttf_h: Life | None = None
    """Time to failure of one unit (of a genset: while running), a mean or a law; `never` for no failures."""
    failures_per_year: PerYear | None = None
    """Calendar failures per 8,760 h and unit while not failed; instead of `mttf_h` (genset: beside it)."""
    mttr_h: Life | None = None
    """Time to repair, a mean or a law; `never` for no repair."""


class Upstream(Repairable):
    """Something of the grid that several feeds may hang on: a substation, a line, a source."""

    rating_mw: Rating | None = None
    """What all feeds on it may draw together."""
    overload_s: Seconds
    """How long it carries more than its rating before it opens."""
    reset_h: Hours
    """Hours after it opened on overload until it may close again."""


class Feed(Upstream):
    """A utility connection."""

    upstream: Names = ()
    """Grid elements that must all be there for this feed to be live."""


class Interruption(Section):
    """Interruptions of what it hits: a rate, the utility's indices, given times, or a file."""

    hits: Literal["all"] | Name | Names | None = None
    """What is lost while it lasts: feeds, upstream elements, groups, halls, or `all` feeds."""
    per_year: PerYear | None = None
    """Interruptions per 8,760 h while none is under way."""
    duration_h: DelayHours | None = None
    """Length of one interruption."""
    saifi: PerYear | None = None
    """Interruptions per calendar year, as the utility publishes them."""
    saidi_min: Annotated[float, In("min", 525_600.0)] | None = None
    """Minutes interrupted per calendar year, as the utility publishes them."""
    planned_share: Probability | None = None
    """Share of the interruptions that are planned works; goes with `saifi` and `saidi_min`."""
    planned_minutes_share: Probability | None = None
    """Share of the minutes that are planned works; the share of interruptions where not given."""
    notice_h: Hours | None = None
    """Notice given of planned works, h: sets start beforehand and the load moves without a break."""
    at_h: Annotated[tuple[Hours, ...], Field(strict=False, min_length=1, max_length=10_000)] | None = None
    """Start times in hours from the start of the horizon, the same in every replication."""
    every_h: Annotated[float, In("h", 1e7, above=True)] | None = None
    """Repeat each `at_h` with this period to the end of the horizon."""
    csv: Text | None = None
    """File beside the scenario with columns start_h, duration_h and hits; the same in every replication."""


class Grid(Section):
    """Feeds, what they share, and what interrupts them."""

    upstream: dict[Name, Upstream] = {}
    """What feeds may share: substations, lines, sources."""
    feeds: dict[Name, Feed]
    """The utility connections."""
    interruptions: dict[Name, Interruption] = {}
    """What takes grid, groups or halls away from outside."""


class Transfer(Section):
    """Takes one input at a time: the first live one in order of preference."""

    from_: Annotated[Names, Field(min_length=2)] = Field(alias="from")
    """Inputs in order of preference."""
    delay_s: DelaySeconds
    """Time from the loss of the closed input to the closing of another."""
    fail_to_transfer: Probability = 0.0
    """Probability that one transfer away from a dead input fails."""
    manual_transfer_h: DelayHours
    """After a failed transfer: time until somebody moves the switch by hand."""


class Group(Repairable):
    """Identical units serving together."""

    kind: str
    """What the units are."""
    count: Count = 1
    """Units installed."""
    needed: Count | None = None
    """Units below which the group gives nothing; without it the load and the rating decide."""
    rating_mw: Rating | None = None
    """Real power of one unit at its own output; without it the unit carries whatever is asked."""
    overload_s: Seconds
    """How long it carries more than its rating before it opens."""
    reset_h: Hours
    """Hours after it opened on overload until it may close again."""


class Fed(Group):
    """A group that takes power from others."""

    fed_by: Names = ()
    """All inputs, in parallel."""
    split: dict[Name, Count] | None = None
    """Units by input, for a group spread over several buses; instead of `fed_by`."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live inputs share the load; equal where not given."""


class Switching(Fed):
    """A group that may choose among its inputs."""

    transfer: Transfer | None = None
    """One input at a time, instead of `fed_by`."""


class Fuel(Section):
    """What the tank of a genset group holds."""

    tank_h: Annotated[float, In("h", 1e6, above=True)]
    """Hours a full tank lasts while the group carries the whole site's design load."""
    burn: Literal["load", "constant"] = "load"
    """`load`: fuel goes in proportion to what is carried; `constant`: by the hour while any set runs."""
    refill_h: Hours
    """Hours after the sets have stopped until the tank is full again."""


class Genset(Group):
    """Standby generator sets on one bus. `mttf_h` counts running hours, `failures_per_year` the calendar."""

    kind: Literal["genset"]
    """What it is."""
    derate: Fraction = 1.0
    """Share of the rating left at the site's design ambient."""
    fail_to_start: Probability
    """Probability that one attempt to start fails."""
    start_attempts: Annotated[int, Field(strict=True, ge=1, le=10)] = 1
    """Attempts before a set counts as failed; published figures count all attempts of a demand as one."""
    attempt_s: DelaySeconds
    """Length of a failed attempt with the rest after it."""
    start_s: DelaySeconds
    """From the order to start until a set is ready."""
    sync_s: DelaySeconds
    """From ready until on line, for every set after the first on a dead bus."""
    fuel: Fuel | None = None
    """The tank; without it fuel never ends."""


class Switchgear(Switching):
    """A board or bus section."""

    kind: Literal["switchgear"]
    """What it is."""


class BusTie(Group):
    """A breaker between two boards."""

    kind: Literal["bus_tie"]
    """What it is."""
    between: Annotated[tuple[Name, Name], Field(strict=False)]
    """The two boards."""
    normally: Literal["open", "closed"] = "open"
    """Position while nothing is wrong."""
    closes_when: Literal["one-side-dead"] | None = None
    """An open tie closes when exactly one side is dead, and opens when both have their own supply again."""
    delay_s: DelaySeconds
    """From one side dead to closed."""
    fail_to_transfer: Probability = 0.0
    """Probability that one closing fails."""
    manual_transfer_h: DelayHours
    """After a failed closing: time until somebody closes it by hand."""


class Transformer(Fed):
    """A transformer."""

    kind: Literal["transformer"]
    """What it is."""
    rating_mva: ApparentRating | None = None
    """Apparent power of one unit; with `power_factor` instead of `rating_mw`."""
    power_factor: Fraction | None = None
    """Real power per apparent power, for `rating_mva`."""


class Ups(Fed):
    """Uninterruptible power supply modules with their batteries."""

    kind: Literal["ups"]
    """What it is."""
    rating_mva: ApparentRating | None = None
    """Apparent power of one unit; with `power_factor` instead of `rating_mw`."""
    power_factor: Fraction | None = None
    """Real power per apparent power, for `rating_mva`."""
    battery_min: Annotated[float, In("min", 1e6)]
    """Minutes a full battery lasts at the group's full rating; 0 for none."""
    recharge_min: Annotated[float, In("min", 1e6, above=True)]
    """Minutes from empty to full."""
    drain: Literal["load", "constant"] = "load"
    """`load`: the battery lasts longer at part load, in proportion; `constant`: it lasts the same."""


class TransferSwitch(Switching):
    """An automatic (ats) or static (sts) transfer switch."""

    kind: Literal["ats", "sts"]
    """What it is."""
    transfer: Transfer
    """Its inputs in order of preference."""


class Pdu(Fed):
    """A power distribution unit."""

    kind: Literal["pdu"]
    """What it is."""


class Element(Fed):
    """Anything in a path that only fails and is repaired: a cable, a breaker, a busway."""

    kind: Literal["element"]
    """What it is."""


PowerGroup = Annotated[
    Genset | Switchgear | BusTie | Transformer | Ups | TransferSwitch | Pdu | Element,
    Field(discriminator="kind"),
]


class Load(Section):
    """A fixed electrical load: draws power and fuel, its loss darkens no hall."""

    mw: Megawatts
    """What it draws."""
    fed_by: Annotated[Names, Field(min_length=1)]
    """All inputs, in parallel."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live inputs share the load; equal where not given."""


class Hall(Section):
    """IT space."""

    it_mw: Rating
    """Capacity; without tenants the hall asks for all of it."""
    cords: Annotated[Names, Field(min_length=1)]
    """Groups the hall's equipment hangs on; each alone can feed it."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live cords share the load; equal where not given."""


class ScenarioModel(Section):
    """A complete scenario: what a site is and what it must withstand, at full build-out."""

    format: Literal[1]
    """Version of this language."""
    site: Site
    """Which site this is and what it promises."""
    horizon: Horizon
    """The time simulated."""
    grid: Grid
    """Feeds, what they share, and what interrupts them."""
    power: dict[Name, PowerGroup] = {}
    """Everything between the feeds and the halls."""
    loads: dict[Name, Load] = {}
    """Fixed electrical loads beside the halls."""
    halls: dict[Name, Hall] = Field(min_length=1)
    """IT space."""
    variants: dict[Name, dict[str, Any]] = {}
    """What-if changes: each is a patch on this file."""

    def groups(self) -> dict[str, Upstream | Group]:
        """Everything that can fail by itself, by name: upstream elements, feeds, power groups."""
        return {**self.grid.upstream, **self.grid.feeds, **self.power}
