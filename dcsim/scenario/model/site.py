"""Which site it is, how long it is simulated, and its halls and fixed loads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dcsim.scenario.fields import (
    Date,
    Fraction,
    Hourly,
    Hours,
    In,
    Megawatts,
    Name,
    Names,
    Rating,
    Seconds,
    Section,
    Share,
    Text,
    Weight,
)


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
    design_ambient_c: Annotated[float, In("degC", 60.0, -60.0)] | None = None
    """Ambient that gensets are derated for, °C; if not given the region's highest of 20 years."""
    target: Literal["I", "II", "III", "III+", "IV"] | CustomTarget = "III"
    """Tier whose published availability is the target, or {availability: …}."""
    it_recovery_h: Hours
    """Hours the tenants' computing needs after power is back; part of the service clock."""


System = Literal["single", "maintainable", "fault-tolerant"]
"""Of tanks, pumps and pipes: one of a kind; each can be taken out; any one failure is borne."""


class Declared(Section):
    """What the planner says of the design that no other field can; an audit takes it at its word."""

    compartments: bool | None = None
    """Whether complementary systems and paths stand in compartments of their own."""
    fuel_system: System | None = None
    """Tanks, pumps and pipes between the bulk fuel and the sets."""
    water_system: System | Literal["none"] | None = None
    """Stores, pumps and pipes of the make-up water; `none`: no water is evaporated."""


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


class Load(Section):
    """A fixed electrical load: draws power and fuel, its loss darkens no hall."""

    mw: Megawatts
    """What it draws."""
    hourly: Hourly | None = None
    """Share of `mw` drawn in each hour from hour 0 on, again and again, or {csv: …}; all if not given."""
    fed_by: Annotated[Names, Field(min_length=1)]
    """All inputs, in parallel."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live inputs share the load; equal where not given."""
    metered_apart: bool | None = None
    """Somebody else's, such as a factory: what feeds it must carry it, and no account of the site has it."""
    recharges: Names = ()
    """UPS groups whose batteries it recharges; usable capacity then counts no other recharge for them."""


class Liquid(Section):
    """The part of a hall's heat that liquid takes straight from the racks, and its own way out."""

    fraction: Fraction
    """Share of the hall's heat."""
    cooled_by: Annotated[Names, Field(min_length=1)]
    """Cooling groups in the way of this heat, all needed."""
    ride_through_s: Seconds
    """Seconds without any of it until the racks are too hot; ready again as soon as all of it is moved."""


class Hall(Section):
    """IT space."""

    it_mw: Rating
    """Capacity; without tenants the hall asks for all of it, with tenants for what they draw."""
    hourly: Hourly | None = None
    """Share of this asked for in each hour from hour 0 on, again and again, or {csv: …}; all if not given."""
    cords: Annotated[Names, Field(min_length=1)]
    """Groups the hall's equipment hangs on; each alone can feed it."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live cords share the load; equal where not given."""
    manual_cords: bool = False
    """For planned maintenance load may be moved between its cords, live; of use to `dcsim audit` only."""
    single_corded: Share | None = None
    """Share of the load that hangs on one cord each, equally on every cord, and is reported apart."""
    cooled_by: Names = ()
    """Cooling groups in the way of the heat, all needed; without any the air never gets too hot."""
    heat_per_it: Annotated[float, In("1", 2.0, above=True)] = 1.0
    """Heat to be removed for each MW of `it_mw`: fans and losses inside the hall included."""
    ride_through_min: Annotated[float, In("min", 1e5)] | None = None
    """Minutes without any cooling until the hall is too hot."""
    thermal_store_mw_min: Annotated[float, In("1", 1e7)] | None = None
    """The same as a store of heat, MW·min; instead of `ride_through_min`."""
    recovery_min: Annotated[float, In("min", 1e5)] = 0.0
    """Minutes of full cooling until a hall that has been warmed up can ride through as long again."""
    liquid: Liquid | None = None
    """The part of the heat that goes by liquid; the rest goes by air, through the hall's `cooled_by`."""
