"""How much of each stream of heat is taken away: the second network, powered from the first.

Heat goes through every stage in its way; a stage moves what its powered, running units can, and shares a
shortage among its streams in proportion to their heat. A buffer supplies what is missing behind it; a stage
that evaporates water moves no more than its make-up allows once its store is empty. Nothing of this changes
who has power.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dcsim.plant.heat import ColdStore, Stream, Water
from dcsim.plant.network import Plant, State
from dcsim.plant.remembered import remembered


@dataclass(frozen=True)
class HeatFlow:
    """What becomes of the heat, W.

    `left_w` is what is left of each stream; `filling_w` what each cold store gains, negative for what it
    gives: of an empty store of water what it would, were there any in it.
    """

    left_w: tuple[int, ...]
    filling_w: tuple[int, ...]


def heat_left_w(plant: Plant, state: State, live: Sequence[bool], demand: Sequence[int]) -> tuple[int, ...]:
    """What is left of each stream of heat, W; `live` says which nodes have power.

    Heat is in proportion to the demand of the hall.
    """
    return heat_flow(plant, state, live, demand).left_w


def heat_flow(plant: Plant, state: State, live: Sequence[bool], demand: Sequence[int]) -> HeatFlow:
    """What is left of each stream, and what goes into and out of each cold store."""
    return heat_moved(plant, units_serving(plant, state, live), state.stocked, demand)


def heat_moved(
    plant: Plant, serving: tuple[int, ...], stocked: tuple[bool, ...], demand: Sequence[int]
) -> HeatFlow:
    """The same, of so many units `serving` each stage."""
    return _heat_flow(plant, serving, stocked, _heat_w(plant, tuple(demand)))


def units_serving(plant: Plant, state: State, live: Sequence[bool]) -> tuple[int, ...]:
    """Units of each stage that have power and run."""
    coolers = zip(plant.coolers, state.running, strict=True)
    units = [state.units[i] if live[i] and runs else 0 for i, runs in coolers]
    return tuple([sum([units[n] for n in numbers]) for numbers in plant.coolers_of])


@remembered
def _heat_flow(
    plant: Plant, serving: tuple[int, ...], stocked: tuple[bool, ...], heat_w: tuple[int, ...]
) -> HeatFlow:
    moved = _Moved(plant, serving, stocked, heat_w)
    return HeatFlow(moved.left_w, tuple(moved.filling_w(n) for n in range(len(plant.cold_stores))))


@remembered
def _heat_w(plant: Plant, demand: tuple[int, ...]) -> tuple[int, ...]:
    """Heat of each stream at this demand, W."""
    return tuple(_of_stream(plant, stream, demand) for stream in plant.streams)


def _of_stream(plant: Plant, stream: Stream, demand: Sequence[int]) -> int:
    if not stream.heat_w:
        return 0
    loads = plant.hall_loads[stream.hall]
    now, full = sum(demand[n] for n in loads), sum(plant.demand[n] for n in loads)
    return stream.heat_w if now == full else stream.heat_w * now // full


class _Moved:
    """What every stage and every buffer moves of every stream in one state."""

    def __init__(
        self, plant: Plant, serving: tuple[int, ...], stocked: tuple[bool, ...], heat_w: tuple[int, ...]
    ) -> None:
        self._plant = plant
        self._serving = serving
        self._stocked = stocked
        self._heat_w = heat_w
        self._through_w = [0] * len(plant.stages)
        for stream, watts in zip(plant.streams, heat_w, strict=True):
            for stage in stream.stages:
                self._through_w[stage] += watts
        shares = [self._share(number) for number in range(len(plant.stages))]
        self._short = {n: (moved, asked) for n, (moved, asked) in enumerate(shares) if moved < asked}
        self._machines_w = [self._moved(n, stream.stages) for n, stream in enumerate(plant.streams)]
        self._asked_w = [self._asked_of_buffer(n) for n in range(len(plant.streams))]
        self._supplied_w = [0] * len(plant.streams)
        for number, store in enumerate(plant.cold_stores):
            if store.is_buffer and stocked[number]:
                self._supply(number)

    @property
    def left_w(self) -> tuple[int, ...]:
        """What is left of each stream."""
        moved = zip(self._heat_w, self._machines_w, self._supplied_w, strict=True)
        return tuple(heat - machines - supplied for heat, machines, supplied in moved)

    def filling_w(self, number: int) -> int:
        """What a cold store gains."""
        store = self._plant.cold_stores[number]
        if store.is_buffer:
            return self._charge_w(number) - sum(self._supplied_w[n] for n in self._streams_of(number))
        water = self._plant.stages[store.stage].water
        assert water is not None
        return self._made_up_w(water) - self._evaporated_w(number)

    # ------------------------------------------------------------------ stages

    def _serves(self, number: int) -> bool:
        return self._serving[number] >= self._plant.stages[number].least

    def _share(self, number: int) -> tuple[int, int]:
        """What a stage moves of what its streams give it, as a fraction (W moved, W asked)."""
        able_w, asked_w = self._able_w(number), self._through_w[number]
        if able_w is None or asked_w == 0:
            return 1, 1
        return (min(able_w, asked_w), asked_w) if able_w else (0, 1)

    def _able_w(self, number: int) -> int | None:
        """What a stage can move, None for any amount."""
        if not self._serves(number):
            return 0
        stage = self._plant.stages[number]
        rated_w = None if stage.rating_w is None else self._serving[number] * stage.rating_w
        water = stage.water
        if water is None or self._stocked[water.store]:
            return rated_w
        wet_w = self._made_up_w(water)
        return wet_w if rated_w is None else min(rated_w, wet_w)

    def _made_up_w(self, water: Water) -> int:
        return water.makeup_w if self._serves(water.supply) else 0

    def _moved(self, stream: int, stages: Sequence[int]) -> int:
        """What of a stream gets through these stages."""
        short = [self._short[i] for i in stages if i in self._short]
        moved, asked = min(short, key=lambda s: s[0] / s[1], default=(1, 1))
        return self._heat_w[stream] * moved // asked

    # ------------------------------------------------------------------ buffers

    def _streams_of(self, number: int) -> Iterator[int]:
        return (n for n, stream in enumerate(self._plant.streams) if stream.buffer == number)

    def _asked_of_buffer(self, number: int) -> int:
        """What of a stream gets through all that no buffer replaces, and is missing behind it."""
        stream = self._plant.streams[number]
        if stream.buffer < 0:
            return 0
        others = [i for i in stream.stages if i not in stream.behind]
        return self._moved(number, others) - self._machines_w[number]

    def _supply(self, number: int) -> None:
        """The buffer gives what is missing, or its rating in proportion to it."""
        asked_w = sum(self._asked_w[n] for n in self._streams_of(number))
        able_w = self._able_w(self._plant.cold_stores[number].stage)
        for n in self._streams_of(number):
            part_w = self._asked_w[n]
            self._supplied_w[n] = (
                part_w if able_w is None or able_w >= asked_w else part_w * able_w // asked_w
            )

    def _charge_w(self, number: int) -> int:
        """What the machines behind a buffer have to spare for it; buffers share it by what fills them."""
        store = self._plant.cold_stores[number]
        if not self._serves(store.stage) or any(self._asked_w[n] for n in self._streams_of(number)):
            return 0
        return min(store.charge_w, *(self._spare_w(i, store) for i in store.replaces))

    def _spare_w(self, number: int, store: ColdStore) -> int:
        able_w = self._able_w(number)
        if able_w is None:
            return store.charge_w
        every_w = sum(one.charge_w for one in self._plant.cold_stores if number in one.replaces)
        return max(0, able_w - self._through_w[number]) * store.charge_w // every_w

    # ------------------------------------------------------------------ water

    def _evaporated_w(self, number: int) -> int:
        """Heat that goes through the stage of a store of water, were there water in it."""
        if not self._stocked[number]:
            stocked = tuple(has or n == number for n, has in enumerate(self._stocked))
            watered = _Moved(self._plant, self._serving, stocked, self._heat_w)
            return watered._evaporated_w(number)
        stage, total = self._plant.cold_stores[number].stage, 0
        for n, stream in enumerate(self._plant.streams):
            if stage in stream.stages:
                total += self._machines_w[n] + (0 if stage in stream.behind else self._supplied_w[n])
        return total
