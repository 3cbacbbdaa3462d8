"""The plant room against the judge on random plants.

`served` must agree with the paths of the judge within `Case.rounding_w` watts, and with its rule for whole
watts exactly; `cascade` must trip the same groups in the same steps; ideal flow bounds both.
There is no chance in these tests: plants and conditions come from fixed seeds.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from inspect import getsource
from types import ModuleType
from typing import Any

import pytest

from dcsim.scenario.model import ScenarioModel

from . import described, ideal_flow, judge, random_plants, whole_watts, written
from .adapter import PlantRoom
from .ideal_flow import ideal_w
from .judge import OVERLOAD_W, Answer, Case, Condition, judged_cascade
from .random_plants import LETTERS, MIRRORED, random_condition, random_plant
from .whole_watts import WholeWatts

PLANTS = 500
CONDITIONS = 4
BLOCKS = [range(first, first + 50) for first in range(0, PLANTS, 50)]
IDEAL_TOLERANCE_W = 1.0
"""What the linear programme may be wrong by."""

Check = Callable[[PlantRoom, Case], list[str]]
"""Compares the plant room with the judge in one case: what is wrong, in words."""


def judged_cases(seed: int, model: ScenarioModel) -> Iterator[tuple[str, Case]]:
    """A random plant in each of its random conditions, with a label to find it again."""
    site = described.described(model)
    for number in range(CONDITIONS):
        condition = random_condition(model, seed * CONDITIONS + number)
        yield f"plant {seed}, condition {number}", Case(site, condition)


def faults(block: range, check: Check, room_of: Callable[[ScenarioModel], PlantRoom]) -> Iterator[str]:
    """What a check finds wrong in the random plants of a block."""
    for seed in block:
        model = random_plant(seed)
        room = room_of(model)
        for label, case in judged_cases(seed, model):
            yield from (f"{label}: {fault}" for fault in check(room, case))


# --- what is checked -----------------------------------------------------------------------------------


def served_like_judge(room: PlantRoom, case: Case) -> list[str]:
    """`served` against the paths of the judge and against its rule for whole watts."""
    seen, judged = room.observed(case.condition), case.answer()
    whole = WholeWatts(case).carried()
    without_inputs = set(case.site.of_kind("bus_tie", "upstream"))
    bound_w = case.rounding_w + 1  # the judge's answer is rounded too
    found = []
    if seen.served_w != judged.served_w:
        found.append(f"served {seen.served_w}, judged {judged.served_w}")
    if seen.live - without_inputs != judged.live:
        found.append(f"live differs in {sorted((seen.live - without_inputs) ^ judged.live)}")
    if seen.carried_w != whole:
        found.append(f"carried {seen.carried_w}, judged {whole}")
    if any(abs(seen.carried_w[name] - watts) > bound_w for name, watts in judged.carried_w.items()):
        found.append(f"carried {seen.carried_w}, not within {bound_w} W of {judged.carried_w}")
    if any(abs(seen.drain_w.get(name, 0) - watts) > bound_w for name, watts in judged.drain_w.items()):
        found.append(f"drain {seen.drain_w}, judged {judged.drain_w}")
    if seen.overloaded != judged.overloaded and not case.is_on_the_edge():
        found.append(f"overloaded {sorted(seen.overloaded)}, judged {sorted(judged.overloaded)}")
    return found


def cascade_like_judge(room: PlantRoom, case: Case) -> list[str]:
    """`cascade` against the judge going step by step by its own flows."""
    last, trips = room.observed_cascade(case.condition)
    condition, judged, judged_trips = judged_cascade(case.site, case.condition)
    if case.is_on_the_edge() or Case(case.site, condition).is_on_the_edge():
        return []
    found = []
    if trips != judged_trips:
        found.append(f"trips {trips}, judged {judged_trips}")
    if last.served_w != judged.served_w:
        found.append(f"served at last {last.served_w}, judged {judged.served_w}")
    if last.overloaded:
        found.append(f"overloaded at last {sorted(last.overloaded)}")
    return found


def bounded_by_ideal_flow(room: PlantRoom, case: Case) -> list[str]:
    """Ideal flow is never below what is left after trips, and equal where sharing cannot matter."""
    seen, (last, _) = room.observed(case.condition), room.observed_cascade(case.condition)
    ideal, served, left = ideal_w(case), sum(seen.served_w.values()), sum(last.served_w.values())
    found = []
    if is_ample(case) and seen.overloaded:
        found.append(f"overloaded {sorted(seen.overloaded)} although everything is ample")
    if not seen.overloaded and abs(served - ideal) > IDEAL_TOLERANCE_W:
        found.append(f"nothing is overloaded, served {served}, ideal flow {ideal}")
    if left > ideal + IDEAL_TOLERANCE_W:
        found.append(f"served at last {left}, ideal flow {ideal}")
    return found


def accounted_for(room: PlantRoom, case: Case) -> list[str]:
    """Each consumer has all it asks or nothing; sources and batteries give exactly what consumers get."""
    seen = room.observed(case.condition)
    found = [
        f"{consumer} is served {watts} of {case.demand_w(consumer)}"
        for consumer, watts in seen.served_w.items()
        if watts not in (0, case.demand_w(consumer))
    ]
    given = sum(seen.carried_w[name] for name in case.site.of_kind("feed", "genset"))
    given += sum(seen.drain_w.values())
    lost = given - (served := sum(seen.served_w.values()))
    if lost < 0 or (lost > 0) != any(_loses(room, seen, name) for name in case.site.groups):
        found.append(f"given {given}, served {served}")
    return found


def _loses(room: PlantRoom, seen: Answer, name: str) -> bool:
    """Whether a part has losses now: it carries something, and not from its own battery."""
    efficiency = getattr(room.model.groups()[name.partition("@")[0]], "efficiency", None) or 1.0
    return efficiency < 1 and seen.carried_w[name] > seen.drain_w.get(name, 0)


def the_same_from_a_file_backwards(room: PlantRoom, case: Case) -> list[str]:
    """Names decide who takes the remainder, not where in the file a group stands."""
    model = room.model
    turned = {table: dict(reversed(getattr(model, table).items())) for table in ("power", "halls", "loads")}
    feeds = dict(reversed(model.grid.feeds.items()))
    grid = model.grid.model_copy(update={"feeds": feeds})
    backwards = PlantRoom.of(model.model_copy(update={"grid": grid, **turned}))
    seen, other = room.observed(case.condition), backwards.observed(case.condition)
    return [] if seen == other else [f"carried {seen.carried_w}, backwards {other.carried_w}"]


def at_rest_when_settled(room: PlantRoom, case: Case) -> list[str]:
    """Settled, every switch is on its first live input and no tie wants to move; once is enough."""
    settled = room.settled(case.condition)
    rest = Case(case.site, settled)
    found = [] if room.settled(settled) == settled else ["settling again moves it"]
    for name, part in case.site.parts.items():
        if part.switched and rest.conducts(name):
            first = next((above for above in part.inputs if above in rest.live), settled.closed_input[name])
            if settled.closed_input[name] != first:
                found.append(f"{name} is on {settled.closed_input[name]}, not on {first}")
        if part.closes_by_itself and rest.conducts(name) and all(map(rest.conducts, part.between)):
            supplied = [board in rest.live for board in part.between]
            if not settled.closed_ties[name] and supplied[0] != supplied[1]:
                found.append(f"{name} is open beside a dead board")
            own = [any(above in rest.live for above in rest.inputs(board)) for board in part.between]
            if settled.closed_ties[name] and all(own):
                found.append(f"{name} is closed between boards with supplies of their own")
    return found


def is_ample(case: Case) -> bool:
    """Whether no live group could be overloaded even if it carried everything."""
    everything = sum(map(case.demand_w, case.site.consumers)) * case.swell
    live = case.live | set(case.site.of_kind("bus_tie", "upstream"))
    capacities = [case.capacity_w(name) for name in live - case.site.consumers if case.conducts(name)]
    return all(watts is None or watts >= everything for watts in capacities)


CHECKS: tuple[Check, ...] = (
    served_like_judge,
    cascade_like_judge,
    bounded_by_ideal_flow,
    accounted_for,
    the_same_from_a_file_backwards,
    at_rest_when_settled,
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"plants {block[0]}-{block[-1]}")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_plant_room(check: Check, block: range) -> None:
    assert list(faults(block, check, PlantRoom.of)) == []


@pytest.mark.parametrize("module", [judge, described, whole_watts, ideal_flow, random_plants, written])
def test_the_judge_knows_nothing_of_the_plant_room(module: ModuleType) -> None:
    imports = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.ImportFrom)]
    assert not [node.module for node in imports if (node.module or "").startswith(("dcsim.plant", "adapter"))]


def test_the_random_plants_are_worth_judging() -> None:
    """The seeds reach what is checked above; otherwise it would pass by seeing nothing."""
    seen: Counter[str] = Counter()
    for case in (case for seed in range(PLANTS) for _, case in judged_cases(seed, random_plant(seed))):
        answer = case.answer()
        _, last, trips = judged_cascade(case.site, case.condition)
        seen["all served"] += all(answer.served_w.values())
        seen["none served"] += not any(answer.served_w.values())
        seen["overloaded"] += bool(answer.overloaded)
        seen["several steps of trips"] += len(trips) > 1
        seen["a tie carries"] += any(answer.carried_w[tie] for tie in case.site.of_kind("bus_tie"))
        seen["a battery drains"] += any(answer.drain_w.values())
        seen["loads are split"] += case.rounding_w > 0
        seen["ample"] += is_ample(case)
        seen["single paths"] += all(len(list(case.ways(c))) <= 1 for c in case.site.consumers)
        if trips:
            seen["ideal flow serves more"] += ideal_w(case) > sum(last.served_w.values()) + OVERLOAD_W
        seen["sharp"] += not case.is_on_the_edge()
    rare = dict.fromkeys(("several steps of trips", "a tie carries"), 30)
    fewest = dict.fromkeys(seen, 80) | rare | {"sharp": 0.99 * PLANTS * CONDITIONS}
    assert {what: count for what, count in seen.items() if count < fewest[what]} == {}


def test_the_remainder_goes_by_name() -> None:
    """With names that sort the other way, flows differ by the watts left over and by nothing else."""
    differing = 0
    called = dict(zip(LETTERS, MIRRORED, strict=True))
    for seed in range(100):
        model, mirrored = random_plant(seed), random_plant(seed, MIRRORED)
        pairs = zip(judged_cases(seed, model), judged_cases(seed, mirrored), strict=True)
        for (_, case), (_, turned) in pairs:
            seen = PlantRoom.of(model).observed(case.condition).carried_w
            other = PlantRoom.of(mirrored).observed(turned.condition).carried_w
            names = {name: "@".join(called[n[:2]] + n[2:] for n in name.split("@")) for name in seen}
            moved = [abs(watts - other[names[name]]) for name, watts in seen.items()]
            assert max(moved) <= 2 * case.rounding_w
            differing += any(moved)
    assert differing > 50


# --- the checks can fail: a fault is planted in what the plant room is told, the judge knows the truth --


def everywhere(**change: Any) -> Callable[[ScenarioModel], PlantRoom]:
    """A room that is told these values wherever a part of the scenario has such a field."""

    def changed(table: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: part.model_copy(update={f: v for f, v in change.items() if f in type(part).model_fields})
            for name, part in table.items()
        }

    def room_of(model: ScenarioModel) -> PlantRoom:
        grid = {table: changed(getattr(model.grid, table)) for table in ("upstream", "feeds")}
        parts = {table: changed(getattr(model, table)) for table in ("power", "halls", "loads")}
        return PlantRoom.of(model.model_copy(update={"grid": model.grid.model_copy(update=grid), **parts}))

    return room_of


def forgetting(what: str) -> Callable[[ScenarioModel], PlantRoom]:
    """A room that takes one part of every condition to be as normal."""

    class Forgetful(PlantRoom):
        def observed(self, condition: Condition) -> Answer:
            return super().observed(forgotten(condition))

        def observed_cascade(self, condition: Condition) -> tuple[Answer, tuple[frozenset[str], ...]]:
            return super().observed_cascade(forgotten(condition))

    def forgotten(condition: Condition) -> Condition:
        return replace(condition, **{what: getattr(Condition(), what)})

    return Forgetful.of


@pytest.mark.parametrize(
    ("check", "room_of"),
    [
        pytest.param(served_like_judge, everywhere(share=None), id="share ignored"),
        pytest.param(served_like_judge, everywhere(needed=None), id="needed ignored"),
        pytest.param(served_like_judge, everywhere(derate=1.0), id="derate ignored"),
        pytest.param(served_like_judge, everywhere(efficiency=None), id="losses ignored"),
        pytest.param(served_like_judge, everywhere(upstream=()), id="shared upstream ignored"),
        pytest.param(served_like_judge, everywhere(battery_min=10.0), id="a battery for every UPS"),
        pytest.param(served_like_judge, forgetting("tripped"), id="trips forgotten"),
        pytest.param(served_like_judge, forgetting("closed_ties"), id="ties forgotten"),
        pytest.param(served_like_judge, forgetting("closed_input"), id="switches forgotten"),
        pytest.param(served_like_judge, forgetting("battery"), id="empty batteries forgotten"),
        pytest.param(cascade_like_judge, everywhere(overload_s=1.0), id="all trip at once"),
        pytest.param(cascade_like_judge, everywhere(rating_mw=None, rating_mva=None), id="nothing trips"),
        pytest.param(bounded_by_ideal_flow, everywhere(rating_mw=None), id="ratings ignored"),
        pytest.param(bounded_by_ideal_flow, forgetting("units"), id="failed units forgotten"),
        pytest.param(accounted_for, forgetting("demand"), id="full demand taken"),
        pytest.param(at_rest_when_settled, everywhere(closes_when=None), id="ties stay open"),
    ],
)
def test_a_planted_fault_is_found(check: Check, room_of: Callable[[ScenarioModel], PlantRoom]) -> None:
    assert any(faults(range(PLANTS), check, room_of))
