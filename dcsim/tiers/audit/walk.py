"""Something of the plant is away, the utility too: which halls keep their power and cooling, for good?

The walk looks at states that last, at design load and design ambient. Batteries and cold buffers bridge
nothing, what must move has moved. Stored water is a step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from dcsim.plant.cooling import heat_flow
from dcsim.plant.network import Plant, State
from dcsim.plant.settle import cascade, settled
from dcsim.plant.usable.asked import Asked, asked_by
from dcsim.plant.usable.lasting import Lasting, healthy, without
from dcsim.plant.usable.limits import Limit, Limits
from dcsim.plant.usable.removals import Removal, removals


@dataclass(frozen=True)
class Outcome:
    """What lasts: MW of IT that each hall loses, and the tightest limit (None: all is carried)."""

    lost_mw: Mapping[str, float]
    limit: Limit | None

    @property
    def holds(self) -> bool:
        return self.limit is None and not self.lost_mw


class Walk:
    """A plant at its design load, on gensets alone."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.units = tuple(node.count for node in plant.nodes)
        self.present = frozenset(hall.name for hall in plant.halls) | frozenset(plant.load_names)

    @cached_property
    def asked(self) -> Asked:
        """All that is asked for with every hall full."""
        return asked_by(self.plant, self.units, self.present)

    @cached_property
    def demand(self) -> tuple[int, ...]:
        """The same by consumer, W, but for the recharge of batteries."""
        asked = self.asked.power_w[: len(self.plant.consumers)]
        return tuple(round(line.real + line.imag) for line in asked)

    @cached_property
    def alone(self) -> Lasting | None:
        """Everything in order and the utility absent; None where the site has no gensets."""
        return next((one for one in healthy(self.plant, self.units) if one.on_gensets), None)

    @cached_property
    def removals(self) -> tuple[Removal, ...]:
        """One unit of anything, and each cord of a hall as a whole; not of the utility, which is absent."""
        every = removals(self.plant, self.units, "maintainable")
        return tuple(one for one in every if not self._is_utility(one))

    def _is_utility(self, removal: Removal) -> bool:
        nodes = self.plant.members.get(removal.group, ())
        return bool(nodes) and self.plant.nodes[nodes[0]].kind in ("feed", "upstream")

    def outcome(self, *away: Removal) -> Outcome:
        """What lasts with these away, on gensets."""
        assert self.alone is not None
        limits = Limits(self.plant, self.asked)
        state = self.alone
        for removal in away:
            left = without(self.plant, state.units, state, removal, self.asked.halls)
            state = replace(left, removal=removal)
        limits.look_at(state, frozenset())
        below = [limit for limit in limits.by_stage.values() if limit.scale < 1.0 - 1e-9]
        tightest = min(below, key=lambda limit: limit.scale, default=None)
        return Outcome(self._lost(away) if tightest is not None else {}, tightest)

    def _lost(self, away: tuple[Removal, ...]) -> dict[str, float]:
        """What each hall loses after overloads have tripped and heat has nowhere to go, MW."""
        plant = self.plant
        units = list(self.units)
        for removal in away:
            for node, count in removal.taken:
                units[node] = max(0, units[node] - count)
            left = removal.cooling_less
            for node in plant.stages[removal.stage].nodes if left else ():
                gone = min(left, units[node])
                units[node] -= gone
                left -= gone
        final, flow, _ = cascade(plant, self._state(units), self.demand, settle=True)
        heat_left = heat_flow(plant, final, flow.live, self.demand).left_w
        lost: dict[str, float] = {}
        for number, hall in enumerate(plant.halls):
            asked = sum(self.demand[n] for n in plant.hall_loads[number])
            dark = asked - sum(flow.served_w[n] for n in plant.hall_loads[number])
            # heat goes with the demand: streams know it for what the hall asks in the file, tenants and all
            usual = sum(plant.demand[n] for n in plant.hall_loads[number])
            heat = sum(one.heat_w for one in plant.streams if one.hall == number) * asked / (usual or 1)
            left_w = sum(w for one, w in zip(plant.streams, heat_left, strict=True) if one.hall == number)
            hot = asked * left_w / heat if heat else 0.0
            if max(dark, hot) > 0:
                lost[hall.name] = max(float(dark), hot) / 1e6
        return lost

    def _state(self, units: list[int]) -> State:
        plant = self.plant
        for i, node in enumerate(plant.nodes):
            if node.kind == "feed":
                units[i] = 0
        return settled(
            plant,
            replace(
                plant.normal,
                units=tuple(units),
                opened=(False,) * len(plant.nodes),
                charged=(False,) * len(plant.batteries),
                stocked=tuple(not store.is_buffer for store in plant.cold_stores),
            ),
        )
