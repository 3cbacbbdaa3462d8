"""Who can have power at all, and how much can come together at most: the plant as a graph.

Once switches and ties are at rest a group has power when some way of conducting groups leads to it from a
source: a switch finds its first live input, an automatic tie closes towards a dead board. Trips only take
ways away. So who has power is plain reachability, which can only grow with the units that are up as long as
nothing trips.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dcsim.exact.targets import stages_of
from dcsim.plant.network import Node, Plant

Flags = Sequence[bool]


class Reach:
    """Reachability in one plant, whose UPS live on their batteries for good with `full_stores`.

    together    nodes whose units count together towards `needed`, as tuples
    place       per node, its place in the order in which groups are asked: hall by hall, sources first
    swell       per node, the most it can carry for each watt that reaches a consumer: losses below it
    arcs_of     per node, inputs of all boards it may be joined to, its own included
    remembers   whether which ties are closed may depend on how the state was reached
    """

    def __init__(self, plant: Plant, full_stores: bool) -> None:
        self.plant = plant
        self.together = tuple(dict.fromkeys(_counted_together(plant, node) for node in plant.nodes))
        self.place = _places(plant)
        self.remembers = any(_remembers(plant, step) for step in plant.order)
        arcs = {i: sum(len(plant.nodes[j].inputs.nodes) for j in step) for step in plant.order for i in step}
        self.arcs_of = [arcs[i] for i in range(len(plant.nodes))]
        self.swell = _swell(plant)
        self._starts = tuple(_is_start(plant, node) for node in plant.nodes)
        self._stores = frozenset(plant.batteries if full_stores else ())
        self._demand_w: dict[int, int] = {}
        self._closable = tuple(tie for tie in plant.ties if tie.normally_closed or tie.automatic)

    def conducting(self, units: Sequence[int]) -> list[bool]:
        """Which nodes conduct with so many units up; the parts of a split group count together."""
        parts = self.plant.parts
        return [
            up >= 1 and (up >= node.least or sum(units[p] for p in parts[node.index]) >= node.least)
            for node, up in zip(self.plant.nodes, units, strict=True)
        ]

    def powered(self, conducts: Flags, tripped: frozenset[int] = frozenset()) -> list[bool]:
        """Which nodes have power when these conduct; batteries of tripped UPS are not there."""
        stores = self._stores - tripped
        live = [False] * len(conducts)
        for step in self.plant.order:
            for i in step:
                live[i] = conducts[i] and (i in stores or self._has_input(i, conducts, live))
            if len(step) > 1:
                for bus in self.buses(step, conducts):
                    alive = any(live[i] for i in bus)
                    for i in bus:
                        live[i] = alive
        return live

    def starts(self, i: int, conducts: Flags) -> bool:
        """Whether this node needs no input and lacks nothing: what a feed hangs on must conduct."""
        return self._starts[i] and all(conducts[up] for up in self.plant.nodes[i].requires)

    def _has_input(self, i: int, conducts: Flags, live: Flags) -> bool:
        if self._starts[i]:
            return self.starts(i, conducts)
        return any(live[above] for above in self.plant.nodes[i].inputs.nodes)

    def buses(self, step: Sequence[int], conducts: Flags) -> list[list[int]]:
        """Boards of a step that ties may join, where there is more than one."""
        home = {i: [i] for i in step}
        for tie in self._closable:
            if tie.a in home and conducts[tie.node] and conducts[tie.a] and conducts[tie.b]:
                joined = sorted({*home[tie.a], *home[tie.b]})
                home.update(dict.fromkeys(joined, joined))
        return [bus for i, bus in home.items() if len(bus) > 1 and i == bus[0]]

    def ties_of(self, bus: Sequence[int], conducts: Flags) -> list[int]:
        """Node numbers of the ties that may join these boards."""
        return [tie.node for tie in self._closable if tie.a in bus and tie.b in bus and conducts[tie.node]]

    def inputs(self, i: int, may: Flags, must: Flags) -> list[int]:
        """Inputs that the node may draw from, what a feed hangs on among them.

        A switch goes no further than an input that must have power. Where ties remember, though, all count:
        what a switch passes on its way may move a tie for good.
        """
        node = self.plant.nodes[i]
        live = [above for above in (*node.inputs.nodes, *node.requires) if may[above]]
        if node.transfer is not None and not self.remembers:
            for p, above in enumerate(live):
                if must[above]:
                    return live[: p + 1]
        return live

    def demand_w(self, consumers: int) -> int:
        """What the consumers of a bit mask ask for together, W."""
        if consumers not in self._demand_w:
            demand = self.plant.demand
            self._demand_w[consumers] = sum(demand[c] for c in range(len(demand)) if consumers >> c & 1)
        return self._demand_w[consumers]

    def most_for(self, i: int, consumers: int) -> int:
        """The most that a node carries for the consumers of a bit mask: losses, and each rounding."""
        demand_w, swell = self.demand_w(consumers), self.swell[i]
        if swell == 1:
            return demand_w
        return -(-(demand_w + len(self.swell)) * swell.numerator // swell.denominator)


def _swell(plant: Plant) -> list[Fraction]:
    """Per node, the losses of the worst way to a consumer; of boards that ties may join, of all."""
    swell = [Fraction(1)] * len(plant.nodes)
    for step in reversed(plant.order):
        drawn = {i: swell[i] / plant.nodes[i].efficiency for i in step}
        if len(step) > 1:
            worst = max(drawn.values())
            ties = [tie.node for tie in plant.ties if tie.a in drawn]
            for i in (*step, *ties):
                swell[i] = worst
            drawn = {i: worst / plant.nodes[i].efficiency for i in step}
        for i in step:
            for above in (*plant.nodes[i].inputs.nodes, *plant.nodes[i].requires):
                swell[above] = max(swell[above], drawn[i])
    return swell


def _is_start(plant: Plant, node: Node) -> bool:
    """Whether it needs no input: grid, sets, cooling without power, and ties, which only join boards."""
    takes_none = node.index in plant.cooler_at and not node.inputs.nodes
    return node.is_source or node.kind in ("upstream", "bus_tie") or takes_none


def _counted_together(plant: Plant, node: Node) -> tuple[int, ...]:
    return plant.parts[node.index] if node.least > 1 else (node.index,)


def _remembers(plant: Plant, step: Sequence[int]) -> bool:
    """One automatic tie alone is closed exactly while one side needs it; among several it depends."""
    ties = [tie for tie in plant.ties if tie.a in step]
    return len(ties) > 1 and any(tie.automatic for tie in ties)


def _places(plant: Plant) -> tuple[int, ...]:
    """Groups that the same hall hangs on get neighbouring places: this keeps diagrams small."""
    place: dict[int, int] = {}
    step_of = {i: step for step in plant.order for i in step}

    def visit(i: int) -> None:
        if i not in place:
            for board in step_of[i]:
                for above in plant.nodes[board].inputs.nodes:
                    visit(above)
            ties = (tie.node for tie in plant.ties if tie.a in step_of[i])
            for other in (*step_of[i], *ties):
                place.setdefault(other, len(place))

    for number, hall in enumerate(plant.halls):
        stages = [s for stream in plant.streams if stream.hall == number for s in stages_of(plant, stream)]
        for i in (*hall.inputs.nodes, *(i for s in stages for i in plant.stages[s].nodes)):
            visit(i)
    for node in plant.nodes:
        visit(node.index)
    return tuple(place[i] for i in range(len(plant.nodes)))
