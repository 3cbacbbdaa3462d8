"""One replication of machines that depend on each other, event by event.

Nothing here knows the state of the site: who fails, who stands by, who waits for a crew or a spare follows
from the machines' own course and the calendar. Simultaneous events are taken in the order of the site's:
repairs, arrivals, failures, then by name and unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from heapq import heappop

from dcsim.engine.dependent.keys import Keys
from dcsim.engine.dependent.machines import Together
from dcsim.engine.dependent.maintaining import Maintaining
from dcsim.engine.dependent.planning import Planning, When
from dcsim.engine.dependent.repairing import Repairing
from dcsim.engine.dependent.units import Bank, Desk, Down, Job, Row, Unit, assembled
from dcsim.engine.dependent.works import Work
from dcsim.engine.staff import Spans, there
from dcsim.laws import Law


class Story(Planning):
    """The machines from `since_h` on, when all that are there are up; `rows` from `first` on are in order."""

    def __init__(
        self,
        together: Together,
        keys: Sequence[Keys],
        rows: Sequence[Row],
        first: int,
        works: Sequence[Work],
        hours: Sequence[Sequence[tuple[float, float]]],
        since_h: float,
        horizon_h: float,
        away: Spans = (),
    ) -> None:
        super().__init__(since_h, horizon_h)
        self._away = away
        self.down: list[Down] = []
        self._rows = rows
        self._next = first
        self._failed = 0
        desks = {name: Desk(crew.count) for name, crew in together.crews.items()}
        self._banks = [
            Bank(
                one,
                number,
                desks[one.crew] if one.crew is not None else Desk(math.inf),
                keys[number],
                [ready <= since_h < gone for ready, gone in hours[number]],
            )
            for number, one in enumerate(together.machines)
        ]
        self.maintaining = Maintaining(self, self._banks, works)
        self.repairing = Repairing(self)
        self._assembled = assembled(self._banks)
        for bank, several in zip(self._banks, hours, strict=True):
            for unit, (ready_h, gone_h) in zip(bank.units, several, strict=True):
                if unit.there:
                    self._join(unit)
                elif since_h < ready_h < gone_h:
                    self.plan(ready_h, When.COMES, unit, self._comes)
                if since_h < gone_h:
                    self.plan(gone_h, When.GOES, unit, self._goes)

    def run(self, *, until_all_are_up: bool = False) -> float:
        """Go on to the horizon, or until no unit is down any more after a failure: the hour then."""
        agenda, rows = self.agenda, self._rows
        while True:
            row = rows[self._next] if self._next < len(rows) else None
            if row is not None and (not agenda or (row.start, When.FAILS) < agenda[0][:2]):
                self._next += 1
                self.now = row.start
                self._strike(row)
                continue
            if not agenda or agenda[0][0] >= self.horizon_h:
                break
            self.now, kind, _, _, _, action = heappop(agenda)
            action()
            if until_all_are_up and kind in (When.REPAIRED, When.GOES) and not self._failed:
                return self.now
        for bank in self._banks:
            for unit in bank.units:
                if unit.job is not None:
                    self._book(unit.job, unit.job.end)
        self.maintaining.finish()
        return self.horizon_h

    def plan_repaired(self, job: Job) -> None:
        """A repair has begun, and its end is known."""
        self.plan(job.end, When.REPAIRED, job.unit, lambda _: self._repaired(job))

    def fail_by_error(self, unit: Unit, episode: int, law: Law) -> None:
        """A unit fails as it is put back into service."""
        keys = unit.bank.keys
        own = keys.of_error(episode)
        self._fail(unit, own, keys.callout_h(unit.number, own), keys.error_repair_h(unit.number, own, law))

    def _book(self, job: Job, end: float) -> None:
        unit = job.unit
        self.down.append(Down(unit.bank.number, unit.number, job.start, end, job.episode, job.way))

    # ------------------------------------------------------------------ failures

    def _strike(self, row: Row) -> None:
        """A unit that is up fails, if it is used as hard as it takes to fail."""
        unit = self._banks[row.group].units[row.unit]
        if not unit.is_up:
            return
        if row.found_h > row.start:
            if unit.bank.machines.standby is None or not unit.in_use:
                self._fail_unseen(unit, row)
        elif unit.in_use or row.mark < unit.bank.machines.idle:
            self._fail(unit, row.episode, row.callout_h, row.repair_h)

    def _wears_out(self, unit: Unit, version: int) -> None:
        """A unit that ages has reached its age."""
        if unit.version == version:
            keys = unit.bank.keys
            episode = keys.of_life(unit.number, unit.life)
            callout_h, repair_h = keys.callout_h(unit.number, episode), keys.repair_h(unit.number, episode)
            self._fail(unit, episode, callout_h, repair_h)

    def _fail(self, unit: Unit, episode: int, callout_h: float, repair_h: float) -> None:
        self._leave(unit, episode)
        job = unit.job = Job(unit, self.now, episode, callout_h, repair_h, known_h=self.now)
        self._failed += 1
        for other in self._assembled.get(unit, ()):
            if other.is_up:
                job.with_it.append(self._stand_with(other, job))
        self._call_out(job)

    def _stand_with(self, unit: Unit, job: Job) -> Job:
        """A unit that is up goes down because another part of its assembly has failed."""
        own = unit.bank.keys.of_assembly(job.episode)
        self._leave(unit, own)
        unit.job = Job(unit, self.now, own, 0.0, job.repair_h, known_h=self.now, of_another=True)
        self._failed += 1
        self.maintaining.failed(unit)
        return unit.job

    def _fail_unseen(self, unit: Unit, row: Row) -> None:
        """A unit fails and nobody knows, until it is tested or asked to take over."""
        self._leave(unit, row.episode)
        job = unit.job = Job(unit, self.now, row.episode, row.callout_h, row.repair_h, known_h=math.inf)
        self._failed += 1
        self.maintaining.failed_unseen(unit)
        self.plan(row.found_h, When.TESTED, unit, lambda _: self._find(job))

    def _find(self, job: Job) -> None:
        """A hidden failure is found, unless it has been before."""
        if job.unit.job is job and not job.is_known:
            job.known_h = self.now
            self._call_out(job)

    def find_failure(self, unit: Unit) -> None:
        """Somebody looks at a unit, and finds what nobody knew."""
        if unit.job is not None:
            self._find(unit.job)

    def _call_out(self, job: Job) -> None:
        """A failure is known: somebody is called to repair it."""
        self.maintaining.failed(job.unit)
        if math.isinf(job.repair_h):
            return
        here_h = there(self._away, self.now + job.callout_h)
        if here_h > self.now:
            self.plan(here_h, When.ARRIVED, job.unit, lambda _: self.repairing.come(job))
        else:
            self.repairing.queue(job)

    def _take_over(self, bank: Bank, episode: int) -> None:
        """Units that stand by are asked one by one until as many are in use as should be."""
        chance = bank.machines.standby.fail_to_take_over if bank.machines.standby is not None else 0.0
        for unit in list(bank.thought_to_stand_by()):
            if bank.used >= bank.machines.in_use:
                return
            if self.maintaining.is_out(unit):
                continue
            if unit.job is not None:
                self._find(unit.job)
                continue
            if chance and bank.keys.chance_to_take_over(unit.number, episode) < chance:
                own = bank.keys.of_take_over(unit.number, episode)
                keys = bank.keys
                self._fail(unit, own, keys.callout_h(unit.number, own), keys.repair_h(unit.number, own))
            else:
                self._use(unit)

    # ------------------------------------------------------------------ repairs

    def _repaired(self, job: Job) -> None:
        unit = job.unit
        if unit.job is not job:
            return  # it has gone meanwhile
        self._as_new(job)
        unit.bank.desk.free += 1
        self.repairing.begin_what_may(unit.bank.desk)
        self.maintaining.repaired(unit)
        self._end_of_others(job)

    def _as_new(self, job: Job) -> None:
        unit = job.unit
        unit.job = None
        self._failed -= 1
        self._book(job, self.now)
        unit.life += 1
        self._join(unit)

    def _end_of_others(self, job: Job) -> None:
        """What was replaced with it is as new too."""
        for other in job.with_it:
            if other.unit.job is other:
                self._as_new(other)
                self.maintaining.repaired(other.unit)

    # ------------------------------------------------------------------ in use or standing by

    def _join(self, unit: Unit) -> None:
        """A unit that is as new is used where one is lacking, and else stands by."""
        if unit.bank.ages:
            unit.left, unit.since, unit.pace = unit.bank.keys.life_h(unit.number, unit.life), self.now, 0.0
        self.put_back(unit)

    def put_back(self, unit: Unit) -> None:
        """A unit that is up is used where one is lacking, and else stands by; so it does while it is out."""
        bank = unit.bank
        if unit.in_use:
            return
        if bank.used < bank.machines.in_use and not self.maintaining.is_out(unit):
            self._use(unit)
        else:
            self._age(unit, bank.machines.idle)

    def take_out(self, unit: Unit) -> None:
        """A unit is to be maintained; who stands by takes over by plan, which never fails."""
        bank = unit.bank
        if bank.machines.standby is None or not unit.in_use:
            return
        unit.in_use = False
        bank.used -= 1
        self._age(unit, bank.machines.idle)
        for other in bank.standing_by():
            if bank.used < bank.machines.in_use and not self.maintaining.is_out(other):
                self._use(other)

    def _use(self, unit: Unit) -> None:
        unit.in_use = True
        unit.bank.used += 1
        self._age(unit, 1.0)

    def _leave(self, unit: Unit, episode: int) -> None:
        """A unit is no longer used, nor does it stand by."""
        unit.version += 1
        if unit.in_use:
            bank = unit.bank
            unit.in_use = False
            bank.used -= 1
            if bank.machines.standby is not None:
                # what fails at the same instant cannot take over
                self.plan(self.now, When.TAKES_OVER, unit, lambda _: self._take_over(bank, episode))

    def _age(self, unit: Unit, pace: float) -> None:
        """From now on the unit ages `pace` hours in an hour."""
        if not unit.bank.ages:
            return
        unit.left -= (self.now - unit.since) * unit.pace if unit.pace else 0.0
        unit.since, unit.pace = self.now, pace
        unit.version += 1
        if pace:
            version, worn_h = unit.version, self.now + unit.left / pace
            self.plan(worn_h, When.FAILS, unit, lambda one: self._wears_out(one, version))

    # ------------------------------------------------------------------ by plan

    def _comes(self, unit: Unit) -> None:
        unit.there = True
        self._join(unit)

    def _goes(self, unit: Unit) -> None:
        """A unit goes for good, whatever its state; what works on it is free."""
        job, desk = unit.job, unit.bank.desk
        if job is not None:
            self._failed -= 1
            unit.job = None
            self._book(job, math.inf)
            if not job.of_another:
                self.repairing.give_up(job)
            self._end_of_others(job)
        else:
            self._leave(unit, unit.bank.keys.of_leaving(unit.number))
        unit.there = False
        self.repairing.begin_what_may(desk)
        self.maintaining.gone(unit)
