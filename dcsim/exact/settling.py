"""What becomes of a plant with so many units up, step by step, until nothing moves or trips any more.

The rules are those of the page on the plant: live inputs share in fixed proportion, only switches choose,
what is overloaded opens, the quickest first. They are written down here a second time, from the network
alone: a mistake in the plant room's account of them, which the engine goes by, is not repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dcsim.exact.load import BORNE_W, with_losses
from dcsim.exact.reach import Reach
from dcsim.plant.network import Tie

_MOST_ROUNDS = 50
"""After so many rounds of moves a plant that never comes to rest is left where it is."""


class Way(NamedTuple):
    """From a consumer or node to one of its inputs; ways sort by name, and the first takes the last watts."""

    to: str
    of: str
    above: int
    below: int
    weight: int


@dataclass(frozen=True)
class Moment:
    """The plant while nothing moves: who has power, what everything carries (W), and what has opened."""

    live: tuple[bool, ...]
    carried_w: tuple[int, ...]
    opened: frozenset[int]


@dataclass
class _Gear:
    """Where switches (by node, the place among its inputs) and ties stand, what has tripped, who is shed."""

    places: dict[int, int]
    closed: set[Tie]
    tripped: set[int] = field(default_factory=set)
    shed: set[int] = field(default_factory=set)


class Settling:
    """The moments of a plant whose grid is there, whose sets stand by, whose batteries are full or empty."""

    def __init__(self, reach: Reach, full_stores: bool) -> None:
        plant = self._plant = reach.plant
        self._reach = reach
        self._stores = frozenset(plant.batteries if full_stores else ())
        names = [node.name for node in plant.nodes]
        self._ways = [
            [
                Way(names[above], node.name, above, node.index, weight)
                for above, weight in zip(node.inputs.nodes, node.inputs.weights, strict=True)
            ]
            for node in plant.nodes
        ]
        self._cords = [
            sorted(
                Way(names[above], consumer.name, above, -1, weight)
                for above, weight in zip(consumer.inputs.nodes, consumer.inputs.weights, strict=True)
            )
            for consumer in plant.consumers
        ]

    def moments(self, units: tuple[int, ...]) -> Iterator[Moment]:
        """Before anything trips or is shed, and after each trip and each shed tenant; the last one lasts."""
        plant = self._plant
        gear = _Gear(dict.fromkeys(plant.switches, 0), {tie for tie in plant.ties if tie.normally_closed})
        while True:
            conducts = self._conducting(units, gear.tripped)
            live = self._at_rest(conducts, gear)
            carried = self._carried(conducts, gear, live)
            yield Moment(tuple(live), tuple(carried), frozenset(gear.tripped))
            over = {
                node.index: node
                for node in plant.nodes
                if node.rating_w is not None
                and node.index not in gear.tripped
                and carried[node.index] - units[node.index] * node.rating_w > BORNE_W
            }
            if not over:
                return
            quickest = min(node.overload_h for node in over.values())
            rules = sorted((rule.within_h, i) for i, rule in plant.shed_rules.items() if i in over)
            in_time = (i for after_h, i in rules if after_h <= quickest)
            going = (self._goes(i, conducts, gear, live, carried) for i in in_time)
            gone = next((tenant for tenant in going if tenant is not None), None)
            if gone is not None:
                gear.shed.add(gone)
                continue
            gear.tripped.update(i for i, node in over.items() if node.overload_h == quickest)

    def _goes(
        self,
        node: int,
        conducts: Sequence[bool],
        gear: _Gear,
        live: Sequence[bool],
        carried: Sequence[int],
    ) -> int | None:
        """The first tenant on the list of a node who is not shed yet and whose load goes through it."""
        for tenant in self._plant.shed_rules[node].tenants:
            if tenant not in gear.shed:
                without = replace(gear, shed=gear.shed | {tenant})
                if self._carried(conducts, without, live)[node] < carried[node]:
                    return tenant
        return None

    # ------------------------------------------------------------------ who has power

    def _at_rest(self, conducts: Sequence[bool], gear: _Gear) -> list[bool]:
        """Move switches and ties, a round at a time, until none wants to: who has power then."""
        for _ in range(_MOST_ROUNDS):
            live, own = self._powered(conducts, gear)
            if not self._move(conducts, live, own, gear):
                return live
        return self._powered(conducts, gear)[0]

    def _move(self, conducts: Sequence[bool], live: Sequence[bool], own: Sequence[bool], gear: _Gear) -> bool:
        """One round: all switches, all ties that open, the first tie that closes. Whether anything moved."""
        moved = False
        for i, place in gear.places.items():
            first = next((p for p, way in enumerate(self._ways[i]) if live[way.above]), place)
            if conducts[i] and first != place:
                gear.places[i], moved = first, True
        usable = [
            tie
            for tie in self._plant.ties
            if tie.automatic and conducts[tie.node] and conducts[tie.a] and conducts[tie.b]
        ]
        opening = {tie for tie in usable if tie in gear.closed and own[tie.a] and own[tie.b]}
        closing = (tie for tie in usable if tie not in gear.closed and live[tie.a] != live[tie.b])
        first_closing = set(next(([tie] for tie in closing), []))
        gear.closed = gear.closed - opening | first_closing
        return moved or bool(opening or first_closing)

    def _conducting(self, units: tuple[int, ...], tripped: Set[int]) -> list[bool]:
        """Which nodes hand on what they get; a UPS on its bypass does."""
        conducts = self._reach.conducting(units)
        for i in tripped - self._plant.bypasses:
            conducts[i] = False
        return conducts

    def _powered(self, conducts: Sequence[bool], gear: _Gear) -> tuple[list[bool], list[bool]]:
        """(who has power, who has it without what comes over a tie)."""
        stores = self._stores - gear.tripped
        live = [False] * len(conducts)
        own = list(live)
        for step in self._plant.order:
            for i in step:
                fed = self._reach.starts(i, conducts) or any(
                    live[way.above] for way in self._connected(i, gear)
                )
                live[i] = own[i] = conducts[i] and (fed or i in stores)
            for bus in self._buses(step, conducts, gear) if len(step) > 1 else ():
                alive = any(own[i] for i in bus)
                for i in bus:
                    live[i] = alive
        return live, own

    def _connected(self, i: int, gear: _Gear) -> list[Way]:
        """All inputs, or the one a switch has closed."""
        ways = self._ways[i]
        return ways[gear.places[i] : gear.places[i] + 1] if i in gear.places else ways

    def _joined(self, conducts: Sequence[bool], gear: _Gear) -> list[Tie]:
        """Ties that join two boards now."""
        return [
            tie
            for tie in self._plant.ties
            if tie in gear.closed and conducts[tie.node] and conducts[tie.a] and conducts[tie.b]
        ]

    def _buses(self, step: Sequence[int], conducts: Sequence[bool], gear: _Gear) -> list[set[int]]:
        """The boards of a step that conduct, those joined by ties as one bus."""
        ties = self._joined(conducts, gear)
        left = {i for i in step if conducts[i]}
        buses = []
        while left:
            bus = _reached(min(left), ties)
            buses.append(bus)
            left -= bus
        return buses

    # ------------------------------------------------------------------ what everything carries

    def _carried(self, conducts: Sequence[bool], gear: _Gear, live: Sequence[bool]) -> list[int]:
        plant = self._plant
        carried = [0] * len(live)
        draws_nothing = {n for tenant in gear.shed for n in plant.tenants[tenant].loads}
        for number, (consumer, cords) in enumerate(zip(plant.consumers, self._cords, strict=True)):
            if number in draws_nothing:
                continue
            for way, watts in _split(consumer.demand_w, [way for way in cords if live[way.above]]):
                carried[way.above] += watts
        for step in reversed(plant.order):
            if len(step) == 1:
                self._hand_up(step, carried, gear, live)
                continue
            for bus in self._buses(step, conducts, gear):
                ties = [tie for tie in self._joined(conducts, gear) if tie.a in bus]
                self._hand_up(sorted(bus), carried, gear, live, ties)
        return carried

    def _hand_up(
        self,
        bus: Sequence[int],
        carried: list[int],
        gear: _Gear,
        live: Sequence[bool],
        ties: Sequence[Tie] = (),
    ) -> None:
        """What hangs on a bus goes to all its live inputs; ties carry what one side gets too much."""
        ways = sorted(way for i in bus if live[i] for way in self._connected(i, gear) if live[way.above])
        hanging = {i: with_losses(self._plant.nodes[i], carried[i]) for i in bus}
        surplus = {i: -watts for i, watts in hanging.items()}
        for way, watts in _split(sum(hanging.values()), ways):
            carried[way.above] += watts
            surplus[way.below] += watts
        for tie in ties:
            side = _reached(tie.a, [other for other in ties if other is not tie])
            net = sum(surplus[i] for i in side)
            carried[tie.node] += abs(net)
            carried[tie.a if net > 0 else tie.b] += abs(net)
        for i in bus:
            for element in self._plant.nodes[i].requires:
                carried[element] += carried[i]


def _split(watts: int, ways: Sequence[Way]) -> Iterable[tuple[Way, int]]:
    """Whole watts by weight; what the division leaves goes to the first way."""
    weights = sum(way.weight for way in ways)
    parts = [watts * way.weight // weights for way in ways]
    rest = watts - sum(parts)
    return ((way, part + rest * (n == 0)) for n, (way, part) in enumerate(zip(ways, parts, strict=True)))


def _reached(board: int, ties: Sequence[Tie]) -> set[int]:
    """Boards that these ties join to a board, itself included."""
    found, todo = {board}, [board]
    while todo:
        here = todo.pop()
        for tie in ties:
            for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
                if one == here and other not in found:
                    found.add(other)
                    todo.append(other)
    return found
