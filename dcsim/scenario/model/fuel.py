"""The fuel of a genset group: its tank, what is burnt, what is brought."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dcsim.scenario.fields import Hours, In, Name, Section

LoadShare = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})? ?%$")]
LitresPerHour = Annotated[float, In("1", 1e5)]


class Fuel(Section):
    """What the tank of a genset group holds."""

    day_tank_m3: Annotated[float, In("m3", 1e4, above=True)] | None = None
    """The tank the sets burn from; `pumps` fill it from the bulk tank, which holds `usable_m3`."""
    pumps: Name | None = None
    """The group of kind `fuel_pump` that fills the day tank."""
    tank_h: Annotated[float, In("h", 1e6, above=True)] | None = None
    """Hours a full tank lasts while the group carries the whole site's design load."""
    burn: Literal["load", "constant"] = "load"
    """Of `tank_h`: in proportion to what is carried, or by the hour while any set runs."""
    usable_m3: Annotated[float, In("m3", 1e6, above=True)] | None = None
    """What a full tank holds, instead of `tank_h`; burnt by the curve of the sets."""
    litres_per_kwh: Annotated[float, In("1", 10.0, above=True)] | None = None
    """Fuel for each kWh at any load, instead of the curve."""
    burn_curve: Annotated[tuple[float, float, float], Field(strict=False)] = (0.0364, 0.1633, 0.0684)
    """Litres an hour for each kW rated: idle, by load, by load squared. Fit to a public chart of sets."""
    litres_per_h: Annotated[dict[LoadShare, LitresPerHour], Field(min_length=2)] | None = None
    """Fuel of one set by its load in percent of `rating_mw`, a maker's chart; instead of the curve."""
    lead_h: Hours | None = None
    """Hours from a loss until the first truck; without it no fuel comes while a loss lasts."""
    truck_m3: Annotated[float, In("m3", 1e4)] = 20.0
    """What a truck brings: m³, or hours of the design load where the tank is given in hours."""
    trucks_per_day: Annotated[float, In("1", 1000.0, above=True)] = 4.0
    """Trucks a day after the first."""
    refill_h: Hours
    """Hours in which an empty tank is filled after the loss is over, steadily; what is left shortens it."""
