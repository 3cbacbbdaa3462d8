"""Whether the record of a state is the very same with some units out; mostly without judging that state.

How many units of a node are up is asked in few ways: whether they are enough for it to conduct, and whether
it is overloaded by what it carries; of a cooling node also how much heat it moves, of a fuel pump how much
fuel. A node *can spare* a unit in a state if with one fewer it still conducts, and is overloaded just where
it was in every flow that the record is made from. Where several nodes can, one unit of each may be out at
once: the first question about any of them that would have another answer does not come, for all before it
had the same. So it is the same record but for the heat, and that is worked out with these units out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dcsim.engine.behaviours.base import Beside
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant.cooling import heat_moved, units_serving
from dcsim.plant.network import Plant
from dcsim.plant.settle import Seen
from dcsim.plant.supply import OVERLOAD_MARGIN_W


class Out(NamedTuple):
    """Units that are out together, of the key of a state: one of each of `nodes`, if `is_one_each`."""

    units: int
    nodes: frozenset[int]
    cooling: frozenset[int]
    is_one_each: bool


def out_together(plant: Plant, failed: Sequence[Beside]) -> Out:
    """What these failures take out together."""
    nodes = frozenset(one.node for one in failed)
    return Out(
        units=sum(one.units for one in failed),
        nodes=nodes,
        cooling=nodes.intersection(plant.cooler_at),
        is_one_each=len(nodes) == len(failed),
    )


def is_the_same(records: SupplyRecords, key: int, out: Out) -> bool:
    """Whether the record of a state is the very same with these units out."""
    if out.is_one_each:
        spare = records.spare.get(key)
        if spare is None:
            spare = records.spare[key] = Spare(records, key)
        if out.nodes <= spare.nodes:
            return not out.cooling or spare.moves_the_same(out.cooling)
    without = key - out.units
    return (records.by_key.get(key) or records.judge(key)) is (
        records.by_key.get(without) or records.judge(without)
    )


class Spare:
    """The `nodes` that can spare a unit in a state; none where more flows are asked for than are known."""

    def __init__(self, records: SupplyRecords, key: int) -> None:
        flows = records.flows(key)
        state, flow = flows[0]
        self._plant = plant = records.plant_in(state)
        is_plain = records.are_of_one_demand and not plant.blocks and not plant.shed_rules
        self.nodes = frozenset(_sparing(plant, flows)) if is_plain else frozenset()
        self._demand = records.demand_w(records.layout.level_in(key))
        self._stocked = state.stocked
        self._serving = units_serving(plant, state, flow.live)
        coolers = enumerate(zip(plant.coolers, state.running, strict=True))
        self._in_use = {node: number for number, (node, runs) in coolers if runs and flow.live[node]}
        self._moves_the_same: dict[frozenset[int], bool] = {}

    def moves_the_same(self, nodes: frozenset[int]) -> bool:
        """Whether as much heat is moved with a unit of each of these nodes out."""
        found = self._moves_the_same.get(nodes)
        if found is None:
            out = [self._in_use[node] for node in nodes if node in self._in_use]
            stages = zip(self._serving, self._plant.coolers_of, strict=True)
            left = tuple(units - sum(number in coolers for number in out) for units, coolers in stages)
            with_all, without = (
                heat_moved(self._plant, units, self._stocked, self._demand) for units in (self._serving, left)
            )
            found = self._moves_the_same[nodes] = with_all == without
        return found


def _sparing(plant: Plant, flows: Seen) -> list[int]:
    """The nodes that conduct with one unit fewer, and are overloaded in the same flows."""
    units, rating = flows[0][0].units, dict(plant.rated)
    apart = {*plant.gensets, *(i for several, _ in plant.least_together for i in several)}
    apart.update(i for group in plant.fuel_pumps if group is not None for i in plant.members[group])

    def is_overloaded_alike(i: int) -> bool:
        least, most = (n * rating[i] + OVERLOAD_MARGIN_W for n in (units[i] - 1, units[i]))
        return not any(least < flow.carried_w[i] <= most for _, flow in flows)

    return [
        i
        for i, least in enumerate(plant.least_of_node)
        if i not in apart and units[i] > least and (i not in rating or is_overloaded_alike(i))
    ]
