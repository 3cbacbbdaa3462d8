"""The judge of power supply: what a plant serves, found by listing paths; it knows nothing of `dcsim.plant`.

Every path from a consumer up to a source is listed with the product of the shares along it, in exact
fractions; a group carries the sum over the paths through it. Nothing is passed on from group to group, so a
mistake in that passing on cannot be repeated here. `whole_watts.py` adds the rule for integer watts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from .described import Site, flat

OVERLOAD_W = 1000
"""Watts above its rating that a group bears for good."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """A state of a plant as differences from normal: what is not named is as it should be."""

    units: Mapping[str, int] = field(default_factory=dict)
    closed_input: Mapping[str, str | None] = field(default_factory=dict)
    closed_ties: Mapping[str, bool] = field(default_factory=dict)
    tripped: frozenset[str] = frozenset()
    battery: Mapping[str, bool] = field(default_factory=dict)
    demand: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a plant does in one condition, in watts."""

    served_w: Mapping[str, int]
    carried_w: Mapping[str, int]
    drain_w: Mapping[str, int]
    live: frozenset[str]
    overloaded: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A site in one condition."""

    site: Site
    condition: Condition

    def units(self, name: str) -> int:
        """Units available; gensets: on line."""
        part = self.site.parts[name]
        return self.condition.units.get(name, 0 if part.kind == "genset" else part.count)

    def capacity_w(self, name: str) -> int | None:
        """Available units times rating, None without a rating or on bypass."""
        rating_w = self.site.parts[name].rating_w
        return None if rating_w is None or name in self.condition.tripped else self.units(name) * rating_w

    def demand_w(self, consumer: str) -> int:
        """What a hall or fixed load asks for."""
        return self.condition.demand.get(consumer, self.site.parts[consumer].demand_w)

    def conducts(self, name: str) -> bool:
        """Whether a part lets power through; consumers always do."""
        part = self.site.parts[name]
        if part.kind in ("hall", "load"):
            return True
        together = sum(map(self.units, part.together or (name,)))
        return (
            (name not in self.condition.tripped or part.bypass)
            and self.units(name) >= 1
            and together >= part.needed
        )

    def has_charge(self, name: str) -> bool:
        """Whether this is a UPS with a battery that is not empty."""
        on_bypass = name in self.condition.tripped
        return self.site.parts[name].has_battery and not on_bypass and self.condition.battery.get(name, True)

    def inputs(self, name: str) -> tuple[str, ...]:
        """Inputs in use: all, or the closed one of a switch."""
        part = self.site.parts[name]
        if not part.switched:
            return part.inputs
        closed = self.condition.closed_input.get(name, part.inputs[0])
        return () if closed is None else flat((closed,), self.site.members)

    def neighbours(self, board: str) -> list[tuple[str, str]]:
        """Ties in use at a board, each with the board on its other side."""
        return [
            (tie, other)
            for tie in self.site.of_kind("bus_tie")
            for this, other in (self.site.parts[tie].between, self.site.parts[tie].between[::-1])
            if this == board and self.is_closed(tie) and self.conducts(tie) and self.conducts(other)
        ]

    def is_closed(self, tie: str) -> bool:
        return self.condition.closed_ties.get(tie, self.site.parts[tie].normally_closed)

    def ways(self, name: str, seen: frozenset[str] = frozenset()) -> Iterator[Path]:
        """Every way from a part up to a source or a battery, as the names on it."""
        if name in seen or not self.conducts(name):
            return
        part = self.site.parts[name]
        if part.kind in ("feed", "genset"):
            if all(self.conducts(element) for element in part.upstream):
                yield (name,)
            return
        if self.has_charge(name):
            yield (name,)
        steps: list[tuple[Path, str]] = [((name,), above) for above in self.inputs(name)]
        steps += [((name, tie), board) for tie, board in self.neighbours(name)]
        for here, above in steps:
            for way in self.ways(above, seen | {name}):
                yield here + way

    @cached_property
    def live(self) -> frozenset[str]:
        """Parts with a way to a source or a battery: groups (ties and upstream elements apart), consumers."""
        candidates = self.site.parts.keys() - self.site.of_kind("bus_tie", "upstream")
        return frozenset(name for name in candidates if any(True for _ in self.ways(name)))

    # --- sharing ---

    def chains(self, name: str, came_by: str = "") -> Iterator[Path]:
        """From a part to each board of its bus (ties named too); for all but boards only the part itself."""
        yield (name,)
        for tie, board in self.neighbours(name):
            if tie != came_by:
                for chain in self.chains(board, tie):
                    yield (name, tie, *chain)

    def exits(self, name: str) -> list[tuple[Path, str, Fraction]]:
        """Live inputs a part shares its load over: the chain to each, its name, its weight."""
        return [
            (chain, above, self.site.parts[chain[-1]].share.get(above, Fraction(1)))
            for chain in self.chains(name)
            for above in self.inputs(chain[-1])
            if above in self.live
        ]

    def routes(self, name: str) -> Iterator[tuple[Path, Fraction]]:
        """Ways that power for a live part really takes, each with its share of one watt."""
        exits = self.exits(name)
        if not exits:  # a source, or a UPS on its battery
            yield (name,), Fraction(1)
        total = sum(weight for _, _, weight in exits)
        for chain, above, weight in exits:
            for path, share in self.routes(above):
                yield chain + path, share * weight / total

    @cached_property
    def carried(self) -> dict[str, Fraction]:
        """Watts through every group, as exact fractions."""
        carried = {name: Fraction(0) for name in self.site.groups}
        net: defaultdict[str, Fraction] = defaultdict(Fraction)
        for consumer in self.site.consumers & self.live:
            for path, share in self.routes(consumer):
                self._book(path, self.demand_w(consumer) * share, carried, net)
        for tie, flow in net.items():
            giver = self.site.parts[tie].between[1 if flow > 0 else 0]
            carried[tie] = abs(flow)
            carried[giver] += abs(flow)
        return carried

    def _book(
        self, path: Path, watts: Fraction, carried: dict[str, Fraction], net: dict[str, Fraction]
    ) -> None:
        """Count one path: `net` is the flow over each tie towards the first of its two boards.

        Each part takes its losses in on top, but what a board hands on over a tie has only those of the other.
        """
        came_by_tie = False
        for below, name in pairwise(path):
            part = self.site.parts[name]
            if self.site.parts[below].kind != "bus_tie" and not came_by_tie:
                watts /= self.site.parts[below].efficiency
            came_by_tie = self.site.parts[below].kind == "bus_tie"
            if part.kind == "bus_tie":
                net[name] += watts if below == part.between[0] else -watts
            elif self.site.parts[below].kind != "bus_tie":
                carried[name] += watts
            for element in part.upstream:
                carried[element] += watts

    @cached_property
    def rounding_w(self) -> int:
        """Bound on how far whole-watt flows may be from the exact ones.

        A split over k live inputs moves at most k - 1 W from where they belong, and sharing passes an error
        on without increasing it. A tie's flow is a difference of two sums (twice that), and a board adds the
        flows of its ties to its own demand.
        """
        splits = {frozenset(exits): len(exits) - 1 for exits in map(self._split_over, self.live) if exits}
        ties = sum(self.conducts(tie) for tie in self.site.of_kind("bus_tie"))
        whole = (1 + 2 * ties) * (sum(splits.values()) + self._lossy)
        return whole if not self._lossy else math.ceil(whole * self.swell)

    @cached_property
    def swell(self) -> Fraction:
        """More than the losses of any way: all of them one after the other."""
        return 1 / math.prod(
            (self.site.parts[name].efficiency for name in self.site.groups), start=Fraction(1)
        )

    @property
    def _lossy(self) -> int:
        """Parts with losses: each rounds what it takes in to whole watts."""
        return sum(self.site.parts[name].efficiency < 1 for name in self.site.groups)

    def _split_over(self, name: str) -> tuple[tuple[str, str], ...]:
        exits = tuple((chain[-1], above) for chain, above, _ in self.exits(name))
        return exits if self.site.parts[name].kind == "switchgear" else tuple((name, a) for _, a in exits)

    # --- answers ---

    def answer(self) -> Answer:
        """Served, carried (rounded to watts), live, drains and overloads."""
        on_battery = {n for n in self.live if self.site.parts[n].kind == "ups" and not self.exits(n)}
        return Answer(
            served_w={c: self.demand_w(c) * (c in self.live) for c in self.site.consumers},
            carried_w={name: round(watts) for name, watts in self.carried.items()},
            drain_w={
                name: round(self.carried[name]) * (name in on_battery) for name in self.site.of_kind("ups")
            },
            live=self.live - self.site.consumers,
            overloaded=frozenset(name for name in self.site.groups if self._above_rating_w(name) > 0),
        )

    def _above_rating_w(self, name: str) -> Fraction:
        capacity_w = self.capacity_w(name)
        return Fraction(-1) if capacity_w is None else self.carried[name] - capacity_w - OVERLOAD_W

    def is_on_the_edge(self) -> bool:
        """Whether rounding to whole watts may decide if something is overloaded."""
        return any(
            self.capacity_w(name) is not None and abs(self._above_rating_w(name)) <= self.rounding_w
            for name in self.site.groups
        )


def judged(site: Site, condition: Condition) -> Answer:
    """What the site does in this condition, nothing having tripped yet."""
    return Case(site, condition).answer()


def judged_cascade(site: Site, condition: Condition) -> tuple[Condition, Answer, tuple[frozenset[str], ...]]:
    """Trip the overloaded groups of the smallest `overload_s`, all together, until nothing is overloaded."""
    steps: list[frozenset[str]] = []
    while (answer := judged(site, condition)).overloaded:
        first = min(site.parts[name].overload_s for name in answer.overloaded)
        step = frozenset(n for n in answer.overloaded if site.parts[n].overload_s == first)
        steps.append(step)
        condition = replace(condition, tripped=condition.tripped | step)
    return condition, answer, tuple(steps)
