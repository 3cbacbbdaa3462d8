"""The power chain: every kind of group that stands between the grid and the cords of a hall."""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

from pydantic import Field

from dcsim.scenario.fields import (
    ApparentRating,
    DelayHours,
    DelaySeconds,
    Fraction,
    In,
    Name,
    Probability,
    Rating,
    Seconds,
)
from dcsim.scenario.model.fuel import Fuel
from dcsim.scenario.model.group import Fed, Group, LoadBlock, Rated, Switching, TakesPower, Transfer

LOST_IN_A_LIFE = 0.2
"""Share of capacity a battery has lost at the end of its life (IEEE 1188: replaced at 80 %)."""


class Genset(Rated):
    """Standby generator sets on one bus. `mttf_h` counts running hours, `failures_per_year` the calendar."""

    kind: Literal["genset"]
    """What it is."""
    rating_mw: Rating | None = None
    """Real power of one set at its own output, continuous; must be given."""
    class_: Literal["ESP", "LTP", "PRP", "COP", "DCC"] | None = Field(None, alias="class")
    """What the rating is good for (ISO 8528-1; DCC: a maker's data-centre continuous rating)."""
    average_load: Fraction | None = None
    """Average load over 24 h the maker allows, a share of the rating; of ESP and PRP 0.7 where not given."""
    derate: Fraction = 1.0
    """Share of the rating left at the site's design ambient."""
    derate_per_c: Annotated[float, In("1", 0.2, above=True)] | None = None
    """Share of the rating lost for each degree above `derate_above_c`; instead of `derate`."""
    derate_above_c: Annotated[float, In("degC", 60.0, -60.0)] | None = None
    """Ambient temperature up to which the rating is there in full, °C; goes with `derate_per_c`."""
    fail_to_start: Probability
    """Probability that one attempt to start fails."""
    start_attempts: Annotated[int, Field(strict=True, ge=1, le=10)] = 1
    """Attempts before a set counts as failed; published figures count all attempts of a demand as one."""
    attempt_s: DelaySeconds
    """Length of a failed attempt with the rest after it."""
    confirm_s: Seconds = 0.0
    """How long a loss must last before the sets are ordered to start."""
    start_s: DelaySeconds
    """From the order to start until a set is ready."""
    sync_s: DelaySeconds
    """From ready until on line, for every set after the first on a dead bus."""
    max_step: Fraction | None = None
    """Largest step of load that sets on line take, a share of their rating; the library's where not given."""
    block_s: Seconds | None = None
    """Time from one load block to the next, for groups with a `load_block`."""
    stable_min: Annotated[float, In("min", 1e5)] = 0.0
    """How long the mains must be back before the load returns to them."""
    retransfer: Literal["closed", "open"] = "closed"
    """Whether the load goes back without a break, or with that of the switches' own delay."""
    cooldown_min: Annotated[float, In("min", 1e5)] = 0.0
    """How long the sets run without load before they stop."""
    fuel: Fuel | None = None
    """The tank; without it fuel never ends."""

    @property
    def is_only_asked(self) -> bool:
        return True

    @property
    def common_share(self) -> float:
        """What sets have in common are failures to start."""
        return 0.0


class Switchgear(Switching):
    """A board or bus section."""

    kind: Literal["switchgear"]
    """What it is."""


class BusTie(Rated):
    """A breaker between two boards."""

    kind: Literal["bus_tie"]
    """What it is."""
    between: Annotated[tuple[Name, Name], Field(strict=False)]
    """The two boards."""
    normally: Literal["open", "closed"] = "open"
    """Position while nothing is wrong."""
    closes_when: Literal["one-side-dead"] | None = None
    """An open tie closes when exactly one side is dead, and opens when both have their own supply again."""
    manual: bool = False
    """For planned maintenance somebody may close it first, both sides live; of use to `dcsim audit` only."""
    delay_s: DelaySeconds
    """From one side dead to closed."""
    fail_to_transfer: Probability = 0.0
    """Probability that one closing fails."""
    manual_transfer_h: DelayHours
    """After a failed closing: time until somebody closes it by hand."""

    @property
    def is_only_asked(self) -> bool:
        return True


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
    rating_mw: Rating | None = None
    """Real power of one module at its own output; this or `rating_mva` must be given."""
    rating_mva: ApparentRating | None = None
    """Apparent power of one unit; with `power_factor` instead of `rating_mw`."""
    power_factor: Fraction | None = None
    """Real power per apparent power, for `rating_mva`."""
    battery_min: Annotated[float, In("min", 1e6)]
    """Minutes a full battery lasts at the group's full rating, new where it ages; 0 for none."""
    recharge_min: Annotated[float, In("min", 1e6, above=True)]
    """Minutes from empty to full."""
    static_bypass: bool = True
    """On overload it goes to bypass: carries on without its battery; without a bypass it opens."""
    load_block: LoadBlock | None = None
    """On gensets: which step of their load it is, 1 if not given; until then it lives on its battery."""
    drain: Literal["load", "constant"] = "load"
    """`load`: the battery lasts longer at part load, in proportion; `constant`: it lasts the same."""
    battery_life_years: Annotated[float, In("years", 1000.0, above=True)] | None = None
    """Age at which 80 % of a battery's capacity is left, evenly less from new; it does not age without."""
    battery_replaced_years: Annotated[float, In("years", 1000.0, above=True)] | None = None
    """Age at which batteries are replaced; `battery_life_years` where not given."""

    @property
    def battery_renewed_years(self) -> float:
        """Age at which batteries are new again; infinite where they do not age."""
        return self.battery_replaced_years or self.battery_life_years or inf

    def battery_left(self, age_years: float) -> float:
        """Share of a battery's capacity that is left at an age; new again where it is replaced."""
        if self.battery_life_years is None:
            return 1.0
        age = age_years % self.battery_renewed_years
        return max(0.0, 1.0 - LOST_IN_A_LIFE * age / self.battery_life_years)

    @property
    def oldest_battery_min(self) -> float:
        """Minutes a battery lasts just before it is replaced."""
        if self.battery_life_years is None:
            return self.battery_min
        lost = LOST_IN_A_LIFE * self.battery_renewed_years / self.battery_life_years
        return self.battery_min * max(0.0, 1.0 - lost)


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


class FuelPump(Group, TakesPower):
    """Pumps from the bulk tank to the day tank of one genset group; what they draw is declared as a load."""

    kind: Literal["fuel_pump"]
    """What it is."""
    rating_m3_h: Annotated[float, In("1", 1e4, above=True)]
    """What one pump moves in an hour, m³."""


PowerGroup = Annotated[
    Genset | Switchgear | BusTie | Transformer | Ups | TransferSwitch | Pdu | Element | FuelPump,
    Field(discriminator="kind"),
]
