"""The way heat takes out of the halls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dcsim.laws import Law
from dcsim.scenario.fields import (
    Duration,
    Fraction,
    In,
    Megawatts,
    Names,
    Probability,
    Rating,
    Section,
)
from dcsim.scenario.model.group import Group, LoadBlock, TakesPower

Volume = Annotated[float, In("m3", 1e6, above=True)]


class CoolingGroup(Group, TakesPower):
    """A group of the second network. Without `fed_by` or `split` it needs no power."""

    draw_mw: Megawatts = 0.0
    """Electrical load of the whole group, drawn throughout."""
    load_block: LoadBlock | None = None
    """On gensets: which step of their load it is, 1 if not given; until then the group stands still."""
    restart_min: Annotated[Law, Duration("min")]
    """From power back (or from a sag) until the group serves again."""
    fail_to_restart: Probability = 0.0
    """Probability that a unit does not come back when the group restarts; it is then repaired."""
    drops_at_sag: bool = False
    """Held by contactors that a voltage sag drops: the group stops and restarts, though no feed is lost."""


class MovesHeat(CoolingGroup):
    """A group that heat goes through."""

    rating_mw_th: Rating | None = None
    """Heat one unit can move; without it the group moves whatever comes while enough units serve."""
    derate: Fraction = 1.0
    """Share of `rating_mw_th` left at the site's design ambient."""
    cop: Annotated[float, In("1", 100.0, above=True)] | None = None
    """Heat moved for each MW drawn, at design ambient; instead of `draw_mw`."""


class HeatMover(MovesHeat):
    """Part of the way heat takes: chillers, room units, pumps, air handlers, CDUs, pipes."""

    kind: Literal["chiller", "crac", "pump", "air_handler", "cdu", "pipe"]
    """What the units are; `crac`: room units with direct expansion, `cdu`: coolant distribution units."""


class Water(Section):
    """What evaporative heat rejection has in store, and what fills it up."""

    usable_m3: Volume
    """What the full store holds."""
    m3_per_mwh: Annotated[float, In("1", 100.0, above=True)]
    """Water for each MWh of heat the group takes away: evaporation and blow-down, m³."""
    makeup: Annotated[Names, Field(min_length=1)]
    """Groups of kind water_supply; any one of them that serves is enough."""
    makeup_m3_h: Annotated[float, In("m3", 1e5, above=True)]
    """What the make-up brings at most, m³ an hour."""


class HeatRejection(MovesHeat):
    """Cooling towers, dry coolers: where heat leaves the site."""

    kind: Literal["heat_rejection"]
    """What the units are."""
    water: Water | None = None
    """The water it evaporates; without it water never ends."""


class WaterSupply(CoolingGroup):
    """Make-up water: a city main, wells with their pumps. Named by the `makeup` of heat rejection."""

    kind: Literal["water_supply"]
    """What the units are."""


class Buffer(CoolingGroup):
    """A tank of cold water that stands in for machines behind it."""

    kind: Literal["buffer"]
    """What it is."""
    store_mw_min: Annotated[float, In("1", 1e7, above=True)]
    """Heat the full buffer takes up, MW·min, all units together."""
    replaces: Annotated[Names, Field(min_length=1)]
    """Groups whose missing part it supplies, such as chillers and towers; all others must still serve."""
    recharge_min: Annotated[float, In("min", 1e6, above=True)]
    """Minutes from empty to full, when what it replaces has that much to spare."""
    rating_mw_th: Rating | None = None
    """Heat one unit can supply; without it whatever is missing."""


CoolingUnits = Annotated[HeatMover | HeatRejection | WaterSupply | Buffer, Field(discriminator="kind")]
