"""What all replications share, and the small records with which events and causes are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


class Watch(NamedTuple):
    """Behaviours that look at the same part of a supply record, and need asking only when that differs."""

    part: Callable[[SupplyRecord], object]
    behaviours: tuple[int, ...]


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
    watchers: tuple[Watch, ...]
    """The other behaviours that respond to a change of supply, in the order they are asked."""
    at_node: Mapping[int, tuple[int, ...]]
    """By node, the behaviours that must know when one of its units comes into service or goes."""
    shedding: LoadShedding | None = None
    """The one of them that sheds tenants, if any may be shed."""
    commissioning: int | None = None
    """The one that changes the site by plan, if there is a plan."""


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
