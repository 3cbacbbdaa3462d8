"""Takes the states of a plant apart, piece by piece, until every piece is decided or too rare to matter.

State-space decomposition (Doulliez and Jamoulle 1972): judge the best state of a piece, find how far down
all states must go the same way, split off what may not. Pieces are joined into a decision diagram.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dcsim.exact.blocks import Steady
from dcsim.exact.diagram import DOWN, UNKNOWN, UP, Diagram, Diagrams
from dcsim.exact.judged import Judge, floors
from dcsim.exact.known import Cell, Known
from dcsim.exact.levels import Levels, levels
from dcsim.exact.parts import Part, parts
from dcsim.exact.reach import Reach
from dcsim.exact.reading import Reading
from dcsim.exact.targets import targets_of
from dcsim.plant.network import Plant


class Search:
    """The search for when all of these halls are supplied; what is found in one round serves the next.

    What is rare, and so left out, is decided by the long run, or by the hour `at_h` from new.
    """

    def __init__(
        self,
        plant: Plant,
        halls: tuple[int, ...],
        full_stores: bool,
        most_pieces: int,
        at_h: float | None = None,
    ) -> None:
        self.pieces = 0
        self._targets = targets_of(plant, halls)
        self._most_pieces = most_pieces
        self._plant = plant if full_stores else _with_boundless_bypasses(plant)
        self._reach = Reach(self._plant, full_stores)
        self._judge = Judge(self._reach, full_stores)
        self._levels = [levels(node, plant, at_h) for node in plant.nodes]
        self._varying = [(i, *one.occurring) for i, one in enumerate(self._levels) if max(one.chance) < 1]
        self._asked = [plant.nodes[i] for _, i in sorted((p, i) for i, p in enumerate(self._reach.place))]
        self._diagrams = Diagrams([self._levels[node.index].top for node in self._asked])
        self._found: dict[object, tuple[Diagram, float]] = {}
        self._whole = UNKNOWN
        self._rarest = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether as many pieces were looked at as allowed."""
        return self.pieces >= self._most_pieces

    @property
    def nodes(self) -> int:
        """Nodes of the plant."""
        return len(self._plant.nodes)

    @property
    def judged(self) -> int:
        """Single states judged."""
        return self._judge.judged

    def bounds(self, rarest: float) -> tuple[Steady, Steady]:
        """(lowest, highest) when pieces that take up less than `rarest` of the time are left out."""
        self._rarest = rarest
        self._found = {key: found for key, found in self._found.items() if found[0].complete}
        lows, highs = zip(*(one.occurring for one in self._levels), strict=True)
        self._whole = self._diagram(Cell(lows, highs), self._targets)
        return self._read(self._levels)

    def bounds_at(self, at_h: float | None) -> tuple[Steady, Steady]:
        """The same diagram read for another hour from new, or for the long run: (lowest, highest)."""
        return self._read([levels(node, self._plant, at_h) for node in self._plant.nodes])

    def _read(self, found: Sequence[Levels]) -> tuple[Steady, Steady]:
        reading = Reading([found[node.index] for node in self._asked])
        down, unseen = reading.shares(self._whole)
        seldom, often = reading.failures_per_h(self._whole)
        return Steady(down, seldom), Steady(down + unseen, often)

    def _diagram(self, cell: Cell, targets: int) -> Diagram:
        """Up where all these targets hold; of no meaning outside the cell."""
        if self._chance(cell) < self._rarest or self.is_spent:
            return UNKNOWN
        known = self._known(cell)
        if targets & ~known.possible:
            return DOWN
        return self._all_up(known, parts(self._reach, known, targets))

    def _known(self, cell: Cell) -> Known:
        self.pieces += 1
        return Known(self._reach, cell)

    def _all_up(self, known: Known, found: Sequence[Part]) -> Diagram:
        return self._diagrams.all_up([self._part(known, part) for part in found])

    def _part(self, known: Known, part: Part) -> Diagram:
        """The part's diagram, or the one of an equal part in which no less was looked at."""
        key, chance = part.key(known), self._chance(known.cell)
        diagram, looked_at = self._found.get(key, (UNKNOWN, -1.0))
        if not diagram.complete and looked_at < chance:
            diagram = self._taken_apart(known, part)
            self._found[key] = diagram, chance
        return diagram

    def _taken_apart(self, known: Known, part: Part) -> Diagram:
        """Judge the highest state; what may go another way is split off, group by group."""
        verdict = self._judge.verdict(known.cell.high)
        targets, splits = part.targets, []
        while True:
            split = _split(known, part, floors(self._plant, known, part, verdict))
            if split is None:
                rest = DOWN if targets & ~verdict.holds else UP
                break
            group, units = split
            splits.append((group, units, self._diagram(known.cell.at_most(group, units - 1), targets)))
            known = self._known(known.cell.at_least(group, units))
            found = parts(self._reach, known, targets)
            if len(found) != 1 or found[0].targets != targets:
                rest = self._all_up(known, found)
                break
            part = found[0]
        for group, units, below in reversed(splits):
            rest = self._diagrams.split(self._reach.place[group], units, below, rest)
        return rest

    def _chance(self, cell: Cell) -> float:
        """Share of time in the cell."""
        chance = 1.0
        for i, low, high in self._varying:
            if cell.low[i] > low or cell.high[i] < high:
                chance *= self._levels[i].between(*cell.units(i))
        return chance


def _with_boundless_bypasses(plant: Plant) -> Plant:
    """Where batteries do not count, a UPS on bypass carries on as before: its rating decides nothing.

    Unless tenants are shed for it: that takes load off others too.
    """
    boundless = plant.bypasses - plant.shed_rules.keys()
    nodes = (replace(node, rating_w=None) if node.index in boundless else node for node in plant.nodes)
    return replace(plant, nodes=tuple(nodes))


def _split(known: Known, part: Part, floor: Sequence[int]) -> tuple[int, int] | None:
    """(group, units) where to take the part apart, or None when every state goes the same way.

    First the groups that bear on most, so that the part falls apart; a group that may trip under the load
    of several consumers is split where it can carry whatever comes, any other at its floor.
    """
    low, high = known.cell.low, known.cell.high
    if all(floor[i] <= low[i] for i in part.groups):
        return None
    splits = []
    for i in part.groups:
        safe = known.safe_units(i) if i in known.may_trip and part.bears_on[i] > 1 else 0
        units = max(safe, floor[i]) if safe <= high[i] else floor[i]
        if units > low[i]:
            splits.append((i, units))
    return max(splits, key=lambda split: part.bears_on[split[0]])
