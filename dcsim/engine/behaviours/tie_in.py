"""Works on live plant that bring a phase into service: groups are taken out, one after the other.

They are planned: sets that will be wanted are started before, switches move without a break. Works that would
darken a hall as the site is then are put off for a day, up to thirty times; then they are done all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect
from dcsim.engine.behaviours.interruptions import Interruptions, Targets
from dcsim.engine.behaviours.planned_works import PREPARATION_H
from dcsim.engine.cast import Cause
from dcsim.engine.clock import Order
from dcsim.engine.intervals import Block, Floats, Intervals, Ints
from dcsim.engine.key import KeyLayout
from dcsim.plant.network import Plant, State
from dcsim.plant.settle import settled
from dcsim.records import Deviation
from dcsim.rollout import Timeline
from dcsim.scenario.model import TieIn
from dcsim.streams import Streams, name_key

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core
    from dcsim.engine.supply_record import SupplyRecord

PUT_OFF_H = 24.0
MOST_PUT_OFF = 30


@dataclass
class Works:
    """Numbers of the groups still to be taken out, in order; sets warned for the first; how often put off."""

    left: list[int] = field(default_factory=list)
    warned: list[int] = field(default_factory=list)
    put_off: int = 0


class TieInWorks(Interruptions):
    """The works of one phase; an interval of it is the instant at which they begin."""

    remembers = True
    of_an_instant = True
    takes_feeds = False

    def __init__(self, plant: Plant, phase: str, spec: TieIn, rank: int) -> None:
        Behaviour.__init__(self, f"{phase} (tie-in)", rank)
        self.phase = phase
        self.hours = spec.hours
        self.replay = ()
        self.targets = [Targets(plant, group) for group in spec.groups]

    def targets_of(self, unit: int) -> Targets:
        return self.targets[unit]

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        return Intervals.joined([])  # when a phase is ready is not drawn here

    def begun(self, ready_h: Floats, block: Block, horizon_h: float) -> Intervals:
        """The works of replications in which the phase is ready at these hours, within the horizon."""
        replication = np.flatnonzero((ready_h > 0) & (ready_h < horizon_h))
        start = ready_h[replication]
        first = np.uint64(name_key(self.name, "episode", block.number, block.passed_over))
        episode = first + (replication.astype(np.uint64) << np.uint64(20))
        return Intervals(replication, start, start + horizon_h, np.zeros_like(replication), episode)

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return (None,)

    def effect_of(self, units: Ints) -> Ints:
        return np.zeros(len(units), np.int64)

    def fresh(self, core: Core) -> Works:
        return Works()

    def is_at_rest(self, core: Core, works: Works) -> bool:
        return not works.left

    def calm_from(self, core: Core, works: Works) -> float:
        return math.inf if works.left else -math.inf

    def respond(self, core: Core, works: Works, event: HistoryEvent) -> None:
        works.left = list(range(len(self.targets)))
        self._prepare(core, works, event.episode)

    def _prepare(self, core: Core, works: Works, episode: int) -> None:
        """The next group is due: see that the site can do without it, and start the sets it will need."""
        without = self._without(core, works.left[0])
        wants = self._record(core, without).wants
        if works.put_off < MOST_PUT_OFF and self._darkens(core, _on_line(core, without, wants)):
            works.put_off += 1
            core.recorder.count(self.name, "postponed")
            again = partial(self._prepare, core, works, episode)
            core.at(core.now + PUT_OFF_H, Order.FAILURE, self.rank, again)
            return
        works.warned = [number for number, wanted in enumerate(wants) if wanted]
        if works.warned:
            core.cause = self._cause(core, works.left[0], episode)
        core.warn_gensets(works.warned, +1)
        take = partial(self._take, core, works, episode)
        core.at(core.now + PREPARATION_H, Order.FAILURE, self.rank, take)

    def _cause(self, core: Core, number: int, episode: int) -> Cause:
        """These works, which name the draws of what they start."""
        return Cause(Deviation(self.name, number, "interrupted", core.now, episode), episode)

    def _without(self, core: Core, number: int) -> State:
        """The present state without one of the groups."""
        state, _ = core.layout.decode(core.key)
        nodes = self.targets[number].nodes
        return replace(state, units=tuple(0 if i in nodes else n for i, n in enumerate(state.units)))

    def _darkens(self, core: Core, prepared: State) -> bool:
        """Whether a hall would go dark or warm, or something be overloaded, that is not so already."""
        now, then = core.lookup(), self._record(core, settled(core.plant, prepared))
        warmer = any(after > before for after, before in zip(then.warming, now.warming, strict=True))
        overloaded = set(then.overloaded) - set(now.overloaded)
        return bool(then.short & ~now.short) or bool(overloaded) or warmer

    def _record(self, core: Core, state: State) -> SupplyRecord:
        key = core.layout.encode(state, core.level)
        records = core.cast.records
        return records.by_key.get(key) or records.judge(key)

    def _take(self, core: Core, works: Works, episode: int) -> None:
        number = works.left[0]
        core.cause = self._cause(core, number, episode)
        core.deviate(self.name, number, "interrupted")
        core.move_to(settled(core.plant, self._without(core, number)))
        for node in self.targets[number].nodes:
            core.hold(node)
        give_back = partial(self._give_back, core, works, episode)
        core.at(core.now + self.hours, Order.SOURCE_RETURN, self.rank, give_back)

    def _give_back(self, core: Core, works: Works, episode: int) -> None:
        number = works.left.pop(0)
        core.normalise(self.name, number, "interrupted")
        for node in self.targets[number].nodes:
            core.release(node)
        core.warn_gensets(works.warned, -1)
        works.warned = []
        works.put_off = 0
        if works.left:
            self._prepare(core, works, episode)


def _on_line(core: Core, state: State, wants: Sequence[bool]) -> State:
    """The state with every set that is wanted, there and in order on line."""
    units, opened = list(state.units), list(state.opened)
    failed = Counter(name for name, _, kind in core.deviations if kind.startswith(("failed", "in-")))
    for number, (node, wanted) in enumerate(zip(core.plant.gensets, wants, strict=True)):
        if wanted and not core.holds[node]:
            units[node] = max(0, state.in_service[number] - failed[core.plant.nodes[node].group])
            opened[node] = units[node] == 0
    return replace(state, units=tuple(units), opened=tuple(opened))
