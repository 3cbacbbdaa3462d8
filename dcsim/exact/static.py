"""The static part of a plant: how often, and how long, its equipment alone leaves a hall without supply.

The grid is always there, gensets do not count, every unit fails and is repaired on its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dcsim.errors import UsageError
from dcsim.exact.blocks import Steady
from dcsim.exact.search import Search
from dcsim.plant.network import Plant

_RAREST = (*(10.0**-n for n in range(6, 40, 2)), 0.0)
"""Round by round, the share of time below which a set of states is left out."""


@dataclass(frozen=True)
class Static(Steady):
    """Long-run behaviour of a static part, with proven bounds where not every state was looked at.

    The truth lies between `low` and `high`; `unavailability` and `failures_per_h` are the middle. `pieces`
    counts the sets of states looked at, `judged` the single states that the plant room judged for it.
    """

    low: Steady
    high: Steady
    pieces: int
    judged: int

    @property
    def is_exact(self) -> bool:
        """Whether no state was left out."""
        return self.low == self.high


def static_part(
    plant: Plant,
    hall: str | None = None,
    *,
    full_stores: bool = False,
    tolerance: float = 1e-9,
    most_pieces: int = 10_000,
) -> Static:
    """Unavailability and failures per hour of the equipment alone: of the whole site, or of one hall.

    Batteries bridge nothing, as every repair outlasts them; with `full_stores` they last for good, which
    takes what stands before a UPS out of the account. The rarest states are left out as long as the bounds
    stay within `tolerance`, relative, and in any case once `most_pieces` sets of states were looked at.

    Raises UsageError for a hall the plant does not have.
    """
    if hall is not None and hall not in plant.hall_names:
        raise UsageError(f"the plant has no hall '{hall}'; it has {', '.join(plant.hall_names)}")
    halls = tuple(i for i, name in enumerate(plant.hall_names) if hall in (None, name))
    search = Search(plant, halls, full_stores, most_pieces)
    with _room_to_recurse(100 * len(plant.nodes)):
        best = _found(search, _RAREST[0])
        last_round = search.pieces
        for rarest in _RAREST[1:]:
            if _is_within(best, tolerance) or search.pieces + last_round > most_pieces:
                break
            before = search.pieces
            best = min(best, _found(search, rarest), key=_width)
            last_round = search.pieces - before
    return best


def _found(search: Search, rarest: float) -> Static:
    low, high = search.bounds(rarest)
    return Static(
        unavailability=(low.unavailability + high.unavailability) / 2,
        failures_per_h=(low.failures_per_h + high.failures_per_h) / 2,
        low=low,
        high=high,
        pieces=search.pieces,
        judged=search.judged,
    )


def _width(found: Static) -> float:
    return found.high.unavailability - found.low.unavailability


def _is_within(found: Static, tolerance: float) -> bool:
    low, high = found.low, found.high
    return (
        high.unavailability - low.unavailability <= tolerance * low.unavailability
        and high.failures_per_h - low.failures_per_h <= tolerance * low.failures_per_h
    )


@contextmanager
def _room_to_recurse(frames: int) -> Iterator[None]:
    """Room for functions that call themselves once for every group of a large plant."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, frames))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
