"""The frozen network: what there is and what feeds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dcsim.plant.consumers import Consumers, ShedRule
from dcsim.plant.heat import ColdStore, Stage, Stream
from dcsim.plant.node import Node as Node
from dcsim.plant.node import Tie as Tie
from dcsim.plant.state import State as State
from dcsim.quantities import watts
from dcsim.scenario.model import (
    BusTie,
    CoolingGroup,
    Crew,
    EarlyLife,
    Feed,
    Genset,
    Group,
    Hall,
    Interruption,
    Load,
    TieIn,
    Ups,
    Upstream,
    Weather,
)

Spec = Upstream | Group


@dataclass(frozen=True, eq=False)
class Plant(Consumers):
    """Everything that stays the same during a simulation.

    Nodes stand in an order in which every node comes after its inputs; boards that ties can join stand
    together. `switches`, `batteries` and `gensets` are node numbers; `buses` groups boards that ties join.
    """

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    coolers: tuple[int, ...]
    """Cooling nodes."""
    stages: tuple[Stage, ...]
    streams: tuple[Stream, ...]
    """The heat of each hall: by air in the order of `halls`, then by liquid."""
    cold_stores: tuple[ColdStore, ...]
    """Stores of water and buffers of cold water."""
    hall_specs: Mapping[str, Hall]
    load_specs: Mapping[str, Load]
    sags_per_year: float
    specs: Mapping[str, Spec]
    crews: Mapping[str, Crew]
    interruptions: Mapping[str, Interruption]
    """Also what the weather does to the grid."""
    weather: Mapping[str, Weather]
    shed_rules: Mapping[int, ShedRule]
    """By node number; nodes without a rule shed nothing."""
    early_lives: Mapping[str, tuple[EarlyLife | None, ...]]
    """By name of a group that phases bring, the failures of each unit in its first months."""
    tie_ins: Mapping[str, TieIn]
    """By phase, the works on live plant that bring it into service."""
    kept_spares: int
    """Units of each group that the site should have beyond what it needs."""
    order: tuple[tuple[int, ...], ...]
    """Steps of a pass from the sources down: single nodes, or all boards that ties can join."""

    @cached_property
    def index(self) -> dict[str, int]:
        """Node number by name."""
        return {node.name: node.index for node in self.nodes}

    @cached_property
    def members(self) -> dict[str, tuple[int, ...]]:
        """Node numbers by group name: one, or one per bus of a `split` group."""
        found: dict[str, list[int]] = {}
        for node in self.nodes:
            found.setdefault(node.group, []).append(node.index)
        return {name: tuple(nodes) for name, nodes in found.items()}

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Per node, all nodes of its group: `needed` counts the units of all parts of a split group."""
        return tuple(self.members[node.group] for node in self.nodes)

    @cached_property
    def least_of_node(self) -> tuple[int, ...]:
        """Per node, the units it needs of its own: one if it is part of a split group."""
        return tuple(node.least if len(self.members[node.group]) == 1 else 1 for node in self.nodes)

    @cached_property
    def least_together(self) -> tuple[tuple[tuple[int, ...], int], ...]:
        """(nodes, units they need together) of each split group that needs more than one."""
        groups = [(nodes, self.nodes[nodes[0]].least) for nodes in self.members.values()]
        return tuple((nodes, least) for nodes, least in groups if len(nodes) > 1 and least > 1)

    @cached_property
    def rated(self) -> tuple[tuple[int, int], ...]:
        """(node, rating of one unit in W) of every node that has one."""
        return tuple((node.index, node.rating_w) for node in self.nodes if node.rating_w is not None)

    @cached_property
    def answers(self) -> defaultdict[str, dict[Any, Any]]:
        """What functions of this plant have answered before; see `dcsim.plant.remembered`."""
        return defaultdict(dict)

    @cached_property
    def hot_weather(self) -> tuple[str, ...]:
        """Weather that says how hot it is while it lasts, the hottest last."""
        hot = [(one.ambient_c, name) for name, one in self.weather.items() if one.ambient_c is not None]
        return tuple(name for _, name in sorted(hot))

    @cached_property
    def in_heat(self) -> tuple[Plant, ...]:
        """The same plant in each hot weather: gensets give what is left of them at that temperature."""
        return tuple(self._at(self.weather[name].ambient_c or 0.0) for name in self.hot_weather)

    def _at(self, ambient_c: float) -> Plant:
        nodes = list(self.nodes)
        for i in self.gensets:
            sets = self.genset(i)
            if sets.derate_per_c and sets.derate_above_c is not None and sets.rating_mw is not None:
                lost = sets.derate_per_c * max(0.0, ambient_c - sets.derate_above_c)
                left = min(sets.derate, float(f"{1.0 - lost:.12g}"))
                nodes[i] = replace(nodes[i], rating_w=watts(sets.rating_mw * left))
        return replace(self, nodes=tuple(nodes))

    @cached_property
    def switches(self) -> tuple[int, ...]:
        return tuple(node.index for node in self.nodes if node.transfer is not None)

    @cached_property
    def switch_at(self) -> dict[int, int]:
        """Number of the switch by node number."""
        return {node: i for i, node in enumerate(self.switches)}

    @cached_property
    def inputs_of_switches(self) -> Mapping[str, tuple[str, ...]]:
        """By name of a switch its inputs, in order of preference."""
        names = self.node_names
        return {names[i]: tuple(names[n] for n in self.nodes[i].inputs.nodes) for i in self.switches}

    @cached_property
    def batteries(self) -> tuple[int, ...]:
        return tuple(
            node.index for node in self.nodes if node.kind == "ups" and self.battery(node).battery_min > 0
        )

    @cached_property
    def battery_at(self) -> dict[int, int]:
        """Number of the battery by node number."""
        return {node: i for i, node in enumerate(self.batteries)}

    @cached_property
    def bypasses(self) -> frozenset[int]:
        """UPS nodes that go to bypass on overload instead of opening."""
        ups = (node for node in self.nodes if node.kind == "ups")
        return frozenset(node.index for node in ups if self.battery(node).static_bypass)

    @cached_property
    def gensets(self) -> tuple[int, ...]:
        return tuple(node.index for node in self.nodes if node.kind == "genset")

    @cached_property
    def genset_at(self) -> dict[int, int]:
        """Number of the genset node by node number."""
        return {node: i for i, node in enumerate(self.gensets)}

    @cached_property
    def cooler_at(self) -> dict[int, int]:
        """Number of the cooling node by node number."""
        return {node: i for i, node in enumerate(self.coolers)}

    @cached_property
    def coolers_of(self) -> tuple[tuple[int, ...], ...]:
        """Per stage of the heat, the numbers of its cooling nodes."""
        return tuple(tuple(self.cooler_at[i] for i in stage.nodes) for stage in self.stages)

    @cached_property
    def fuel_pumps(self) -> tuple[str | None, ...]:
        """Per genset node, the group that pumps its fuel from the bulk tank to the day tank."""
        fuels = (self.genset(node).fuel for node in self.gensets)
        return tuple(fuel.pumps if fuel is not None else None for fuel in fuels)

    @cached_property
    def blocks(self) -> tuple[int, ...]:
        """Nodes of a later load block than the first, by block."""
        later = [node.index for node in self.nodes if self.load_block(node.index) > 1]
        return tuple(sorted(later, key=lambda i: (self.load_block(i), i)))

    @cached_property
    def block_at(self) -> dict[int, int]:
        """Place in `blocks` by node number."""
        return {node: i for i, node in enumerate(self.blocks)}

    @cached_property
    def shed_apart(self) -> str | None:
        """Why shedding binds groups together that no load joins; None: it does not."""
        for rule in self.shed_rules.values():
            for one in (self.tenants[tenant] for tenant in rule.tenants):
                if not self.consumers[one.loads[0]].demand_w:
                    return f"'{one.name}' may be shed, and all of it hangs on one cord each"
        return None

    @cached_property
    def recharged_by_loads(self) -> frozenset[str]:
        """UPS groups whose recharge a fixed load of the scenario stands for."""
        return frozenset(name for one in self.load_specs.values() for name in one.recharges)

    @cached_property
    def design_w(self) -> int:
        """Load of the site with every hall full, W: what tanks given in hours are measured by."""
        return sum(watts(hall.it_mw) for hall in self.hall_specs.values()) + sum(
            consumer.demand_w for consumer in self.loads + self.chillers
        )

    @property
    def node_names(self) -> tuple[str, ...]:
        return tuple(node.name for node in self.nodes)

    def battery(self, node: Node) -> Ups:
        """What the planner said of the UPS behind this node."""
        spec = self.specs[node.group]
        assert isinstance(spec, Ups)
        return spec

    def genset(self, node: int) -> Genset:
        """What the planner said of the genset group behind this node."""
        spec = self.specs[self.nodes[node].group]
        assert isinstance(spec, Genset)
        return spec

    def load_block(self, node: int) -> int:
        """The load block of this node, 1 for what is connected at once."""
        spec = self.specs[self.nodes[node].group]
        return (spec.load_block or 1) if isinstance(spec, Ups | CoolingGroup) else 1

    def tie_spec(self, tie: Tie) -> BusTie:
        """What the planner said of this tie."""
        spec = self.specs[self.nodes[tie.node].group]
        assert isinstance(spec, BusTie)
        return spec

    @cached_property
    def normal(self) -> State:
        """All units up, gensets standing by, switches on their first input, ties as normally, stores full."""
        return State(
            units=tuple(0 if node.kind == "genset" else node.count for node in self.nodes),
            position=(0,) * len(self.switches),
            closed=tuple(tie.normally_closed for tie in self.ties),
            opened=tuple(node.kind == "genset" for node in self.nodes),
            charged=(True,) * len(self.batteries),
            held=(False,) * len(self.halls),
            running=(True,) * len(self.coolers),
            staying=(False,) * len(self.gensets),
            waiting=(False,) * len(self.blocks),
            stocked=(True,) * len(self.cold_stores),
            shed=(False,) * len(self.tenants),
            in_service=tuple(self.nodes[g].count for g in self.gensets),
        )


def is_grid(spec: Spec) -> bool:
    """Whether this is a feed or an upstream element rather than a group of the site."""
    return isinstance(spec, Feed) or not isinstance(spec, Group)
