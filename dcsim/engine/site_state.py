"""The state of a site in one replication, and everything behaviours may change in it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dcsim.engine.cast import Cast, Cause, HistoryEvent, Opened
from dcsim.engine.clock import Clock
from dcsim.engine.eras import Setup
from dcsim.engine.recorder import Recorder
from dcsim.engine.supply_record import SupplyRecord
from dcsim.streams import EpisodeDraws, name_key

if TYPE_CHECKING:
    from dcsim.engine.by_plan import ByPlan
    from dcsim.engine.crossing import Crossing
    from dcsim.engine.demand import HourlyDemand
    from dcsim.records import Deviation

_NOTHING = SupplyRecord(0, 0, (), (), (), (), (), (), (), (), (), (), (), (), ())
"""What is known before the first evaluation."""


class SiteState:
    """What changes during a replication; every change of supply goes through the integer `key`."""

    demand: HourlyDemand
    by_plan: ByPlan

    def __init__(self, cast: Cast, recorder: Recorder, setup: Setup) -> None:
        plant = cast.plant
        self.cast = cast
        self.plant = plant
        self.recorder = recorder
        self.clock = Clock()
        self.now = self.clock.now
        """Hours since the start of the replication: that of the clock, taken over when an instant begins."""
        self.layout = cast.records.layout
        self.setup = setup
        """What is in service and what is asked for, by plan."""
        self.level = setup.level
        """The level of demand; another than that of the setup where it changes by the hour."""
        self.key = setup.start_key
        self.static_key = self.key
        """The key of the second clock: sources are perfect, and only what the calendar takes is out."""
        self.static_lost = cast.records.static_loss(self.key)
        self.present = list(setup.units)
        """Units in service per node, whatever their state."""
        self.gone = [0] * len(plant.nodes)
        """Units per node that are not in service any more, and of which a repair is still to be reported."""
        self.up = [0 if one.kind == "genset" else n for one, n in zip(plant.nodes, setup.units, strict=True)]
        """Units per node that serve, or would if nothing held the node; of gensets those on line. Below 0
        where one that did not come back has failed by the calendar too."""
        self.holds = [0] * len(plant.nodes)
        """Interruptions per node that are under way."""
        self.roads_open_h = -math.inf
        """No truck reaches the site before this hour."""
        self.closed_roads: list[tuple[float, float]] = []
        """From when until when they are, in order; hours added to a closure stand by themselves."""
        self.staff_there_h = -math.inf
        """Nobody who is called comes to the site before this hour."""
        self.heat_waves = [0] * len(plant.hot_weather)
        self.hall_holds = [0] * len(plant.halls)
        self.opened = list(plant.normal.opened)
        self.closing: set[int] = set()
        """Open nodes that close as soon as that overloads nothing."""
        self.resetting: set[int] = set()
        """Nodes that tripped and may not close yet."""
        self.aimed: set[Crossing] = set()
        """Stores that would run empty, and are not looked for."""
        self.leaving: set[int] = set()
        """Genset nodes nobody needs any more, while the mains are watched and the sets cool down: an open
        breaker of theirs stays open."""
        self.when_held: dict[int, Callable[[bool], None]] = {}
        self.deviations: dict[tuple[str, int, str], Opened] = {}
        self.told: dict[tuple[str, int, str], tuple[Opened, Deviation]] = {}
        """Those of them that the ledger has asked for, as it tells them."""
        self.doubled: Counter[tuple[str, int, str]] = Counter()
        self.source: Sequence[HistoryEvent] = ()
        self.number = 0
        """The latest event of the history is `source[number]`, if there was one."""
        self.cause = Cause(None, name_key("start", recorder.replication))
        self._staying = [False] * len(plant.gensets)
        self.warned = [0] * len(plant.gensets)
        """Per genset node, works under way for which its sets are to run."""
        self.record: SupplyRecord = _NOTHING
        """That of the latest evaluation."""
        self.all_asked = True
        """Whether everybody has responded to it."""
        self.hot = 0
        """Halls that are too hot, a bit each; `hot_streams` the same of streams of heat."""
        self.hot_streams = 0
        self.memory: list[Any] = []
        self.draws = EpisodeDraws()

    def skip_to(self, time: float) -> None:
        """Move the clock over a stretch in which nothing is scheduled."""
        self.clock.skip_to(time)
        self.now = time

    def open_roads_h(self, since_h: float) -> float:
        """Hours of open roads from this hour until now.

        What was before makes no difference to the last digit: a total of all hours would be rounded by it.
        """
        open_h = self.now - since_h
        for from_h, until_h in reversed(self.closed_roads):
            if until_h <= since_h:
                break
            open_h -= max(0.0, min(until_h, self.now) - max(from_h, since_h))
        return open_h

    def close_roads(self, until_h: float) -> None:
        """No truck reaches the site before this hour; roads that are closed for longer stay so."""
        since_h = max(self.now, self.roads_open_h)
        if until_h > since_h:
            self.closed_roads.append((since_h, until_h))
            self.roads_open_h = until_h

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached: nothing begins any more."""
        return self.now >= self.cast.timeline.horizon_h

    @property
    def demand_w(self) -> tuple[int, ...]:
        """What each consumer asks for now, W."""
        return self.cast.records.demand_w(self.level)

    @property
    def normal_key(self) -> int:
        """The key of the normal state with what is in service, at the present level of demand."""
        normal = self.setup.normal_key
        assert normal is not None
        return normal + (self.level - self.setup.level) * self.layout.level

    def looks_for(self, rank: int) -> bool:
        """Whether it is an event when a store of this rank runs empty; else it is among those `aimed`."""
        return True

    def missed(self, crossing: Crossing, due: float) -> None:
        """A store that would have run empty at `due` does not, from now on."""
        self.aimed.discard(crossing)

    def lookup(self) -> SupplyRecord:
        """The supply record of the present state."""
        records = self.cast.records
        return records.by_key.get(self.key) or records.judge(self.key)

    def lose(self, node: int, units: int = 1) -> None:
        """Units of a node become unavailable."""
        self._change_units(node, -units)

    def regain(self, node: int, units: int = 1) -> None:
        """Units of a node become available."""
        self._change_units(node, units)

    def _change_units(self, node: int, units: int) -> None:
        # a unit that did not come back may fail by the calendar too, and no more are out than there are
        before = max(0, self.up[node])
        self.up[node] += units
        if not self.holds[node]:
            self.key += (max(0, self.up[node]) - before) * self.layout.units[node]

    def static_change(self, node: int, units: int) -> None:
        """Units of a group that is no source fail (negative) or are repaired by the calendar.

        Keeps the second clock: the time in which the plant could not serve demand with perfect sources and
        nothing from its stores, which theory can tell. It is looked at by `settle_static`.
        """
        self.static_key += units * self.layout.units[node]

    def settle_static(self) -> None:
        """All that fails or is repaired at one instant is done: what does the second clock say?"""
        lost = self.cast.records.static_loss(self.static_key)
        if lost is not self.static_lost:
            self.static_lost = lost
            self.recorder.static_changed(self.now, lost)

    def hold(self, node: int) -> None:
        """An interruption takes the whole node out, whatever its units."""
        self.holds[node] += 1
        if self.holds[node] == 1:
            self._held(node, True)

    def release(self, node: int) -> None:
        """An interruption of the node ends."""
        self.holds[node] -= 1
        if not self.holds[node]:
            self._held(node, False)

    def heat_wave(self, number: int, change: int) -> None:
        """One more (or less) event of this hot weather is under way."""
        before = self.heat_waves[number] > 0
        self.heat_waves[number] += change
        self.key += ((self.heat_waves[number] > 0) - before) * self.layout.heat[number]

    def _held(self, node: int, held: bool) -> None:
        if node in self.when_held:
            self.when_held[node](held)
        else:
            self.key += (-1 if held else 1) * max(0, self.up[node]) * self.layout.units[node]

    def connect(self, number: int, connected: bool) -> None:
        """A node of a later load block is connected to its inputs, or no longer."""
        self.key += (-1 if connected else 1) * self.layout.waiting[number]
        kind = "connected" if connected else "disconnected"
        self.recorder.note(self, kind, self.plant.nodes[self.plant.blocks[number]].name)

    def shed(self, tenant: int, gone: bool) -> None:
        """The load of a tenant is shed, or comes back."""
        self.key += (1 if gone else -1) * self.layout.shed[tenant]
        self.recorder.note(self, "shed" if gone else "unshed", self.plant.tenants[tenant].name)

    def hold_hall(self, hall: int, change: int) -> None:
        """An interruption of a hall begins (+1) or ends (-1)."""
        before = self.hall_holds[hall] > 0
        self.hall_holds[hall] += change
        self.key += ((self.hall_holds[hall] > 0) - before) * self.layout.held[hall]

    def ran(self, key: int, name: str, began_h: float) -> None:
        """A machine (by the key of its draws) that ran from `began_h` on has stopped: book its hours."""
        self.recorder.run_h[name] += self.now - began_h

    def has_units(self, node: int) -> bool:
        """Whether any unit of the node serves now (of gensets: is on line)."""
        return self.layout.units_in(self.key, node) > 0

    def open_breaker(self, node: int) -> None:
        """The node opens: tripped, or a genset breaker when its sets stop."""
        if not self.opened[node]:
            self.recorder.note(self, "opened", self.plant.nodes[node].name)
            self.opened[node] = True
            self.key += self.layout.opened[node]

    def heat_up(self, stream: int, hot: bool, of_hall: int) -> None:
        """A stream of heat has used up its hall's ride-through, or is taken away again.

        `of_hall` has a bit for each stream of that hall.
        """
        self.hot_streams ^= ((self.hot_streams >> stream & 1) ^ hot) << stream
        hall = 1 << self.plant.streams[stream].hall
        self.hot = self.hot | hall if self.hot_streams & of_hall else self.hot & ~hall
        self.all_asked = False

    def _hot_unserved_w(self) -> int:
        """IT demand of halls that have power and are too hot, W."""
        hot = self.hot & ~self.record.short
        if not hot:
            return 0
        demand = self.demand_w
        return sum(
            demand[n] for i, loads in enumerate(self.plant.on_all_cords) if hot >> i & 1 for n in loads
        )

    def stay(self, number: int, staying: bool) -> None:
        """Switches on a live input stay there (True) or may leave it again, as this genset node says."""
        if self._staying[number] != staying:
            self._staying[number] = staying
            self.key += (1 if staying else -1) * self.layout.staying[number]

    def break_before_make(self) -> None:
        """Open every switch that would now move to another input; it closes there after its delay."""
        for switch, _ in self.lookup().moves:
            present = self.layout.position_in(self.key, switch)
            self.key -= (present + 1) * self.layout.position[switch]

    def warn_gensets(self, numbers: Iterable[int], change: int) -> None:
        """Sets of these genset nodes are to run (+1), or no longer (-1), whatever the supply asks."""
        for number in numbers:
            self.warned[number] += change
            self.all_asked = False
