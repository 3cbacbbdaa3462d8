"""Hidden failures of what is only asked now and then: gensets, switches, ties; and the tests that find them.

When a failure happens and when a test finds it is drawn, and changes nothing of the supply. What it does if
the site asks meanwhile is the machine's: see `TestedSets` and `Moving`. So a stretch of nothing but such
intervals is quiet, and one in which something is asked goes through the core.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dcsim.engine.behaviours.base import Behaviour, Effect
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.switches import Moving
from dcsim.engine.hidden_failures import HiddenFailures, failed_tests, hidden_failures
from dcsim.engine.intervals import Block, Intervals, Ints
from dcsim.engine.key import KeyLayout
from dcsim.laws import NEVER
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.scenario.model import Group
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core

Asked = Mapping[int, tuple[int, Gensets | Moving]]
"""By unit of the group, the number and the behaviour of the machine it is."""


class Unseen(Behaviour):
    """Hidden failures of one group, each until a test has found it and it is repaired."""

    remembers = False
    is_rehearsed = False

    def __init__(self, plant: Plant, name: str, rank: int, asked: Asked) -> None:
        super().__init__(name, rank)
        spec = plant.specs[name]
        assert isinstance(spec, Group)
        self.spec = spec
        self.asked = asked
        self._unit_of = np.array(sorted(asked), np.int64)

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        return self._of_units(self.drawn(streams, timeline, block).rows)

    def drawn(self, streams: Streams, timeline: Timeline, block: Block) -> HiddenFailures:
        """All failures of a block, units counted from 0."""
        spec, units = self.spec, len(self._unit_of)
        per_year, repair = spec.hidden_failures_per_year or 0.0, spec.mttr_h or NEVER
        return hidden_failures(
            self.name, per_year, repair, spec.tests, units, streams, block, timeline.horizon_h
        )

    def _of_units(self, rows: Intervals) -> Intervals:
        unit = self._unit_of[rows.unit]
        return Intervals(rows.replication, rows.start, rows.end, unit, rows.episode)

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        return (Effect(0, 0, True),)  # nobody notices

    def effect_of(self, units: Ints) -> Ints:
        return np.zeros(len(units), np.int64)

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        return True

    def calm_from(self, core: Core, memory: Any) -> float:
        return -math.inf

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        number, machine = self.asked[event.unit]
        if event.begins:
            machine.fails_unseen(core, core.memory[number], event.unit, event.episode)
        else:
            machine.mended(core, core.memory[number], event.unit, event.episode)


class FoundByTest(Unseen):
    """The same failures of a genset group, each until a test finds it: from then on it is in repair.

    Nothing happens when such an interval begins. It does so half way, since a stretch in which two things
    happen at one instant is not quiet.
    """

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        drawn = self.drawn(streams, timeline, block)
        found = np.isfinite(drawn.found_h)
        rows, end = drawn.rows.kept(found), drawn.found_h[found]
        begin = rows.start + (end - rows.start) / 2.0
        return self._of_units(Intervals(rows.replication, begin, end, rows.unit, rows.episode))

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        number, machine = self.asked[event.unit]
        if not event.begins and isinstance(machine, Gensets):
            machine.found_by_test(core, core.memory[number], event.unit, event.episode)


class FailsTests(Unseen):
    """Tests at which a set does not start, until it is repaired."""

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        _, sets = next(iter(self.asked.values()))
        assert isinstance(sets, Gensets)
        assert self.spec.tests is not None
        return failed_tests(
            self.name,
            sets.fail_to_start**sets.start_attempts,
            self.spec.mttr_h or NEVER,
            self.spec.tests,
            len(self.asked),
            streams,
            block,
            timeline.horizon_h,
        )

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        number, machine = self.asked[event.unit]
        if not event.begins:
            machine.mended(core, core.memory[number], event.unit, event.episode)
        elif isinstance(machine, Gensets):
            machine.fails_its_test(core, core.memory[number], event.unit, event.episode)


def unseen_of(plant: Plant, rank: Mapping[str, int], found: Sequence[Behaviour]) -> list[Behaviour]:
    """What fails unseen, and is tested, of the gensets, switches and ties among these behaviours."""
    several: list[Behaviour] = []
    for name, spec in plant.specs.items():
        if not isinstance(spec, Group) or not spec.is_only_asked:
            continue
        asked = _machines(plant, name, found)
        if not asked:
            continue  # a tie that nobody closes
        if spec.hides_failures and spec.tests is not None and spec.kind == "genset":
            several.append(FoundByTest(plant, name, rank[name], asked))
        if spec.hides_failures:
            several.append(Unseen(plant, name, rank[name], asked))
        if spec.tests is not None and spec.kind == "genset" and not spec.tests.transfers_load:
            several.append(FailsTests(plant, name, rank[name], asked))
    return several


def _machines(plant: Plant, name: str, found: Sequence[Behaviour]) -> Asked:
    """The machines of a group: each set is a unit, and each part of a group that switches."""
    parts = {plant.nodes[i].name: plant.nodes[i].first_unit for i in plant.members[name]}
    asked: dict[int, tuple[int, Gensets | Moving]] = {}
    for number, one in enumerate(found):
        if isinstance(one, Gensets) and one.name == name:
            asked |= dict.fromkeys(range(one.spec.count), (number, one))
        elif isinstance(one, Moving) and one.name in parts:
            asked[parts[one.name]] = number, one
    return asked
