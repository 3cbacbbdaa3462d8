"""Usable capacity of random plants against a search that tries states and knows nothing of shares."""

from __future__ import annotations

import random

import pytest

from dcsim.plant import Plant, build, supply
from dcsim.plant.usable import usable

from ..random_plants import random_plant
from .searched import LEVELS, Search

PLANTS = 400
NEAR_W = 2000.0
"""Whole watts move a limit by some watts per division, more where a node carries a small part."""


def _drawn(seed: int) -> tuple[Plant, tuple[int, ...], str]:
    """A random plant without what recharges, some of its units in service, and a level."""
    plant = build(random_plant(seed))
    rng = random.Random(f"in service {seed}")
    fewer = rng.random() < 0.5
    there = tuple(
        rng.randint(min(1, node.count), node.count) if fewer else node.count for node in plant.nodes
    )
    return plant, there, LEVELS[seed % len(LEVELS)]


@pytest.fixture(autouse=True)
def no_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every watt above a rating is an overload, so that the search finds the same limit."""
    monkeypatch.setattr(supply, "OVERLOAD_MARGIN_W", 20)


@pytest.mark.parametrize("block", range(4))
def test_search_agrees(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a little less than what is usable every removal stands, at a little more one does not."""
    bound = 0
    for seed in range(block, PLANTS, 4):
        plant, there, level = _drawn(seed)
        monkeypatch.setattr(
            "dcsim.plant.usable.asked.recharge_w", lambda plant, _: [0.0] * len(plant.batteries)
        )
        search = Search(plant, there, level)
        every = frozenset(one.name for one in (*plant.halls, *plant.loads))
        found = usable(plant, there, level, every)  # type: ignore[arg-type]
        whole_mw = sum(hall.it_mw for hall in plant.hall_specs.values())
        scale, near = found.it_mw / whole_mw, NEAR_W / whole_mw / 1e6
        assert not scale or search.holds(max(0.0, scale - near)), f"plant {seed}: {found}"
        if found.stage != "hall":
            assert not search.holds(scale + near), f"plant {seed}: {found}"
            bound += scale > 0
    assert bound >= 15


@pytest.mark.parametrize("block", range(2))
def test_never_more_than_there_is(block: int) -> None:
    """What keeps more promises is no more; nothing is more than the halls have space for."""
    for seed in range(block, PLANTS // 2, 2):
        plant, there, _ = _drawn(seed)
        whole_mw = sum(hall.it_mw for hall in plant.hall_specs.values())
        every = frozenset(one.name for one in (*plant.halls, *plant.loads))
        least, one, none = (usable(plant, there, level, every) for level in ("maintainable", "N+1", "N"))
        assert 0 <= least.it_mw <= one.it_mw <= none.it_mw <= whole_mw * (1 + 1e-12), f"plant {seed}"
        assert all(watts >= least.it_mw for watts in least.by_stage.values())


def test_one_more_unit_is_no_less() -> None:
    """A unit more in a group that conducts, also without those that may be absent, takes nothing away.

    Elsewhere it may: where the last unit of a side may be absent the other side carries all, and with a second
    unit the one that is left carries its half and may be overloaded. That is how cords share.
    A module of a UPS brings a battery that is to be charged.
    """
    tried = 0
    for seed in range(PLANTS // 2):
        plant, there, level = _drawn(seed)
        absent = {"N": 0, "N+1": 1, "N+2": 2, "maintainable": 1}[level]
        every = frozenset(one.name for one in (*plant.halls, *plant.loads))
        for node in plant.nodes:
            if node.kind != "ups" and node.least + absent <= there[node.index] < node.count:
                more = tuple(u + (i == node.index) for i, u in enumerate(there))
                before, after = (usable(plant, some, level, every) for some in (there, more))  # type: ignore[arg-type]
                assert after.it_mw >= before.it_mw * (1 - 1e-12), f"plant {seed}: {node.name}"
                tried += 1
    assert tried > 50
