"""Stretches that begin while tanks are still being filled, and burn less than is in them.

After a loss a tank takes days to be full again, and the next loss often comes before. A certificate is made
from a full tank; it holds from another one too, if that does not run dry. For what is in a tank matters to
nobody else, whatever becomes of it: sets start, stop and break as they would, and burn what they would. The
only other thing it decides is when a truck is waited for, which changes its level and nothing else.

A tank does not run dry if all that is burnt since it was full is less than all it holds: deliveries only add
to that. And it is full again once the roads have been open for as long as it takes to bring what has been
burnt. From `full_from` of a stretch on they are open for all it knows of, and so they are for the stretches
before it from theirs on; from the later of the two on it takes at most `hours` of both. Before that no
stretch may go through the core, whose tanks know nothing of what was left out.

So it is for tanks whose contents are known in m³ and that sets burn from; others have to be full.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.intervals import APART_H, Floats

_ENOUGH = 1.0 - 1e-6
"""Of a tank: what stretches may burn until it is full again. Less than all by more than rounding."""


class Burnt(NamedTuple):
    """What is missing in the tanks: at most this `share` of any, which takes `hours` to bring.

    With nothing else burnt, they are full from `full_from` on. Of one stretch it is what it burns by itself.
    """

    share: float
    hours: float
    full_from: float

    def and_then(self, begin: float, more: Burnt) -> Burnt:
        """What is missing after a stretch that begins at this hour and burns `more`."""
        if self.full_from < begin - APART_H:
            return more
        share, hours = self.share + more.share, self.hours + more.hours
        return Burnt(share, hours, max(self.full_from, more.full_from) + hours)

    def or_more(self, other: Burnt) -> Burnt:
        """The worse of both, in every respect: of several tanks."""
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        return Burnt(*map(max, self, other))

    @property
    def leaves_enough(self) -> bool:
        """Whether no tank has run dry."""
        return self.share < _ENOUGH


class BurntBy(NamedTuple):
    """What each of several stretches burns, in columns."""

    share: Floats
    hours: Floats
    full_from: Floats

    def some(self, numbers: NDArray[np.intp]) -> BurntBy:
        """What some of them do."""
        return BurntBy(*(column[numbers] for column in self))

    def one(self, number: int) -> Burnt:
        """What one of them does."""
        return Burnt(*(float(column[number]) for column in self))


NOTHING = Burnt(0.0, 0.0, -math.inf)


def lasts(
    begins: Sequence[float],
    may_pass: Sequence[bool],
    burnt: Callable[[int], Burnt],
    missing: Burnt = NOTHING,
    first: int = 0,
) -> tuple[bool, int]:
    """Whether what is in the tanks does for stretches in order, all of which need them, or need them full.

    From the `first` on to the one before which the tanks are sure to be full again, or all if none is;
    (whether, its place). If not, the place is that of the one that may not pass, or finds too little.
    `missing` is what is missing before the first.
    """
    for place in range(first, len(begins)):
        if place > first and missing.full_from < begins[place] - APART_H:
            return True, place
        if not may_pass[place]:
            return False, place
        missing = missing.and_then(begins[place], burnt(place))
        if not missing.leaves_enough:
            return False, place
    return True, len(begins)
