"""Load blocks: what each group lives on, and which of those that wait could be connected now.

A group of a later block is connected to gensets some time after the first. What decides is only what its
inputs are fed from: the mains (or anything that is not a genset, such as a battery), gensets alone, nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from dcsim.plant.live import Live, energised
from dcsim.plant.network import Plant, State
from dcsim.plant.remembered import remembered
from dcsim.plant.supply import served

DEAD = -1
MAINS = -2
_MAINS_BIT = 1


def connections(
    plant: Plant, state: State, demand: Sequence[int], found: Live | None = None
) -> tuple[tuple[int, bool], ...]:
    """Per node of `plant.blocks`: what feeds it, and whether it waits and could be connected.

    What feeds it is DEAD, MAINS, or the number of a genset node where it lives on gensets alone: of several
    the one with the longest `block_s`. It could be connected if that overloads nothing new.
    """
    if not plant.blocks:
        return ()
    seen = found or energised(plant, state)
    overloaded: set[int] | None = None
    answers = []
    for number, source in enumerate(_sources(plant, seen)):
        fits = False
        if source >= 0 and seen.waits(plant, plant.blocks[number]):
            if overloaded is None:
                overloaded = set(served(plant, state, demand).overloaded)
            fits = set(served(plant, connected(state, number), demand).overloaded) <= overloaded
        answers.append((source, fits))
    return tuple(answers)


def next_to_connect(
    plant: Plant,
    found: Sequence[tuple[int, bool]],
    waiting: Collection[int],
    is_due: Callable[[int], bool] = lambda _: True,
) -> int | None:
    """Which of the waiting groups gensets could take next, by place in `plant.blocks`; None for none.

    Of what the same sets feed a block goes before all later ones: while a due group of it cannot be borne,
    or one is not due, the later ones wait too.
    """
    held: dict[int, int] = {}
    for number, (source, fits) in enumerate(found):
        step = plant.load_block(plant.blocks[number])
        if number not in waiting or source < 0 or step > held.get(source, step):
            continue
        if fits and is_due(number):
            return number
        held.setdefault(source, step)
    return None


def connected(state: State, *numbers: int) -> State:
    """The state with these waiting groups connected."""
    waiting = tuple(held and i not in numbers for i, held in enumerate(state.waiting))
    return replace(state, waiting=waiting)


def in_blocks(plant: Plant, state: State, demand: Sequence[int]) -> State:
    """The state with as many load blocks connected as those on line can bear, one after another."""
    state = replace(state, waiting=(True,) * len(plant.blocks))
    while True:
        found = connections(plant, state, demand)
        waiting = [number for number, held in enumerate(state.waiting) if held]
        at_once = [number for number in waiting if found[number][0] == MAINS]
        after = next_to_connect(plant, found, waiting)
        if not at_once and after is None:
            return state
        state = connected(state, *at_once) if at_once or after is None else connected(state, after)


@remembered
def _sources(plant: Plant, seen: Live) -> tuple[int, ...]:
    """Per node of `plant.blocks`: what feeds it."""
    fed = _fed_from(plant, seen)
    return tuple(_source(plant, _of_inputs(plant, seen, fed, i)) for i in plant.blocks)


def _fed_from(plant: Plant, seen: Live) -> list[int]:
    """Per node a bit for mains and batteries, and one for each genset node its power comes from."""
    fed = [0] * len(plant.nodes)
    number = {g: n for n, g in enumerate(plant.gensets)}
    for bus in seen.buses:
        for i in bus:
            if i in number:
                fed[i] = 2 << number[i] if seen.live[i] else 0
            elif plant.nodes[i].is_source or i in seen.on_battery or not plant.nodes[i].inputs.nodes:
                fed[i] = _MAINS_BIT if seen.live[i] else 0
            elif seen.own[i]:
                fed[i] = _of_inputs(plant, seen, fed, i)
        together = 0
        for i in bus:
            together |= fed[i]
        for i in bus:
            fed[i] = together
    return fed


def _of_inputs(plant: Plant, seen: Live, fed: Sequence[int], i: int) -> int:
    found = 0
    for above, _ in seen.closed_inputs(plant, i):
        found |= fed[above]
    return found


def _source(plant: Plant, fed: int) -> int:
    if not fed:
        return DEAD
    if fed & _MAINS_BIT:
        return MAINS
    numbers = [n for n in range(len(plant.gensets)) if fed >> n + 1 & 1]
    return max(numbers, key=lambda n: (plant.genset(plant.gensets[n]).block_s or 0.0, -n))
