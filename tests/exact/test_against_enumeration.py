"""The static part against enumeration of every state, on random plants: equal to 9 digits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from dcsim.exact import static_part

from .enumeration import Enumeration
from .random_sites import random_site, random_site_that_sheds, random_wet_site
from .tied_boards import boards_that_remember, lives_of, tied_boards

PLANTS = 130
SHEDDING = 60
MOST_STATES = 300


def check(judge: Enumeration) -> None:
    """Site and every hall of one plant."""
    plant, full_stores = judge.plant, judge.full_stores
    for name in (None, *plant.hall_names):
        down, failures = judge.steady([i for i, hall in enumerate(plant.hall_names) if name in (None, hall)])
        found = static_part(plant, name, full_stores=full_stores, tolerance=0.0, most_pieces=10**6)
        assert found.unavailability == pytest.approx(down, rel=1e-9, abs=1e-300), (name, found)
        assert found.failures_per_h == pytest.approx(failures, rel=1e-9, abs=1e-300), (name, found)


@cache
def sample(seed: int) -> Enumeration:
    return Enumeration(*random_site(seed, MOST_STATES), full_stores=seed % 3 == 0)


@pytest.mark.parametrize("seed", range(PLANTS))
def test_random_plants(seed: int) -> None:
    check(sample(seed))


@cache
def shedding(seed: int) -> Enumeration:
    return Enumeration(*random_site_that_sheds(seed, MOST_STATES), full_stores=seed % 3 == 0)


@pytest.mark.parametrize("seed", range(SHEDDING))
def test_plants_that_shed(seed: int) -> None:
    check(shedding(seed))


def test_shedding_matters_in_the_sample() -> None:
    """Without their lists at least ten of the plants have another unavailability."""
    changed = 0
    for seed in range(SHEDDING):
        judge = shedding(seed)
        if judge.plant.shed_rules:
            halls = range(len(judge.plant.halls))
            without = replace(judge, plant=replace(judge.plant, shed_rules={}))
            changed += without.steady(halls) != judge.steady(halls)
    assert changed >= 10


@pytest.mark.parametrize("seed", range(40))
def test_water_buffers_and_liquid(seed: int) -> None:
    """Cold stores do not help in the long run; make-up water does."""
    check(Enumeration(*random_wet_site(seed, MOST_STATES), full_stores=False))


@pytest.mark.parametrize("seed", range(40))
def test_tied_boards(seed: int) -> None:
    plant = tied_boards(seed)
    check(Enumeration(plant, lives_of(plant), full_stores=False))


def test_ties_that_remember() -> None:
    plant = boards_that_remember()
    check(Enumeration(plant, lives_of(plant), full_stores=False))


@pytest.mark.slow
@pytest.mark.parametrize("full_stores", [False, True])
@pytest.mark.parametrize("seed", range(1000, 2000))
def test_more_random_plants(seed: int, full_stores: bool) -> None:
    check(Enumeration(*random_site(seed, 2 * MOST_STATES), full_stores))


def features(judge: Enumeration) -> list[str]:
    plant = judge.plant
    found = {
        "a tie": bool(plant.ties),
        "an automatic tie": any(tie.automatic for tie in plant.ties),
        "a switch": bool(plant.switches),
        "a group over several buses that needs so many": any(
            len(plant.parts[node.index]) > 1 and node.least > 1 for node in plant.nodes
        ),
        "cooling over several buses": any(len(stage.nodes) > 1 for stage in plant.stages),
        "a bypass": bool(plant.bypasses),
        "two halls": len(plant.halls) > 1,
        "more units may serve less": not judge.is_monotone(),
    }
    return [name for name, has in found.items() if has]


def test_the_sample_holds_what_is_hard() -> None:
    """At least three plants of the default run have each feature, and several are not monotone."""
    counts: Counter[str] = Counter()
    for seed in range(PLANTS):
        counts.update(features(sample(seed)))
    assert len(counts) == 8
    assert min(counts.values()) >= 3, counts
