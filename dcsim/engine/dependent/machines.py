"""Which groups depend on each other, and what of them the drawing of their histories needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dcsim.engine.calendar_life import calendar_life
from dcsim.engine.renewals import Renewal
from dcsim.engine.wear import Wear, wear_of
from dcsim.laws import NEVER, Law, fixed
from dcsim.plant.network import Plant, Spec
from dcsim.scenario.model import Crew, Group, Maintenance, Spares, Standby, Tests


@dataclass(frozen=True)
class Machines:
    """The units of one group whose history is not theirs alone.

    `beta` is the share of failures that strike all units that are up. `hidden_per_year` are failures that
    nobody sees of a unit that is up; of a group with standby, of one that stands by.
    """

    renewal: Renewal
    crew: str | None
    spares: Spares | None
    standby: Standby | None
    beta: float
    maintenance: Maintenance | None
    hidden_per_year: float = 0.0
    tests: Tests | None = None
    assembly: str | None = None
    is_genset: bool = False
    wear: Wear | None = None

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
        alone = self.spares is None and self.maintenance is None and self.assembly is None
        return hot and alone and self.hidden_per_year == 0.0 and self.fails_at_random

    @property
    def fails_at_random(self) -> bool:
        """Whether failures come at a constant rate, or never."""
        return self.renewal.is_memoryless or self.renewal.life.kind == "never"


@dataclass(frozen=True)
class Together:
    """Groups that depend on each other and on no other: those of one crew, for example. Sorted by name."""

    machines: tuple[Machines, ...]
    crews: Mapping[str, Crew]

    @property
    def minds_grid(self) -> bool:
        """Whether anything is put off while a feed is out."""
        plans = (one.maintenance for one in self.machines)
        return any(plan is not None and plan.unless_grid_out for plan in plans)

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


def hides_failures(spec: Spec) -> bool:
    """Whether units of this group may be down without anybody knowing."""
    return isinstance(spec, Group) and spec.hides_failures and not spec.is_only_asked


def machines_of(plant: Plant, name: str) -> Machines:
    """A group of which `depends` is true."""
    spec = plant.specs[name]
    assert isinstance(spec, Group)
    units = sum(plant.nodes[i].count for i in plant.members[name])
    renewal = Renewal(name, calendar_life(spec), spec.mttr_h or NEVER, units)
    return Machines(
        renewal,
        spec.crew,
        spec.spares,
        spec.standby,
        spec.common_share,
        spec.maintenance,
        (spec.hidden_failures_per_year or 0.0) if hides_failures(spec) else 0.0,
        spec.tests,
        spec.assembly,
        spec.kind == "genset",
        wear_of(spec),
    )


def groups_together(plant: Plant) -> tuple[Together, ...]:
    """All groups that depend on anything: together those of one crew, assembly, or works one at a time."""
    names = sorted(name for name, spec in plant.specs.items() if depends(spec))
    machines = {name: machines_of(plant, name) for name in names}
    apart: list[set[tuple[str, str]]] = []
    for name, one in machines.items():
        bonds = {("group", name)}
        bonds |= {("crew", one.crew)} if one.crew is not None else set()
        bonds |= {("assembly", one.assembly)} if one.assembly is not None else set()
        bonds |= {("works", "")} if one.maintenance is not None and one.maintenance.one_at_a_time else set()
        with_it = [several for several in apart if several & bonds]
        apart = [several for several in apart if not several & bonds] + [bonds.union(*with_it)]
    found = []
    for bonds in sorted(apart, key=sorted):
        several = tuple(one for name, one in machines.items() if ("group", name) in bonds)
        crews = sorted({one.crew for one in several if one.crew is not None})
        found.append(Together(several, {name: plant.crews[name] for name in crews}))
    return tuple(found)
