"""How many units of a group are up: the share of time at each number, and how often it falls."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf

from dcsim.exact.blocks import Steady, unit
from dcsim.exact.from_new import unit_from_new
from dcsim.laws import NEVER
from dcsim.plant.network import Node, Plant, Spec, is_grid
from dcsim.scenario.model import Group

HOURS_PER_YEAR = 8760.0


@dataclass(frozen=True)
class Levels:
    """The number of units up, of one node in the long run.

    `chance[n]` is the share of time with n units up, `falls_per_h[n]` how often per hour of the calendar n
    units become n - 1 (and, in the long run, n - 1 become n).
    """

    chance: tuple[float, ...]
    falls_per_h: tuple[float, ...]

    @property
    def top(self) -> int:
        """All units."""
        return len(self.chance) - 1

    @property
    def occurring(self) -> tuple[int, int]:
        """(fewest, most) units that are ever up."""
        levels = [n for n, chance in enumerate(self.chance) if chance > 0]
        return levels[0], levels[-1]

    def between(self, low: int, high: int) -> float:
        """Share of time with `low` to `high` units up."""
        return sum(self.chance[low : high + 1])


def levels(node: Node, plant: Plant, at_h: float | None = None) -> Levels:
    """The levels of a node whose units fail and are repaired each on its own.

    In the long run, or `at_h` hours after all units were new; lives are then taken to be memoryless. Grid
    elements are always there and gensets never: the static part has perfect sources and no sets.
    """
    spec = plant.specs[node.group]
    if node.is_source or is_grid(spec):
        always = 0 if node.kind == "genset" else node.count
        return _fixed(always, node.count)
    repair = spec.mttr_h or NEVER
    if at_h is None:
        return binomial(node.count, unit(_life_h(spec), repair.mean()))
    return binomial(node.count, unit_from_new(_life_h(spec), repair, at_h))


def remembering(plant: Plant) -> tuple[str, ...]:
    """Groups of the static part whose units age: when they fail depends on how long they have lived."""
    return tuple(
        name
        for name, spec in plant.specs.items()
        if not is_grid(spec)
        and plant.nodes[plant.members[name][0]].kind != "genset"
        and (_wears_out(spec) or _has_memory(spec))
    )


def _wears_out(spec: Spec) -> bool:
    return isinstance(spec, Group) and spec.wear_out is not None


def _has_memory(spec: Spec) -> bool:
    if spec.failures_per_year is not None or spec.mttf_h is None or spec.mttf_h.kind == "never":
        return False
    return spec.mttf_h.kind != "exponential" or spec.mttf_h.cap < inf


def depending(plant: Plant) -> tuple[str, ...]:
    """Groups of the static part whose units depend on others: crews, spares, standby, failures in common."""
    return tuple(
        name
        for name, spec in plant.specs.items()
        if isinstance(spec, Group) and spec.is_dependent and spec.kind != "genset"
    )


def largest_share(plant: Plant) -> float:
    """The largest mean repair ÷ mean life of units of the static part whose repairs are not memoryless."""
    shares = [0.0]
    for name, spec in plant.specs.items():
        node = plant.nodes[plant.members[name][0]]
        repair = spec.mttr_h or NEVER
        memoryless = repair.kind == "never" or (repair.kind == "exponential" and repair.cap == inf)
        if not (node.is_source or is_grid(spec) or memoryless):
            shares.append(repair.mean() / _life_h(spec))
    return max(shares)


def binomial(count: int, one: Steady) -> Levels:
    """Independent units, each up and failing as `one` says."""
    up, down = one.availability, one.unavailability
    chance = tuple(comb(count, n) * up**n * down ** (count - n) for n in range(count + 1))
    falls = (
        count * one.failures_per_h * comb(count - 1, n - 1) * up ** (n - 1) * down ** (count - n)
        for n in range(1, count + 1)
    )
    return Levels(chance, (0.0, *falls))


def _fixed(level: int, count: int) -> Levels:
    return Levels(tuple(float(n == level) for n in range(count + 1)), (0.0,) * (count + 1))


def _life_h(spec: Spec) -> float:
    """Mean time in service until a failure, h. `failures_per_year` counts per 8,760 h."""
    if spec.failures_per_year is not None:
        return HOURS_PER_YEAR / spec.failures_per_year if spec.failures_per_year > 0 else inf
    return inf if spec.mttf_h is None else spec.mttf_h.mean()
