"""Which groups depend on each other, and what of them the drawing of their histories needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dcsim.engine.calendar_life import calendar_life
from dcsim.engine.intervals import Renewal
from dcsim.laws import NEVER, Law, fixed
from dcsim.plant.network import Plant, Spec
from dcsim.scenario.model import Crew, Group, Spares, Standby


@dataclass(frozen=True)
class Machines:
    """The units of one group whose history is not theirs alone.

    `beta` is the share of failures that strike all units that are up.
    """

    renewal: Renewal
    crew: str | None
    spares: Spares | None
    standby: Standby | None
    beta: float

    @property
    def name(self) -> str:
        """The group."""
        return self.renewal.name

    @property
    def in_use(self) -> int:
        """Units in use while all are up."""
        return self.standby.in_use if self.standby is not None else self.renewal.units

    @property
    def idle(self) -> float:
        """Failure rate of a unit that stands by, as a share of that in use."""
        return self.standby.idle if self.standby is not None else 1.0

    @property
    def is_plain(self) -> bool:
        """Whether units, once all are up, fail as if each were alone, or all at once."""
        hot = self.standby is None or (self.standby.idle == 1.0 and not self.standby.fail_to_take_over)
        return hot and self.spares is None and self.fails_at_random

    @property
    def fails_at_random(self) -> bool:
        """Whether failures come at a constant rate, or never."""
        return self.renewal.is_memoryless or self.renewal.life.kind == "never"


@dataclass(frozen=True)
class Together:
    """Groups that depend on each other and on no other: those of one crew, or one group. Sorted by name."""

    machines: tuple[Machines, ...]
    crews: Mapping[str, Crew]

    @property
    def is_plain(self) -> bool:
        """Whether only waiting for a crew makes a difference: while nobody waits, everyone is alone."""
        return all(one.is_plain for one in self.machines)


def callout_of(one: Machines, crews: Mapping[str, Crew]) -> Law:
    """From a failure of one of these machines until somebody is there, if a crew is free."""
    crew = crews[one.crew] if one.crew is not None else None
    return fixed(0.0) if crew is None or crew.callout_h is None else crew.callout_h


def depends(spec: Spec) -> bool:
    """Whether the failures or repairs of this group depend on those of other units or groups."""
    return isinstance(spec, Group) and spec.is_dependent


def machines_of(plant: Plant, name: str) -> Machines:
    """A group of which `depends` is true."""
    spec = plant.specs[name]
    assert isinstance(spec, Group)
    units = sum(plant.nodes[i].count for i in plant.members[name])
    renewal = Renewal(name, calendar_life(spec), spec.mttr_h or NEVER, units)
    return Machines(renewal, spec.crew, spec.spares, spec.standby, spec.beta or 0.0)


def groups_together(plant: Plant) -> tuple[Together, ...]:
    """All groups that depend on anything, those of one crew together."""
    found: dict[tuple[str, str], list[Machines]] = {}
    for name in sorted(name for name, spec in plant.specs.items() if depends(spec)):
        one = machines_of(plant, name)
        which = ("group", name) if one.crew is None else ("crew", one.crew)
        found.setdefault(which, []).append(one)
    return tuple(
        Together(tuple(several), {one.crew: plant.crews[one.crew] for one in several if one.crew is not None})
        for several in found.values()
    )
