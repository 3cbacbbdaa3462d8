"""What is certain of a whole set of states at once: who has power whatever happens, and what may trip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from dcsim.exact.load import BORNE_W, Load
from dcsim.exact.reach import Reach
from dcsim.exact.targets import holding


@dataclass(frozen=True)
class Cell:
    """All states with `low[i]` to `high[i]` units of node i up."""

    low: tuple[int, ...]
    high: tuple[int, ...]

    def units(self, i: int) -> tuple[int, int]:
        """(fewest, most) units of node i."""
        return self.low[i], self.high[i]

    def is_open(self, i: int) -> bool:
        """Whether the states differ in the units of node i."""
        return self.low[i] < self.high[i]

    def at_most(self, i: int, units: int) -> Cell:
        return replace(self, high=(*self.high[:i], units, *self.high[i + 1 :]))

    def at_least(self, i: int, units: int) -> Cell:
        return replace(self, low=(*self.low[:i], units, *self.low[i + 1 :]))


class Known:
    """What holds in every state of a cell. Nothing here takes it that more units serve more.

    may         per node: has power in some state
    must        per node: has power in every state, whatever trips
    may_trip    nodes that may be overloaded in some state
    load        bounds of what goes through each node
    sure        bit mask of what holds in every state (see `targets`)
    possible    bit mask of what may hold in some state
    """

    def __init__(self, reach: Reach, cell: Cell) -> None:
        self.plant = reach.plant
        self.cell = cell
        self.may_conduct = reach.conducting(cell.high)
        self.may = reach.powered(self.may_conduct)
        self.sure_conduct = reach.conducting(cell.low)
        self.must, self.may_trip, self.load = self._certain(reach)
        self.sure = holding(self.plant, self.must, cell.low)
        self.possible = holding(self.plant, self.may, cell.high)

    def is_undecided(self, i: int) -> bool:
        """Whether it depends on the state if this node, given power, hands it on."""
        return self.may[i] and (i in self.may_trip or not self.sure_conduct[i])

    def safe_units(self, i: int) -> int:
        """With so many units up this node carries whatever may come to it in this cell."""
        rating = self.plant.nodes[i].rating_w
        return 1 if rating is None else -(-(self.load.most_w[i] - BORNE_W) // rating)

    def _certain(self, reach: Reach) -> tuple[list[bool], frozenset[int], Load]:
        """(`must`, `may_trip`, `load`): at first nothing is taken to trip, then what may, and so on.

        It ends with a set outside which nothing can be overloaded while only members of it have tripped: so,
        step by step of a cascade, nothing outside it ever trips.
        """
        may_trip: frozenset[int] = frozenset()
        while True:
            opens = may_trip - self.plant.bypasses
            stays = [sure and i not in opens for i, sure in enumerate(self.sure_conduct)]
            must = reach.powered(stays, may_trip)
            load = Load(reach, self.may_conduct, self.may, must)
            found = {i for i, watts in enumerate(load.most_w) if watts and watts > self._never_too_much_w(i)}
            if found <= may_trip:
                return must, may_trip, load
            may_trip |= found

    def _never_too_much_w(self, i: int) -> float:
        """What the node carries without overload in every state in which it conducts, W."""
        node = self.plant.nodes[i]
        if node.rating_w is None:
            return inf
        least = node.least
        if len(self.plant.parts[i]) > 1:
            least -= sum(self.cell.high[p] for p in self.plant.parts[i]) - self.cell.high[i]
        return max(self.cell.low[i], 1, least) * node.rating_w + BORNE_W
