"""Whose load may go through each group, and how much of it at most, over a whole set of states."""

from __future__ import annotations

from collections.abc import Sequence

from dcsim.exact.reach import Flags, Reach
from dcsim.plant.consumers import Inputs
from dcsim.plant.network import Node

BORNE_W = 1000
"""So much above its rating a group carries for good (see the page on the plant)."""


def with_losses(node: Node, watts: int) -> int:
    """What a node draws from its inputs for what it hands on, in whole watts."""
    return -(-watts * node.efficiency.denominator // node.efficiency.numerator)


class Load:
    """Upper bounds of load where nodes that `must` have power have it, others only `may`.

    through   per node, bit mask of the consumers whose load may go through it
    most_w    per node, the most it can carry, W

    Live inputs share in fixed proportion, so what an input gets is largest when of the others only those
    are live that must be. `conducts` are the nodes that may conduct.
    """

    def __init__(self, reach: Reach, conducts: Flags, may: Flags, must: Flags) -> None:
        self._reach = reach
        self._may = may
        self._must = must
        self.through = [0] * len(may)
        self.most_w = [0] * len(may)
        for number, consumer in enumerate(reach.plant.consumers):
            self._share_out(consumer.demand_w, 1 << number, consumer.inputs, len(consumer.inputs.nodes))
        for step in reversed(reach.plant.order):
            if len(step) > 1:
                for bus in reach.buses(step, conducts):
                    self._put_together(bus, reach.ties_of(bus, conducts))
            for i in step:
                if self.through[i]:
                    self._pass_up(i, reach.arcs_of[i])

    def _put_together(self, bus: Sequence[int], ties: Sequence[int]) -> None:
        """Any board of a bus, and any tie, may carry all that hangs on the bus, with its losses."""
        nodes = self._reach.plant.nodes
        total = sum(with_losses(nodes[i], self.most_w[i]) for i in bus)
        through = 0
        for i in bus:
            through |= self.through[i]
        for i in (*bus, *ties):
            self.most_w[i] = total
            self.through[i] = through

    def _pass_up(self, i: int, arcs: int) -> None:
        """What comes over several ways is still no more than all who may draw it ask for."""
        node = self._reach.plant.nodes[i]
        self.most_w[i] = min(self.most_w[i], self._reach.most_for(i, self.through[i]))
        drawn_w = with_losses(node, self.most_w[i])
        if node.transfer is None and not node.requires:
            self._share_out(drawn_w, self.through[i], node.inputs, arcs)
            return
        for above in self._reach.inputs(i, self._may, self._must):
            self.most_w[above] += drawn_w
            self.through[above] |= self.through[i]

    def _share_out(self, watts: int, who: int, inputs: Inputs, arcs: int) -> None:
        """Add to each input the most it may get, the remainder of the division (below `arcs`) included."""
        if not watts:
            return
        if len(inputs.nodes) == 1:  # most have one: this loop takes most of the time of all
            i = inputs.nodes[0]
            if self._may[i]:
                self.most_w[i] += watts
                self.through[i] |= who
            return
        sure = 0
        for i, weight in zip(inputs.nodes, inputs.weights, strict=True):
            sure += weight if self._must[i] else 0
        for i, weight in zip(inputs.nodes, inputs.weights, strict=True):
            if self._may[i]:
                total = sure if self._must[i] else sure + weight
                self.most_w[i] += min(watts, watts * weight // total + arcs)
                self.through[i] |= who
