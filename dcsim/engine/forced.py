"""What if exactly this failed, at this hour, and nothing else? Stories told to the core by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.casting import cast_of
from dcsim.engine.core import Core
from dcsim.engine.drawn import by_replication
from dcsim.engine.history import Whole
from dcsim.engine.intervals import Intervals
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.spells import Spells
from dcsim.engine.store_levels import stores_of
from dcsim.plant.network import Plant
from dcsim.records import Event, Outage, StoreLevel
from dcsim.rollout import Timeline
from dcsim.streams import name_key


@dataclass(frozen=True)
class Forced:
    """A unit of a group (of a feed or upstream element too) is out from `start_h` to `end_h`."""

    group: str
    unit: int
    start_h: float
    end_h: float = float("inf")


@dataclass(frozen=True)
class Happened:
    """What came of one story: its outages and, where they were asked for, all events and store levels."""

    outages: tuple[Outage, ...]
    events: tuple[Event, ...] = ()
    levels: tuple[StoreLevel, ...] = ()


def forced(
    plant: Plant, timeline: Timeline, stories: Sequence[Sequence[Forced]], *, seed: int = 0
) -> list[tuple[Outage, ...]]:
    """The outages of each story; nothing fails by the calendar and no interruption comes but those told.

    What is drawn within an episode (does a set start, how long does a restart take) is drawn as always.
    """
    return [one.outages for one in happened(plant, timeline, stories, Record(), seed=seed)]


def happened(
    plant: Plant, timeline: Timeline, stories: Sequence[Sequence[Forced]], record: Record, *, seed: int = 0
) -> list[Happened]:
    """The same with what `record` asks for."""
    cast = cast_of(plant, timeline, False, seed, {})
    histories = [_history(behaviour, stories) for behaviour in cast.behaviours]
    stores = stores_of(cast.behaviours)
    recorder = Recorder(plant.hall_names, record, Ledger(cast.behaviours), Spells(cast.rows), stores=stores)
    found: list[Happened] = []
    for number, events in enumerate(by_replication(cast, histories, len(stories))):
        before = len(recorder.outages), len(recorder.events), len(recorder.levels)
        recorder.begin(number)
        core = Core(cast, recorder, ())
        end = core.run(Whole(events), timeline.horizon_h)
        recorder.end(end)
        core.let_go()
        outages, told, levels = before
        found.append(
            Happened(
                tuple(recorder.outages[outages:]),
                tuple(recorder.events[told:]),
                tuple(recorder.levels[levels:]),
            )
        )
    return found


def _history(behaviour: Behaviour, stories: Sequence[Sequence[Forced]]) -> Intervals:
    rows = [
        (number, one.start_h, one.end_h, one.unit)
        for number, story in enumerate(stories)
        for one in story
        if isinstance(behaviour, Failures) and one.group == behaviour.name
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Intervals(
        np.array(columns[0], np.int64),
        np.array(columns[1], float),
        np.array(columns[2], float),
        np.array(columns[3], np.int64),
        np.array([name_key("forced", behaviour.name, *map(str, row)) for row in rows], np.uint64),
    )
