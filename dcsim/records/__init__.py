"""What a simulation leaves behind: plain frozen data that knows neither simpy nor the plant.

Times are hours since the start of the replication's horizon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dcsim.records.packed import Packed

__all__ = [
    "FAILED",
    "FAILED_UNSEEN",
    "FOUND_FAILED",
    "REPLACED",
    "BlockResult",
    "CauseShare",
    "Counters",
    "Deviation",
    "Event",
    "GroupCounts",
    "HallOutage",
    "Outage",
    "Packed",
    "Spell",
    "StoreLevel",
]

FAILED = "failed"
"""The deviation of a unit that failed by the calendar, to be seen by everybody."""
FAILED_UNSEEN = "failed-unseen"
"""That of a unit that failed without anybody knowing, until it is repaired; of a set, once it was tested."""
REPLACED = "replaced"
"""That of a unit that is replaced with its assembly, of which another part has failed."""
FOUND_FAILED = "found-failed"
"""That of a set, switch or tie that was found to have failed when it was asked, until it is repaired."""


@dataclass(frozen=True)
class Deviation:
    """Something out of its normal state: which group (or interruption), which unit, what kind, since when.

    Kinds: failed, failed-unseen, found-failed, replaced, interrupted, failed-to-start, failed-running,
    failed-to-transfer, failed-to-restart, tripped, store-empty, out-of-fuel, day-tank-empty, out-of-water,
    buffer-empty, stopped, too-hot, sagged; of causes also too-slow and design (docs/causes.md). `unit` counts
    from 0 and is -1 where the whole group is meant. `episode` names the drawn interval it is, or that led to
    it (-1: none).
    """

    name: str
    unit: int
    kind: str
    since_h: float
    episode: int = field(default=-1, repr=False, compare=False)


@dataclass(frozen=True)
class HallOutage:
    """One hall without power during an outage, [start_h, end_h)."""

    hall: str
    start_h: float
    end_h: float


@dataclass(frozen=True)
class CauseShare:
    """A stretch of an outage, in hours, and the smallest set of deviations that explains it.

    `cut` is that minimal cut, earliest first: without any one of them there would be no loss. `initiating`
    is its earliest, `barrier` what should have stopped it and did not: its last, or a store or a start that
    was too slow. None: nothing stood behind the initiating event.
    """

    initiating: Deviation
    barrier: Deviation | None
    cut: tuple[Deviation, ...]
    hours: float


@dataclass(frozen=True)
class Outage:
    """A facility outage: at least one hall in service without power, [start_h, end_h).

    `initiating` is the failure or interruption that began the chain; `deviations` is everything that was
    open at the start, earliest first. `unserved_mwh` counts the IT demand that was not served. `causes`
    divide its length among minimal cuts, in order of time.
    """

    replication: int
    index: int
    start_h: float
    end_h: float
    halls: tuple[HallOutage, ...]
    unserved_mwh: float
    initiating: Deviation | None
    deviations: tuple[Deviation, ...]
    causes: tuple[CauseShare, ...] = ()

    @property
    def length_h(self) -> float:
        return self.end_h - self.start_h

    @property
    def name(self) -> str:
        """`replication.index`, the name under which an outage can be asked for."""
        return f"{self.replication}.{self.index}"


@dataclass(frozen=True)
class Spell:
    """A time of a tenant, or of what hangs on one cord: `down` (without power or too hot), or `shed`.

    [start_h, end_h); `mwh` is what it would have drawn. What of a tenant hangs on one cord has `down`
    spells of its own.
    """

    replication: int
    name: str
    kind: str
    start_h: float
    end_h: float
    mwh: float


@dataclass(frozen=True)
class Event:
    """One line of a trace: what happened to whom, and when."""

    replication: int
    time_h: float
    kind: str
    name: str
    unit: int = -1
    value: float | None = None


@dataclass(frozen=True)
class StoreLevel:
    """How full a store was at an event: 1 is full."""

    replication: int
    time_h: float
    store: str
    level: float


@dataclass(frozen=True)
class GroupCounts:
    """What happened to one group over all replications of a block, within their horizons.

    Repairs that end exactly at the horizon are counted. `failed_starts` are those of sets and of cooling
    units; starts, run failures, hours and fuel stay 0 for all but gensets, `discharges` (times a battery
    began to give power, however short) for all but UPS.
    """

    failures: int = 0
    repairs: int = 0
    starts: int = 0
    failed_starts: int = 0
    run_failures: int = 0
    run_h: float = 0.0
    fuel_m3: float = 0.0
    discharges: int = 0

    def __add__(self, other: GroupCounts) -> GroupCounts:
        return GroupCounts(
            self.failures + other.failures,
            self.repairs + other.repairs,
            self.starts + other.starts,
            self.failed_starts + other.failed_starts,
            self.run_failures + other.run_failures,
            self.run_h + other.run_h,
            self.fuel_m3 + other.fuel_m3,
            self.discharges + other.discharges,
        )


@dataclass(frozen=True)
class Counters:
    """Exact work done, the same on every machine: what benchmarks and tests compare instead of seconds."""

    history_events: int = 0
    simpy_events: int = 0
    evaluations: int = 0
    streams: int = 0
    states: int = 0
    stretches: int = 0
    """Of the screened driver: stretches of the history that went through the core."""
    drawn: int = 0
    """Intervals of the history that were drawn: failures with their repairs, interruptions, sags."""
    certificates: int = 0
    """Certificates known at the end of a block."""
    certified: int = 0
    """Stretches that did not go through the core because of a certificate."""

    def __add__(self, other: Counters) -> Counters:
        return Counters(
            self.history_events + other.history_events,
            self.simpy_events + other.simpy_events,
            self.evaluations + other.evaluations,
            self.streams + other.streams,
            max(self.states, other.states),
            self.stretches + other.stretches,
            self.drawn + other.drawn,
            max(self.certificates, other.certificates),
            self.certified + other.certified,
        )


@dataclass(frozen=True)
class BlockResult:
    """Everything recorded in one block of replications.

    `ends_h` has the length of each replication (shorter than the horizon only with `ends_at: first-outage`);
    replication numbers run from `first_replication`. `groups` maps group names (upstream, feeds, power) to
    their counts, `interruptions` interruption names to how often they began.
    """

    block: int
    first_replication: int
    ends_h: tuple[float, ...]
    outages: Sequence[Outage]
    groups: dict[str, GroupCounts]
    interruptions: dict[str, int]
    counters: Counters
    full_because: str | None = None
    """Why nothing was screened out; None if the screened driver ran."""
    static_h: tuple[float, ...] = ()
    """Second clock: per replication, hours in which the equipment alone could not serve demand, with perfect
    sources and nothing from its stores."""
    static_outages: tuple[int, ...] = ()
    """Per replication, how often such a time began."""
    events: tuple[Event, ...] = ()
    levels: tuple[StoreLevel, ...] = ()
    borrowed_h: tuple[float, ...] = ()
    """Per replication, hours in which some group had fewer units than it needs and should have spare."""
    in_service: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    """Of halls, tenants and what hangs on one cord, per replication the hours from and until which they ask
    for anything; empty where that is all the time."""
    spells: tuple[Spell, ...] = ()
    """Of tenants and of what hangs on one cord, by replication and start."""
