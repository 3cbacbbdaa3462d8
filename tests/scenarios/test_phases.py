"""The phased sites, stage by stage: what the comments of their files claim, from what each phase brings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dcsim.scenario import Scenario, read_scenario
from dcsim.scenario.model import Genset
from dcsim.scenario.phasing import comings
from tests.scenarios.design_day import hall_mw

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Stage(NamedTuple):
    """After these phases: IT and design day in MW, sets needed, sets there, chillers needed."""

    phases: tuple[str, ...]
    it_mw: float
    design_mw: float
    needed: int
    sets: int
    chillers: int


STAGES = {
    "thai-nguyen": (
        Stage(("one",), 5, 7.71, 4, 4, 2),  # 7.71 / 2.375 = 3.25; heat 5.25 / 3.5
        Stage(("one", "two"), 10, 15.42, 7, 8, 3),  # 6.49; 10.5 / 3.5
        Stage(("one", "two", "three"), 20, 30.85, 13, 14, 6),  # 12.99; 21.0 / 3.5
    ),
    "da-nang-it-park": (
        Stage(("a",), 4, 6.17, 3, 4, 2),  # 6.17 / 2.375 = 2.60; heat 4.2 / 2.5
        Stage(("a", "b"), 8, 12.34, 6, 7, 4),  # 5.20; 8.4 / 2.5
        Stage(("a", "b", "c"), 14, 21.59, 10, 11, 6),  # 9.09; 14.7 / 2.5
    ),
    "binh-duong": (
        Stage(("one",), 6, 9.25, 4, 5, 2),  # 9.25 / 2.375 = 3.90; heat 6.3 / 3.5
        Stage(("one", "two"), 14, 21.59, 10, 11, 5),  # 9.09; 14.7 / 3.5
        Stage(("one", "two", "three"), 22, 33.93, 15, 16, 7),  # 14.29; 23.1 / 3.5
    ),
    "qtsc": (
        Stage(("one",), 1, 1.54, 2, 3, 1),  # 1.54 / 1.1875 = 1.30; heat 1.05 / 1.1
        Stage(("one", "two"), 2, 3.08, 3, 4, 2),  # 2.59; 2.1 / 1.1
        Stage(("one", "two", "three"), 3, 4.63, 4, 5, 3),  # 3.90; 3.15 / 1.1
    ),
    "yen-binh": (
        Stage(("one",), 4, 6.17, 3, 4, 2),  # 6.17 / 2.375 = 2.60; heat 4.2 / 2.5
        Stage(("one", "two"), 12, 18.51, 8, 9, 6),  # 7.79; 12.6 / 2.5
    ),
    "da-nang-hi-tech-park": (
        Stage(("one",), 1, 1.54, 1, 2, 1),  # 1.54 / 2.375 = 0.65; heat 1.05 / 2.5
        Stage(("one", "two"), 5, 7.71, 4, 5, 3),  # 3.25; 5.25 / 2.5
        Stage(("one", "two", "three"), 10, 15.42, 7, 8, 5),  # 6.49; 10.5 / 2.5
    ),
}
CASES = [(name, stage) for name, stages in STAGES.items() for stage in stages]
NAMES = [f"{name}-{'-'.join(stage.phases)}" for name, stage in CASES]
NOT_ON_GENSETS = ("factory",)


def site(name: str, variant: str | None = None) -> Scenario:
    return read_scenario(SCENARIOS / f"{name}.yaml", variant=variant)


def there(scenario: Scenario, phases: tuple[str, ...], name: str, count: int = 1) -> int:
    """Units of a group, hall or load in service when just these phases are ready."""
    known = comings(scenario.model).get(name)
    if known is None:
        return count
    come = (None, *phases)
    return sum(brought in come and (gone is None or gone not in phases) for brought, gone in known)


def by_input(scenario: Scenario, phases: tuple[str, ...], name: str) -> list[int]:
    """Units of a split group in service on each of its inputs."""
    split = scenario.model.cooling[name].split
    assert split is not None
    pairs = comings(scenario.model).get(name, ((None, None),) * sum(split.values()))
    first, found = 0, []
    for count in split.values():
        found.append(sum(brought in (None, *phases) for brought, _ in pairs[first : first + count]))
        first += count
    return found


@pytest.mark.parametrize(("name", "stage"), CASES, ids=NAMES)
def test_each_stage_draws_and_has_what_its_comment_says(name: str, stage: Stage) -> None:
    scenario = site(name)
    model = scenario.model
    halls = [hall for n, hall in model.halls.items() if there(scenario, stage.phases, n)]
    it, with_losses = (
        math.fsum(mw) for mw in zip(*((h.it_mw, hall_mw(model, h)) for h in halls), strict=True)
    )
    loads = [
        load.mw
        for n, load in model.loads.items()
        if there(scenario, stage.phases, n) and n not in NOT_ON_GENSETS
    ]
    cooling = math.fsum(group.draw_mw for group in model.cooling.values())
    all_it = math.fsum(hall.it_mw for hall in model.halls.values())
    sets = model.power["gensets"]
    assert isinstance(sets, Genset)
    assert it == pytest.approx(stage.it_mw)
    assert with_losses + math.fsum(loads) + cooling * it / all_it == pytest.approx(stage.design_mw, abs=0.006)
    assert math.ceil(stage.design_mw / ((sets.rating_mw or 0) * sets.derate)) == stage.needed
    assert there(scenario, stage.phases, "gensets", sets.count) == stage.sets


@pytest.mark.parametrize(("name", "stage"), CASES, ids=NAMES)
def test_each_stage_is_cooled_without_one_of_its_boards(name: str, stage: Stage) -> None:
    scenario = site(name)
    for group in ("chillers", "towers"):
        units = by_input(scenario, stage.phases, group)
        rating = getattr(scenario.model.cooling[group], "rating_mw_th", None) or 0
        assert math.ceil(stage.it_mw * 1.05 / rating - 1e-9) == stage.chillers
        assert sum(units) - max(units) >= stage.chillers


@pytest.mark.parametrize("name", STAGES)
def test_a_hall_comes_with_all_that_only_it_hangs_on(name: str) -> None:
    """A hall whose UPS or pumps come with another phase would open into the dark."""
    scenario = site(name)
    model = scenario.model
    power: Mapping[str, Any] = model.power
    for hall_name, hall in model.halls.items():
        (phase,) = {brought for brought, _ in comings(model)[hall_name]}
        ups = [power[cord].fed_by[0] for cord in hall.cords]
        mine = [*hall.cords, *ups, *(tx for u in ups for tx in power[u].fed_by)]
        fans = [g for g in hall.cooled_by if model.cooling[g].kind != "buffer"]  # the buffer is for all halls
        mine += [g for g in fans if set(model.cooling[g].fed_by) & set(ups)]
        for group in mine:
            brought = {by for by, _ in comings(model).get(group, ((None, None),))}
            assert brought == {phase}, group


@pytest.mark.parametrize(
    ("variant", "after_one", "after_two", "after_three"),
    [
        ("gensets-n", 4, 8, 13),
        ("gensets-n2", 4, 8, 15),
        ("gensets-2n", 8, 16, 26),
        ("fifth-set-first", 5, 8, 14),
        ("facility-20mw", 3, 6, 11),
    ],
)
def test_sets_of_thai_nguyen_by_variant(
    variant: str, after_one: int, after_two: int, after_three: int
) -> None:
    scenario = site("thai-nguyen", variant)
    count = scenario.model.power["gensets"].count
    found = [
        there(scenario, phases, "gensets", count)
        for phases in (("one",), ("one", "two"), ("one", "two", "three"))
    ]
    assert found == [after_one, after_two, after_three]


@pytest.mark.parametrize(
    ("variant", "after_a", "after_b", "after_c"),
    [
        ("gensets-n", 3, 6, 10),
        ("gensets-2n", 6, 12, 20),
        ("park-sets-n", 4, 7, 11),
        ("park-sets-n1", 5, 8, 12),
        ("second-feed", 4, 7, 11),
    ],
)
def test_sets_of_da_nang_by_variant(variant: str, after_a: int, after_b: int, after_c: int) -> None:
    """N is 3, 6, 10 for the centre alone; with the factory's 3 MW 9.16, 15.32, 24.56 MW: 4, 7, 11."""
    scenario = site("da-nang-it-park", variant)
    count = scenario.model.power["gensets"].count
    found = [there(scenario, p, "gensets", count) for p in (("a",), ("a", "b"), ("a", "b", "c"))]
    assert found == [after_a, after_b, after_c]


def test_water_of_da_nang_is_for_8_mw_and_then_for_14() -> None:
    """One unit is spare: 16 x 0.525 MW of heat are 8 MW of IT, 28 are 14."""
    scenario = site("da-nang-it-park")
    units = [there(scenario, p, "make-up", 29) for p in (("a", "b", "c"), ("a", "b", "c", "head-works"))]
    assert [(n - 1) * 0.525 / 1.05 for n in units] == [8.0, 14.0]
