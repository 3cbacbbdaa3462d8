"""Decision diagrams over the units up in each group, with three ends: up, down, and not looked at.

A diagram asks one group after the other, always in the same order, how many of its units are up. Equal
parts exist once, so that a test for equality is a test for identity (Bryant 1986, for more than two
answers per question: Kam, Villa, Brayton and Sangiovanni-Vincentelli 1998).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

NO_PLACE = 1 << 30
"""Place of an end: after every question."""


class Diagram:
    """A question at `place` in the order, and what follows for each number of units up; or an end.

    `complete` says that nothing in it was not looked at.
    """

    __slots__ = ("below", "complete", "place")

    def __init__(self, place: int, below: tuple[Diagram, ...], complete: bool) -> None:
        self.place = place
        self.below = below
        self.complete = complete

    def after(self, place: int, level: int) -> Diagram:
        """What is left to ask when the answer at `place` is known; nothing before it may be asked."""
        return self.below[level] if self.place == place else self


UP = Diagram(NO_PLACE, (), complete=True)
DOWN = Diagram(NO_PLACE, (), complete=True)
UNKNOWN = Diagram(NO_PLACE, (), complete=False)


class Diagrams:
    """Makes diagrams over groups of `counts[place]` units each, every one of them once."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._made: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._split: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}

    def split(self, place: int, floor: int, below: Diagram, above: Diagram) -> Diagram:
        """`above` with at least `floor` units up at `place`, else `below`. They may ask in any place."""
        levels = self._counts[place] + 1
        return self._choose(place, tuple(above if n >= floor else below for n in range(levels)))

    def all_up(self, diagrams: Sequence[Diagram]) -> Diagram:
        """Up where all are up, down where one is down."""
        last_first = sorted(diagrams, key=lambda diagram: -diagram.place)
        return reduce(lambda rest, diagram: self._both_up(diagram, rest), last_first, UP)

    def _node(self, place: int, below: tuple[Diagram, ...]) -> Diagram:
        if all(child is below[0] for child in below):
            return below[0]
        made = Diagram(place, below, all(child.complete for child in below))
        return self._made.setdefault((place, below), made)

    def _choose(self, place: int, choices: tuple[Diagram, ...]) -> Diagram:
        """`choices[n]` with n units up at `place`: the question is moved down to where it belongs."""
        key = (place, choices)
        if key not in self._split:
            first = min(place, *(choice.place for choice in choices))
            if first == place:
                made = self._node(place, tuple(c.after(place, n) for n, c in enumerate(choices)))
            else:
                made = self._node(
                    first,
                    tuple(
                        self._choose(place, tuple(choice.after(first, n) for choice in choices))
                        for n in range(self._counts[first] + 1)
                    ),
                )
            self._split[key] = made
        return self._split[key]

    def _both_up(self, one: Diagram, other: Diagram) -> Diagram:
        if one is other or other is UP or one is DOWN:
            return one
        if one is UP or other is DOWN:
            return other
        place = min(one.place, other.place)
        if place == NO_PLACE:
            return UNKNOWN
        key = (one, other)
        if key not in self._both:
            self._both[key] = self._node(
                place,
                tuple(
                    self._both_up(one.after(place, n), other.after(place, n))
                    for n in range(self._counts[place] + 1)
                ),
            )
        return self._both[key]
