"""Tests of gensets under the load of the site: it goes to its sets, runs on them for a while, and back.

A test is announced works on all feeds, with two differences. It does not go ahead where the sets on line
could not carry the site. And the mains are there: as soon as anything goes wrong the feeds are given back,
and the site is on its batteries only until switches have moved.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.interruptions import Targets
from dcsim.engine.behaviours.planned_works import Announced, Job
from dcsim.engine.hidden_failures import test_hours
from dcsim.engine.intervals import Block, Intervals, replayed
from dcsim.plant.network import Plant
from dcsim.plant.settle import settled
from dcsim.rollout import Timeline
from dcsim.scenario.model import Tests
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.core import Core
    from dcsim.engine.supply_record import SupplyRecord


class LoadTests(Announced):
    """The tests under load of one genset group."""

    watches_supply = True

    def __init__(self, plant: Plant, name: str, rank: int, tests: Tests) -> None:
        Behaviour.__init__(self, f"{name} (test)", rank)
        self.tests = tests
        self.replay = ()
        self._nodes = plant.nodes
        self.targets = [Targets(plant, "all")]

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        starts = test_hours(self.tests, timeline.horizon_h)
        return replayed(self.name, block, starts, [self.tests.run_h] * len(starts))

    def may_go_ahead(self, core: Core) -> bool:
        """Whether the site is on the mains, and the sets that run could carry it."""
        if any(core.record.wants):
            return False
        key = core.layout.encode(settled(core.plant, self._without(core)), core.level)
        records = core.cast.records
        return not _goes_wrong(records.by_key.get(key) or records.judge(key))

    def supply_changed(self, core: Core, jobs: deque[Job]) -> None:
        for job in jobs:
            if job.taken and _goes_wrong(core.record):
                self._break_off(core, job)

    def _break_off(self, core: Core, job: Job) -> None:
        """Back to the mains at once."""
        core.recorder.count(self.name, "broken_off")
        core.recorder.note(core, "broken-off", self.name)
        self._release(core, job)
        self._stand_down(core, job)


def _goes_wrong(record: SupplyRecord) -> bool:
    """Whether a hall has no power, something is overloaded, or a battery drains."""
    return bool(record.short or record.overloaded) or any(drain > 0 for drain in record.drain)
