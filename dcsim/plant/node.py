"""The machines of the network and the breakers between its boards."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from dcsim.plant.consumers import Inputs
from dcsim.scenario.model import Transfer


@dataclass(frozen=True)
class Node:
    """A group, or the part of a `split` group that hangs on one bus.

    `requires` are upstream elements that must all conduct (feeds only). `rating_w` is that of one unit and
    None where nothing limits it. `first_unit` is the number its first unit has in the whole group.
    `efficiency` is the share it gives on of what it takes in.
    """

    index: int
    name: str
    group: str
    kind: str
    count: int
    first_unit: int
    least: int
    rating_w: int | None
    overload_h: float
    reset_h: float
    inputs: Inputs
    requires: tuple[int, ...]
    transfer: Transfer | None
    efficiency: Fraction = Fraction(1)

    def taken_in_w(self, carried_w: int) -> int:
        """What the node takes from its inputs to carry so much: its losses on top, rounded up."""
        given, taken = self.efficiency.as_integer_ratio()
        return carried_w if given == taken else -(-carried_w * taken // given)

    @cached_property
    def is_source(self) -> bool:
        return self.kind in ("feed", "genset")


@dataclass(frozen=True)
class Tie:
    """A breaker between two boards: `node` is the breaker itself, `a` and `b` the boards."""

    node: int
    a: int
    b: int
    normally_closed: bool
    automatic: bool
