"""What the file does not say is not assessed: every part that can be left out is left out once."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from dcsim.errors import ScenarioError
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.tiers.audit import Audit, audit
from tests.tiers.ladder import site, tier_four
from tests.tiers.watered import PLANT

Path = tuple[str, ...]
PLANTS = {"ladder": tier_four(), "watered": PLANT}
SYSTEM = ("fuel-system", "fuel-system:failure")
WATER = ("water-system", "water-system:failure")
DECLARED: dict[tuple[str, Path], tuple[str, ...]] = {
    ("ladder", ("declared",)): (*SYSTEM, "compartments"),
    ("ladder", ("declared", "fuel_system")): SYSTEM,
    ("ladder", ("declared", "compartments")): ("compartments",),
    ("ladder", ("power", "gensets", "class")): ("class:gensets",),
    ("ladder", ("power", "gensets", "fuel")): ("fuel:gensets", "fuel-48h:gensets"),
    ("watered", ("declared",)): (*SYSTEM, *WATER, "compartments"),
    ("watered", ("declared", "fuel_system")): SYSTEM,
    ("watered", ("declared", "water_system")): WATER,
    ("watered", ("declared", "compartments")): ("compartments",),
    ("watered", ("power", "gensets", "class")): ("class:gensets",),
    ("watered", ("cooling", "towers", "water")): ("water:towers",),
    ("watered", ("halls", "hall-1", "cooled_by")): ("continuous-cooling:hall-1",),
}
"""(plant, what is left out): the steps that nothing can be said of any more."""


def written(plant: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(PLANTS[plant])


def without(plant: str, path: Path) -> Scenario:
    """The plant without one thing, and without what is of no use then.

    Raises ScenarioError where it is no scenario without it.
    """
    data = copy.deepcopy(written(plant))
    leave_out(data, path)
    while True:
        try:
            return scenario_from_text(json.dumps(data), "without.yaml")
        except ScenarioError as error:
            idle = [
                one
                for one in error.faults
                if "nothing depends on" in one.message or "' needs '" in one.message
            ]
            if len(idle) < len(error.faults):
                raise
            for one in idle:
                leave_out(data, tuple(one.path.split(".")))


def leave_out(data: dict[str, Any], path: Path) -> None:
    for name in path[:-1]:
        data = data.get(name, {})
    data.pop(path[-1], None)


@cache
def whole(plant: str) -> Audit:
    return audit(site(PLANTS[plant]), cures=False, injects=False)


def parts(plant: str) -> Iterator[Path]:
    """Every key of the file below its sections."""

    def below(inside: Any, path: Path) -> Iterator[Path]:
        for name, value in inside.items() if isinstance(inside, dict) else ():
            if path:
                yield (*path, name)
            yield from below(value, (*path, name))

    yield ("declared",)
    for section in ("grid", "power", "cooling", "halls", "declared"):
        yield from ((section, *rest[1:]) for rest in below(written(plant).get(section, {}), (section,)))


EVERY = [(plant, path) for plant in PLANTS for path in parts(plant)]


@pytest.mark.parametrize(
    ("plant", "path"), DECLARED, ids=lambda one: one if isinstance(one, str) else ".".join(one)
)
def test_what_is_declared_no_more_is_not_assessed(plant: str, path: Path) -> None:
    before = {step.name: step.result for step in whole(plant).steps}
    found = audit(without(plant, path), cures=False)
    silent = {step.name for step in found.steps if step.result == "not assessed"}
    assert {before[name] for name in DECLARED[plant, path]} == {"met"}
    assert silent == set(DECLARED[plant, path])
    assert [step.name for step in found.steps if step.result == "not met"] == []
    assert (found.tier != "IV", found.not_excluded) == (True, "IV")


@pytest.mark.parametrize(
    ("plant", "path"),
    [
        pytest.param(*one, marks=() if n % 8 == 0 else pytest.mark.validation, id=".".join((one[0], *one[1])))
        for n, one in enumerate(EVERY)
    ],
)
def test_no_step_goes_away_with_what_it_asks_about(plant: str, path: Path) -> None:
    """A part that is left out takes along the steps of what it names, and no other; those stay, whatever they say."""
    try:
        scenario = without(plant, path)
    except ScenarioError:
        return  # no scenario without it
    found = audit(scenario, cures=False, injects=False)
    model = scenario.model
    there = {*model.groups(), *model.halls}
    now = {step.name for step in found.steps}
    gone = [step.name for step in whole(plant).steps if step.name not in now]
    for name in gone:
        about = [part.partition("@")[0] for part in name.split(":")[1:]]
        several = path[-1] == "count" and name.endswith((":all", f":{path[1]}"))  # one unit is no group
        assert several or not there.issuperset(part for part in about if part != "all"), gone
    if (plant, path) in DECLARED:
        assert found.tier != "IV"


def test_controls_that_nobody_described() -> None:
    text = (
        PLANTS["ladder"]
        .replace("[utility, gen-a]", "[utility, gensets]")
        .replace("[utility, gen-b]", "[utility, gensets]")
    )
    found = audit(
        site("\n".join(line for line in text.splitlines() if not line.startswith("  gen-")) + "\n"),
        cures=False,
    )
    assert [step.name for step in found.steps if step.result == "not assessed"] == ["controls:gensets"]


def test_no_water_is_said_and_not_left_out() -> None:
    text = PLANT.replace("water_system: fault-tolerant", "water_system: none")
    wet = {step.name: step.result for step in audit(site(text), cures=False, injects=False).steps}
    assert wet["water-system"] == "not met"  # towers that evaporate water are no dry coolers
    dry = text.replace(", water: {usable_m3: 50, makeup: [city, wells], makeup_m3_h: 5}", "")
    dry = "\n".join(line for line in dry.splitlines() if not line.startswith(("  city:", "  wells:"))) + "\n"
    found = audit(site(dry), cures=False)
    steps = {step.name: step for step in found.steps}
    assert steps["water:towers"].reason == "declared: no water is evaporated"
    assert "water-system" not in steps
    assert (found.tier, found.not_excluded) == ("IV", "IV")
