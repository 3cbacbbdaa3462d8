"""Planned maintenance in one replication: who is taken out when, who waits, who is called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dcsim.engine.dependent.planning import When
from dcsim.engine.dependent.units import Bank, Unit
from dcsim.engine.dependent.works import Work
from dcsim.scenario.model import Maintenance

if TYPE_CHECKING:
    from dcsim.engine.dependent.story import Story


class Out(NamedTuple):
    """A unit that had not failed was out for maintenance.

    `after_repair`: it had failed before and has just been repaired; `until_failure`: it fails at the end.
    """

    group: int
    unit: int
    start: float
    end: float
    episode: int
    after_repair: bool
    until_failure: bool


@dataclass(eq=False)
class Stay:
    """A unit that is out until `back_h`; since when it is so without having failed, and how that began."""

    unit: Unit
    plan: Maintenance
    back_h: float
    episode: int
    since_h: float | None
    after_repair: bool = False
    parts: int = 0


class Maintaining:
    """The works of one replication."""

    def __init__(self, story: Story, banks: Sequence[Bank], works: Sequence[Work]) -> None:
        self.out: list[Out] = []
        self._story = story
        self._banks = banks
        self._waiting: list[Work] = []
        self._stays: dict[Unit, Stay] = {}
        self._grid_is_out = False
        for work in works:
            unit = banks[work.group].units[work.unit]
            story.plan(work.due_h, When.DUE, unit, partial(self._due, work))

    def is_out(self, unit: Unit) -> bool:
        """Whether the unit is being maintained."""
        return unit in self._stays

    def failed(self, unit: Unit) -> None:
        """A unit fails; whoever of its group is out is called back."""
        self.failed_unseen(unit)
        for other, stay in list(self._stays.items()):
            recall_h = stay.plan.recall_h
            if other.bank is unit.bank and other is not unit and recall_h is not None:
                self._recall(stay, self._story.now + recall_h)

    def failed_unseen(self, unit: Unit) -> None:
        """A unit fails and nobody knows: if it is out, it is so as one that has failed."""
        stay = self._stays.get(unit)
        if stay is not None:
            self._close(stay, until_failure=True)

    def grid_goes(self) -> None:
        """A feed is out; who minds is called back."""
        self._grid_is_out = True
        for stay in list(self._stays.values()):
            if stay.plan.unless_grid_out and stay.plan.recall_h is not None:
                self._recall(stay, self._story.now + stay.plan.recall_h)

    def grid_returns(self) -> None:
        """All feeds are there again; works that waited for that may begin."""
        self._grid_is_out = False
        self.begin_what_may()

    def repaired(self, unit: Unit) -> None:
        """A unit is repaired; works that waited for it may begin."""
        stay = self._stays.get(unit)
        if stay is not None:
            stay.since_h, stay.after_repair = self._story.now, True
        self.begin_what_may()

    def gone(self, unit: Unit) -> None:
        """A unit goes for good."""
        stay = self._stays.pop(unit, None)
        if stay is not None:
            self._close(stay, until_failure=False)
        self.begin_what_may()

    def finish(self) -> None:
        """The replication is over: who is out now would be until their works end."""
        for stay in self._stays.values():
            self._close(stay, until_failure=False, end_h=stay.back_h)

    def begin_what_may(self) -> None:
        """Every work that waits and may begin does, in the order in which they were due."""
        for work in list(self._waiting):
            unit = self._banks[work.group].units[work.unit]
            if work.latest_h < self._story.now or not unit.there or self.is_out(unit):
                self._waiting.remove(work)
            elif self._may_begin(unit):
                self._waiting.remove(work)
                self._begin(unit, work)

    def _due(self, work: Work, _unit: Unit) -> None:
        self._waiting.append(work)
        self.begin_what_may()

    def _may_begin(self, unit: Unit) -> bool:
        plan = _plan_of(unit)
        if plan.unless_grid_out and self._grid_is_out:
            return False
        if plan.one_at_a_time and any(stay.plan.one_at_a_time for stay in self._stays.values()):
            return False
        others = (one for one in unit.bank.units if one is not unit and one.there)
        return not plan.unless_degraded or not any(not one.seems_up or self.is_out(one) for one in others)

    def _begin(self, unit: Unit, work: Work) -> None:
        story, plan = self._story, _plan_of(unit)
        story.find_failure(unit)
        since_h = story.now if unit.job is None else None
        episode = unit.bank.keys.of_work(unit.number, work.due_h)
        stay = self._stays[unit] = Stay(unit, plan, story.now + plan.hours, episode, since_h)
        story.take_out(unit)
        story.plan(stay.back_h, When.BACK, unit, lambda _: self._back(stay))

    def _recall(self, stay: Stay, back_h: float) -> None:
        if back_h < stay.back_h:
            stay.back_h = back_h
            self._story.plan(back_h, When.BACK, stay.unit, lambda _: self._back(stay))

    def _back(self, stay: Stay) -> None:
        unit, error = stay.unit, stay.plan.error
        if self._stays.get(unit) is not stay or self._story.now < stay.back_h:
            return  # it has come or gone meanwhile
        keys = unit.bank.keys
        fails = (
            error is not None
            and unit.job is None
            and keys.chance_of_error(unit.number, stay.episode) < error.probability
        )
        self._close(stay, until_failure=fails)
        del self._stays[unit]
        if fails and error is not None:
            self._story.fail_by_error(unit, stay.episode, error.repair_h)
        elif unit.job is None:
            self._story.put_back(unit)
        self.begin_what_may()

    def _close(self, stay: Stay, *, until_failure: bool, end_h: float | None = None) -> None:
        """Book the time since the unit is out without having failed."""
        end_h = self._story.now if end_h is None else end_h
        if stay.since_h is not None and end_h > stay.since_h:
            unit = stay.unit
            own = unit.bank.number, unit.number
            episode = unit.bank.keys.of_part(stay.episode, stay.parts)
            self.out.append(Out(*own, stay.since_h, end_h, episode, stay.after_repair, until_failure))
        stay.since_h = None
        stay.parts += 1


def _plan_of(unit: Unit) -> Maintenance:
    plan = unit.bank.machines.maintenance
    assert plan is not None
    return plan
