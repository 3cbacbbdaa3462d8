"""What is told apart from the halls: tenants, and what hangs on one cord. When each was down, or shed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dcsim.engine.eras import Setup
from dcsim.plant.network import Plant
from dcsim.records import Spell


class Rows:
    """Tenants, then consumers on one cord; sets of them are bit masks in this order.

    `loads` are the consumers whose energy a spell of a row counts: of a tenant that is down what hangs on
    all cords, as the rest has rows of its own.
    """

    def __init__(self, plant: Plant) -> None:
        apart = plant.on_one_cord
        self.names = (*(one.name for one in plant.tenants), *(plant.consumers[n].name for n in apart))
        self.loads = {
            "down": (*((one.loads[0],) for one in plant.tenants), *((n,) for n in apart)),
            "shed": (*(one.loads for one in plant.tenants), *((n,) for n in apart)),
        }
        self._tenants = len(plant.tenants)
        self._asking: dict[Setup, int] = {}
        bit = {n: 1 << self._tenants + i for i, n in enumerate(apart)}
        self._of_hall = [sum(bit.get(n, 0) for n in loads) for loads in plant.hall_loads]
        for number, one in enumerate(plant.tenants):
            self._of_hall[one.hall] |= 1 << number
        self._one_cord_only = tuple(
            (1 << number, sum(bit.get(n, 0) for n in one.loads))
            for number, one in enumerate(plant.tenants)
            if not plant.consumers[one.loads[0]].demand_w
        )

    def asking(self, setup: Setup) -> int:
        """Who asks for anything with this setup: nobody else can be down."""
        found = self._asking.get(setup)
        if found is None:
            rows = enumerate(self.loads["shed"])
            found = sum(1 << row for row, loads in rows if any(setup.demand_w[n] for n in loads))
            self._asking[setup] = found
        return found

    def down(self, halls: int, apart: int) -> int:
        """Who is down while these halls are, and these consumers on one cord have no power.

        A tenant of whom everything hangs on one cord is down when any part of it is.
        """
        mask = apart << self._tenants
        for hall, rows in enumerate(self._of_hall):
            mask |= rows if halls >> hall & 1 else 0
        for tenant, parts in self._one_cord_only:
            mask |= tenant if mask & parts else 0
        return mask


@dataclass
class Spells:
    """Collects the spells of all replications of a block; one of no length never was."""

    rows: Rows
    kept: list[Spell] = field(default_factory=list)
    _open: dict[tuple[int, str], Spell] = field(default_factory=dict)
    _ended: dict[tuple[int, str], Spell] = field(default_factory=dict)
    _found: list[Spell] = field(default_factory=list)
    _replication: int = 0
    _demand_w: Sequence[int] = ()
    _since: float = 0.0
    _now: tuple[int, int] = (0, 0)

    def begin(self, replication: int) -> None:
        """Start a replication."""
        self._replication, self._now, self._since, self._demand_w = replication, (0, 0), 0.0, ()
        self._open.clear()
        self._ended.clear()

    def changed(self, time: float, down: int, shed: int, demand_w: Sequence[int]) -> None:
        """Who is down and who is shed from `time` on, bit per row, and what each consumer asks for, W."""
        if (down, shed) == self._now and demand_w is self._demand_w:
            return
        self._book(time)
        before, self._now, self._demand_w = self._now, (down, shed), demand_w
        for kind, was, mask in zip(("down", "shed"), before, self._now, strict=True):
            for row in _bits(was ^ mask):
                if mask >> row & 1:
                    self._begin(row, kind, time)
                else:
                    self._ended[row, kind] = replace(self._open.pop((row, kind)), end_h=time)

    def end(self, time: float) -> None:
        """The replication is over."""
        self.changed(time, 0, 0, ())
        self._found += self._ended.values()
        self._ended.clear()
        real = [one for one in self._found if one.end_h > one.start_h]
        self.kept += sorted(real, key=lambda one: (one.start_h, one.name, one.kind))
        self._found.clear()

    def _begin(self, row: int, kind: str, time: float) -> None:
        """A spell that ended at this very instant goes on."""
        ended = self._ended.pop((row, kind), None)
        if ended is not None and ended.end_h == time:
            self._open[row, kind] = ended
            return
        if ended is not None:
            self._found.append(ended)
        self._open[row, kind] = Spell(self._replication, self.rows.names[row], kind, time, time, 0.0)

    def _book(self, time: float) -> None:
        """Energy until now goes to the spells that are open."""
        for (row, kind), spell in self._open.items():
            watts = sum(self._demand_w[n] for n in self.rows.loads[kind][row])
            self._open[row, kind] = replace(spell, mwh=spell.mwh + watts * (time - self._since) / 1e6)
        self._since = time


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
