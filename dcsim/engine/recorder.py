"""Writes down what happens in a replication: outages, counts, and on request events and store levels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dcsim.records import Deviation, Event, HallOutage, Outage, StoreLevel

if TYPE_CHECKING:
    from dcsim.engine.core import Core


@dataclass(frozen=True)
class Record:
    """What to keep besides outages and counts: store levels at every event, and the events themselves."""

    levels: bool = False
    events: bool = False


@dataclass
class _OpenOutage:
    """An outage under way."""

    start_h: float
    initiating: Deviation | None
    deviations: tuple[Deviation, ...]
    hall_since: dict[int, float] = field(default_factory=dict)
    halls: list[HallOutage] = field(default_factory=list)
    unserved_wh: float = 0.0


@dataclass
class Recorder:
    """Collects over all replications of a block."""

    hall_names: Sequence[str]
    record: Record
    replication: int = 0
    outages: list[Outage] = field(default_factory=list)
    tallies: Counter[tuple[str, str]] = field(default_factory=Counter)
    run_h: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    events: list[Event] = field(default_factory=list)
    levels: list[StoreLevel] = field(default_factory=list)
    stores: list[tuple[str, Callable[[Core], float]]] = field(default_factory=list)
    static_h: list[float] = field(default_factory=list)
    static_outages: int = 0
    _static_now: float = 0.0
    _static_since: float = 0.0
    _open: _OpenOutage | None = None
    _index: int = 0
    _mask: int = 0
    _unserved_w: int = 0
    _since: float = 0.0

    @property
    def keeps_levels(self) -> bool:
        return self.record.levels

    def begin(self, replication: int) -> None:
        """Start a replication."""
        self.replication = replication
        self._open, self._index, self._mask, self._unserved_w, self._since = None, 0, 0, 0, 0.0
        self._static_now = self._static_since = 0.0

    def static_changed(self, time: float, lost: bool) -> None:
        """The plant itself can no longer serve demand, or can again."""
        if lost:
            self._static_since = time
            self.static_outages += 1
        else:
            self._static_now += time - self._static_since

    def count(self, name: str, what: str, n: int = 1) -> None:
        """Count something that happened to a group."""
        self.tallies[name, what] += n

    def note(self, core: Core, kind: str, name: str, unit: int = -1, value: float | None = None) -> None:
        """Keep an event, if events are kept."""
        if self.record.events:
            self.events.append(Event(self.replication, core.now, kind, name, unit, value))

    def levels_at(self, core: Core) -> None:
        """Keep the level of every store at this instant; a later one at the same instant replaces it."""
        now = core.now
        while (
            self.levels and self.levels[-1].time_h == now and self.levels[-1].replication == self.replication
        ):
            self.levels.pop()
        for name, level in self.stores:
            self.levels.append(StoreLevel(self.replication, now, name, level(core)))

    def loss_changed(self, time: float, mask: int, unserved_w: int, core: Core) -> bool:
        """The set of halls down changed at `time`; whether an outage began."""
        self._book_energy(time)
        outage, begins = self._open, False
        if outage is None and mask:
            outage = self._open = _OpenOutage(time, *_circumstances(core, time))
            begins = True
        if outage is not None:
            self._change_halls(outage, mask, time)
            if not mask:
                self._finish(outage, time)
        self._mask, self._unserved_w, self._since = mask, unserved_w, time
        return begins

    def end(self, time: float) -> None:
        """The replication is over: an outage still open ends here."""
        if self._open is not None and time > self._open.start_h:
            self._book_energy(time)
            self._change_halls(self._open, 0, time)
            self._finish(self._open, time)
        self._open = None
        self.static_h.append(self._static_now)

    def _book_energy(self, time: float) -> None:
        if self._open is not None:
            self._open.unserved_wh += self._unserved_w * (time - self._since)

    def _change_halls(self, outage: _OpenOutage, mask: int, time: float) -> None:
        changed = self._mask ^ mask
        for hall, name in enumerate(self.hall_names):
            if changed >> hall & 1:
                if mask >> hall & 1:
                    outage.hall_since[hall] = time
                else:
                    outage.halls.append(HallOutage(name, outage.hall_since.pop(hall), time))
        self._mask = mask

    def _finish(self, outage: _OpenOutage, time: float) -> None:
        self.outages.append(
            Outage(
                replication=self.replication,
                index=self._index,
                start_h=outage.start_h,
                end_h=time,
                halls=tuple(outage.halls),
                unserved_mwh=outage.unserved_wh / 1e6,
                initiating=outage.initiating,
                deviations=outage.deviations,
            )
        )
        self._index += 1
        self._open = None


def _circumstances(core: Core, time: float) -> tuple[Deviation | None, tuple[Deviation, ...]]:
    """The initiating event and everything open when an outage begins, earliest first."""
    opened = [Deviation(*which, since) for which, since in core.deviations.items() if since <= time]
    opened.sort(key=lambda deviation: deviation.since_h)
    return (core.cause.deviation if core.cause else None), tuple(opened)
