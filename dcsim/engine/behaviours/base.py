"""What every behaviour looks like.

A behaviour has two faces. `history` draws intervals that know nothing of the state of the site; `respond`
and `supply_changed` are everything that depends on it. A behaviour is frozen: what it must remember during a
replication is made by `fresh` and handed back to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dcsim.engine.clock import Order
from dcsim.engine.intervals import Block, Intervals
from dcsim.plant.network import State
from dcsim.rollout import Timeline
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core


class Behaviour:
    """Base of all behaviours: draws nothing and responds to nothing."""

    watches_supply = False
    """Whether `supply_changed` is called."""
    watched_part = ""
    """The one field of a supply record it looks at, if only one: a change elsewhere does not concern it."""
    returns_as = Order.REPAIR
    """Place of the end of its intervals among simultaneous events."""

    def __init__(self, name: str, rank: int) -> None:
        self.name = name
        self.rank = rank

    @property
    def blamed(self) -> tuple[str, str]:
        """(name, kind) of the deviation its intervals are, where one of them initiates an outage."""
        return self.name, "failed"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        """Intervals of a whole block, drawn without looking at the site."""
        return Intervals.joined([])

    def fresh(self, core: Core) -> Any:
        """What it remembers in one replication, as at hour 0."""
        return None

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        """One of its intervals begins or ends."""

    def supply_changed(self, core: Core, memory: Any) -> None:
        """`core.record` is another than before."""

    def follow(self, core: Core, memory: Any, state: State) -> None:
        """Switches and ties only: move to where this state has them, if that is from a live input."""

    def finish(self, core: Core, memory: Any, end_h: float) -> None:
        """The replication is over: count what is still running."""
