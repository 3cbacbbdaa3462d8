"""The exact layer's account of sharing, switches, ties and trips against the plant room's: step by step equal."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from dcsim.exact.reach import Reach
from dcsim.exact.settling import Settling
from dcsim.plant import Plant
from dcsim.plant.settle import cascade, settled
from dcsim.plant.supply import served

from .random_sites import random_site
from .tied_boards import boards_that_remember, tied_boards

PLANTS = 40
STATES = 8


@cache
def plants() -> list[Plant]:
    tied = [tied_boards(seed) for seed in range(20)] + [boards_that_remember()]
    return [random_site(seed, 300)[0] for seed in range(PLANTS)] + tied


def states(plant: Plant, seed: int) -> list[tuple[int, ...]]:
    """Units up: all, and some at random; sets stand by."""
    rng = random.Random(f"settling {seed}")
    normal = plant.normal.units
    some = [tuple(rng.choice((n, n, rng.randint(0, n))) for n in normal) for _ in range(STATES)]
    return [normal, *some]


@pytest.mark.parametrize("full_stores", [False, True])
@pytest.mark.parametrize("number", range(PLANTS + 21))
def test_every_moment_is_the_plants(number: int, full_stores: bool) -> None:
    plant = plants()[number]
    own = Settling(Reach(plant, full_stores), full_stores)
    for units in states(plant, number):
        moments = list(own.moments(units))
        start = replace(plant.normal, units=units, charged=(full_stores,) * len(plant.batteries))
        _, flow, trips = cascade(plant, start, settle=True)
        assert [moment.opened for moment in moments] == [
            frozenset().union(*trips[:n]) for n in range(len(trips) + 1)
        ]
        assert moments[-1].live == flow.live
        assert moments[-1].carried_w == flow.carried_w
        state = settled(plant, start)
        assert moments[0].carried_w == served(plant, state).carried_w
        assert moments[0].live == served(plant, state).live


def test_some_of_them_trip_and_some_remember() -> None:
    trips = [
        len(list(Settling(Reach(plant, False), False).moments(units)))
        for number, plant in enumerate(plants())
        for units in states(plant, number)
    ]
    assert sum(steps > 1 for steps in trips) > 60
    assert sum(steps > 2 for steps in trips) > 10
    assert sum(Reach(plant, False).remembers for plant in plants()) > 5
