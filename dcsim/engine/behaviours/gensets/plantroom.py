"""What a genset group remembers in one replication."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dcsim.engine.agenda import Agenda
from dcsim.engine.behaviours.gensets.tank import Level

NONE = -1


@dataclass(slots=True)
class Set:
    """One genset: `failed` by the calendar, `in_repair` after a start, run or test, `out` for maintenance.

    `status` is that of its run. `unseen` is the episode of a hidden failure, `found` of one that a test has
    found and that is being repaired as a deviation of kind `mending`, `NONE` where there is none.

    `there`: whether it is in service.
    """

    there: bool = True
    failed: bool = False
    in_repair: bool = False
    out: bool = False
    status: str = "standby"
    starts: int = 0
    began_h: float = 0.0
    unseen: int = NONE
    found: int = NONE
    mending: str = ""

    @property
    def is_running(self) -> bool:
        return self.status in ("synchronising", "on line")

    @property
    def can_start(self) -> bool:
        healthy = not (self.failed or self.in_repair or self.out)
        return self.there and healthy and self.status == "standby"


class Phase(Enum):
    """Where a group stands in the sequence of a loss."""

    STANDBY = "standby"
    CONFIRMING = "confirming"
    """The loss is there; is it going to last?"""
    NEEDED = "needed"
    """Ordered to start, starting, or carrying."""
    RETURNING = "returning"
    """The mains are back; are they going to stay?"""
    COOLING = "cooling"
    """The load is back on the mains, the sets run without load before they stop."""


@dataclass(slots=True)
class RunUp:
    """Sets that were started together, each with its counters from its base on.

    `joins` says who goes on line when, in order: hour, `Order`, unit; of these the first `joined` have.
    `weakest` is the unit that is planned to fail, the first of all that would, or `NONE`.
    """

    units: list[int]
    bases: list[int]
    ready_h: list[float]
    lives_h: list[float]
    joins: list[tuple[float, int, int]]
    joined: int = 0
    weakest: int = NONE


@dataclass(slots=True)
class Plantroom:
    """One group: its sets, what is planned for them, and where it stands in the sequence.

    Of sets in a run-up the `status` is "starting", whatever they do, and `began_h` is not told.
    """

    sets: list[Set]
    agenda: Agenda
    running: int = 0
    on_line: int = 0
    phase: Phase = Phase.STANDBY
    phase_version: int = 0
    held: bool = False
    episode: int = 0
    caused_by: int = -1
    repeats: int = 0
    orders: int = 0
    fuel: Level | None = None
    run_up: RunUp | None = None

    @property
    def stands_by(self) -> bool:
        """Whether no set runs or is wanted."""
        return self.phase is Phase.STANDBY and not self.running

    @property
    def has_repairs(self) -> bool:
        """Whether a set is being repaired after a start, run or test."""
        return any(one.in_repair for one in self.sets)

    @property
    def are_on_the_way(self) -> bool:
        """Whether sets are starting or synchronising."""
        return self.running > self.on_line

    @property
    def dry(self) -> bool:
        return self.fuel is not None and self.fuel.empty
