"""What a rehearsal looked at: states, records, draws; whatever else is true of the site, it did not see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dcsim.engine.certify.affine import Affine
from dcsim.engine.key import KeyLayout
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant.network import State
from dcsim.plant.relief import Room
from dcsim.plant.shedding import Shedding


@dataclass
class Lost:
    """A unit of a cooling group that did not come back: among the states `seen` from which to which."""

    name: str
    unit: int
    seen: int
    until: int = 0


Question = tuple[str, tuple[Any, ...]]
"""A method of `SupplyRecords` that is asked about a state, and with what; `DECODED`: all there is to know."""
DECODED: Question = ("decode", ())


@dataclass
class Trail:
    """Of each state in `seen` nothing but its supply record was looked at, unless it is in `asked` too.

    `seen` has them in the order in which they were looked at; `ready` the machines (by key) that became
    ready, with the time; `lost` the units that did not come back; `static` the states of the second clock;
    `held` the nodes that were taken out whole. `blames_what_lasts` says that what is out of order was gone
    through to find what an end is put down to.
    """

    seen: list[int] = field(default_factory=list)
    asked: defaultdict[int, set[Question]] = field(default_factory=lambda: defaultdict(set))
    ready: list[tuple[int, Any]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    static: set[int] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    blames_what_lasts: bool = False


def is_same(time: Any, other: Any) -> bool:
    """Whether two times are the same wherever the stretch begins; notes no condition."""
    if isinstance(time, Affine) and isinstance(other, Affine):
        return time is other or time.route == other.route
    return not isinstance(time, Affine) and not isinstance(other, Affine) and bool(time == other)


class NotedLayout(KeyLayout):
    """The layout of a plant's keys; notes which of them are taken apart."""

    def __init__(self, layout: KeyLayout, trail: Trail) -> None:
        self.__dict__.update(layout.__dict__)
        self._trail = trail

    def decode(self, key: int) -> tuple[State, int]:
        self._trail.asked[key].add(DECODED)
        return super().decode(key)

    def units_in(self, key: int, node: int) -> int:
        self._trail.asked[key].add(DECODED)  # with it the key of another state is made
        return super().units_in(key, node)


class NotedRecords(SupplyRecords):
    """The records of a plant; notes of which states more is asked than these."""

    def __init__(self, records: SupplyRecords, trail: Trail) -> None:
        self.__dict__.update(records.__dict__)
        self._trail = trail

    def sagged(self, key: int) -> tuple[bool, ...]:
        self._trail.asked[key].add(("sagged", ()))
        return super().sagged(key)

    def closable(self, key: int, nodes: Sequence[int]) -> bool:
        self._trail.asked[key].add(("closable", (tuple(nodes),)))
        return super().closable(key, nodes)

    def to_shed(self, key: int, node: int) -> tuple[int, ...]:
        self._trail.asked[key].add(("to_shed", (node,)))
        return super().to_shed(key, node)

    def quickest_to_shed(self, key: int) -> Shedding | None:
        self._trail.asked[key].add(("quickest_to_shed", ()))
        return super().quickest_to_shed(key)

    def room_to_close(self, key: int, nodes: Sequence[int]) -> Room | None:
        self._trail.asked[key].add(("room_to_close", (tuple(nodes),)))
        return super().room_to_close(key, nodes)

    def room_to_connect(self, key: int, block: int) -> Room | None:
        self._trail.asked[key].add(("room_to_connect", (block,)))
        return super().room_to_connect(key, block)
