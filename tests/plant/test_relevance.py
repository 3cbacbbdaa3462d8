"""Every group matters to somebody: on a path that is the only one left, its loss darkens who hangs there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from dcsim.scenario import read_scenario
from dcsim.scenario.model import ScenarioModel

from .adapter import PlantRoom
from .described import Site, described, flat
from .hand import ROWS
from .judge import Case, Condition
from .random_plants import random_plant

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
HAND_PLANTS = list({row.plant.model_dump_json(): row.plant for row in ROWS}.values())


def ways_ever(site: Site, name: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way from a consumer to a source that some position of switches and ties allows."""
    part, way = site.parts[name], (*seen, name)
    if name in seen:
        return
    if part.kind in ("feed", "genset"):
        yield (*way, *part.upstream)
    for above in flat(part.inputs, site.members):
        yield from ways_ever(site, above, way)
    for tie in site.of_kind("bus_tie"):
        between = site.parts[tie].between
        if name in between and tie not in seen:
            yield from ways_ever(site, between[between[0] == name], (*way, tie))


def only(site: Site, way: tuple[str, ...]) -> Condition:
    """The condition in which this way is the only one."""
    kept = set(way) | {other for name in way for other in site.parts[name].together}
    return Condition(
        units={
            name: site.parts[name].count if name in way else 0
            for name in site.groups
            if name in way or name not in kept
        },
        closed_input={
            name: above if above in site.parts[name].inputs else None
            for name, above in pairwise(way)
            if site.parts[name].switched
        },
        closed_ties={tie: tie in way for tie in site.of_kind("bus_tie")},
        battery={name: False for name in site.of_kind("ups") if site.parts[name].has_battery},
    )


def relevant(model: ScenarioModel) -> set[str]:
    """Groups of which it was seen that their loss darkens a hall or a fixed load."""
    site, room = described(model), PlantRoom.of(model)
    seen: set[str] = set()
    for consumer in sorted(site.consumers):
        for way in ways_ever(site, consumer):
            new = set(way) - seen - {consumer}
            condition = only(site, way)
            if not new or len(list(Case(site, condition).ways(consumer))) != 1:
                continue  # nothing new, or a short cut within the way
            if site.parts[consumer].demand_w:
                assert room.observed(condition).served_w[consumer], f"not served over {way}"
            for name in new:
                lost = replace(condition, units={**condition.units, name: 0})
                assert not room.observed(lost).served_w[consumer], f"{name} lost on {way}"
            seen |= new
    return seen


@pytest.mark.parametrize("model", HAND_PLANTS)
def test_every_group_of_the_hand_plants(model: ScenarioModel) -> None:
    assert relevant(model) == described(model).groups


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_group_of_the_shipped_scenarios(file: Path) -> None:
    scenario = read_scenario(file)
    for model in (scenario.model, *(scenario.variant(name).model for name in scenario.variants)):
        assert relevant(model) == described(model).groups


@pytest.mark.parametrize("seed", range(60))
def test_groups_of_random_plants(seed: int) -> None:
    """Here a group may be there for nothing; but on an only way each one counts."""
    assert relevant(random_plant(seed))
