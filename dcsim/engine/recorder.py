"""Writes down what happens in a replication: outages, counts, and on request events and store levels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dcsim.engine.ledger import Cut, open_deviations
from dcsim.engine.spells import Spells
from dcsim.records import CauseShare, Deviation, Event, HallOutage, Outage, StoreLevel

if TYPE_CHECKING:
    from dcsim.engine.ledger import Ledger
    from dcsim.engine.site_state import SiteState


@dataclass(frozen=True)
class Record:
    """What to keep besides outages and counts: store levels at every event, and the events themselves."""

    levels: bool = False
    events: bool = False


@dataclass
class _OpenOutage:
    """An outage under way."""

    start_h: float
    deviations: tuple[Deviation, ...]
    cuts: list[tuple[float, Cut]] = field(default_factory=list)
    circumstances: object = None
    hall_since: dict[int, float] = field(default_factory=dict)
    halls: list[HallOutage] = field(default_factory=list)
    unserved_wh: float = 0.0


@dataclass
class Recorder:
    """Collects over all replications of a block."""

    hall_names: Sequence[str]
    record: Record
    ledger: Ledger
    spells: Spells
    replication: int = 0
    outages: list[Outage] = field(default_factory=list)
    tallies: Counter[tuple[str, str]] = field(default_factory=Counter)
    run_h: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    fuel_m3: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    events: list[Event] = field(default_factory=list)
    levels: list[StoreLevel] = field(default_factory=list)
    stores: list[tuple[str, Callable[[Any], float]]] = field(default_factory=list)
    static_h: list[float] = field(default_factory=list)
    static_outages: list[int] = field(default_factory=list)
    _static_count: int = 0
    _static_now: float = 0.0
    _static_since: float = 0.0
    _open: _OpenOutage | None = None
    _index: int = 0
    _mask: int = 0
    _unserved_w: int = 0
    _since: float = 0.0

    def begin(self, replication: int) -> None:
        """Start a replication."""
        self.replication = replication
        self._open, self._index, self._mask, self._unserved_w, self._since = None, 0, 0, 0, 0.0
        self._static_now = self._static_since = 0.0
        self._static_count = 0
        self.spells.begin(replication)

    def static_changed(self, time: float, lost: bool) -> None:
        """The plant itself can no longer serve demand, or can again."""
        if lost:
            self._static_since = time
            self._static_count += 1
        else:
            self._static_now += time - self._static_since

    def sums(self) -> dict[str, defaultdict[str, float]]:
        """All that is summed up by group."""
        return {"run_h": self.run_h, "fuel_m3": self.fuel_m3}

    def count(self, name: str, what: str, n: int = 1) -> None:
        """Count something that happened to a group."""
        self.tallies[name, what] += n

    def note(self, core: SiteState, kind: str, name: str, unit: int = -1, value: float | None = None) -> None:
        """Keep an event, if events are kept, and what is then left in the stores, if that is."""
        if self.record.events:
            self.events.append(Event(self.replication, core.now, kind, name, unit, value))
            # not all events change who has power, after which levels are kept anyway
            if self.record.levels:
                self.levels_at(core)

    def levels_at(self, core: SiteState) -> None:
        """Keep the level of every store at this instant; a later one at the same instant replaces it."""
        now = core.now
        while (
            self.levels and self.levels[-1].time_h == now and self.levels[-1].replication == self.replication
        ):
            self.levels.pop()
        for name, level in self.stores:
            self.levels.append(StoreLevel(self.replication, now, name, level(core)))

    def loss_changed(self, time: float, mask: int, unserved_w: int, core: SiteState) -> bool:
        """What is lost, or why, may have changed at `time`; whether an outage began."""
        outage, begins = self._open, False
        if outage is None and mask:
            outage = self._open = _OpenOutage(time, open_deviations(core))
            begins = True
        if (mask, unserved_w) != (self._mask, self._unserved_w):
            self._book_energy(time)
            if outage is not None:
                self._change_halls(outage, mask, time)
            self._mask, self._unserved_w, self._since = mask, unserved_w, time
        if outage is not None:
            self._explain(outage, core, mask, time) if mask else self._finish(outage, time)
        return begins

    def _explain(self, outage: _OpenOutage, core: SiteState, mask: int, time: float) -> None:
        """Find the cut anew where the state is another; time until then stays with the cut before."""
        circumstances = (core.key, mask, tuple(core.deviations))
        if circumstances == outage.circumstances:
            return
        outage.circumstances = circumstances
        before = outage.cuts[-1][1] if outage.cuts else None
        found = self.ledger.cut(core, mask, time, before)
        if found is not None and found != before:
            outage.cuts.append((time, found))

    def end(self, time: float) -> None:
        """The replication is over: an outage still open ends here."""
        if self._open is not None and time > self._open.start_h:
            self._book_energy(time)
            self._change_halls(self._open, 0, time)
            self._finish(self._open, time)
        self._open = None
        self.static_h.append(self._static_now)
        self.static_outages.append(self._static_count)
        self.spells.end(time)

    def _book_energy(self, time: float) -> None:
        if self._open is not None:
            self._open.unserved_wh += self._unserved_w * (time - self._since)

    def _change_halls(self, outage: _OpenOutage, mask: int, time: float) -> None:
        changed = self._mask ^ mask
        for hall, name in enumerate(self.hall_names):
            if changed >> hall & 1:
                self._note_hall(time, name, bool(mask >> hall & 1))
                if mask >> hall & 1:
                    outage.hall_since[hall] = time
                else:
                    outage.halls.append(HallOutage(name, outage.hall_since.pop(hall), time))
        self._mask = mask

    def _note_hall(self, time: float, name: str, is_down: bool) -> None:
        if self.record.events:
            self.events.append(Event(self.replication, time, "hall-down" if is_down else "hall-up", name))

    def _finish(self, outage: _OpenOutage, time: float) -> None:
        causes = _shares(outage.cuts, time)
        initiating = causes[0].initiating if causes and causes[0].cut else None
        self.outages.append(
            Outage(
                replication=self.replication,
                index=self._index,
                start_h=outage.start_h,
                end_h=time,
                halls=tuple(outage.halls),
                unserved_mwh=outage.unserved_wh / 1e6,
                initiating=initiating,
                deviations=outage.deviations,
                causes=causes,
            )
        )
        self._index += 1
        self._open = None


def _shares(cuts: Sequence[tuple[float, Cut]], end_h: float) -> tuple[CauseShare, ...]:
    """The length of an outage divided among its cuts, each up to where the next begins."""
    ends = [*(start for start, _ in cuts[1:]), end_h]
    return tuple(
        CauseShare(cut.initiating, cut.barrier, cut.cut, end - start)
        for (start, cut), end in zip(cuts, ends, strict=True)
    )
