"""Who waits for a crew or a spare part in one replication, and whose repair begins when."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from dcsim.engine.dependent.planning import When
from dcsim.engine.dependent.units import Desk, Job, Unit

if TYPE_CHECKING:
    from dcsim.engine.dependent.story import Story


class Repairing:
    """The repairs of one replication."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def queue(self, job: Job) -> None:
        """Somebody is there for the repair, or will be as soon as they have finished another."""
        if job.unit.job is job:
            self._wait(job)
            self.begin_what_may(job.unit.bank.desk)

    def come(self, job: Job) -> None:
        """The same of those who had to come: they begin once all who come at this instant are there."""
        if job.unit.job is job:
            self._wait(job)
            desk = job.unit.bank.desk
            self._story.plan(self._story.now, When.ASSIGNED, job.unit, lambda _: self.begin_what_may(desk))

    def _wait(self, job: Job) -> None:
        insort(job.unit.bank.desk.waiting, (job.place, job), key=lambda one: one[0])

    def begin_what_may(self, desk: Desk) -> None:
        """Every repair that can begin does, in order of failures; what lacks a spare lets others pass."""
        for entry in list(desk.waiting):
            if not desk.free:
                return
            if entry[1].unit.bank.stock:
                desk.waiting.remove(entry)
                self._begin(entry[1], desk)

    def give_up(self, job: Job) -> None:
        """Nobody works on it any more."""
        desk = job.unit.bank.desk
        if job.is_under_way:
            desk.free += 1
        desk.waiting = [entry for entry in desk.waiting if entry[1] is not job]

    def _begin(self, job: Job, desk: Desk) -> None:
        """A crew begins a repair, with a spare if the group has spares at all."""
        story, bank = self._story, job.unit.bank
        desk.free -= 1
        job.is_under_way = True
        job.end = story.now + job.repair_h
        story.plan_repaired(job)
        if bank.machines.spares is not None:
            bank.stock -= 1
            wait = bank.keys.restock_h(job.unit.number, job.episode)
            story.plan(story.now + wait, When.RESTOCKED, job.unit, self._restocked)

    def _restocked(self, unit: Unit) -> None:
        unit.bank.stock += 1
        self.begin_what_may(unit.bank.desk)
