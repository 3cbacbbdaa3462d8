"""A site that goes round in circles at one instant is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.errors import SimulationError

if TYPE_CHECKING:
    from dcsim.engine.core import Core

MOST_CHANGES_AT_ONCE = 500
CHANGES_PER_NODE = 20
"""More changes than these two allow at one instant are an endless loop, not a site."""


class ChangesAtOnce:
    """Counts the changes of one instant."""

    __slots__ = ("_changes", "_instant", "_most")

    def __init__(self, nodes: int) -> None:
        self._most = MOST_CHANGES_AT_ONCE + CHANGES_PER_NODE * nodes
        self._instant = -1.0
        self._changes = 0

    def count(self, core: Core) -> None:
        """One more; raises SimulationError when there are too many."""
        if core.now != self._instant:
            self._instant, self._changes = core.now, 0
        self._changes += 1
        if self._changes > self._most:
            state, level = core.layout.decode(core.key)
            raise SimulationError(
                f"the site never settles at hour {core.now:.6f}: more than {self._most} changes "
                f"at one instant; demand level {level}, {state}"
            )
