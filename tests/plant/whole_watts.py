"""The rule for whole watts: floor of each part, the remainder to the first live input by name.

Asked from above ("what do those below take from me?"), where a simulator would pass down-to-up in order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .judge import Case

Exit = tuple[str, str]
"""A live input and the part it enters."""


@dataclass
class WholeWatts:
    """Flows of one case in whole watts, each found once when asked for."""

    case: Case
    _parts: dict[frozenset[str], dict[Exit, int]] = field(default_factory=dict)

    def carried(self) -> Mapping[str, int]:
        """Watts through every group of the site."""
        site = self.case.site
        carried = {name: self.asked(name) for name in site.groups}
        for element in site.of_kind("upstream"):
            feeds = [feed for feed in site.of_kind("feed") if element in site.parts[feed].upstream]
            carried[element] = sum(self.asked(feed) for feed in feeds)
        for tie in site.of_kind("bus_tie"):
            first, second = site.parts[tie].between
            if any(name == tie for name, _ in self.case.neighbours(first)) and self.case.conducts(first):
                flow = self._lacking(second, tie)
                carried[tie] = abs(flow)
                carried[first if flow > 0 else second] += abs(flow)
        return carried

    def asked(self, name: str) -> int:
        """Watts that everything directly below takes from this part."""
        if self.case.site.parts[name].kind in ("hall", "load"):
            return self.case.demand_w(name) * (name in self.case.live)
        below = [
            user
            for user in self.case.live
            if name in self.case.inputs(user) and self.case.site.parts[user].inputs
        ]
        return sum(self._split(user).get((name, user), 0) for user in below)

    def _split(self, name: str) -> dict[Exit, int]:
        """Load of a part (of a whole bus for a board) over its live inputs."""
        bus = frozenset(chain[-1] for chain in self.case.chains(name))
        if bus not in self._parts:
            load = sum(self._taken_in(board) for board in bus)
            exits = sorted((above, chain[-1], weight) for chain, above, weight in self.case.exits(name))
            total = sum(weight for _, _, weight in exits)
            parts = {(above, board): int(load * weight / total) for above, board, weight in exits}
            if exits:
                parts[exits[0][:2]] += load - sum(parts.values())
            self._parts[bus] = parts
        return self._parts[bus]

    def _lacking(self, board: str, tie: str) -> int:
        """Demand less own supply of the side of a tie on which this board is."""
        side = {chain[-1] for chain in self.case.chains(board, tie)}
        own = sum(watts for (_, entered), watts in self._split(board).items() if entered in side)
        return sum(self._taken_in(name) for name in side) - own

    def _taken_in(self, name: str) -> int:
        """What a part takes from its inputs: the losses are rounded up to a whole watt."""
        return math.ceil(self.asked(name) / self.case.site.parts[name].efficiency)
