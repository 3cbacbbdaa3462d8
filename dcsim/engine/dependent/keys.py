"""What one unit of a group draws in the course of one replication, each by a name of its own."""

from __future__ import annotations

from collections.abc import Mapping

from dcsim.engine.dependent.machines import Machines, callout_of
from dcsim.engine.intervals import Block
from dcsim.laws import Law, fixed
from dcsim.scenario.model import Crew
from dcsim.streams import GOLDEN, Streams, episode_uniform, name_key

_MASK = (1 << 64) - 1


class GroupKeys:
    """The keys of one group in one block."""

    def __init__(self, one: Machines, crews: Mapping[str, Crew], streams: Streams, block: Block) -> None:
        name, units = one.name, range(one.renewal.units)
        self.one = one
        self.size = block.size
        self.callout = callout_of(one, crews)
        self.restock = one.spares.restock_h if one.spares is not None else fixed(0.0)
        self.base = name_key(name, "episode", block.number)
        self.going = name_key(name, "goes", block.number)
        self.taking = [name_key(name, "take over", unit) for unit in units]
        self.works = name_key(name, "maintenance", block.number)
        self.with_assembly = name_key(name, "assembly", block.number)
        self.errors = name_key(name, "error", block.number)
        purposes = ("lives", "repairs", "call-out", "restock", "take over", "error", "error repair")
        self.keys = {what: [streams.episode_key(name, what, unit) for unit in units] for what in purposes}

    def drawn(self, purpose: str, law: Law, unit: int, episode: int) -> float:
        """A duration of this law."""
        return law.from_uniform(
            0.0 if law.is_fixed() else episode_uniform(self.keys[purpose][unit], episode, 0)
        )


class Keys:
    """The same in one replication."""

    __slots__ = ("_group", "_replication")

    def __init__(self, group: GroupKeys, replication: int) -> None:
        self._group = group
        self._replication = replication

    def of_life(self, unit: int, number: int) -> int:
        """The name of the failure that ends a life of a unit that ages."""
        index = number * self._group.size + self._replication
        return (self._group.base + (unit << 40) + index) & _MASK

    def of_take_over(self, unit: int, episode: int) -> int:
        """The name of the failure of a unit that was asked to take over in this episode."""
        return (self._group.taking[unit] + episode) & _MASK

    def of_assembly(self, episode: int) -> int:
        """The name of the going of a unit with its assembly, of which another part failed in this episode."""
        return (self._group.with_assembly + episode) & _MASK

    def of_leaving(self, unit: int) -> int:
        """The name of the going of a unit, for those that take over then."""
        return (self._group.going + (unit << 40) + self._replication) & _MASK

    def of_work(self, unit: int, due_h: float) -> int:
        """The name of the works on a unit that were due at this hour."""
        which = (self._replication << 30) + round(60.0 * due_h)
        return (self._group.works + (unit << 46) + which * GOLDEN) & _MASK

    def of_part(self, work: int, part: int) -> int:
        """The name of a part of them, between failures."""
        return (work + part) & _MASK

    def of_error(self, work: int) -> int:
        """The name of a failure at the end of these works."""
        return (self._group.errors + work) & _MASK

    def life_h(self, unit: int, number: int) -> float:
        """How many hours of use a life lasts."""
        group = self._group
        return group.drawn("lives", group.one.renewal.life, unit, self.of_life(unit, number))

    def repair_h(self, unit: int, episode: int) -> float:
        """Length of a repair."""
        return self._group.drawn("repairs", self._group.one.renewal.repair, unit, episode)

    def callout_h(self, unit: int, episode: int) -> float:
        """From a failure until somebody is there."""
        return self._group.drawn("call-out", self._group.callout, unit, episode)

    def restock_h(self, unit: int, episode: int) -> float:
        """From the taking of a spare until the next has come."""
        return self._group.drawn("restock", self._group.restock, unit, episode)

    def chance_to_take_over(self, unit: int, episode: int) -> float:
        """To be compared with the probability to fail to take over."""
        return episode_uniform(self._group.keys["take over"][unit], episode, 0)

    def chance_of_error(self, unit: int, work: int) -> float:
        """To be compared with the probability of an error at the end of these works."""
        return episode_uniform(self._group.keys["error"][unit], work, 0)

    def error_repair_h(self, unit: int, episode: int, law: Law) -> float:
        """Length of the repair after an error."""
        return self._group.drawn("error repair", law, unit, episode)
