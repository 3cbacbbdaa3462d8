"""What explains a loss is worked out once for circumstances that come again: with the same answer each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dcsim.engine import Block, Record, ledger, simulate
from dcsim.errors import SimulationError
from dcsim.plant import Plant, build
from dcsim.records import Outage
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from dcsim.scenario.replay import ReplayRow as Row
from tests.engine.replays import Replays
from tests.engine.small_sites import COARSE, FINE, scenario_text, small_site

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def outages_of(scenario: Scenario, replications: int, size: int | None) -> tuple[Outage, ...]:
    """Outages with their causes, on a plant of which nothing is known yet."""
    return Replays(scenario, replications, size=size).outages


def with_and_without(
    scenario: Scenario, replications: int, size: int | None, patch: pytest.MonkeyPatch
) -> list[tuple[Outage, ...]]:
    """The outages, and the same with everything worked out anew."""
    found = outages_of(scenario, replications, size)
    with patch.context() as forgetful:
        forgetful.setattr(ledger, "remembered", lambda known, question, answer: answer())
        return [found, outages_of(scenario, replications, size)]


@pytest.mark.parametrize("name", ["thai-nguyen-finished", "da-nang-it-park-finished"])
def test_shipped_sites(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = read_scenario(str(SCENARIOS / f"{name}.yaml"))
    found, worked_out = with_and_without(site, 12, None, monkeypatch)
    assert len(found) > 5
    assert found == worked_out


@pytest.mark.parametrize("grid", [FINE, COARSE], ids=["fine", "coarse"])
def test_small_sites(grid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    several = 0
    for seed in range(300, 330):
        site = small_site(seed, grid)
        if site is None:
            continue
        try:
            found, worked_out = with_and_without(scenario_from_text(scenario_text(site)), 4, 4, monkeypatch)
        except SimulationError:  # a site that never settles tells nothing
            continue
        several += len(found)
        assert found == worked_out
    assert several > 100


CHILLERS = """
format: 1
site: {name: Chillers that do not come back}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: 30, mttr_h: 0.2}}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  ups: {kind: ups, count: 4, rating_mw: 1, battery_min: 50, recharge_min: 50, mttf_h: never, fed_by: [board]}
cooling:
  chillers: {kind: chiller, count: 5, rating_mw_th: 0.3, mttf_h: 200, mttr_h: 40, restart_min: 5,
             fail_to_restart: 0.3, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [ups], cooled_by: [chillers], ride_through_min: 10}}
"""


def test_a_unit_out_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of like units one may be out twice, by two restarts: it matters which, in the order of time."""
    found, worked_out = with_and_without(scenario_from_text(CHILLERS), 6, 6, monkeypatch)
    assert len(found) > 300
    assert found == worked_out


NAMED = """
format: 1
site: {{name: Names}}
horizon: {{hours: 400}}
grid:
  feeds: {{mains: {{mttf_h: never}}, other: {{mttf_h: never}}}}
  interruptions: {{{name}: {{hits: all, at_h: [10, 20, 30], duration_h: 8}}}}
power:
  gensets: {{kind: genset, count: 2, needed: 1, rating_mw: 1, mttf_h: never, mttr_h: 15, fail_to_start: 0.9}}
  board: {{kind: switchgear, mttf_h: never, fed_by: [mains, other, gensets]}}
halls: {{hall: {{it_mw: 1, cords: [board]}}}}
"""


@pytest.mark.parametrize("name", ["mains", "board", "gensets"])
def test_interruptions_may_have_the_name_of_a_group(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, worked_out = with_and_without(scenario_from_text(NAMED.format(name=name)), 6, 6, monkeypatch)
    assert len(found) >= 18
    assert found == worked_out


def test_rows_of_another_file_hit_something_else() -> None:
    """What is remembered with a plant is of what interruptions hit, whatever their number in a file."""
    site = scenario_from_text(NAMED.format(name="loss").replace("hits: all", "hits: [mains]"))
    plant = build(site.model)

    def outages(on: Plant, hits: tuple[str, ...]) -> Sequence[Outage]:
        rows = {"loss": [Row(10.0, 5.0, hits), Row(11.0, 2.0, ("mains", "other"))]}
        whole = Block(0, 1, 1, 0)
        return simulate(on, timeline_of(site.model), whole, Record(), seed=1, replays=rows).outages

    for hits in (("board",), ("mains",), ("hall",)):
        assert outages(plant, hits) == outages(build(site.model), hits) != ()


def test_deviations_left_out_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the state enough, some outages would be put down to what happened in others."""
    site = read_scenario(str(SCENARIOS / "thai-nguyen-finished.yaml"))
    found = outages_of(site, 12, None)
    monkeypatch.setattr(ledger, "as_they_are", lambda core, *_: core.key)
    assert outages_of(site, 12, None) != found
