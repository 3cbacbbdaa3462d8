"""The static part the long way: every state of every group, each judged by the plant room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import comb, prod

from dcsim.plant.cooling import heat_left_w
from dcsim.plant.network import Plant
from dcsim.plant.settle import cascade
from dcsim.plant.supply import dark_halls

Units = tuple[int, ...]


@dataclass(frozen=True)
class Life:
    """Mean hours up and down of one unit."""

    up_h: float
    down_h: float

    def share(self, up: int, count: int) -> float:
        """Share of time with exactly `up` of `count` units up."""
        available = self.up_h / (self.up_h + self.down_h)
        return comb(count, up) * available**up * (1 - available) ** (count - up)


@dataclass(frozen=True)
class Enumeration:
    """All states of a plant whose nodes in `lives` fail and are repaired, with batteries full or empty, cold stores empty."""

    plant: Plant
    lives: Mapping[int, Life]
    full_stores: bool

    def steady(self, halls: Sequence[int]) -> tuple[float, float]:
        """(unavailability, failures per hour) of these halls together."""
        up = {units: all(good[i] for i in halls) for units, good in self._supplied.items()}
        down = sum(self._share(units) for units, good in up.items() if not good)
        failing = (
            self._share(units) * rate
            for units, good in up.items()
            if good
            for to, rate in self._changes(units)
            if not up[to]
        )
        return down, sum(failing)

    def is_monotone(self) -> bool:
        """Whether no hall is ever lost by a repair."""
        return not any(
            was and not now
            for units, before in self._supplied.items()
            for to, _ in self._changes(units)
            if sum(to) > sum(units)
            for was, now in zip(before, self._supplied[to], strict=True)
        )

    @cached_property
    def _supplied(self) -> dict[Units, tuple[bool, ...]]:
        """Per state: which halls are fully served and cooled."""
        return {units: self._judged(units) for units in self._states()}

    def _states(self) -> Iterator[Units]:
        normal = self.plant.normal.units
        counts = (
            range(node.count + 1) if node.index in self.lives else (normal[node.index],)
            for node in self.plant.nodes
        )
        return product(*counts)

    def _judged(self, units: Units) -> tuple[bool, ...]:
        charged = (self.full_stores,) * len(self.plant.batteries)
        stocked = (False,) * len(self.plant.cold_stores)
        start = replace(self.plant.normal, units=units, charged=charged, stocked=stocked)
        state, flow, _ = cascade(self.plant, start, settle=True)
        left = heat_left_w(self.plant, state, flow.live, self.plant.demand)
        hot = {stream.hall for stream, watts in zip(self.plant.streams, left, strict=True) if watts}
        dark = dark_halls(self.plant, flow.live)
        return tuple(not dark[i] and i not in hot for i in range(len(self.plant.halls)))

    def _share(self, units: Units) -> float:
        return prod(life.share(units[i], self.plant.nodes[i].count) for i, life in self.lives.items())

    def _changes(self, units: Units) -> Iterator[tuple[Units, float]]:
        """States one failure or one repair away, and how often per hour in this state it happens."""
        for i, life in self.lives.items():
            down = self.plant.nodes[i].count - units[i]
            if units[i]:
                yield (*units[:i], units[i] - 1, *units[i + 1 :]), units[i] / life.up_h
            if down:
                yield (*units[:i], units[i] + 1, *units[i + 1 :]), down / life.down_h
