"""Usable capacity the slow way: every state tried at a load, what trips seen by `cascade`. No limit is solved for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from dcsim.plant import Plant, State
from dcsim.plant.settle import cascade, settled

LEVELS = ("N", "N+1", "N+2", "maintainable")


@dataclass(frozen=True)
class Search:
    """One plant with units in service and a level to keep; no cooling, every hall in service."""

    plant: Plant
    units: tuple[int, ...]
    level: str

    def holds(self, scale: float) -> bool:
        """Whether every removal leaves every hall served and nothing overloaded at this share of the halls."""
        return all(self._stands(gensets, taken, scale) for gensets, taken in self._cases())

    def _cases(self) -> Iterator[tuple[bool, dict[int, int]]]:
        for gensets in (False, True) if self.plant.gensets else (False,):
            yield gensets, {}
            for taken in self._removals():
                yield gensets, taken

    def _removals(self) -> Iterator[dict[int, int]]:
        nodes = self.plant.nodes
        of_several = {"N": 0, "N+1": 1, "N+2": 2, "maintainable": 1}[self.level]
        for parts in self.plant.members.values():
            if sum(nodes[i].count for i in parts) > 1 and of_several:
                for taken in product(*(range(self.units[i] + 1) for i in parts)):
                    if sum(taken) == min(of_several, sum(self.units[i] for i in parts)):
                        yield dict(zip(parts, taken, strict=True))
            elif self.level == "maintainable":
                yield {parts[0]: 1}
        if self.level == "maintainable":
            for i in {i for hall in self.plant.halls for i in hall.inputs.nodes}:
                yield {i: self.units[i]}

    def _stands(self, gensets: bool, taken: dict[int, int], scale: float) -> bool:
        state = self._state(self.units, gensets, taken)
        if self._overloads(state, scale):
            return False
        full = tuple(node.count for node in self.plant.nodes)
        alone = len(taken) == 1 and self._is_alone(*taken.items())
        again = {i: full[i] if n == self.units[i] and n > 1 else n for i, n in taken.items()} if alone else {}
        never = self._dark(self._state(full, gensets, again))
        return self._dark(state) <= never

    def _is_alone(self, one: tuple[int, int]) -> bool:
        node, count = one
        several = sum(self.plant.nodes[i].count for i in self.plant.members[self.plant.nodes[node].group]) > 1
        cords = {i for hall in self.plant.halls for i in hall.inputs.nodes}
        return not several or (node in cords and self.level == "maintainable" and count == self.units[node])

    def _state(self, units: tuple[int, ...], gensets: bool, taken: dict[int, int]) -> State:
        whole = settled(self.plant, self._with(self.plant.normal, units, not gensets, gensets))
        left = tuple(max(0, u - taken.get(i, 0)) for i, u in enumerate(units))
        state = settled(self.plant, self._with(whole, left, not gensets, gensets))
        if not gensets and self.plant.gensets and taken and self._dark(state):
            return settled(self.plant, self._with(whole, left, True, True))
        return state

    def _with(self, state: State, units: tuple[int, ...], mains: bool, gensets: bool) -> State:
        away = ("feed",) * (not mains) + ("genset",) * (not gensets)
        return replace(
            state,
            units=tuple(
                0 if node.kind in away else u for node, u in zip(self.plant.nodes, units, strict=True)
            ),
            opened=tuple(node.kind == "genset" and not gensets for node in self.plant.nodes),
            charged=(False,) * len(self.plant.batteries),
        )

    def _overloads(self, state: State, scale: float) -> bool:
        halls = len(self.plant.halls)
        demand = [round(watts * scale) if n < halls else watts for n, watts in enumerate(self.plant.demand)]
        return bool(cascade(self.plant, state, demand)[2])

    def _dark(self, state: State) -> set[str]:
        flow = cascade(self.plant, state, [1] * len(self.plant.halls) + [0] * len(self.plant.loads))[1]
        return {hall.name for hall in self.plant.halls if not any(flow.live[i] for i in hall.inputs.nodes)}
