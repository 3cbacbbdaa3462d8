"""Sites built in phases, with dates drawn for each replication: both drivers give the same."""

from __future__ import annotations

import random

import pytest

from dcsim.engine import Block, Catalogue, Record, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from dcsim.scenario.model import ScenarioModel
from tests.engine.phased_sites import Phase, drawn, each
from tests.engine.random_sites import random_scenario
from tests.engine.two_drivers import Compared, Drivers, a_certificate_for_everything, assert_same, at_rates

# Sets, modules, chillers and a hall come; the oldest set and a feed go.
SHARED = """
format: 1
site: {name: one plant for two halls}
horizon: {years: 6}
grid:
  upstream: {region: {mttf_h: 4000, mttr_h: 1}}
  feeds:
    east: {mttf_h: 2000, mttr_h: 2, upstream: [region]}
    west: {mttf_h: 2000, mttr_h: 2, upstream: [region]}
power:
  gensets: {kind: genset, count: 4, rating_mw: 1.2, fail_to_start: 0.03, mttf_h: 300, mttr_h: 40, start_s: 10,
            failures_per_year: 0.5, sync_s: 5, fuel: {tank_h: 30}}
  board: {kind: switchgear, mttf_h: 40000, mttr_h: 8,
          transfer: {from: [east, west, gensets], delay_s: 2, fail_to_transfer: 0.005}}
  ups-a: {kind: ups, count: 4, rating_mw: 1, battery_min: 5, recharge_min: 300, mttf_h: 10000, mttr_h: 12,
          fed_by: [board]}
  ups-b: {kind: ups, count: 4, rating_mw: 1, battery_min: 5, recharge_min: 300, mttf_h: 10000, mttr_h: 12,
          fed_by: [board]}
  pdu: {kind: pdu, mttf_h: 50000, mttr_h: 8, fed_by: [ups-a, ups-b]}
cooling:
  chillers: {kind: chiller, count: 4, rating_mw_th: 1.1, draw_mw: 0.4, mttf_h: 3000, mttr_h: 30,
             restart_min: {mean: 5, cv: 0.2}, fed_by: [board]}
halls:
  hall-1: {it_mw: 1.5, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 10}
  hall-2: {it_mw: 1.5, cords: [pdu], cooled_by: [chillers], ride_through_min: 10}
"""
# Two sides with a tie, chillers by bus; the second side comes whole. Lives that age.
SIDES = """
format: 1
site: {name: the second side comes later}
horizon: {years: 4}
grid:
  upstream: {region: {mttf_h: 6000, mttr_h: 1}}
  feeds: {one: {mttf_h: 1500, mttr_h: 2, upstream: [region]}, two: {mttf_h: 1500, mttr_h: 2, upstream: [region]}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1, fail_to_start: 0.02, mttf_h: 500, mttr_h: 30,
            start_s: {mean: 12, cv: 0.3}, sync_s: 5, block_s: 5}
  board-a: {kind: switchgear, mttf_h: 20000, mttr_h: 10,
            transfer: {from: [one, gensets], delay_s: 2, fail_to_transfer: 0.01}}
  board-b: {kind: switchgear, mttf_h: 20000, mttr_h: 10,
            transfer: {from: [two, gensets], delay_s: 2, fail_to_transfer: 0.01}}
  tie: {kind: bus_tie, between: [board-a, board-b], closes_when: one-side-dead, delay_s: 3, rating_mw: 2,
        mttf_h: never}
  ups-a: {kind: ups, count: 3, rating_mw: 0.5, battery_min: 4, recharge_min: 200, mttr_h: 12, fed_by: [board-a],
          mttf_h: {law: weibull, shape: 2, scale: 8000}}
  ups-b: {kind: ups, count: 3, rating_mw: 0.5, battery_min: 4, recharge_min: 200, mttr_h: 12, fed_by: [board-b],
          mttf_h: {law: weibull, shape: 2, scale: 8000}, load_block: 2}
cooling:
  chillers: {kind: chiller, count: 4, rating_mw_th: 0.6, draw_mw: 0.4, mttf_h: 4000, mttr_h: 30, restart_min: 5,
             split: {board-a: 2, board-b: 2}, fail_to_restart: 0.01, drops_at_sag: true}
halls:
  hall-1: {it_mw: 0.6, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 8}
  hall-2: {it_mw: 0.6, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 8}
"""
# Towers evaporate water: how fast a store fills depends on demand. Tenants, one of whom may be shed.
WET = """
format: 1
site: {name: towers and tenants}
horizon: {years: 4}
grid:
  feeds: {mains: {mttf_h: 2000, mttr_h: 3}}
  sags: {per_year: 4}
power:
  gensets: {kind: genset, count: 3, rating_mw: 0.8, fail_to_start: 0.05, mttf_h: 200, mttr_h: 30, start_s: 10,
            sync_s: 5, overload_s: 20, fuel: {usable_m3: 20},
            shed: {tenants: [batch], within_s: 5}}
  board: {kind: switchgear, mttf_h: 30000, mttr_h: 8,
          transfer: {from: [mains, gensets], delay_s: 2, fail_to_transfer: 0.01}}
  ups: {kind: ups, count: 3, rating_mw: 0.7, battery_min: 5, recharge_min: 100, mttf_h: 9000, mttr_h: 12,
        fed_by: [board]}
cooling:
  chillers: {kind: chiller, count: 3, rating_mw_th: 0.9, draw_mw: 0.3, mttf_h: 4000, mttr_h: 30, restart_min: 4,
             drops_at_sag: true, fed_by: [board]}
  towers: {kind: heat_rejection, count: 2, mttf_h: 9000, mttr_h: 10, draw_mw: 0.05, fed_by: [board]}
halls:
  hall-1: {it_mw: 0.8, cords: [ups], cooled_by: [chillers, towers], ride_through_min: 6}
  hall-2: {it_mw: 0.8, cords: [ups], cooled_by: [chillers, towers], ride_through_min: 6}
tenants:
  bank: {hall: hall-1, contracted_mw: 0.8, priority: 1}
  batch: {hall: hall-2, contracted_mw: 0.8, priority: 3}
"""
PLANS = {
    SHARED: [
        Phase(
            {"gensets": [2], "ups-a": [2, 3], "ups-b": [2, 3], "pdu": [0], "chillers": [2]}, {}, ["hall-2"]
        ),
        Phase({"gensets": [3], "chillers": [3], "west": [0]}, {"gensets": [0]}),
    ],
    SIDES: [
        Phase({"two": [0], "board-b": [0], "ups-b": [0, 1, 2], "chillers": [2, 3], "tie": [0]}, {}),
        Phase({"gensets": [2], "ups-a": [2]}, {}, ["hall-2"]),
    ],
    WET: [
        Phase({"gensets": [2], "ups": [2], "chillers": [2]}, {}, ["hall-2"]),
        Phase({"towers": [1]}, {"chillers": [0], "ups": [0]}),
    ],
}
NAMES = [text.splitlines()[2].partition("name: ")[2].rstrip("}") for text in PLANS]


