"""Interruptions that are announced, such as planned works: the site is ready before the feed goes.

When one is due, the gensets that the site will need are started; `PREPARATION_H` later switches and ties
move to where they will be wanted, and only then the feed is taken. Nobody feels it unless something else is
broken. Planned works that would leave the site without any feed are put off, and not counted as an
interruption; a utility that is short of power asks nobody, and its rolling outages are never put off.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Effect
from dcsim.engine.behaviours.interruptions import Interruptions, PlannedShare
from dcsim.engine.cast import Cause
from dcsim.engine.clock import Order
from dcsim.engine.key import KeyLayout
from dcsim.plant.network import Plant, State
from dcsim.plant.settle import settled
from dcsim.records import Deviation

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core

PREPARATION_H = 0.25
"""From the order to start the sets until the feed is taken; operators on site take 10 to 20 min."""


@dataclass
class Job:
    """One piece of work: the genset nodes warned for it, whether it has taken its feeds, and is done."""

    warned: list[int]
    taken: bool = False
    done: bool = False


class Announced(Interruptions):
    """One named interruption of which notice is given."""

    remembers = True

    def may_go_ahead(self, core: Core) -> bool:
        """Whether it takes place, the site being as it is."""
        return True

    def fresh(self, core: Core) -> deque[Job]:
        return deque()

    def respond(self, core: Core, jobs: deque[Job], event: HistoryEvent) -> None:
        """Works come due: prepare now, take the feed a little later; they end as much later."""
        if event.begins:
            core.cause = Cause(Deviation(self.name, 0, "interrupted", event.time), event.episode)
            job = Job(self._needed_gensets(core))
            jobs.append(job)
            core.warn_gensets(job.warned, +1)
            order, action = Order.FAILURE, partial(self._take, core, job, core.cause)
        else:
            order, action = Order.SOURCE_RETURN, partial(self._give_back, core, jobs, self._finished(jobs))
        core.at(event.time + PREPARATION_H, order, self.rank, action)

    def _finished(self, jobs: deque[Job]) -> Job:
        """The earliest job under way: its time is up."""
        job = next(job for job in jobs if not job.done)
        job.done = True
        return job

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return (None,) * len(self.targets)

    def is_at_rest(self, core: Core, jobs: deque[Job]) -> bool:
        return not jobs

    def calm_from(self, core: Core, jobs: deque[Job]) -> float:
        return math.inf if jobs else -math.inf

    def _needed_gensets(self, core: Core) -> list[int]:
        """Numbers of the genset nodes that would be wanted with the feeds gone."""
        layout, records = core.layout, core.cast.records
        nodes = self.targets[0].nodes
        key = core.key - sum(layout.units_in(core.key, node) * layout.units[node] for node in nodes)
        record = records.by_key.get(key) or records.judge(key)
        return [number for number, wanted in enumerate(record.wants) if wanted]

    def _without(self, core: Core) -> State:
        """The present state without what the works take."""
        state, _ = core.layout.decode(core.key)
        units = tuple(0 if i in self.targets[0].nodes else u for i, u in enumerate(state.units))
        return replace(state, units=units)

    def _take(self, core: Core, job: Job, cause: Cause) -> None:
        if not self.may_go_ahead(core):
            self._stand_down(core, job)
            core.recorder.count(self.name, "put_off")
            return
        job.taken = True
        core.cause = cause
        core.deviate(self.name, 0, "interrupted")
        core.move_to(settled(core.plant, self._without(core)))
        for node in self.targets[0].nodes:
            core.hold(node)
        for hall in self.targets[0].halls:
            core.hold_hall(hall, +1)

    def _give_back(self, core: Core, jobs: deque[Job], job: Job) -> None:
        jobs.remove(job)
        if job.taken:
            self._release(core, job)
        self._stand_down(core, job)

    def _release(self, core: Core, job: Job) -> None:
        job.taken = False
        core.normalise(self.name, 0, "interrupted")
        for node in self.targets[0].nodes:
            core.release(node)
        for hall in self.targets[0].halls:
            core.hold_hall(hall, -1)

    def _stand_down(self, core: Core, job: Job) -> None:
        core.warn_gensets(job.warned, -1)
        job.warned = []


class PlannedWorks(PlannedShare, Announced):
    """The planned share of one named interruption; works leave a site of several feeds one that is live."""

    def __init__(self, plant: Plant, name: str, rank: int) -> None:
        super().__init__(plant, name, rank)
        self.feeds = tuple(node.index for node in plant.nodes if node.kind == "feed")

    def may_go_ahead(self, core: Core) -> bool:
        """Whether another feed is live; a site with one feed has none to keep."""
        feeds = [feed for feed in self.feeds if core.present[feed]]
        if len(feeds) == 1:
            return True
        state, _ = core.layout.decode(core.key)
        return any(
            state.units[feed] and all(state.units[up] for up in core.plant.nodes[feed].requires)
            for feed in feeds
            if not self._is_hit(core.plant, feed)
        )

    def _is_hit(self, plant: Plant, feed: int) -> bool:
        return any(node in self.targets[0].nodes for node in (feed, *plant.nodes[feed].requires))
