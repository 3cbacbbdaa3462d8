"""Feeds, what they share, and what interrupts them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dcsim.scenario.fields import (
    DelayDays,
    DelayHours,
    Hours,
    HoursOfDay,
    In,
    Life,
    Megawatts,
    Months,
    Name,
    Names,
    PerYear,
    Probability,
    Rating,
    Seconds,
    Section,
    Text,
)


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

    rating_mw: Rating | None = None
    """Most power it can deliver; without it whatever is asked."""
    firm_mw: Megawatts | None = None
    """What of it the utility promises at all times; all of `rating_mw` where not given."""
    upstream: Names = ()
    """Grid elements that must all be there for this feed to be live."""


Chances = Annotated[dict[Name, Probability], Field(max_length=8)]


class Interruption(Section):
    """Interruptions of what it hits: a rate, the utility's indices, given times, or a file."""

    hits: Literal["all"] | Name | Names | None = None
    """What is lost while it lasts: feeds, upstream elements, groups, halls, or `all` feeds."""
    chances: Chances = {}
    """Probability that an event takes each of what it hits, drawn for each by itself; 1 where not said."""
    per_year: PerYear | None = None
    """Interruptions per 8,760 h while none is under way."""
    per_week: PerYear | None = None
    """Interruptions per 168 h of the season while none is under way; instead of `per_year`."""
    months: Months | None = None
    """Months of the season, 1 to 12, beginning with its first; a rate per year falls into them altogether."""
    hours: HoursOfDay | None = None
    """First and last hour of the day between which an interruption begins, such as [8, 18]."""
    season_probability: Probability | None = None
    """Probability that a year's season is a bad one; goes with `per_week`. Without it every season is."""
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
    """Notice of planned works, or of all where there is a rate, h: sets start beforehand, load moves over."""
    at_h: Annotated[tuple[Hours, ...], Field(strict=False, min_length=1, max_length=10_000)] | None = None
    """Start times in hours from the start of the horizon, the same in every replication."""
    every_h: Annotated[float, In("h", 1e7, above=True)] | None = None
    """Repeat each `at_h` with this period to the end of the horizon."""
    csv: Text | None = None
    """File beside the scenario with columns start_h, duration_h and hits; the same in every replication."""


class OnSite(Section):
    """What an event may do to the site itself: water in the generator hall, a roof torn off."""

    probability: Probability
    """That an event reaches the site."""
    groups: Annotated[tuple[Name, ...], Field(strict=False, min_length=1, max_length=200)]
    """Groups, and halls, that are then out altogether, all units of them."""
    repair_days: DelayDays
    """Days from the beginning of the event until they are back."""


def damage_by(weather: str) -> str:
    """What damage to the site by this weather is called in traces and causes."""
    return f"{weather} (on site)"


class Weather(Section):
    """Weather that hits the grid, the roads and perhaps the site together, such as a flood or a typhoon."""

    hits: Literal["all"] | Name | Names
    """What is lost while it lasts: feeds, upstream elements, groups, halls, or `all` feeds."""
    chances: Chances = {}
    """Probability that an event takes each of what it hits, drawn for each by itself; 1 where not said."""
    per_year: PerYear | None = None
    """Events per 8,760 h while none is under way."""
    months: Months | None = None
    """Months of the season, 1 to 12, beginning with its first; all events of a year fall into them."""
    at_h: Annotated[tuple[Hours, ...], Field(strict=False, min_length=1, max_length=10_000)] | None = None
    """Start times in hours from the start of the horizon, instead of a rate; in all replications."""
    duration_h: DelayHours
    """How long what it hits is lost."""
    fuel_lead_h: Hours = 0.0
    """Hours from its beginning for which no truck reaches the site: those that are due wait until then."""
    crew_delay_h: Hours = 0.0
    """Hours from its beginning for which nobody who is called comes: repairs of the site do not begin."""
    ambient_c: Annotated[float, In("degC", 60.0, -60.0)] | None = None
    """Temperature on the site while it lasts, °C: gensets with `derate_per_c` give less."""
    on_site: OnSite | None = None
    """What it may do to the site itself; nothing where not given."""

    @property
    def interruption(self) -> Interruption:
        """What it does to what it hits."""
        return Interruption(
            hits=self.hits,
            chances=self.chances,
            per_year=self.per_year,
            months=self.months,
            at_h=self.at_h,
            duration_h=self.duration_h,
        )


class Sags(Section):
    """Voltage sags: too short for a genset, long enough for a contactor."""

    per_year: PerYear
    """Sags per 8,760 h, at all feeds at once."""


class Grid(Section):
    """Feeds, what they share, and what interrupts them."""

    upstream: dict[Name, Upstream] = {}
    """What feeds may share: substations, lines, sources."""
    feeds: dict[Name, Feed]
    """The utility connections."""
    interruptions: dict[Name, Interruption] = {}
    """What takes grid, groups or halls away from outside."""
    weather: dict[Name, Weather] = {}
    """What takes feeds, roads and perhaps the site itself away together."""
    sags: Sags | None = None
    """Voltage sags that drop contactor-held motors."""

    @property
    def events(self) -> dict[str, Interruption]:
        """Everything that takes something away from outside, the weather too, by name."""
        return {**self.interruptions, **{name: one.interruption for name, one in self.weather.items()}}
