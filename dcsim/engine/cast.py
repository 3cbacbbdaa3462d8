"""What all replications share, and the small records with which events and causes are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dcsim.engine.spells import Rows
from dcsim.engine.supply_record import SupplyRecord
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant.network import Plant
from dcsim.records import FAILED, FAILED_UNSEEN, FOUND_FAILED, REPLACED, Deviation
from dcsim.rollout import Timeline

if TYPE_CHECKING:
    from dcsim.engine.behaviours.base import Behaviour
    from dcsim.engine.behaviours.load_shedding import LoadShedding


_MOST_CHANGES = 8192
"""Changes of record of which it is known whom they concern, before all are forgotten."""


class Watch(NamedTuple):
    """A behaviour, by its number, and what it looks at of a supply record."""

    behaviour: int
    looks_at: Callable[[SupplyRecord], object]


class Watchers:
    """Who responds to a change of supply, in the order they are asked: each only if what it looks at differs.

    From one record to the next that is known after the first time; records stay as long as these do.
    """

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = watches
        self._all = tuple(one.behaviour for one in watches)
        self._known: dict[tuple[int, int], tuple[int, ...]] = {}

    def concerned(self, before: SupplyRecord | None, record: SupplyRecord) -> tuple[int, ...]:
        """Whom it concerns that the record is no longer `before`; None: everybody is to be asked."""
        if before is None:
            return self._all
        which = id(before), id(record)
        found = self._known.get(which)
        if found is None:
            if len(self._known) >= _MOST_CHANGES:
                self._known.clear()
            found = tuple(
                one.behaviour for one in self._watches if one.looks_at(before) != one.looks_at(record)
            )
            self._known[which] = found
        return found


@dataclass(frozen=True)
class Cast:
    """What all replications share: the plant, its records, its behaviours."""

    plant: Plant
    timeline: Timeline
    records: SupplyRecords
    rows: Rows
    behaviours: tuple[Behaviour, ...]
    movers: tuple[int, ...]
    """Switches and ties: they respond to a change of supply before anybody else."""
    watchers: Watchers
    """The other behaviours that respond to a change of supply."""
    at_node: Mapping[int, tuple[int, ...]]
    """By node, the behaviours that must know when one of its units comes into service or goes."""
    shedding: LoadShedding | None = None
    """The one of them that sheds tenants, if any may be shed."""
    commissioning: int | None = None
    """The one that changes the site by plan, if there is a plan."""

    @cached_property
    def fuelled(self) -> tuple[int, ...]:
        """Those that have tanks, or keep trucks from them."""
        return tuple(i for i, one in enumerate(self.behaviours) if one.minds_fuel)


class HistoryEvent(NamedTuple):
    """The beginning or end of a drawn interval: when, its place among simultaneous events, whose, what."""

    time: float
    place: int
    behaviour: int
    begins: bool
    unit: int
    episode: int


class Cause(NamedTuple):
    """The latest failure or interruption that changed what is supplied; it names the episodes it starts.

    Before there is one, `deviation` is None and the episode is that of the replication's own start.
    """

    deviation: Deviation | None
    episode: int


Opened = tuple[float, Sequence[HistoryEvent], int, Cause]
"""Since when a deviation is open, the latest event of the history then (which of these), the latest cause."""

OVER = {
    FAILED: "repaired",
    FAILED_UNSEEN: "repaired",
    FOUND_FAILED: "repaired",
    REPLACED: "repaired",
    "failed-to-start": "repaired",
    "failed-running": "repaired",
    "failed-to-restart": "repaired",
    "in-maintenance": "maintained",
    "interrupted": "restored",
    "failed-to-transfer": "freed",
    "tripped": "reset",
    "store-empty": "charging",
    "out-of-fuel": "refuelled",
    "day-tank-empty": "refuelled",
    "out-of-water": "refilled",
    "buffer-empty": "filling",
    "too-hot": "cool",
}
"""What a trace calls the end of a deviation."""