def compare(model: ScenarioModel, phases: list[Phase], replications: int, seed: int) -> Compared:
    """Both drivers, which share nothing."""

    def simulated(full: bool) -> BlockResult:
        plant = build(model)
        timelines = drawn(plant, model.horizon.length_h, phases, replications, seed)
        block = Block(0, replications, replications, 0)
        return simulate(plant, timelines, block, Record(), seed=seed, full=full)

    return Compared(simulated(full=True), simulated(full=False))


@pytest.mark.parametrize(("factor", "replications"), [(1, 6), (10, 1)])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
@pytest.mark.parametrize("text", PLANS, ids=NAMES)
def test_identity(text: str, seed: int, factor: float, replications: int) -> None:
    model = at_rates(scenario_from_text(text).model, factor)
    with a_certificate_for_everything():
        found = compare(model, PLANS[text], replications, seed)
    assert_same(found)
    assert found.is_screened
    assert found.full.outages or factor == 1  # at natural rates now and then nothing happens


def test_a_plan_without_changes_is_a_finished_site() -> None:
    """Everything there from the start, told as a plan: the same outages, counts and hours."""
    model = scenario_from_text(SHARED).model
    finished, block = timeline_of(model), Block(0, 10, 10, 0)
    plain = simulate(build(model), finished, block, Record(), seed=3)
    by_plan = simulate(build(model), each([finished] * 10), block, Record(), seed=3)
    assert (by_plan.outages, by_plan.groups) == (plain.outages, plain.groups)


def test_certificates_of_one_block_serve_the_next() -> None:
    """What is learnt of a setup holds in other blocks, however they number setups and demands."""
    model = scenario_from_text(SHARED).model
    results = []
    for blocks in ([0, 1, 2], [0, 2]):
        plant, catalogue = build(model), Catalogue()
        for number in blocks:
            timelines = drawn(plant, model.horizon.length_h, PLANS[SHARED], 10, number)
            block = Block(number, 10, 10, 10 * number)
            found = simulate(plant, timelines, block, Record(), seed=5, certificates=catalogue)
            catalogue.close()
        results.append(found)
    assert results[0].counters.certified > 0
    assert results[0].outages == results[1].outages
    assert results[0].groups == results[1].groups


