"""Whom a change of the supply record concerns: who is not asked would have nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.engine.behaviours.batteries import Battery
from dcsim.engine.cast import Cast, Watchers
from dcsim.engine.casting import cast_of
from dcsim.errors import SimulationError
from dcsim.records import BlockResult
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from tests.engine.replays import Replays
from tests.engine.small_sites import COARSE, FINE, scenario_text, small_site

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def cast_of_site(name: str) -> Cast:
    site = Replays(read_scenario(str(SCENARIOS / f"{name}.yaml")))
    return cast_of(site.plant, site.timeline, False, 1, {})


def test_a_battery_is_asked_if_its_own_drain_differs() -> None:
    cast = cast_of_site("thai-nguyen-finished")
    normal = cast.records.judge(cast.records.finished.start_key)
    batteries = [i for i, one in enumerate(cast.behaviours) if isinstance(one, Battery)]
    second = cast.behaviours[batteries[1]]
    assert isinstance(second, Battery)
    drain = [*normal.drain]
    drain[second.number] = 1000
    asked = cast.watchers.concerned(normal, normal._replace(drain=tuple(drain)))
    assert set(asked) & set(batteries) == {batteries[1]}


def test_a_change_elsewhere_concerns_only_who_looks_at_all() -> None:
    cast = cast_of_site("thai-nguyen-finished")
    normal = cast.records.judge(cast.records.finished.start_key)
    asked = cast.watchers.concerned(normal, normal._replace(unserved_w=1))
    assert all(not cast.behaviours[i].watched_parts for i in asked)
    assert set(asked) < set(cast.watchers.concerned(None, normal))


def found_in(scenario: Scenario, replications: int, size: int | None) -> tuple[BlockResult, ...]:
    return Replays(scenario, replications, size=size).found


def asking_everybody(
    scenario: Scenario, replications: int, size: int | None, patch: pytest.MonkeyPatch
) -> tuple[BlockResult, ...]:
    with patch.context() as all_asked:
        all_asked.setattr(Watchers, "concerned", lambda self, _before, _record: self._all)
        return found_in(scenario, replications, size)


@pytest.mark.parametrize("name", ["thai-nguyen-finished", "da-nang-it-park-finished"])
def test_shipped_sites(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = read_scenario(str(SCENARIOS / f"{name}.yaml"))
    assert found_in(site, 12, None) == asking_everybody(site, 12, None, monkeypatch)


@pytest.mark.parametrize("grid", [FINE, COARSE], ids=["fine", "coarse"])
def test_small_sites(grid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    outages = 0
    for seed in range(400, 430):
        site = small_site(seed, grid)
        if site is None:
            continue
        scenario = scenario_from_text(scenario_text(site))
        try:
            found = found_in(scenario, 2, 2)
        except SimulationError:  # a site that never settles tells nothing
            continue
        outages += sum(len(block.outages) for block in found)
        assert found == asking_everybody(scenario, 2, 2, monkeypatch)
    assert outages > 50
