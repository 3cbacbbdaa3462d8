"""The plant room's own ideal flow (augmenting paths) against the judge's (linear programme)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dcsim.scenario.model import ScenarioModel

from .adapter import PlantRoom
from .described import described
from .hand.sources import shared_upstream
from .ideal_flow import ideal_w
from .judge import Case, Condition
from .random_plants import random_condition, random_plant


def without_idle_batteries(case: Case) -> Case:
    """The same case, in which a battery gives power only where the input of its UPS is dead."""
    idle = [ups for ups in case.site.of_kind("ups") if case.site.parts[ups].has_battery and case.exits(ups)]
    battery = {**case.condition.battery, **dict.fromkeys(set(idle) & case.live, False)}
    return Case(case.site, replace(case.condition, battery=battery))


def shares_rated_upstream(case: Case) -> bool:
    """Whether two feeds hang on one grid element that has a rating."""
    listed = [name for feed in case.site.of_kind("feed") for name in case.site.parts[feed].upstream]
    return any(listed.count(name) > 1 and case.site.parts[name].rating_w for name in listed)


@pytest.mark.parametrize("block", [range(first, first + 50) for first in range(0, 200, 50)], ids=str)
def test_ideal_flow_is_the_optimum(block: range) -> None:
    for seed in block:
        model = random_plant(seed)
        room, site = PlantRoom.of(model), described(model)
        for number in range(2):
            case = Case(site, random_condition(model, seed * 2 + number))
            most = ideal_w(without_idle_batteries(case), tolerance_w=0.0)
            if shares_rated_upstream(case) or case.swell > 1:
                assert room.ideal_w(case.condition) >= most - 1.0, f"plant {seed}, condition {number}"
            else:
                assert room.ideal_w(case.condition) == pytest.approx(most, abs=1.0), f"plant {seed}, {number}"


@pytest.mark.parametrize(
    "ideal_of",
    [
        lambda model: ideal_w(Case(described(model), Condition()), tolerance_w=0.0),
        lambda model: PlantRoom.of(model).ideal_w(Condition()),
    ],
    ids=["judge", "plant room"],
)
def test_shared_upstream_is_counted_once(ideal_of: Callable[[ScenarioModel], float]) -> None:
    """A substation of 3.0 MW under two feeds of 3.0 MW: of a hall of 4.0 MW at most 3.0 can be served."""
    assert ideal_of(shared_upstream(3.0)) == pytest.approx(3e6)
