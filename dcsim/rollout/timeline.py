"""The Timeline, the one seam to the engine: what one replication is given besides chance."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Timeline:
    """What one replication is given besides chance.

    `demand_w` has each demand that occurs once, a row per level: W per consumer (halls, fixed loads,
    cooling). Level `levels[step]` is in force from hour `steps_h[step]` on, the first 0, and all begins anew
    every `cycle_h`. `ready_h` is the hour each unit comes into service by group name, 0 for what is there
    from the start and infinite for what never comes; `retired_h` the hour each goes. Units of a group not
    named are there throughout. `start` is the date of hour 0, where there is one.
    """

    horizon_h: float
    steps_h: tuple[float, ...]
    demand_w: tuple[tuple[int, ...], ...]
    ready_h: Mapping[str, tuple[float, ...]]
    ends_at_first_outage: bool = False
    levels: tuple[int, ...] = (0,)
    cycle_h: float = math.inf
    retired_h: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    start: dt.date | None = None

    @property
    def demand_is_constant(self) -> bool:
        """Whether everybody asks for the same throughout."""
        return len(self.levels) == 1

    def level_at(self, hour: float) -> int:
        """The level in force at an hour; at a change already the new one."""
        if self.demand_is_constant:
            return self.levels[0]
        return self.levels[bisect_right(self.steps_h, hour % self.cycle_h) - 1]

    def next_change_h(self, hour: float) -> float:
        """The first hour after this one at which demand changes; infinite if it never does."""
        if self.demand_is_constant:
            return math.inf
        begun = hour - hour % self.cycle_h
        step = bisect_right(self.steps_h, hour % self.cycle_h)
        return begun + (self.steps_h[step] if step < len(self.steps_h) else self.cycle_h)

    def begun_at(self, hour: float) -> Timeline:
        """The same cycle of demand, begun at one of its hours."""
        if self.demand_is_constant:
            return self
        now = hour % self.cycle_h
        later = [
            ((step - now) % self.cycle_h, level)
            for step, level in zip(self.steps_h, self.levels, strict=True)
            if step != now
        ]
        steps = [(0.0, self.level_at(now)), *sorted(later)]
        return replace(
            self, steps_h=tuple(step for step, _ in steps), levels=tuple(level for _, level in steps)
        )


@dataclass(frozen=True)
class Timelines:
    """The Timelines of the replications of one block, which are counted from 0.

    `shared` is the one of all, where nothing is drawn and nothing can differ. Levels of demand of all of
    them are numbers into `demand_w`; `phases_h` has the hour each phase comes into service, by name, shape
    (replications,).
    """

    demand_w: tuple[tuple[int, ...], ...]
    shared: Timeline | None
    phases_h: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    each: Callable[[int], Timeline] | None = None

    def of(self, replication: int) -> Timeline:
        """The Timeline of one replication of the block."""
        if self.shared is not None:
            return self.shared
        assert self.each is not None
        return self.each(replication)
