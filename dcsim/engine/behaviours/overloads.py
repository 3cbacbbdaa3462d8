"""Overload trips: what carries too much for longer than it can stand opens, and may close again later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.deadlines import Deadlines, MindsOverloads, newly_overloaded, taken_out
from dcsim.engine.clock import Order

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class Overloads(MindsOverloads):
    """All overloads of a plant: the memory is the hour at which each overloaded node opens."""

    watched_parts = ("overloaded",)

    def supply_changed(self, core: Core, deadlines: Deadlines) -> None:
        for node in newly_overloaded(core, deadlines):
            due = deadlines[node] = core.now + core.plant.nodes[node].overload_h
            core.at(due, Order.FAILURE, self.rank, partial(self._trip, core, deadlines, due))

    def _trip(self, core: Core, deadlines: Deadlines, due: float) -> None:
        """Open every node whose time is up: all of them together, then flows are found anew."""
        for node in taken_out(deadlines, due):
            name = core.plant.nodes[node].name
            core.open_breaker(node)
            core.resetting.add(node)
            core.deviate(name, -1, "tripped")
            core.recorder.count(name, "trips")
            core.recorder.note(core, "bypass" if node in core.plant.bypasses else "trip", name)
            reset = core.now + core.plant.nodes[node].reset_h
            core.at(reset, Order.UNIT_READY, self.rank, partial(self._reset, core, node))

    def _reset(self, core: Core, node: int) -> None:
        """The node may close again; the core does it once that overloads nothing."""
        core.resetting.discard(node)
        is_genset = node in core.plant.gensets
        if not is_genset or (core.has_units(node) and node not in core.leaving):
            core.closing.add(node)
        else:  # a genset group whose sets stopped or are not needed meanwhile: its breaker waits for them
            core.normalise(core.plant.nodes[node].name, -1, "tripped")
