"""The static part of a plant: how often, and how long, its equipment alone leaves a hall without supply.

The grid is always there, gensets do not count, every unit fails and is repaired on its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dcsim.errors import UsageError
from dcsim.exact.blocks import Steady
from dcsim.exact.from_new import points
from dcsim.exact.levels import depending, largest_share, remembering
from dcsim.exact.search import Search
from dcsim.plant.network import Plant

_RAREST = (1e-6, *(10.0**-n for n in range(8, 40, 4)), 0.0)
"""Round by round, the share of time below which a set of states is left out."""
_COARSE = 1e-4
_RAREST_COARSE = (*(10.0**-n for n in range(9, 40, 3)), 0.0)
"""Where a tolerance above `_COARSE` is enough: one round mostly does."""
_TIMES = 8
"""Hours at which a mean over a horizon is taken."""
MEAN_WITHIN = 1e-3
"""How far that mean may be off, relative, where all repairs are memoryless."""
_TOGETHER = 3
"""Of how many units that fail together the start is allowed for."""


@dataclass(frozen=True)
class Static(Steady):
    """Long-run behaviour of a static part, with proven bounds where not every state was looked at.

    The truth lies between `low` and `high`; `unavailability` and `failures_per_h` are the middle. `pieces`
    counts the sets of states looked at, `judged` the single states judged for it.
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
    at_h: float | None = None,
    full_stores: bool = False,
    tolerance: float = 1e-9,
    most_pieces: int = 10_000,
) -> Static:
    """Unavailability and failures per hour of the equipment alone: of the whole site, or of one hall.

    In the long run, or `at_h` hours after everything was new; lives must then be memoryless, and repairs
    that are not are approximated as `unit_from_new` says. Batteries bridge nothing, as every repair outlasts
    them; with `full_stores` they last for good, which takes what stands before a UPS out of the account. The
    rarest states are left out as long as the bounds stay within `tolerance`, relative, and in any case once
    `most_pieces` sets of states were looked at.

    Raises UsageError for a hall the plant does not have, for a tenant who may be shed and of whom nothing
    hangs on all cords, for units that depend on each other, and for units that age where `at_h` is given.
    """
    search = _search(plant, hall, full_stores, most_pieces, at_h)
    return _best(search, tolerance, most_pieces)


@dataclass(frozen=True)
class OverHorizon:
    """The static part of a horizon that begins with everything new: its mean, and the long run.

    `within` is how far the mean may be off besides its bounds, relative.
    """

    mean: Static
    long_run: Static
    within: float


def static_part_over(
    plant: Plant, horizon_h: float, *, tolerance: float = 1e-9, most_pieces: int = 10_000
) -> OverHorizon:
    """The static part of the site over a horizon from new, where units are up a little more than later.

    Lives must be memoryless (UsageError). The mean is taken over eight hours of the horizon; `within` says
    how right that is. Where units that return do harm, failures are counted as in the long run.
    """
    search = _search(plant, None, False, most_pieces, horizon_h)
    with _room_to_recurse(100 * len(plant.nodes)):
        _best(search, tolerance, most_pieces)
        seen = [(weight, search.bounds_at(time)) for time, weight in points(horizon_h, _TIMES)]
        long_run = _static(search, search.bounds_at(None))
    low, high = (_weighted([(weight, ends[end]) for weight, ends in seen]) for end in (0, 1))
    mean = _static(search, (low, high))
    return OverHorizon(mean, long_run, MEAN_WITHIN + _allowance(plant, mean, long_run))


def _allowance(plant: Plant, mean: Static, long_run: Static) -> float:
    """For repairs that are not memoryless, of which `unit_from_new` is off by their share at most, and early.

    What the start changes, times the largest share of any unit, times the failures that come together.
    """
    share = largest_share(plant)
    if not share:
        return 0.0
    started = (
        abs(1 - mean.unavailability / long_run.unavailability) if long_run.unavailability else 0.0,
        abs(1 - mean.failures_per_h / long_run.failures_per_h) if long_run.failures_per_h else 0.0,
    )
    return _TOGETHER * share * max(started)


def _search(
    plant: Plant, hall: str | None, full_stores: bool, most_pieces: int, at_h: float | None
) -> Search:
    if hall is not None and hall not in plant.hall_names:
        raise UsageError(f"the plant has no hall '{hall}'; it has {', '.join(plant.hall_names)}")
    if plant.shed_apart:
        raise UsageError(f"not applicable: {plant.shed_apart}")
    if depending(plant):
        raise UsageError(f"not applicable: units depend on each other in {', '.join(depending(plant))}")
    ageing = remembering(plant) if at_h is not None else ()
    if ageing:
        raise UsageError(f"from new only memoryless lives have an exact answer, unlike: {', '.join(ageing)}")
    halls = tuple(i for i, name in enumerate(plant.hall_names) if hall in (None, name))
    return Search(plant, halls, full_stores, most_pieces, at_h)


def _best(search: Search, tolerance: float, most_pieces: int) -> Static:
    """Round by round, until the bounds are within the tolerance or the work is done."""
    rounds = _RAREST if tolerance < _COARSE else _RAREST_COARSE
    with _room_to_recurse(100 * search.nodes):
        best = _static(search, search.bounds(rounds[0]))
        last_round = search.pieces
        for rarest in rounds[1:]:
            if _is_within(best, tolerance) or search.pieces + last_round > most_pieces:
                break
            before = search.pieces
            best = min(best, _static(search, search.bounds(rarest)), key=_width)
            last_round = search.pieces - before
    return best


def _weighted(parts: Sequence[tuple[float, Steady]]) -> Steady:
    return Steady(
        sum(weight * one.unavailability for weight, one in parts),
        sum(weight * one.failures_per_h for weight, one in parts),
    )


def _static(search: Search, bounds: tuple[Steady, Steady]) -> Static:
    low, high = bounds
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