# One of two chillers stands until its board comes, which nobody notices. From then on it stops with the mains.
BOARD = """
format: 1
site: {name: a board that comes to machines, target: I}
horizon: {start: 2028-01-01, years: 3}
grid: {feeds: {mains: {failures_per_year: 6, mttr_h: {law: fixed, value: 0.1}}}}
power:
  first: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  second: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  ups: {kind: ups, rating_mw: 1, battery_min: 30, recharge_min: 60, mttf_h: never, fed_by: [first]}
cooling:
  chillers: {kind: chiller, count: 2, rating_mw_th: 0.5, restart_min: 30, mttf_h: never,
             split: {first: 1, second: 1}}
halls: {hall: {it_mw: 0.4, cords: [ups], cooled_by: [chillers], ride_through_min: 20}}
phases: {two: {ready: 2028-06-01, late: never, brings: {second: all}}}
"""


def test_machines_are_told_of_a_board_that_came_meanwhile() -> None:
    """The change is passed over. Each loss of 6 min stops both, which are back 30 min later, 16 min too late.

    A chiller that had not been told that it has power would not stop without it: the hall would stay cool.
    """
    found = Drivers(scenario_from_text(BOARD).model).compare(10, 1)
    assert_same(found)
    minutes = [60 * (one.end_h - one.start_h) for one in found.screened.outages if one.start_h > 152 * 24]
    assert len(minutes) > 100
    assert sum(one == pytest.approx(16) for one in minutes) > 0.95 * len(minutes)


def random_phases(model: ScenarioModel, seed: int) -> list[Phase]:
    """Two phases that bring the last units of some groups, and maybe a hall; one retires a first unit."""
    rng = random.Random(seed)
    groups = {name: getattr(one, "count", 1) for name, one in (*model.power.items(), *model.cooling.items())}
    several = [name for name, count in groups.items() if count > 1]
    brings: list[dict[str, list[int]]] = [{}, {}]
    for name in several:
        if rng.random() < 0.5:
            brings[rng.randrange(2)][name] = [groups[name] - 1]
    retires = {name: [0] for name in several if rng.random() < 0.15 and name not in (*brings[0], *brings[1])}
    halls = list(model.halls)[1:]
    return [Phase(brings[0], {}, halls), Phase(brings[1], retires)]


def anything(model: ScenarioModel, seed: int) -> list[Phase]:
    """Phases that bring or retire some or all of any group or feed, and maybe bring a hall."""
    rng = random.Random(f"anything {seed}")
    groups = {**model.power, **model.cooling, **model.grid.feeds}
    moves: list[tuple[dict[str, list[int]], dict[str, list[int]]]] = [({}, {}) for _ in range(3)]
    for name, group in groups.items():
        if rng.random() < 0.5:
            count = getattr(group, "count", 1)
            brings, retires = rng.choice(moves)
            moved = brings if rng.random() < 0.7 else retires
            moved[name] = sorted(rng.sample(range(count), rng.randint(1, count)))
    halls = [hall for hall in list(model.halls)[1:] if rng.random() < 0.7]
    return [Phase(*one, halls if not number else []) for number, one in enumerate(moves)]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))])
@pytest.mark.parametrize("text", PLANS, ids=NAMES)
def test_anything_comes_and_goes(text: str, seed: int) -> None:
    model = at_rates(scenario_from_text(text).model, 0.3, 1)
    with a_certificate_for_everything():
        assert_same(compare(model, anything(model, seed), 2, seed))


@pytest.mark.parametrize("seed", [3023, 3031, 3102])
def test_random_phased_sites_that_once_differed(seed: int) -> None:
    """A cause by design was told since the next event, whatever that was; a bulk tank that its pumps drew from
    after it had been filled stayed short until a change of the plan had everybody asked again."""
    test_random_phased_sites(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2000, 2030))
def test_random_phased_sites(seed: int) -> None:
    model = random_scenario(seed).model
    hourly = [one.hourly for one in model.halls.values()] + [one.hourly for one in model.loads.values()]
    if any(one is not None for one in hourly):
        pytest.skip("demand by the hour")
    years = max(1.0, model.horizon.length_h / 8760)
    with a_certificate_for_everything():
        assert_same(compare(model, random_phases(model, seed), max(2, round(6 / years)), seed))
