"""The supply records of a plant: each worked out once, and interned by content.

Two states with the same record are the same to every behaviour: a change between them is harmless and
costs nothing. `record is other` is the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from dcsim.engine.eras import Setup, Unit
from dcsim.engine.key import KeyLayout
from dcsim.engine.supply_record import Judge, SupplyRecord
from dcsim.plant.blocks import connected
from dcsim.plant.cooling import heat_left_w
from dcsim.plant.live import energised, sagging
from dcsim.plant.network import Plant, State
from dcsim.plant.relief import Room, room_for
from dcsim.plant.settle import Seen, can_close, cascade, settled
from dcsim.plant.shedding import Shedding, next_to_shed, to_shed
from dcsim.plant.supply import dark_halls, served
from dcsim.rollout import Timeline
from dcsim.streams import name_key

if TYPE_CHECKING:
    from dcsim.engine.certify.spare import Spare
    from dcsim.engine.drawn import Alike

Answer = TypeVar("Answer")


class SupplyRecords:
    """The records of one plant under one demand, by key; they serve all blocks.

    On a site `by_plan`, levels of demand and setups are added as replications bring them. How they are
    numbered makes no difference.
    """

    def __init__(self, plant: Plant, timeline: Timeline, *, by_plan: bool = False) -> None:
        self.plant = plant
        self.by_plan = by_plan
        self.layout = KeyLayout(plant)
        self.by_key: dict[int, SupplyRecord] = {}
        self._demand = list(timeline.demand_w)
        self._levels = {row: level for level, row in enumerate(self._demand)}
        self._judges = [Judge(one, self._demand) for one in (*plant.in_heat, plant)]
        counts = tuple(node.count for node in plant.nodes)
        start_key = self.layout.encode(plant.normal)
        normal_key = None if by_plan else start_key
        self.finished = Setup(frozenset(), counts, self._demand[0], 0, start_key, 0, normal_key)
        """Everything in service, at the first level."""
        self._setups: dict[tuple[frozenset[Unit], int], Setup] = {}
        self._unfed_without: dict[frozenset[Unit], frozenset[int]] = {}
        self.changes: dict[tuple[Setup, Setup], Any] = {}
        """What is known of setups that follow one another (see `dcsim.engine.normal`)."""
        self._interned: dict[SupplyRecord, SupplyRecord] = {}
        self._parts: dict[Any, Any] = {}
        self.static_losses: dict[int, bool] = {}
        self._sagged: dict[int, tuple[bool, ...]] = {}
        self._closable: dict[tuple[int, tuple[int, ...]], bool] = {}
        self._answers: dict[tuple[int, tuple[Any, ...]], Any] = {}
        self.spare: dict[int, Spare] = {}
        """Which units states can do without (see `dcsim.engine.certify.spare`)."""
        self.verdicts: dict[int, bool] = {}
        """What the screen has judged of states, by its own names for them."""
        self.alike: dict[tuple[int, int], Alike] = {}
        """States from which some lead to others that nobody can tell from them."""
        self.settled: dict[Any, SupplyRecord] = {}
        """What the ledger has found of states that were changed, by its own questions."""
        self.explained: dict[Hashable, Any] = {}
        self.outlasting: dict[Hashable, bool] = {}
        """What it has found in circumstances that come again (see `dcsim.engine.circumstances`)."""

    def demand_w(self, level: int) -> tuple[int, ...]:
        """What each consumer asks for at a level, W."""
        return self._demand[level]

    def level_of(self, demand_w: tuple[int, ...]) -> int:
        """The number of a demand; only a site by plan has others than those it was made with."""
        level = self._levels.get(demand_w)
        if level is None:
            assert self.by_plan, "records say whether another level makes a difference: all must be known"
            level = self._levels[demand_w] = len(self._demand)
            self._demand.append(demand_w)
        return level

    def setup(self, absent: frozenset[Unit], level: int) -> Setup:
        """The setup without these units, at this level."""
        found = self._setups.get((absent, level))
        if found is None:
            plant, missing = self.plant, Counter(node for node, _ in absent)
            units = tuple(node.count - missing[node.index] for node in plant.nodes)
            up = tuple(0 if one.kind == "genset" else n for one, n in zip(plant.nodes, units, strict=True))
            sets = tuple(units[node] for node in plant.gensets)
            state = settled(plant, replace(plant.normal, units=up, in_service=sets))
            key, weight = self.layout.encode(state, level), name_key("setup", len(self._setups))
            found = Setup(absent, units, self._demand[level], level, key, weight)
            found.unfed = self._unfed(absent, state)
            self._setups[absent, level] = found
        return found

    def _unfed(self, absent: frozenset[Unit], state: State) -> frozenset[int]:
        """Cooling nodes that have power neither on the mains nor on all sets of this setup."""
        found = self._unfed_without.get(absent)
        if found is None:
            plant = self.plant
            mains = replace(state, charged=(False,) * len(plant.batteries))
            sets = dict(zip(plant.gensets, state.in_service, strict=True))
            kinds = zip(plant.nodes, state.units, strict=True)
            units = tuple(0 if n.kind == "feed" else sets.get(n.index, up) for n, up in kinds)
            gone = replace(mains, units=units, opened=(False,) * len(plant.nodes))
            live = [energised(plant, settled(plant, one)).live for one in (mains, gone)]

            def is_fed(node: int) -> bool:
                inputs = plant.nodes[node].inputs.nodes
                fed = not inputs or any(one[above] for one in live for above in inputs)
                return fed and state.units[node] > 0

            found = self._unfed_without[absent] = frozenset(i for i in plant.coolers if not is_fed(i))
        return found

    def plant_in(self, state: State) -> Plant:
        """The plant in the hottest weather there is now."""
        return self._judges[_hottest(state)].plant

    def judge(self, key: int) -> SupplyRecord:
        """The record of a key not seen before."""
        state, level = self.layout.decode(key)
        judged = self._judges[_hottest(state)]
        found = judged.record(state, level)
        # by plan the level changes seldom, and every change of it is looked at
        every = () if self.by_plan else range(len(self._demand))
        others = [other for other in every if other != level]
        # of what hangs on one cord, and of who is shed, a record does not know how much they ask for
        if ((found.apart or found.shed) and others) or any(
            judged.record(state, other) != found for other in others
        ):
            found = found._replace(varies=True)
        record = self._interned.get(found)
        if record is None:
            # Equal parts are one object too: behaviours that look at one part are asked only if it changes.
            parts = (self._parts.setdefault((n, part), part) for n, part in enumerate(found))
            record = SupplyRecord(*parts)
            self._interned[record] = record
        self.by_key[key] = record
        if not record.varies:
            base = key - level * self.layout.level
            self.by_key.update((base + n * self.layout.level, record) for n in others)
        return record

    def flows(self, key: int) -> Seen:
        """Every flow that the record of a state is made from, see `Judge.flows`; the first is its own."""
        state, level = self.layout.decode(key)
        return self._judges[_hottest(state)].flows(state, level)

    @property
    def are_of_one_demand(self) -> bool:
        """Whether no record asks for what would be at another level of demand."""
        return self.by_plan or len(self._demand) == 1

    def static_loss(self, units: int) -> bool:
        """Whether these units could not serve full demand with perfect sources and empty stores.

        What a battery only delays is a loss of the plant: repairs outlast it. `units` is a key in which only
        the units of groups that are no source differ from normal. A site by plan keeps no second clock.
        """
        lost = False if self.by_plan else self.static_losses.get(units)
        if lost is None:
            found, _ = self.layout.decode(units)
            state = replace(found, charged=(False,) * len(self.plant.batteries))
            # a genset is a source: with perfect mains it has nothing to do
            demand = self.plant.demand
            _, flow, _ = cascade(self.plant, state, demand, settle=True)
            used_up = replace(state, stocked=(False,) * len(state.stocked))
            lost = any(dark_halls(self.plant, flow.live, demand)) or any(
                heat_left_w(self.plant, used_up, flow.live, demand)
            )
            self.static_losses[units] = lost
        return lost

    def is_normal(self, normal_key: int, key: int, units: int) -> bool:
        """Whether the state of `key` is to every behaviour the normal one, the second clock with `units`."""
        records = [self.by_key.get(k) or self.judge(k) for k in (normal_key, key)]
        if records[0] is not records[1]:
            return False
        # nothing is short, no battery is in use and no switch wants to move: the second clock sees the same
        return (key == units and not records[0].short) or not self.static_loss(units)

    def sagged(self, key: int) -> tuple[bool, ...]:
        """Per cooling node: would a voltage sag in this state reach it?"""
        found = self._sagged.get(key)
        if found is None:
            found = self._sagged[key] = sagging(self.plant, self.layout.decode(key)[0])
        return found

    def closable(self, key: int, nodes: Sequence[int]) -> bool:
        """Whether these open nodes could close together without a new overload."""
        question = (key, tuple(nodes))
        answer = self._closable.get(question)
        if answer is None:
            state, level = self.layout.decode(key)
            answer = can_close(self.plant_in(state), state, nodes, self._demand[level])
            self._closable[question] = answer
        return answer

    def to_shed(self, key: int, node: int) -> tuple[int, ...]:
        """Tenants to be shed, in this order, for an overloaded node."""
        return self._asked(key, ("shed", node), lambda s, d: tuple(to_shed(self.plant_in(s), s, node, d)))

    def quickest_to_shed(self, key: int) -> Shedding | None:
        """Who would be shed first while this state lasts, if anybody."""

        def ask(state: State, demand: tuple[int, ...]) -> Shedding | None:
            plant = self.plant_in(state)
            return next_to_shed(plant, state, served(plant, state, demand), demand)

        return self._asked(key, ("quickest",), ask)

    def room_to_close(self, key: int, nodes: Sequence[int]) -> Room | None:
        """What must be shed for these open nodes to close together; None where that is not enough."""

        def ask(state: State, demand: tuple[int, ...]) -> Room | None:
            opened = tuple(o and i not in nodes for i, o in enumerate(state.opened))
            return room_for(self.plant_in(state), state, replace(state, opened=opened), nodes, demand)

        return self._asked(key, ("close", *nodes), ask)

    def room_to_connect(self, key: int, block: int) -> Room | None:
        """What must be shed for a load block that waits to be connected; None where that is not enough."""

        def ask(state: State, demand: tuple[int, ...]) -> Room | None:
            return room_for(self.plant_in(state), state, connected(state, block), (), demand)

        return self._asked(key, ("connect", block), ask)

    def _asked(
        self, key: int, question: tuple[Any, ...], ask: Callable[[State, tuple[int, ...]], Answer]
    ) -> Answer:
        """The answer to a question about a state, worked out once."""
        if (key, question) not in self._answers:
            state, level = self.layout.decode(key)
            self._answers[key, question] = ask(state, self._demand[level])
        answer: Answer = self._answers[key, question]
        return answer


def _hottest(state: State) -> int:
    """The last of the hot weather there is now, -1 for none."""
    return max((number for number, is_hot in enumerate(state.heat) if is_hot), default=-1)


def records_of(plant: Plant, timeline: Timeline, by_plan: bool) -> SupplyRecords:
    """The records of this plant under this demand, kept as long as the plant: they hold nothing random."""
    known: dict[tuple[tuple[tuple[int, ...], ...], bool], SupplyRecords] = plant.answers["supply records"]
    which = timeline.demand_w, by_plan
    if which not in known:
        known[which] = SupplyRecords(plant, timeline, by_plan=by_plan)
    return known[which]
