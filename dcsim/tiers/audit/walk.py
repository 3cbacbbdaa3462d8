"""Something of the plant is away, the utility too: which halls keep their power and cooling, for good?

The walk looks at states that last, at design load and design ambient. Batteries and cold buffers bridge
nothing, what must move has moved. Stored water is a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dcsim.plant.cooling import heat_flow
from dcsim.plant.fuel import Burn
from dcsim.plant.network import Plant, State
from dcsim.plant.settle import cascade, on_gensets, settled
from dcsim.plant.supply import OVERLOAD_MARGIN_W, Flow, dark_halls, served
from dcsim.plant.usable.asked import Asked, asked_by
from dcsim.plant.usable.lasting import Lasting, healthy, without
from dcsim.plant.usable.limits import Limit, Limits
from dcsim.plant.usable.removals import Removal, removals
from dcsim.scenario.model import FuelPump, Genset


@dataclass(frozen=True)
class Dry:
    """Sets that burn more than the pumps of their day tank bring, m³ an hour."""

    sets: str
    pumps: str
    brought: float
    burnt: float


@dataclass(frozen=True)
class Outcome:
    """What lasts: MW of IT that each hall loses, the tightest limit, and whose day tank runs dry.

    All is carried where there is neither limit nor dry tank.
    """

    lost_mw: Mapping[str, float]
    limit: Limit | None
    dry: Dry | None = None

    @property
    def holds(self) -> bool:
        return self.limit is None and self.dry is None and not self.lost_mw

    @property
    def badness(self) -> tuple[bool, float, float]:
        """The worst of several has the largest."""
        scale = 1.0 if self.limit is None else self.limit.scale
        return not self.holds, sum(self.lost_mw.values()), -scale


@dataclass(frozen=True)
class End:
    """How it ends with units away (`taken`, by node): MW each hall loses, what tripped step by step."""

    taken: tuple[tuple[int, int], ...]
    lost_mw: Mapping[str, float]
    trips: tuple[frozenset[int], ...]
    state: State


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
    def _full(self) -> Flow:
        """All in order, the utility absent and every hall full."""
        return served(self.plant, on_gensets(self.plant), self.demand)

    @cached_property
    def sets_w(self) -> dict[str, int]:
        """What each genset group carries then, W."""
        return {self.plant.nodes[g].group: self._full.carried_w[g] for g in self.plant.gensets}

    def burn(self, sets: Genset, on_line: int, load_w: int) -> float:
        """What so many sets of a group with fuel burn at a load, in the unit of their tank an hour.

        Hours of a tank are those of the design load with its losses.
        """
        assert sets.fuel is not None
        nodes = zip(self.plant.nodes, self._full.carried_w, strict=True)
        losses_w = sum(node.taken_in_w(watts) - watts for node, watts in nodes)
        return Burn(sets, sets.fuel, self.plant.design_w + losses_w).rate(load_w, on_line, load_w > 0)

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
        state = self.lasting(*away)
        tightest = self._tightest(state)
        if tightest is not None and self._tightest(state, OVERLOAD_MARGIN_W) is None:
            tightest = None  # the last watts above a rating are borne for good
        dry = next(self._dry(state), None)
        lost = max(self.ways(away, dry), key=_total).lost_mw if tightest or dry else {}
        return Outcome(lost, tightest, dry)

    def _tightest(self, state: Lasting, borne_w: int = 0) -> Limit | None:
        """What limits the halls the most, below all that they ask for."""
        limits = Limits(self.plant, self.asked, borne_w=borne_w)
        limits.look_at(state, frozenset())
        below = [limit for limit in limits.by_stage.values() if limit.scale < 1.0 - 1e-9]
        return min(below, key=lambda limit: limit.scale, default=None)

    def lasting(self, *away: Removal) -> Lasting:
        """The state with these away, before anything trips."""
        assert self.alone is not None
        state = self.alone
        for removal in away:
            left = without(self.plant, state.units, state, removal, self.asked.halls)
            state = replace(left, removal=removal)
        return state

    def burnt(self, node: int) -> float:
        """What the sets of a node with fuel burn at the design load, in the unit of their tank an hour."""
        one = self.plant.nodes[node]
        return self.burn(self.plant.genset(node), one.count, self.sets_w[one.group])

    def _dry(self, state: Lasting) -> Iterator[Dry]:
        """Sets whose day tank is not kept full at the design load by the pumps that still have power."""
        plant = self.plant
        for node, pumps in zip(plant.gensets, plant.fuel_pumps, strict=True):
            if pumps is None:
                continue
            pump = plant.specs[pumps]
            assert isinstance(pump, FuelPump)
            serving = sum(state.units[i] for i in plant.members[pumps] if state.live.live[i])
            brought = pump.rating_m3_h * serving if serving >= (pump.needed or 1) else 0.0
            burnt = self.burnt(node)
            if brought < burnt - 1e-9:
                yield Dry(plant.nodes[node].group, pumps, brought, burnt)

    def ways(self, away: tuple[Removal, ...], dry: Dry | None) -> Iterator[End]:
        """How it ends, for each way in which units of cooling groups may be those that are away."""
        some: list[tuple[tuple[int, int], ...]] = [()]
        for removal in away:
            these = [removal.taken]
            if removal.cooling_less:
                these = list(_fewer(self.units, self.plant.stages[removal.stage].nodes, removal.cooling_less))
            some = [(*taken, *one) for taken in some for one in these]
        for taken in some:
            units = list(self.units)
            for node, count in taken:
                units[node] = max(0, units[node] - count)
            for node in self.plant.members[dry.sets] if dry is not None else ():
                units[node] = 0
            yield self._end(taken, units)

    def _end(self, taken: tuple[tuple[int, int], ...], units: list[int]) -> End:
        """After overloads have tripped and heat has nowhere to go."""
        plant = self.plant
        final, flow, trips = cascade(plant, self._state(units), self.demand, settle=True)
        heat_left = heat_flow(plant, final, flow.live, self.demand).left_w
        lost: dict[str, float] = {}
        dark_ones = dark_halls(plant, flow.live, self.demand)
        for number, hall in enumerate(plant.halls):
            asked = sum(self.demand[n] for n in plant.hall_loads[number])
            # what hangs on one cord of a hall that has power by another is a step of its own
            dark = asked if dark_ones[number] else 0
            # heat goes with the demand: streams know it for what the hall asks in the file, tenants and all
            usual = sum(plant.demand[n] for n in plant.hall_loads[number])
            heat = sum(one.heat_w for one in plant.streams if one.hall == number) * asked / (usual or 1)
            left_w = sum(w for one, w in zip(plant.streams, heat_left, strict=True) if one.hall == number)
            hot = asked * left_w / heat if heat else 0.0
            if max(dark, hot) > 0:
                lost[hall.name] = max(float(dark), hot) / 1e6
        return End(taken, lost, trips, final)

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


def _total(end: End) -> float:
    return sum(end.lost_mw.values())


def _fewer(units: Sequence[int], nodes: Sequence[int], count: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Ways to take so many units of a group whose parts these nodes are, from one part on."""
    for start in range(len(nodes)):
        left, taken = count, []
        for i in (*nodes[start:], *nodes[:start]):
            gone = min(left, units[i])
            left -= gone
            taken += [(i, gone)] if gone else []
        yield tuple(taken)
