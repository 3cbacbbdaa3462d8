"""What every behaviour looks like.

A behaviour has two faces. `history` draws intervals that know nothing of the state of the site; `respond`
and `supply_changed` are everything that depends on it. A behaviour is frozen: what it must remember during a
replication is made by `fresh` and handed back to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dcsim.engine.clock import Order
from dcsim.engine.intervals import Block, Floats, Intervals, Ints
from dcsim.engine.key import KeyLayout
from dcsim.engine.renewals import Renewal
from dcsim.engine.short_of_fuel import NOTHING, Burnt
from dcsim.plant.network import State
from dcsim.rollout import Timeline
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.cast import HistoryEvent
    from dcsim.engine.core import Core
    from dcsim.engine.draws import ManyDraws


class Effect(NamedTuple):
    """All that a down interval does, beginning while the site is calm: it changes the key.

    `key` is added to the key of the state and `static` to that of the second clock; both are taken back at
    the end. `adds_up` says that the change is the same whatever else is down.
    """

    key: int
    static: int
    adds_up: bool


Plain = tuple[tuple[str, int, str], int, int, int]
"""A failure of one unit that does nothing but take it out: the deviation it is; the node; what it takes from
the key of the state, 0 for a machine that is in no state while it stands by; and from that of the second
clock."""


class Beside(NamedTuple):
    """An interval that does nothing but take a unit of a node out and give it back: what it takes from the
    key of the state and from that of the second clock."""

    node: int
    name: str
    units: int
    static_units: int


class Behaviour:
    """Base of all behaviours: draws nothing and responds to nothing."""

    watches_supply = False
    """Whether `supply_changed` is called."""
    watched_parts: tuple[str, ...] = ()
    """The fields of a supply record it looks at, if only some: a change elsewhere does not concern it."""
    watched_places: tuple[int, ...] = ()
    """Its places in those fields, if only some: what is there no other than before, it has nothing to do."""
    minds_fuel = False
    """Whether `missing_fuel` is anything but nothing."""
    is_reserve = False
    """Whether `calm_unused_from` is another hour than `calm_from`."""
    remembers = True
    """Whether it may have anything under way; what has not is always at rest and calm."""
    is_timeless = True
    """Whether what it does is the same at any hour; otherwise no stretch is certified."""
    takes_feeds = False
    """Whether a feed is out while one of its intervals lasts."""
    of_an_instant = False
    """Whether its intervals have a beginning only, whatever end they are given."""
    is_rehearsed = True
    """Whether a stretch of several intervals may be certified where some are its own."""
    begins_as = Order.FAILURE
    returns_as = Order.REPAIR
    """Places of the beginning and end of its intervals among simultaneous events."""
    drawn_as: str | tuple[str, bool, bool] | None = None
    """What its history is called among those that are drawn together with others; None: it is drawn alone."""
    stands_at = -1
    """The node of which it must know when units come into service or go; -1 for none."""

    def __init__(self, name: str, rank: int) -> None:
        self.name = name
        self.rank = rank

    def blamed(self, unit: int) -> tuple[str, int, str]:
        """(name, unit, kind) of the deviation that an interval of `unit` is where it initiates an outage."""
        return self.name, unit, "failed"

    def history(self, streams: Streams, timeline: Timeline, block: Block) -> Intervals:
        """Intervals of a whole block, drawn without looking at the site."""
        return Intervals.joined([])

    def renewal_history(self) -> Renewal | None:
        """What its history is drawn from, if that is all there is to it: many are then drawn together."""
        return None

    def effects(self, layout: KeyLayout, units: Sequence[int]) -> tuple[Effect | None, ...]:
        """What its intervals do, one for each kind of them; None: more than change the key.

        `units` are in service per node.
        """
        return (None,)

    def effect_of(self, units: Ints) -> Ints:
        """Which of `effects` an interval of each of these units is."""
        return np.zeros(len(units), np.int64)

    def plain(self, layout: KeyLayout) -> Sequence[Plain]:
        """For each unit what its intervals do, where `respond` would do no more; empty: they must be told.

        Where a unit is in no state, that is so while its memory says `stands_by`, and `sets[unit].failed` is
        all there is to it.
        """
        return ()

    def keys_of_draws(self) -> tuple[int, ...]:
        """The keys with which it asks for draws inside an episode, one for each machine that is its own."""
        return ()

    def order_of_machines(self, draws: ManyDraws) -> Floats | None:
        """For machines that are alike: by which figure to rank them, shape (cases, machines).

        The first to be ready is to come first; equal figures are ranked by number. None: they are told apart
        by number.
        """
        return None

    def is_at_rest(self, core: Core, memory: Any) -> bool:
        """Whether nothing it has under way can change the supply, while nobody else does.

        Asked only while the key is that of the normal state. Stores may still be filling.
        """
        return False

    def calm_from(self, core: Core, memory: Any) -> float:
        """From which hour on, if nothing else happens, it is as at hour 0; infinite if that is not sure.

        Asked only while the key is that of the normal state. What keeps a calm behaviour from being as new
        must not have any effect.
        """
        return math.inf

    def calm_unused_from(self, core: Core, memory: Any) -> float:
        """The same, as seen by what does not use it: a reserve may still be repaired and refilled."""
        return self.calm_from(core, memory)

    def calm_but_for_fuel_from(self, core: Core, memory: Any) -> float:
        """The same, as seen by what finds enough in tanks that are being filled; see `short_of_fuel`."""
        return self.calm_from(core, memory)

    def missing_fuel(self, core: Core, memory: Any) -> Burnt:
        """What is missing in tanks that do not keep it from being calm but for fuel."""
        return NOTHING

    def was_used(self, memory: Any) -> bool:
        """Whether it may have been used since hour 0; asked of a reserve only."""
        return True

    def fresh(self, core: Core) -> Any:
        """What it remembers in one replication, as at hour 0."""
        return None

    def respond(self, core: Core, memory: Any, event: HistoryEvent) -> None:
        """One of its intervals begins or ends."""

    def supply_changed(self, core: Core, memory: Any) -> None:
        """`core.record` is another than before."""

    def unit_comes(self, core: Core, memory: Any, unit: int) -> None:
        """A unit of the node it `stands_at` has come into service, as new."""

    def unit_goes(self, core: Core, memory: Any, unit: int) -> None:
        """A unit of that node has gone for good, whatever its state."""

    def follow(self, core: Core, memory: Any, state: State) -> None:
        """Switches and ties only: move to where this state has them, if that is from a live input."""

    def finish(self, core: Core, memory: Any, end_h: float) -> None:
        """The replication is over: count what is still running."""
