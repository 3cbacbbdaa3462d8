"""What any group of units may say of itself, and groups that power goes through."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dcsim.scenario.fields import (
    CommonShare,
    Count,
    DelayHours,
    DelaySeconds,
    Fraction,
    Hours,
    Name,
    Names,
    PerYear,
    Probability,
    Rating,
    Seconds,
    Section,
    Weight,
)
from dcsim.scenario.model.grid import Repairable
from dcsim.scenario.model.upkeep import Maintenance, Spares, Standby, Tests, WearOut


class Group(Repairable):
    """Identical units serving together."""

    kind: str
    """What the units are."""
    count: Count = 1
    """Units installed."""
    needed: Count | None = None
    """Units below which the group gives nothing; without it the load and the rating decide."""
    crew: Name | None = None
    """Who repairs it, of the scenario's `crews`; without it every repair begins at once."""
    spares: Spares | None = None
    """Spare parts its repairs take; without it there is always one."""
    beta: CommonShare | None = None
    """Share of a unit's failures that strike all that are up (genset: of failed starts); or `library`."""
    standby: Standby | None = None
    """Which units are used and which stand by; without it all are in use."""
    maintenance: Maintenance | None = None
    """Planned works on its units; without it there are none."""
    assembly: Name | None = None
    """Groups of the same assembly: their units of one number stand and are replaced together."""
    wear_out: WearOut | None = None
    """How its units wear out with age, beside their other failures; not at all where not given."""
    hidden_failures_per_year: PerYear | None = None
    """Failures per 8,760 h and unit that nobody sees before it is tested or asked; none where not given."""
    tests: Tests | None = None
    """Tests of its units by fixed dates; without it none are held."""

    @property
    def is_only_asked(self) -> bool:
        """Whether a loss must ask it for what may fail unseen, as a genset or a switch."""
        return False

    @property
    def common_share(self) -> float:
        """Share of a unit's failures by the calendar that strike all units that are up."""
        return self.beta or 0.0

    @property
    def hides_failures(self) -> bool:
        """Whether its units may fail unseen."""
        return bool(self.hidden_failures_per_year)

    @property
    def is_dependent(self) -> bool:
        """Whether failures or repairs of a unit depend on those of other units or groups, or on tests."""
        unseen = self.hides_failures and not self.is_only_asked
        said = self.crew, self.spares, self.standby, self.common_share, self.maintenance, self.assembly
        return unseen or any(said)


class Shed(Section):
    """Tenants whose contract allows their load to be shed when the group is overloaded."""

    tenants: Annotated[Names, Field(min_length=1)]
    """Who may be shed: whole tenants, the highest `priority` number first, as few as needed."""
    within_s: Seconds
    """How long the group is overloaded before they are shed."""


class Rated(Group):
    """A group that power goes through."""

    rating_mw: Rating | None = None
    """Real power of one unit at its own output; without it the unit carries whatever is asked."""
    overload_s: Seconds
    """How long it carries more than its rating before it opens."""
    reset_h: Hours
    """Hours after it opened on overload until it may close again."""
    shed: Shed | None = None
    """What may be shed when the group is overloaded; without it nothing is."""


LoadBlock = Annotated[int, Field(strict=True, ge=1, le=20)]
"""The first block is what gensets take at once."""


class TakesPower(Section):
    """What says where a group takes its power from."""

    fed_by: Names = ()
    """All inputs, in parallel."""
    split: dict[Name, Count] | None = None
    """Units by input, for a group spread over several buses; instead of `fed_by`."""
    share: dict[Name, Weight] | None = None
    """Proportions in which live inputs share the load; equal where not given."""


class Fed(Rated, TakesPower):
    """A group that takes power from others and passes it on."""

    efficiency: Fraction | None = None
    """Power given on for each MW taken in; 1 where not given: losses not declared."""


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


class Switching(Fed):
    """A group that may choose among its inputs."""

    transfer: Transfer | None = None
    """One input at a time, instead of `fed_by`."""

    @property
    def is_only_asked(self) -> bool:
        return self.transfer is not None
