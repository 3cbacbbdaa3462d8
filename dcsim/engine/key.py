"""The whole state as one integer: a field per node, switch, tie, trip bit, store, hall and demand level.

A change of state is an addition, two equal states are equal integers, and the integer is the key under
which the supply of a state is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable

from dcsim.plant.network import Plant, State

_LEVEL_BITS = 16


class KeyLayout:
    """Where each field stands. A place is the value of one step of the field: `key += place[i]`.

    Positions of switches are stored plus one, so that an open switch is 0.
    """

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._fields: list[tuple[int, int]] = []
        self._next = 0
        self.units = self._allocate(node.count.bit_length() for node in plant.nodes)
        self.position = self._allocate(len(plant.nodes[i].inputs.nodes).bit_length() for i in plant.switches)
        self.closed = self._allocate(1 for _ in plant.ties)
        self.opened = self._allocate(1 for _ in plant.nodes)
        self.charged = self._allocate(1 for _ in plant.batteries)
        self.held = self._allocate(1 for _ in plant.halls)
        self.running = self._allocate(1 for _ in plant.coolers)
        self.staying = self._allocate(1 for _ in plant.gensets)
        self.waiting = self._allocate(1 for _ in plant.blocks)
        self.stocked = self._allocate(1 for _ in plant.cold_stores)
        self.shed = self._allocate(1 for _ in plant.tenants)
        self.level = self._allocate([_LEVEL_BITS])[0]

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
        )
        return sum(int(value) * place for value, place in fields) + level * self.level

    def decode(self, key: int) -> tuple[State, int]:
        """The state and demand level behind a key."""
        values = [key >> shift & mask for shift, mask in self._fields]
        plant, at = self._plant, 0

        def take(n: int) -> list[int]:
            nonlocal at
            at += n
            return values[at - n : at]

        state = State(
            units=tuple(take(len(plant.nodes))),
            position=tuple(p - 1 for p in take(len(plant.switches))),
            closed=tuple(map(bool, take(len(plant.ties)))),
            opened=tuple(map(bool, take(len(plant.nodes)))),
            charged=tuple(map(bool, take(len(plant.batteries)))),
            held=tuple(map(bool, take(len(plant.halls)))),
            running=tuple(map(bool, take(len(plant.coolers)))),
            staying=tuple(map(bool, take(len(plant.gensets)))),
            waiting=tuple(map(bool, take(len(plant.blocks)))),
            stocked=tuple(map(bool, take(len(plant.cold_stores)))),
            shed=tuple(map(bool, take(len(plant.tenants)))),
        )
        return state, values[at]
