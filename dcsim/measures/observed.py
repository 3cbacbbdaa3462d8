"""What a run observed, in the form measures ask for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.measures.clocks import Intervals, Periods, cut, facility, facility_of_halls, service, whole
from dcsim.measures.intervals import CONFIDENCE, none_seen
from dcsim.records import GroupCounts, Outage, Spell

Booleans = NDArray[np.bool_]

YEAR_H = 8760.0
"""A model year: 365 days."""
FEWEST_REPLICATIONS = 10
"""With fewer, model years stand in as sampling units."""
SHORTEST_ASSUMED_H = 24.0
"""No assumed outage is shorter than this."""


@dataclass(frozen=True)
class BlockCounts:
    """What one block of replications counted, and the hours it was counted over."""

    exposure_h: float
    groups: Mapping[str, GroupCounts]
    interruptions: Mapping[str, int]


@dataclass(frozen=True)
class Observed:
    """Records of a run with the few facts of the scenario that measures need.

    `ends_h[r]` is the length of replication r, `target_h` the downtime per year the target allows (None:
    no target), `repair_h` the longest mean repair, `it_mw` the demand of all halls, `random` whether
    anything in the scenario is, `fuelled` the genset groups whose tank is given in m³, `scheduled` the
    interruptions that come at given times, `clustered` those that come in bad seasons, `year_names` the full
    model years of the horizon (empty where they are not reported one by one). `tenants` and `on_one_cord`
    have what each asks for by name, MW, `beside_power` the names of halls, cooling and interruptions that hit
    nothing else, `sheddable` the tenants whose contract allows to shed them, `spells`
    when they were down or shed.
    Every interval is computed at `confidence`: above 95 % where the run could have stopped earlier, so that
    what is reported covers in 95 % of runs wherever they stop (docs/method.md).
    """

    horizon_h: float
    ends_h: tuple[float, ...]
    outages: Sequence[Outage]
    blocks: tuple[BlockCounts, ...]
    halls: tuple[str, ...]
    it_recovery_h: float
    it_mw: float
    repair_h: float
    target_h: float | None = None
    random: bool = True
    ends_at_first_outage: bool = False
    gensets: tuple[str, ...] = ()
    batteries: tuple[str, ...] = ()
    """UPS groups that have a battery."""
    fuelled: frozenset[str] = frozenset()
    scheduled: frozenset[str] = frozenset()
    clustered: frozenset[str] = frozenset()
    year_names: tuple[str, ...] = field(default=())
    tenants: Mapping[str, float] = field(default_factory=dict)
    on_one_cord: Mapping[str, float] = field(default_factory=dict)
    beside_power: frozenset[str] = frozenset()
    sheddable: frozenset[str] = frozenset()
    spells: tuple[Spell, ...] = ()
    in_service: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    borrowed_h: tuple[float, ...] = ()
    confidence: float = CONFIDENCE

    @property
    def replications(self) -> int:
        return len(self.ends_h)

    @cached_property
    def exposure_h(self) -> float:
        """Hours observed, over all replications."""
        return math.fsum(self.ends_h)

    @property
    def site_years(self) -> float:
        return self.exposure_h / YEAR_H

    @cached_property
    def facility(self) -> Intervals:
        """The site's outages on the facility clock."""
        return facility(self.outages)

    @cached_property
    def facility_of_halls(self) -> dict[str, Intervals]:
        """Each hall's outages on the facility clock."""
        return facility_of_halls(self.outages, self.halls)

    @cached_property
    def service(self) -> Intervals:
        """The site's outages on the service clock."""
        return service(self.facility, self.it_recovery_h, self.ends_h)

    @cached_property
    def whole(self) -> Periods:
        """Each replication as one period."""
        return whole(self.ends_h)

    @cached_property
    def years(self) -> Periods:
        """Replications cut into model years, the last of each maybe shorter."""
        return cut(self.ends_h, YEAR_H)

    @cached_property
    def units(self) -> Periods:
        """The sampling units: replications, or model years when there are too few replications."""
        few = self.replications < FEWEST_REPLICATIONS and not self.ends_at_first_outage
        return self.years if few else self.whole

    @cached_property
    def had_outage(self) -> Booleans:
        """Whether each replication had an outage, shape (replications,).

        Ending before the horizon is one, recorded or not: the outage then has no length yet.
        """
        ended_early = np.asarray(self.ends_h) < self.horizon_h
        had = ended_early if self.ends_at_first_outage else np.zeros_like(ended_early)
        had[self.facility.replication] = True
        return had

    @property
    def unit_name(self) -> str:
        return "replications" if self.units is self.whole else "model years"

    @property
    def none_seen(self) -> float:
        """Events expected where none was seen, at most: 2.996 at 95 %."""
        return none_seen(self.confidence)

    @property
    def full_years(self) -> int:
        """Full model years in one horizon."""
        return math.floor(self.horizon_h / YEAR_H + 1e-9)

    @cached_property
    def groups(self) -> dict[str, GroupCounts]:
        """Counts of every group over the whole run, by name in order of first appearance."""
        total: dict[str, GroupCounts] = {}
        for block in self.blocks:
            for name, counts in block.groups.items():
                total[name] = total.get(name, GroupCounts()) + counts
        return total

    @cached_property
    def interruptions(self) -> dict[str, int]:
        """How often each interruption began, over the whole run."""
        total: dict[str, int] = {}
        for block in self.blocks:
            for name, count in block.interruptions.items():
                total[name] = total.get(name, 0) + count
        return total

    def assumed_h(self, recovery_h: float) -> float:
        """Length assumed for an outage nobody has seen: recovery + longest mean repair, at least 24 h."""
        return min(self.horizon_h, max(SHORTEST_ASSUMED_H, recovery_h + self.repair_h))
