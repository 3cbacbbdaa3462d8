"""What each phase brings and retires, down to single units: who is in service once which phases are ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dcsim.plant import Plant
from dcsim.scenario.calendar import hour_of
from dcsim.scenario.model import ScenarioModel
from dcsim.scenario.phasing import comings

ALWAYS = -1
"""Instead of a phase: there from the start; or never retired."""


@dataclass(frozen=True)
class ReadySet:
    """What is in service: units by node, in the order of the plant's nodes, and names of halls and loads."""

    units: tuple[int, ...]
    halls: frozenset[str]
    loads: frozenset[str]


@dataclass(frozen=True, eq=False)
class Service:
    """Numbers of the phases that bring and retire each unit; phases in order of their planned dates.

    `brought` and `retired` are by name of a group, hall or load, a number per unit; what is not named is
    there from the start, and stays.
    """

    plant: Plant
    phases: tuple[str, ...]
    planned_h: tuple[float, ...]
    brought: Mapping[str, tuple[int, ...]]
    retired: Mapping[str, tuple[int, ...]]

    def phase_of(self, name: str) -> int:
        """The phase that brings a hall or load."""
        return self.brought.get(name, (ALWAYS,))[0]

    def end_of(self, name: str) -> int:
        """The phase that retires a hall or load."""
        return self.retired.get(name, (ALWAYS,))[0]

    @cached_property
    def _moved(self) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
        """(node, (bringing, retiring phase) per unit) of each node of which units come or go."""
        found = []
        for node in self.plant.nodes:
            if node.group in self.brought or node.group in self.retired:
                units = slice(node.first_unit, node.first_unit + node.count)
                total = sum(self.plant.nodes[i].count for i in self.plant.members[node.group])
                never = (ALWAYS,) * total
                comes = self.brought.get(node.group, never)[units]
                goes = self.retired.get(node.group, never)[units]
                found.append((node.index, tuple(zip(comes, goes, strict=True))))
        return tuple(found)

    def ready_set(self, ready: Sequence[bool]) -> ReadySet:
        """What is in service once these phases are ready, a truth per phase."""

        def serves(comes: int, goes: int) -> bool:
            return (comes == ALWAYS or ready[comes]) and (goes == ALWAYS or not ready[goes])

        units = [node.count for node in self.plant.nodes]
        for node, phases in self._moved:
            units[node] = sum(serves(comes, goes) for comes, goes in phases)
        there = [
            frozenset(name for name in names if serves(self.phase_of(name), self.end_of(name)))
            for names in (self.plant.hall_names, self.plant.load_names)
        ]
        return ReadySet(tuple(units), *there)


def service_of(model: ScenarioModel, plant: Plant) -> Service:
    """What the phases of a scenario bring and retire."""
    start = model.horizon.start
    order = sorted(model.phases, key=lambda name: model.phases[name].ready)
    number: dict[str | None, int] = {None: ALWAYS, **{name: i for i, name in enumerate(order)}}
    units = comings(model)
    return Service(
        plant=plant,
        phases=tuple(order),
        planned_h=tuple(hour_of(start, model.phases[name].ready) if start else 0.0 for name in order),
        brought={name: tuple(number[comes] for comes, _ in pairs) for name, pairs in units.items()},
        retired={name: tuple(number[goes] for _, goes in pairs) for name, pairs in units.items()},
    )
