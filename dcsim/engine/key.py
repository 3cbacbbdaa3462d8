"""The whole state as one integer: a field per node, switch, tie, trip bit, store, hall and demand level.

A change of state is an addition, two equal states are equal integers, and the integer is the key under
which the supply of a state is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dcsim.plant.network import Plant, State

_LEVEL_BITS = 16
_READ_TOGETHER = 16


class _Row:
    """Fields side by side, which are one row of a `State`.

    Most states differ from others in few fields: what some of them side by side say is remembered.
    """

    def __init__(self, fields: Sequence[tuple[int, int]], meaning: Callable[[int], Any]) -> None:
        self._meaning = meaning
        self._pieces: list[tuple[int, int, Sequence[tuple[int, int]], dict[int, tuple[Any, ...]]]] = []
        for at in range(0, len(fields), _READ_TOGETHER):
            piece = fields[at : at + _READ_TOGETHER]
            start = piece[0][0]
            within = [(shift - start, mask) for shift, mask in piece]
            last, mask = within[-1]
            self._pieces.append((start, (mask + 1 << last) - 1, within, {}))

    def read(self, key: int) -> tuple[Any, ...]:
        """What a key says in this row."""
        found: tuple[Any, ...] = ()
        for start, mask, fields, known in self._pieces:
            bits = key >> start & mask
            piece = known.get(bits)
            if piece is None:
                piece = tuple(self._meaning(bits >> shift & mask) for shift, mask in fields)
                known[bits] = piece
            found += piece
        return found


def _position(held: int) -> int:
    return held - 1


class KeyLayout:
    """Where each field stands. A place is the value of one step of the field: `key += place[i]`.

    Positions of switches are stored plus one, so that an open switch is 0.
    """

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._fields: list[tuple[int, int]] = []
        self._next = 0
        self._rows: list[_Row] = []
        self.units = self._row((node.count.bit_length() for node in plant.nodes), int)
        inputs = (len(plant.nodes[i].inputs.nodes) for i in plant.switches)
        self.position = self._row((n.bit_length() for n in inputs), _position)
        self.closed = self._bits(plant.ties)
        self.opened = self._bits(plant.nodes)
        self.charged = self._bits(plant.batteries)
        self.held = self._bits(plant.halls)
        self.running = self._bits(plant.coolers)
        self.staying = self._bits(plant.gensets)
        self.waiting = self._bits(plant.blocks)
        self.stocked = self._bits(plant.cold_stores)
        self.shed = self._bits(plant.tenants)
        self.in_service = self._row((plant.nodes[g].count.bit_length() for g in plant.gensets), int)
        self.heat = self._bits(plant.hot_weather)
        self.level = self._allocate([_LEVEL_BITS])[0]

    def _bits(self, whose: Sequence[object]) -> tuple[int, ...]:
        return self._row((1 for _ in whose), bool)

    def _row(self, widths: Iterable[int], meaning: Callable[[int], Any]) -> tuple[int, ...]:
        """Room for one row of a `State`; `meaning` says what a field holds."""
        first = len(self._fields)
        places = self._allocate(widths)
        self._rows.append(_Row(self._fields[first:], meaning))
        return places

    def _allocate(self, widths: Iterable[int]) -> tuple[int, ...]:
        places = []
        for width in widths:
            self._fields.append((self._next, (1 << width) - 1))
            places.append(1 << self._next)
            self._next += width
        return tuple(places)

    def units_in(self, key: int, node: int) -> int:
        """Available units of a node."""
        shift, mask = self._fields[node]
        return key >> shift & mask

    def position_in(self, key: int, switch: int) -> int:
        """The closed input of a switch, -1 for none."""
        shift, mask = self._fields[len(self._plant.nodes) + switch]
        return (key >> shift & mask) - 1

    def waits_in(self, key: int, block: int) -> bool:
        """Whether a node of a later load block waits to be connected."""
        return bool(key // self.waiting[block] & 1)

    def level_in(self, key: int) -> int:
        """The demand level."""
        shift, mask = self._fields[-1]
        return key >> shift & mask

    def waiting_in(self, key: int) -> int:
        """What the key holds for nodes that wait for their load block; 0 if none does."""
        return sum(place for place in self.waiting if key // place & 1)

    def staying_in(self, key: int) -> int:
        """What the key holds for genset nodes that keep switches where they stand; 0 if none does."""
        return sum(place for place in self.staying if key // place & 1)

    def encode(self, state: State, level: int = 0) -> int:
        """The key of a state at a demand level."""
        fields = (
            *zip(state.units, self.units, strict=True),
            *zip((p + 1 for p in state.position), self.position, strict=True),
            *zip(state.closed, self.closed, strict=True),
            *zip(state.opened, self.opened, strict=True),
            *zip(state.charged, self.charged, strict=True),
            *zip(state.held, self.held, strict=True),
            *zip(state.running, self.running, strict=True),
            *zip(state.staying, self.staying, strict=True),
            *zip(state.waiting, self.waiting, strict=True),
            *zip(state.stocked, self.stocked, strict=True),
            *zip(state.shed, self.shed, strict=True),
            *zip(state.in_service or self._plant.normal.in_service, self.in_service, strict=True),
            *zip(state.heat or (False,) * len(self.heat), self.heat, strict=True),
        )
        return sum(int(value) * place for value, place in fields) + level * self.level

    def decode(self, key: int) -> tuple[State, int]:
        """The state and demand level behind a key."""
        return State(*[row.read(key) for row in self._rows]), self.level_in(key)
