"""When units are in service, in arrays: what of the drawn failures happens to units that are there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dcsim.engine.early_life import early_failures
from dcsim.engine.eras import service_hours
from dcsim.engine.intervals import Block, Floats, Intervals
from dcsim.engine.renewals import Renewal
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.scenario.model import EarlyLife
from dcsim.streams import Streams


@dataclass(frozen=True)
class Service:
    """Hours at which units come into service and go, by group, of shape (replications of a block, units).

    Groups not named are there throughout. `early` has, by group and unit, the failures of what is new.
    """

    ready_h: Mapping[str, Floats] = field(default_factory=dict)
    retired_h: Mapping[str, Floats] = field(default_factory=dict)
    early: Mapping[str, Sequence[EarlyLife | None]] = field(default_factory=dict)

    def since_ready(self, name: str, drawn: Intervals, *, ages: bool) -> Intervals:
        """The failures of a group after its units are ready.

        Of units that age the history begins when they are ready. Without memory failures come when they would
        have come: those before are left out, so that a later date changes nothing after it.
        """
        if name not in self.ready_h:
            return drawn
        ready_h = self.ready_h[name][drawn.replication, drawn.unit]
        if not ages:
            return drawn.kept(drawn.start >= ready_h)
        later = replace(drawn, start=drawn.start + ready_h, end=drawn.end + ready_h)
        return later.kept(np.isfinite(ready_h))

    def early_failures(
        self, renewal: Renewal, streams: Streams, block: Block, horizon_h: float
    ) -> Intervals | None:
        """What fails of a group because it is new; None where nothing does."""
        early = self.early.get(renewal.name)
        if early is None or renewal.name not in self.ready_h:
            return None
        return early_failures(renewal, early, self.ready_h[renewal.name], streams, block, horizon_h)

    def until_retired(self, name: str, drawn: Intervals) -> Intervals:
        """The failures of a group while its units are there; a unit that goes is not repaired any more."""
        if name not in self.retired_h:
            return drawn
        hours = self.retired_h[name]
        retired_h = hours[drawn.replication, drawn.unit % hours.shape[1]]
        drawn = replace(drawn, end=np.where(drawn.end > retired_h, math.inf, drawn.end))
        return drawn.kept(drawn.start < retired_h)


def service_in(plant: Plant, timelines: Sequence[Timeline], block: Block) -> Service:
    """The service hours of the simulated replications of a block; others are as on a finished site."""
    several = [service_hours(plant, one) for one in timelines]
    names = sorted({name for hours in several for name in hours})
    ready_h, retired_h = {}, {}
    for name in names:
        count = sum(plant.nodes[node].count for node in plant.members[name])
        always = (0.0,) * count, (math.inf,) * count
        hours = [one.get(name, always) for one in several]
        ready_h[name] = _table([ready for ready, _ in hours], block, 0.0, count)
        retired_h[name] = _table([retired for _, retired in hours], block, math.inf, count)
    return Service(ready_h, retired_h, plant.early_lives)


def _table(rows: Sequence[Sequence[float]], block: Block, otherwise: float, count: int) -> Floats:
    table = np.full((block.size, count), otherwise)
    table[block.passed_over : block.used] = rows
    return table
