"""What if some of what is out of order were not? The site's supply with some deviations undone.

The present state is changed as if these deviations had never been, switches and ties move where they want
to be, sets close if that overloads nothing, overloads trip. Every state on the way goes through the supply
records, so that a question asked before costs a look-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.gensets import NONE, Phase, Plantroom
from dcsim.engine.behaviours.gensets.day_tank import PUMPED_DRY
from dcsim.engine.behaviours.gensets.sets import KINDS_OF_SETS
from dcsim.engine.circumstances import had_time_to_start
from dcsim.engine.closing import closed_if_it_may
from dcsim.engine.subjects import Genset, Subjects
from dcsim.engine.supply_record import SupplyRecord
from dcsim.plant.blocks import MAINS
from dcsim.records import FAILED, FAILED_UNSEEN, FOUND_FAILED, REPLACED

if TYPE_CHECKING:
    from dcsim.engine.site_state import SiteState
    from dcsim.records import Deviation

_MOST_STEPS = 100
_NO_FUEL = ("out-of-fuel", PUMPED_DRY)


class Undone:
    """Questions about one state of one replication, that since hour `since_h`.

    `halls` are those whose loss is to be explained. What is `kept` in a question are some of the deviations
    `present`, in their order.
    """

    def __init__(
        self, core: SiteState, subjects: Subjects, present: Sequence[Deviation], halls: int, since_h: float
    ) -> None:
        self.core = core
        self.since_h = since_h
        self.subjects = subjects
        self.present = present
        self._halls = halls

    @cached_property
    def _hot(self) -> list[int]:
        """The streams of heat that keep a hall down that has power."""
        core = self.core
        hot = self._halls & ~core.record.short
        return [
            number
            for number, stream in enumerate(core.plant.streams)
            if core.hot_streams >> number & 1 and hot >> stream.hall & 1
        ]

    def still_down(
        self,
        kept: Sequence[Deviation],
        *,
        at_once: bool = True,
        all_started: bool = False,
        charged: bool = False,
    ) -> bool:
        """Whether one of the halls would still be down if only the `kept` deviations had happened.

        Without `at_once` switches that break before they make have not moved yet, and nothing has tripped.
        With it, what waits for its load block is on the mains where these are there. With `all_started` every
        healthy set that is wanted is on line, with `charged` batteries are full.
        """
        core = self.core
        still = {id(one) for one in kept}
        undone = [one for one in self.present if id(one) not in still]
        key = self._nodes(core.key, undone)
        if at_once and core.layout.waiting_in(key):
            key -= core.layout.staying_in(key)
        key = self._buffers(self._batteries(key, charged), charged)
        key, closing = self._gensets(key, kept, undone, all_started)
        record = self._settled(key, kept, closing, at_once)
        short = self._halls & core.record.short & record.short
        return bool(short) or any(record.warming[stream] > 0 for stream in self._hot)

    # ------------------------------------------------------------------ the changed state

    def _nodes(self, key: int, undone: Sequence[Deviation]) -> int:
        """Units back, interruptions over, what tripped closed, machines running."""
        core, subjects, layout = self.core, self.subjects, self.core.layout
        back: Counter[int] = Counter()
        released: Counter[int] = Counter()
        freed: Counter[int] = Counter()
        cooler: Counter[int] = Counter()
        for one in undone:
            if one.kind in (FAILED, FAILED_UNSEEN, REPLACED, "in-maintenance") and one.name in subjects.nodes:
                back[subjects.nodes[one.name][one.unit]] += self._times(one)
            elif one.kind == "failed-to-restart":
                back[subjects.coolers[one.name].node] += self._times(one)
            elif one.kind == "interrupted":
                targets = subjects.targets[one.name].targets_of(one.unit)
                cooler[subjects.targets[one.name].heat] += self._times(one)
                released.update(dict.fromkeys(targets.nodes, self._times(one)))
                freed.update(dict.fromkeys(targets.halls, self._times(one)))
            elif one.kind == "out-of-water":
                key += layout.stocked[subjects.cold_stores[one.name]]
            elif one.kind == "stopped":
                key += layout.running[subjects.coolers[one.name].number]
            elif one.kind == "tripped" and not self._is_genset(core.plant.index[one.name]):
                key -= layout.opened[core.plant.index[one.name]]
        self._released = released
        for node in {*back, *released}:
            if not self._is_genset(node):
                key += (self._units(node, back[node], released[node]) - self._units(node)) * layout.units[
                    node
                ]
        for number, place in enumerate(layout.heat):
            if 0 < core.heat_waves[number] <= cooler[number]:
                key -= place
        return key - sum(layout.held[hall] for hall, n in freed.items() if core.hall_holds[hall] <= n)

    def _times(self, one: Deviation) -> int:
        """How often this deviation is open at once."""
        return 1 + self.core.doubled[one.name, one.unit, one.kind]

    def _units(self, node: int, back: int = 0, released: int = 0) -> int:
        return 0 if self.core.holds[node] > released else max(0, self.core.up[node] + back)

    def _is_genset(self, node: int) -> bool:
        return self.core.plant.nodes[node].kind == "genset"

    def _batteries(self, key: int, charged: bool) -> int:
        """Once a battery is empty none is counted on: each is a barrier of minutes."""
        if not (charged or any(one.kind == "store-empty" for one in self.present)):
            return key
        for place in self.core.layout.charged:
            key = key | place if charged else key & ~place
        return key

    def _buffers(self, key: int, charged: bool) -> int:
        """The same of buffers of cold water."""
        if not (charged or any(one.kind == "buffer-empty" for one in self.present)):
            return key
        for store, place in zip(self.core.plant.cold_stores, self.core.layout.stocked, strict=True):
            if store.is_buffer:
                key = key | place if charged else key & ~place
        return key

    def _gensets(
        self, key: int, kept: Sequence[Deviation], undone: Sequence[Deviation], all_started: bool
    ) -> tuple[int, set[int]]:
        """The key with sets back on line, and the breakers that may close for them."""
        core, closing = self.core, set()
        names = {one.name for one in undone}
        layout = core.layout
        wants = self._record(key).wants
        for group in self.subjects.gensets.values():
            node = group.node
            before = sets = layout.units_in(key, node)
            is_open = bool(key & layout.opened[node])
            missed = wants[group.behaviour.number] and self._would_have_started(group, kept)
            if all_started or missed or not names.isdisjoint(group.names) or self._released[node]:
                sets = self._sets(group, kept, all_started, missed)
            key += (sets - before) * layout.units[node]
            is_stuck = any(one.kind == "tripped" and one.name == core.plant.nodes[node].name for one in kept)
            if sets and is_open and not is_stuck:
                closing.add(node)
            elif not sets and not is_open:
                key += layout.opened[node]
        return key, closing

    def _would_have_started(self, group: Genset, kept: Sequence[Deviation]) -> bool:
        """Whether sets that stand now had the time to start since the latest of what is kept.

        A board that fails while it is on gensets sends them home: nobody needs them then. Without that
        failure they would still run.
        """
        room: Plantroom = self.core.memory[group.number]
        return bool(kept) and had_time_to_start(group, room, kept[-1].since_h, self.since_h)

    def _sets(self, group: Genset, kept: Sequence[Deviation], all_started: bool, missed: bool) -> int:
        """Sets on line. While sets that can start are on their way, one more that could would be too."""
        room: Plantroom = self.core.memory[group.number]
        own = [one for one in kept if one.name == group.behaviour.name]
        if self.core.holds[group.node] > self._released[group.node]:
            return 0
        if any(one.kind in _NO_FUEL and one.name in group.names for one in kept):
            return 0
        if missed:
            return self._healthy(group, own)
        if room.phase is not Phase.NEEDED and not (all_started and room.phase is Phase.CONFIRMING):
            return room.on_line
        if not all_started and room.are_on_the_way:
            return room.on_line
        return self._healthy(group, own)

    def _healthy(self, group: Genset, own: Sequence[Deviation]) -> int:
        """Sets that nothing of `own` has taken out."""
        room: Plantroom = self.core.memory[group.number]
        out = {one.unit for one in own if one.kind in KINDS_OF_SETS}
        out |= {unit for unit, one in enumerate(room.sets) if one.unseen != NONE}
        return self.core.present[group.node] - len(out)

    # ------------------------------------------------------------------ and what follows from it

    def _settled(self, key: int, kept: Sequence[Deviation], closing: set[int], at_once: bool) -> SupplyRecord:
        """The record once switches, breakers and overloads have done what they would do."""
        stuck = [one.name for one in kept if one.kind in ("failed-to-transfer", FOUND_FAILED)]
        switches = frozenset(self.subjects.switches[name] for name in stuck if name in self.subjects.switches)
        ties = frozenset(self.subjects.ties[name] for name in stuck if name in self.subjects.ties)
        known = self.core.cast.records.settled
        question = (key, frozenset(closing), switches, ties, at_once)
        found = known.get(question)
        if found is None:
            found = known[question] = self._settle(key, closing, switches, ties, at_once)
        return found

    def _settle(
        self, key: int, closing: set[int], switches: Collection[int], ties: Collection[int], at_once: bool
    ) -> SupplyRecord:
        nodes = self.core.plant.nodes
        for _ in range(_MOST_STEPS):
            record = self._record(key)
            moved = self._moved(key, record, switches, ties, at_once)
            if moved == key and closing:
                moved = closed_if_it_may(self.core, key, closing)
            if moved == key and at_once and record.overloaded:
                moved = self._shed(key, min(nodes[i].overload_h for i in record.overloaded))
            if moved == key and at_once and record.overloaded:
                soonest = min(nodes[i].overload_h for i in record.overloaded)
                tripped = [i for i in record.overloaded if nodes[i].overload_h == soonest]
                moved += sum(self.core.layout.opened[i] for i in tripped)
            if moved == key:
                break
            key = moved
        return record

    def _record(self, key: int) -> SupplyRecord:
        records = self.core.cast.records
        return records.by_key.get(key) or records.judge(key)

    def _moved(
        self, key: int, record: SupplyRecord, switches: Collection[int], ties: Collection[int], at_once: bool
    ) -> int:
        """All moves, openings and load blocks, and the first closing of a tie."""
        layout, before = self.core.layout, key
        moves = list(record.moves)
        if at_once:
            moves += [(n, target) for n, target in enumerate(record.transfers) if target >= 0]
        for switch, target in moves:
            if switch not in switches:
                key += (target - layout.position_in(before, switch)) * layout.position[switch]
        for tie in record.openings:
            key -= layout.closed[tie] if tie not in ties else 0
        for number, (source, fits) in enumerate(record.connections):
            if layout.waits_in(before, number) and (source == MAINS or (at_once and fits)):
                key -= layout.waiting[number]
        closings = [n for n, wanted in enumerate(record.closings) if wanted and n not in ties]
        return key + (layout.closed[closings[0]] if closings and at_once else 0)

    def _shed(self, key: int, trips_h: float) -> int:
        """Shed the next tenant, if that comes before the first trip."""
        if not self.core.plant.shed_rules:
            return key
        relief = self.core.cast.records.quickest_to_shed(key)
        return key + (self.core.layout.shed[relief.tenant] if relief and relief.within_h <= trips_h else 0)
