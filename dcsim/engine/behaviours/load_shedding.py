"""Load shedding by contract: tenants go when a group is overloaded, and come back when there is room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.deadlines import Deadlines, MindsOverloads, newly_overloaded, taken_out
from dcsim.engine.behaviours.gensets.plantroom import Plantroom
from dcsim.engine.clock import Order
from dcsim.engine.closing import close, lots
from dcsim.plant.blocks import next_to_connect
from dcsim.plant.network import Plant

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class LoadShedding(MindsOverloads):
    """All shedding of a plant: the memory is the hour at which each overloaded node sheds.

    Tenants also go so that something may close (or a load block be connected) that would be overloaded with
    them: at once where a hall is dark that this lights, else when no more set is on its way.
    """

    def __init__(self, plant: Plant, gensets: Sequence[int], blocks: int) -> None:
        super().__init__("load shedding", 0)
        self.rules = plant.shed_rules
        self.gensets = tuple(gensets)
        self.blocks = blocks

    def supply_changed(self, core: Core, deadlines: Deadlines) -> None:
        for node in newly_overloaded(core, deadlines):
            if node in self.rules and core.cast.records.to_shed(core.key, node):
                due = deadlines[node] = core.now + self.rules[node].within_h
                core.at(due, Order.SWITCH_CLOSED, self.rank, partial(self._shed, core, deadlines, due))
        if core.record.returns >= 0:
            core.shed(core.record.returns, False)

    def _shed(self, core: Core, deadlines: Deadlines, due: float) -> None:
        for node in taken_out(deadlines, due):
            for tenant in core.cast.records.to_shed(core.key, node):
                core.shed(tenant, True)

    # ------------------------------------------------------------------ room

    def make_room(self, core: Core) -> bool:
        """Shed, and close or connect what waits for that; whether anything did."""
        records, waits = core.cast.records, self._more_to_come(core)
        for nodes in lots(core):
            room = records.room_to_close(core.key, nodes)
            if room is not None and (room.lights or not waits):
                self._shed_all(core, room.tenants)
                close(core, nodes)
                return True
        number = self._block_to_connect(core)
        if number is None:
            return False
        room = records.room_to_connect(core.key, number)
        if room is None or (waits and not room.lights):
            return False
        self._shed_all(core, room.tenants)
        del core.memory[self.blocks][number]
        core.connect(number, True)
        return True

    def _more_to_come(self, core: Core) -> bool:
        """Whether any set is starting or being synchronised."""
        rooms: list[Plantroom] = [core.memory[number] for number in self.gensets]
        return any(room.running > room.on_line for room in rooms)

    def _block_to_connect(self, core: Core) -> int | None:
        """The load block that is due next, and waits for room."""
        if self.blocks < 0:
            return None
        due: Deadlines = core.memory[self.blocks]
        found = tuple((source, True) for source, _ in core.record.connections)
        return next_to_connect(core.plant, found, due, lambda number: due[number] <= core.now)

    def _shed_all(self, core: Core, tenants: Sequence[int]) -> None:
        for tenant in tenants:
            core.shed(tenant, True)
