"""The core as it rehearses: it notes what it looks at, and refuses every loss."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from dcsim.engine.cast import Cast
from dcsim.engine.certify.affine import Undecided
from dcsim.engine.certify.questions import MachineFails, Questions
from dcsim.engine.certify.trail import Lost, NotedLayout, NotedRecords, Trail
from dcsim.engine.core import Core
from dcsim.engine.crossing import Crossing
from dcsim.engine.eras import Era, Setup
from dcsim.engine.recorder import Recorder
from dcsim.engine.site_state import SiteState
from dcsim.engine.spells import Spells
from dcsim.engine.supply_record import SupplyRecord


class Harm(Exception):
    """Something was lost: for this the core itself is needed."""


class StoreEmpties(Undecided):
    """A store thought to last runs empty."""

    def __init__(self, rank: int) -> None:
        super().__init__("a store that runs empty")
        self.rank = rank


class NothingLost(Recorder):
    """A recorder that refuses losses."""

    def loss_changed(self, time: float, mask: int, unserved_w: int, core: SiteState) -> bool:
        if mask:
            raise Harm
        return False

    def static_changed(self, time: float, lost: bool) -> None:
        raise Harm


class NobodyApart(Spells):
    """Refuses that anyone told apart from the halls is down or shed for any time."""

    def changed(self, time: float, down: int, shed: int, demand_w: Sequence[int]) -> None:
        if self._now != (0, 0) and time > self._since:
            raise Harm
        self._now, self._since = (down, shed), time


class NotingCore(Core):
    """The core, that notes what it looks at.

    A machine that stops must have lived so long, and no store but `empty` ones may run empty: that these are
    conditions and no events keeps them out of the order of all others.
    """

    def __init__(self, cast: Cast, recorder: Recorder, setup: Setup, empty: Container[int]) -> None:
        self._empty = empty
        self.trail = Trail()
        noted = replace(cast, records=NotedRecords(cast.records, self.trail))
        super().__init__(noted, recorder, (Era(0.0, setup),))
        self.layout = NotedLayout(cast.records.layout, self.trail)
        self.trail.static.add(self.static_key)

    def lookup(self) -> SupplyRecord:
        self.trail.seen.append(self.key)
        return super().lookup()

    def deviate(self, name: str, unit: int, kind: str) -> None:
        if kind == "failed-to-restart":
            self.trail.lost.append(Lost(name, unit, len(self.trail.seen)))
        super().deviate(name, unit, kind)

    def normalise(self, name: str, unit: int, kind: str) -> None:
        for one in self.trail.lost:
            if kind == "failed-to-restart" and (one.name, one.unit, one.until) == (name, unit, 0):
                one.until = len(self.trail.seen)
        super().normalise(name, unit, kind)

    def settle_static(self) -> None:
        self.trail.static.add(self.static_key)
        super().settle_static()

    def hold(self, node: int) -> None:
        self.trail.held.add(self.plant.nodes[node].name)
        super().hold(node)

    def _blame_what_lasts(self) -> None:
        if self.source[self.number].episode != self.cause.episode:
            self.trail.blames_what_lasts = True
        super()._blame_what_lasts()

    def looks_for(self, rank: int) -> bool:
        return rank in self._empty

    def missed(self, crossing: Crossing, due: Any) -> None:
        if not due > self.now:
            raise StoreEmpties(crossing.rank)
        super().missed(crossing, due)

    def ran(self, key: int, name: str, began_h: float) -> None:
        assert isinstance(self.draws, Questions)
        running = self.draws.running.pop(key, None)
        if running is not None and not running[0] > self.now - began_h:
            raise MachineFails(running[1])
        super().ran(key, name, began_h)
