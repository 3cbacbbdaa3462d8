"""What names mean in a plant: the parts of a group, their node numbers, and how inputs share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dcsim.plant.consumers import Inputs

Parts = Mapping[str, tuple[tuple[str, int, int], ...]]
"""By group name: (node name, number of its first unit, units) for each of its parts."""


@dataclass(frozen=True)
class Wiring:
    """What names of inputs mean in this plant: their parts, node numbers, and whole-number weights."""

    parts: Parts
    number: Mapping[str, int]
    scale: int

    def inputs(self, names: Iterable[str], share: Mapping[str, float] | None) -> Inputs:
        """The inputs of one consumer or node, by number."""
        named = [(part, (share or {}).get(name, 1.0)) for name in names for part, _, _ in self.parts[name]]
        return Inputs(
            nodes=tuple(self.number[part] for part, _ in named),
            weights=tuple(int(Fraction(str(weight)) * self.scale) for _, weight in named),
            by_name=tuple(sorted(range(len(named)), key=lambda i: named[i][0])),
        )
