"""The moment a store is used up, behind few simpy events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.clock import Order

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class Crossing:
    """When one store crosses its end: known exactly after every change of rate, looked at seldom.

    A look is scheduled before the crossing can come; most losses are over by then. What is due is done at
    exactly the time it was said to be, as if it had been scheduled at once. When that is looked at may depend
    on a loss long ago, so it has a `turn` of its own among all of its rank.
    """

    __slots__ = ("_act", "_due", "_look_at", "rank", "turn")

    def __init__(self, rank: int, turn: int, act: Callable[[], None]) -> None:
        self.rank = rank
        self.turn = turn
        self._act = act
        self._due: float | None = None
        self._look_at: float | None = None

    def aim(self, core: Core, due: float, never_before: float) -> None:
        """As things stand it comes at `due`; whatever the rates, hardly ever before `never_before`."""
        if core.aimed:
            self.drop(core)
        self._due = due
        if not core.looks_for(self.rank):
            core.aimed.add(self)
        elif self._look_at is None or due < self._look_at:
            self._look(core, min(due, never_before))

    @property
    def due(self) -> float | None:
        """When it comes as things stand; None: not at all."""
        return self._due

    def drop(self, core: Core) -> None:
        """There is nothing to cross any more."""
        if core.aimed and self in core.aimed and self._due is not None:
            core.missed(self, self._due)
        self._due = None

    def _look(self, core: Core, time: float) -> None:
        self._look_at = time
        core.at(time, Order.STORE_CROSSING, self.rank, partial(self._see, core, time), self.turn)

    def _see(self, core: Core, time: float) -> None:
        if time is not self._look_at:
            return  # an earlier look was asked for after this one
        self._look_at = None
        if self._due is None:
            return
        if self._due > core.now:
            self._look(core, self._due)
        else:
            self._due = None
            self._act()
