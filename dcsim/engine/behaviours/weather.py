"""Weather: it takes what it hits, closes the roads to trucks and people, and may reach the site itself.

An event is drawn as any interruption is. The roads are closed from its beginning on, for hours that have
nothing to do with how long it darkens the grid: whatever store waits for trucks waits for the roads too, in
a loss that has begun before or begins later as well. So do repairs for the people who are to begin them.
Whether it reaches the site, and how long the damage then lasts, is drawn for each event by its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect
from dcsim.engine.behaviours.interruptions import Interruptions, Targets
from dcsim.engine.draws import ManyDraws
from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.key import KeyLayout
from dcsim.engine.short_of_fuel import NOTHING, Burnt
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.scenario.calendar import HOURS_PER_DAY
from dcsim.scenario.model import OnSite, damage_by
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core

_REACHES, _REPAIR = 0, 1


class ClosesRoads(Interruptions):
    """Weather after which no truck comes for a time, and nobody who is called for a repair.

    A site that waits for one is not calm until the roads are open. What burns no fuel need not mind those of
    the trucks, but may break.
    """

    remembers = True
    is_reserve = True
    minds_fuel = True

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(plant, name, rank)
        self.fuel_lead_h = plant.weather[name].fuel_lead_h
        self.crew_delay_h = plant.weather[name].crew_delay_h

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return (None,) * len(self.targets)  # closed roads are in no state of the supply

    def calm_from(self, core: Core, memory: Any) -> float:
        return max(core.roads_open_h, core.staff_there_h)

    def calm_unused_from(self, core: Core, memory: Any) -> float:
        return core.staff_there_h

    def calm_but_for_fuel_from(self, core: Core, memory: Any) -> float:
        return core.staff_there_h

    def missing_fuel(self, core: Core, memory: Any) -> Burnt:
        return NOTHING if core.roads_open_h <= core.now else Burnt(0.0, 0.0, core.roads_open_h)

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        if event.begins:
            if self.fuel_lead_h:
                core.close_roads(event.time + self.fuel_lead_h)
            if self.crew_delay_h:
                core.staff_there_h = max(core.staff_there_h, event.time + self.crew_delay_h)
        super().respond(core, memory, event)


class OnSiteDamage(Interruptions):
    """What events of one kind of weather do to the site, where they reach it."""

    def __init__(
        self, plant: Plant, events: Interruptions, spec: OnSite, rank: int, streams: Streams
    ) -> None:
        Behaviour.__init__(self, damage_by(events.name), rank)
        self.events = events
        self.damage = spec
        self.replay = ()
        self._nodes = plant.nodes
        self.targets = [Targets(plant, spec.groups)]
        self._key = streams.episode_key(self.name, "damage")

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        events = self.events.history(streams, timeline, block)
        draws = ManyDraws([self._key], events.episode)
        hit = events.kept(draws.chance(_REACHES)[:, 0] < self.damage.probability)
        days = ManyDraws([self._key], hit.episode).length(self.damage.repair_days, _REPAIR)[:, 0]
        end = hit.start + days * HOURS_PER_DAY
        return Intervals(hit.replication, hit.start, end, np.zeros_like(hit.unit), hit.episode)
