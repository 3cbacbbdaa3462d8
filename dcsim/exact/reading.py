"""What a decision diagram says: shares of time and frequencies, with bounds for what was not looked at."""

from __future__ import annotations

from collections.abc import Sequence

from dcsim.exact.diagram import DOWN, NO_PLACE, UNKNOWN, UP, Diagram
from dcsim.exact.levels import Levels


class Reading:
    """Shares of time and frequencies in a diagram whose groups have these `levels`, in the same order."""

    def __init__(self, levels: Sequence[Levels]) -> None:
        self._levels = levels
        self._shares: dict[Diagram, tuple[float, float]] = {UP: (0, 0), DOWN: (1, 0), UNKNOWN: (0, 1)}
        self._differ: dict[tuple[Diagram, Diagram], tuple[float, float]] = {}
        self._falls: dict[Diagram, tuple[float, float]] = {}
        changes = [sum(one.falls_per_h) for one in levels]
        self._changes_from = [sum(changes[place:]) for place in range(len(levels) + 1)]

    def shares(self, diagram: Diagram) -> tuple[float, float]:
        """(share of time down, share of time in states not looked at)."""
        if diagram not in self._shares:
            chance = self._levels[diagram.place].chance
            parts = [self.shares(child) for child in diagram.below]
            self._shares[diagram] = (
                sum(p * down for p, (down, _) in zip(chance, parts, strict=True)),
                sum(p * unknown for p, (_, unknown) in zip(chance, parts, strict=True)),
            )
        return self._shares[diagram]

    def failures_per_h(self, diagram: Diagram) -> tuple[float, float]:
        """How often up becomes down, per hour: (lowest, highest); the same where all was looked at.

        One unit more or less at a time. A change of one group between n and n - 1 units, while the others
        stand so that this is up on one side and down on the other, is a failure of the whole when it
        happens in one direction and a return in the other; both directions are equally frequent.
        """
        low, high = self._inside(diagram)
        return low, high + self._unseen_changes(diagram, 0)

    def _inside(self, diagram: Diagram) -> tuple[float, float]:
        """Changes in this group and those asked below it."""
        if not diagram.below:
            return 0.0, 0.0
        if diagram not in self._falls:
            here = self._levels[diagram.place]
            low = high = 0.0
            for n, child in enumerate(diagram.below):
                least, most = self._inside(child)
                most += self._unseen_changes(child, diagram.place + 1)
                low, high = low + here.chance[n] * least, high + here.chance[n] * most
                if n:
                    surely, perhaps = self._differing(diagram.below[n - 1], child)
                    low, high = low + here.falls_per_h[n] * surely, high + here.falls_per_h[n] * perhaps
            self._falls[diagram] = low, high
        return self._falls[diagram]

    def _unseen_changes(self, diagram: Diagram, place: int) -> float:
        """Changes of groups from `place` to the diagram's own, within states not looked at."""
        last = min(diagram.place, len(self._levels))
        unknown = self.shares(diagram)[1]
        return unknown * (self._changes_from[place] - self._changes_from[last]) if unknown else 0.0

    def _differing(self, one: Diagram, other: Diagram) -> tuple[float, float]:
        """P(one is up where the other is down): (surely, at most)."""
        if one is other:
            return 0.0, self.shares(one)[1]
        place = min(one.place, other.place)
        if place == NO_PLACE:
            known = UNKNOWN not in (one, other)
            return float(known), 1.0
        key = (one, other)
        if key not in self._differ:
            surely = perhaps = 0.0
            for n, chance in enumerate(self._levels[place].chance):  # most of the time of all is spent here
                least, most = self._differing(one.after(place, n), other.after(place, n))
                surely, perhaps = surely + chance * least, perhaps + chance * most
            self._differ[key] = surely, perhaps
        return self._differ[key]
