"""The units of one replication, who works on them, and what is told of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dcsim.engine.dependent.keys import Keys
from dcsim.engine.dependent.machines import Machines


class Row(NamedTuple):
    """A failure of a unit that is up and in use; see `dcsim.engine.dependent.rows`."""

    start: float
    group: int
    unit: int
    episode: int
    callout_h: float
    repair_h: float
    mark: float
    found_h: float


class Down(NamedTuple):
    """A unit was down from `start` to `end`, infinite where nobody came to repair it; see `Job.way`."""

    group: int
    unit: int
    start: float
    end: float
    episode: int
    way: int = 0


@dataclass(eq=False, slots=True)
class Unit:
    """One unit: `there` in service, `in_use` or standing by, down while it has a `job`.

    A unit that ages has `left` hours of use to live, at `pace` to 1 since `since`.
    """

    bank: Bank
    number: int
    there: bool
    in_use: bool = False
    job: Job | None = None
    life: int = 0
    left: float = math.inf
    pace: float = 0.0
    since: float = 0.0
    version: int = 0

    @property
    def is_up(self) -> bool:
        return self.there and self.job is None

    @property
    def seems_up(self) -> bool:
        """Whether nobody knows of a failure."""
        return self.there and (self.job is None or not self.job.is_known)


@dataclass(eq=False, slots=True)
class Job:
    """The repair of a unit that failed at `start`; it ends at `end` once it has begun.

    `known_h` is since when somebody knows: infinite for a hidden failure that has not been found. `with_it`
    are the jobs of what is replaced with it, which are `of_another` and end with it.
    """

    unit: Unit
    start: float
    episode: int
    callout_h: float
    repair_h: float
    known_h: float
    end: float = math.inf
    is_under_way: bool = False
    of_another: bool = False
    with_it: list[Job] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return self.known_h < math.inf

    @property
    def way(self) -> int:
        """How the unit went down: 0 seen, 1 unseen at first, 2 with another part of its assembly."""
        return 2 if self.of_another else int(self.known_h > self.start)

    @property
    def place(self) -> tuple[float, int, int]:
        """Its place in the queue: by the time since when it is known, then name and unit."""
        return self.known_h, self.unit.bank.number, self.unit.number


@dataclass(eq=False)
class Desk:
    """Where the jobs of one trade wait; `free` crews."""

    free: float
    waiting: list[tuple[tuple[float, int, int], Job]] = field(default_factory=list)


class Bank:
    """One group: its units and spares."""

    def __init__(
        self, machines: Machines, number: int, desk: Desk, keys: Keys, there: Sequence[bool]
    ) -> None:
        self.machines = machines
        self.number = number
        self.desk = desk
        self.keys = keys
        self.stock = machines.spares.count if machines.spares is not None else math.inf
        self.units = [Unit(self, unit, is_there) for unit, is_there in enumerate(there)]
        self.used = 0
        self.ages = not machines.fails_at_random

    def standing_by(self) -> Iterator[Unit]:
        """Units that could take over, in the order in which they are asked."""
        return (unit for unit in self.units if unit.is_up and not unit.in_use)

    def thought_to_stand_by(self) -> Iterator[Unit]:
        """The same, and those that have failed without anybody knowing."""
        return (unit for unit in self.units if unit.seems_up and not unit.in_use)


def assembled(banks: Sequence[Bank]) -> dict[Unit, list[Unit]]:
    """By unit, the other parts of its assembly."""
    found: dict[Unit, list[Unit]] = {}
    for bank in banks:
        name = bank.machines.assembly
        others = [one for one in banks if one is not bank and one.machines.assembly == name is not None]
        if others:
            found |= {unit: [one.units[unit.number] for one in others] for unit in bank.units}
    return found
