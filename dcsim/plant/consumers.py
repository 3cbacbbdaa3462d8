"""Who takes power: halls, fixed loads, cooling, and in the halls tenants and what hangs on one cord."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Inputs:
    """Where power may come from: node numbers, in the order written, with whole-number sharing weights."""

    nodes: tuple[int, ...]
    weights: tuple[int, ...]
    by_name: tuple[int, ...]
    """Positions in `nodes`, sorted by the name of the input: the first live one takes the remainder."""

    @cached_property
    def arcs(self) -> tuple[tuple[int, int], ...]:
        """(node, weight) of each input, in order of the inputs' names."""
        return tuple((self.nodes[p], self.weights[p]) for p in self.by_name)


@dataclass(frozen=True)
class Consumer:
    """A hall, a fixed load, a cooling node or a load in a hall: asks for `demand_w`, hangs on its cords.

    A hall asks for what is neither its tenants' nor on one cord.
    """

    name: str
    is_hall: bool
    demand_w: int
    inputs: Inputs


@dataclass(frozen=True)
class ItLoad(Consumer):
    """A load in a hall apart from the hall's own: of a tenant (its number, -1: of none), or on one `cord`.

    What hangs on one cord is called `<tenant or hall>@<cord>`; what hangs on all has no `cord`.
    """

    hall: int
    tenant: int
    cord: str


@dataclass(frozen=True)
class Tenant:
    """A tenant of a hall, served or shed as a whole; `loads` are its consumers, that on all cords first."""

    name: str
    hall: int
    priority: int
    loads: tuple[int, ...]


@dataclass(frozen=True)
class ShedRule:
    """Whom a node sheds when it has been overloaded for `within_h`: tenants, the first to be shed first."""

    within_h: float
    tenants: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Consumers:
    """All who take power from one plant, in the order in which consumers are numbered."""

    halls: tuple[Consumer, ...]
    loads: tuple[Consumer, ...]
    chillers: tuple[Consumer, ...]
    """What the cooling nodes draw, in the order of `coolers`."""
    it_loads: tuple[ItLoad, ...]
    """What tenants ask for, and what hangs on one cord."""
    tenants: tuple[Tenant, ...]

    @cached_property
    def consumers(self) -> tuple[Consumer, ...]:
        """Halls, then fixed loads, then what cooling draws, then the loads in halls."""
        return self.halls + self.loads + self.chillers + self.it_loads

    @cached_property
    def hall_loads(self) -> tuple[tuple[int, ...], ...]:
        """Per hall, its consumers, itself first: tenants, and what hangs on one cord."""
        first = len(self.halls) + len(self.loads) + len(self.chillers)
        found = [[number] for number in range(len(self.halls))]
        for number, load in enumerate(self.it_loads, first):
            found[load.hall].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def on_one_cord(self) -> tuple[int, ...]:
        """Consumers that hang on one cord: their loss darkens no hall and is reported apart."""
        first = len(self.consumers) - len(self.it_loads)
        return tuple(number for number, load in enumerate(self.it_loads, first) if load.cord)

    @cached_property
    def on_all_cords(self) -> tuple[tuple[int, ...], ...]:
        """Per hall, its consumers without what hangs on one cord."""
        apart = frozenset(self.on_one_cord)
        return tuple(tuple(n for n in loads if n not in apart) for loads in self.hall_loads)

    @cached_property
    def by_importance(self) -> tuple[int, ...]:
        """Tenants, the one who is shed last first: by priority, of equal ones the last by name."""
        last_first = sorted(range(len(self.tenants)), key=lambda t: self.tenants[t].name, reverse=True)
        return tuple(sorted(last_first, key=lambda t: self.tenants[t].priority))

    @cached_property
    def demand(self) -> tuple[int, ...]:
        """Full demand per consumer, W."""
        return tuple(consumer.demand_w for consumer in self.consumers)

    @property
    def hall_names(self) -> tuple[str, ...]:
        return tuple(hall.name for hall in self.halls)

    @property
    def load_names(self) -> tuple[str, ...]:
        return tuple(load.name for load in self.loads)
