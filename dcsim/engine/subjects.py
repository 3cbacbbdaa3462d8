"""What the names in deviations stand for, and where a genset group stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.behaviours.cooling.stores import ColdStoring
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.gensets.sets import SECONDS_PER_HOUR
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.behaviours.switches import BusTying, TransferSwitching

if TYPE_CHECKING:
    from dcsim.engine.behaviours.base import Behaviour


class Genset(NamedTuple):
    """A genset group: its behaviour, its number among behaviours, its node.

    `names` are those under which deviations of it go, its own and that of its fuel pumps; `start_h` is how
    long it takes from a loss until a set is ready.
    """

    behaviour: Gensets
    number: int
    node: int
    names: tuple[str, ...]
    start_h: float


def _genset(behaviour: Gensets, number: int) -> Genset:
    spec = behaviour.spec
    pumps = spec.fuel.pumps if spec.fuel is not None else None
    names = (behaviour.name,) if pumps is None else (behaviour.name, pumps)
    start_h = (spec.confirm_s + spec.start_s.mean()) / SECONDS_PER_HOUR
    return Genset(behaviour, number, behaviour.node, names, start_h)


class Subjects:
    """What the names in deviations stand for."""

    def __init__(self, behaviours: Sequence[Behaviour]) -> None:
        self.gensets: dict[str, Genset] = {}
        self.nodes: dict[str, tuple[int, ...]] = {}
        self.targets: dict[str, Interruptions] = {}
        self.switches: dict[str, int] = {}
        self.ties: dict[str, int] = {}
        self.coolers: dict[str, CoolingRestart] = {}
        self.cold_stores: dict[str, int] = {}
        for i, one in enumerate(behaviours):
            if isinstance(one, Gensets):
                self.gensets[one.name] = _genset(one, i)
            elif isinstance(one, Failures):
                self.nodes[one.name] = one.node_of_unit
            elif isinstance(one, Interruptions):
                self.targets[one.name] = one
            elif isinstance(one, TransferSwitching):
                self.switches[one.name] = one.number
            elif isinstance(one, BusTying):
                self.ties[one.name] = one.number
            elif isinstance(one, CoolingRestart):
                self.coolers[one.name] = one
            elif isinstance(one, ColdStoring):
                self.cold_stores[one.name] = one.number
