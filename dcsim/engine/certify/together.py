"""Machines that begin to restart together, told in a certificate as if all came back with the last of them.

After a loss a dozen chillers and pumps restart, each after its own drawn delay, and could come back in any
order. Mostly that makes no difference but for the heat that is left meanwhile. Then one rehearsal in which
all of them come back when the last does speaks for every order, and what it shows is the worst there may be.
That is proved for each certificate:

- every state it went through while they were restarting has, with any of them back already, the same supply
  record, but that no more heat is left of any stream and no store of cold gains less;
- so has every state it went through while a unit that had not come back was repaired, with it back already;
- nothing else was asked about such states, nor about any it did not look up, and every machine had power
  until it was back;
- nothing failed meanwhile, and of several things nothing ended (what is blamed for what follows is what
  changes the record); where units did not come back nothing else was under way; no store ran empty;
- no machine restarted with units in repair that had not come back before: which of its units are asked
  whether they come back depends on when it is back itself.

What a hall bears and what a store of cold holds follow from these rates alone, and never fall below what they
were in the rehearsal. Nothing else sees a difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.affine import Affine
from dcsim.engine.certify.certificate import Draw, Latest
from dcsim.engine.certify.trail import Trail
from dcsim.engine.key import KeyLayout
from dcsim.engine.supply_record import SupplyRecord
from dcsim.laws import Law

_MOST_STATES = 64
"""As so many a state may be otherwise: each is judged."""


class Restart(NamedTuple):
    """A machine begins to restart: what it draws, when, and how many states were seen before."""

    draw: Draw
    law: Law
    time: Any
    seen: int


@dataclass(eq=False)
class Lot:
    """Machines that begin to restart at one instant, and the variable that is the longest of their draws."""

    longest: Affine
    restarts: list[Restart] = field(default_factory=list)

    @property
    def latest(self) -> Latest:
        """The variable, as a certificate has it."""
        return Latest(tuple((one.draw, one.law) for one in self.restarts))


class Way(NamedTuple):
    """How a state may be otherwise: its key has one of `adds` more, unless it has the place `bit` already."""

    bit: int
    adds: tuple[int, ...]


def in_any_order(
    cast: Cast, trail: Trail, lots: Sequence[Lot], events: Sequence[HistoryEvent]
) -> frozenset[int] | None:
    """If a rehearsal in which these lots came back together speaks for any order within each: all its states.

    `events` are those of the rehearsal.
    """
    begins = [event for event in events if event.begins]
    # of a single interval the end blames nothing new; of several it may, where it changes the record
    minded = [_value(event.time) for event in (begins if len(begins) < 2 else events)]
    ways: list[list[Way]] = [[] for _ in trail.seen]
    several = [lot for lot in lots if len(lot.restarts) > 1]
    for lot in several:
        begun = _value(lot.restarts[0].time)
        if any(begun < time <= begun + lot.longest.value for time in minded):
            return None
        for one in lot.restarts:
            machine = cast.behaviours[one.draw.owner]
            assert isinstance(machine, CoolingRestart)
            found = _ways_of(machine, cast.records.layout, trail, one.seen)
            if found is None:
                return None
            for first, last, way in found:
                for there in ways[first:last]:
                    there.append(way)
    if several and ((trail.lost and len(events) > 2) or not _none_empty(cast, trail)):
        return None
    if several and not trail.asked.keys() <= set(trail.seen):
        return None
    known = {(key, tuple(there)) for key, there in zip(trail.seen, ways, strict=True) if there}
    if not all(_is_never_worse(cast, trail, *one) for one in known):
        return None
    return frozenset(trail.seen).union(*(_others(*one) for one in known))


def _value(time: Any) -> float:
    return time.value if isinstance(time, Affine) else float(time)


def _ways_of(
    machine: CoolingRestart, layout: KeyLayout, trail: Trail, begun: int
) -> list[tuple[int, int, Way]] | None:
    """How states may be otherwise if this machine is back sooner: from which of those seen to which.

    It may run already, without the units that will not have come back or with some of them repaired; and
    these may be repaired sooner. None if it does not come back, or begins again with units in repair.
    """
    running, unit = layout.running[machine.number], layout.units[machine.node]
    back = next((n for n in range(begun, len(trail.seen)) if trail.seen[n] // running & 1), None)
    lost = [one for one in trail.lost if one.name == machine.name]
    if back is None or (lost and not all(key // running & 1 for key in trail.seen[back:])):
        return None
    if any(one.seen <= begun < (one.until or math.inf) for one in lost):
        return None
    way = Way(running, tuple(running - n * unit for n in range(len(lost) + 1)))
    return [
        (max(0, begun - 1), back, way),
        *((one.seen, one.until, Way(0, (unit,))) for one in lost),
    ]


def _none_empty(cast: Cast, trail: Trail) -> bool:
    places = cast.records.layout.stocked
    return all(key // place & 1 for key in set(trail.seen) for place in places)


def _others(key: int, ways: Sequence[Way]) -> set[int]:
    """What this state may be otherwise, itself among them."""
    several = [(0, *way.adds) for way in ways if not (way.bit and key // way.bit & 1)]
    return {key + sum(adds) for adds in product(*several)}


def _is_never_worse(cast: Cast, trail: Trail, key: int, ways: Sequence[Way]) -> bool:
    """Whether no more is wrong in this state where it is otherwise in some of these ways."""
    others = _others(key, ways)
    if len(others) == 1:
        return True
    if key in trail.asked or len(others) > _MOST_STATES:
        return False
    records = cast.records
    record = records.by_key.get(key) or records.judge(key)
    restarting = {way.bit for way in ways if way.bit and not key // way.bit & 1}
    powered = zip(records.layout.running, record.powered, strict=True)
    if not all(has_power for place, has_power in powered if place in restarting):
        return False
    return all(
        _differs_in_heat_only(records.by_key.get(other) or records.judge(other), record) for other in others
    )


def _differs_in_heat_only(record: SupplyRecord, worst: SupplyRecord) -> bool:
    if record is worst:
        return True
    if record._replace(warming=worst.warming, filling=worst.filling) != worst:
        return False
    less_heat = all(now <= then for now, then in zip(record.warming, worst.warming, strict=True))
    return less_heat and all(now >= then for now, then in zip(record.filling, worst.filling, strict=True))
