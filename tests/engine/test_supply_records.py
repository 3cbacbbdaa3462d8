"""What a state supplies does not depend on which states were judged before, nor on what is remembered of them."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from dcsim.engine.key import KeyLayout
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant import build
from dcsim.plant.network import Plant, State
from dcsim.plant.shedding import shed
from dcsim.rollout import timeline_of
from dcsim.scenario import read_scenario, scenario_from_text
from tests.plant.named_state import state_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"

WEAK_FEED = """
format: 1
site: {name: weak feed}
horizon: {years: 1}
grid: {feeds: {mains: {rating_mw: 2, overload_s: 60, mttf_h: never}}}
power:
  sets: {kind: genset, count: 3, rating_mw: 1}
  board: {kind: switchgear, transfer: {from: [mains, sets]}}
  ups: {kind: ups, count: 4, rating_mw: 1, battery_min: 5, fed_by: [board]}
  row: {kind: pdu, rating_mw: 2, overload_s: 60, fed_by: [ups], shed: {tenants: [farm], within_s: 5}}
halls: {hall: {it_mw: 3, cords: [row]}}
tenants:
  bank: {hall: hall, contracted_mw: 1.5, priority: 1}
  farm: {hall: hall, contracted_mw: 1.5, priority: 2}
"""


def states(plant: Plant) -> list[State]:
    normal = plant.normal
    dead = state_of(plant, units={"mains": 0})
    return [normal, shed(normal, 1), dead, shed(dead, 0, 1)]


@pytest.mark.parametrize("rating", [2, 4], ids=["sheds", "has room"])
def test_records_are_the_same_in_whatever_order_states_are_judged(rating: int) -> None:
    text = WEAK_FEED.replace("kind: pdu, rating_mw: 2", f"kind: pdu, rating_mw: {rating}")
    model = scenario_from_text(text).model
    plant = build(model)
    found = set()
    for order in permutations(states(plant)):
        records = SupplyRecords(plant, timeline_of(model))
        keys = [records.layout.encode(state) for state in order]
        found.add(tuple(sorted((key, records.judge(key)) for key in keys)))
    assert len(found) == 1


def test_sets_are_wanted_for_those_who_are_shed_too() -> None:
    """Without mains the sets could serve all 3 MW; that both tenants are shed is no reason to stand still."""
    model = scenario_from_text(WEAK_FEED.replace("kind: pdu, rating_mw: 2", "kind: pdu, rating_mw: 4")).model
    plant = build(model)
    records = SupplyRecords(plant, timeline_of(model))
    dark = shed(state_of(plant, units={"mains": 0}), 0, 1)
    assert records.judge(records.layout.encode(dark)).wants == (True,)


@pytest.mark.parametrize("name", ["reference-site", "thai-nguyen-finished"])
def test_a_key_says_what_it_was_made_of(name: str) -> None:
    """More nodes than are read together; every row of the state changed somewhere."""
    plant = build(read_scenario(SCENARIOS / f"{name}.yaml").model)
    layout = KeyLayout(plant)
    rng = random.Random(name)
    for _ in range(200):
        state = any_state(plant, rng)
        assert layout.decode(layout.encode(state, 3)) == (state, 3)


def test_forgotten_answers_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plant that keeps a single answer of each function makes the same records as one that keeps them all."""
    scenario = read_scenario(SCENARIOS / "thai-nguyen-finished.yaml")
    made = []
    for most in (4096, 1):
        monkeypatch.setattr("dcsim.plant.remembered.MOST", most)
        plant = build(scenario.model)
        rng = random.Random(1)
        records = SupplyRecords(plant, timeline_of(scenario.model))
        made.append([records.judge(records.layout.encode(any_state(plant, rng))) for _ in range(150)])
        assert all(len(known) <= most for known in plant.answers.values())
    assert made[0] == made[1]
    assert len(set(made[0])) > 100


def any_state(plant: Plant, rng: random.Random) -> State:
    """A state in which a tenth of everything is not as it normally is."""

    def changed(row: tuple[bool, ...]) -> tuple[bool, ...]:
        return tuple(one != (rng.random() < 0.1) for one in row)

    normal = plant.normal
    inputs = [len(plant.nodes[i].inputs.nodes) for i in plant.switches]
    return State(
        units=tuple(rng.randint(0, n.count) if rng.random() < 0.1 else n.count for n in plant.nodes),
        position=tuple(rng.randrange(-1, n) if rng.random() < 0.1 else 0 for n in inputs),
        closed=changed(normal.closed),
        opened=changed(normal.opened),
        charged=changed(normal.charged),
        held=changed(normal.held),
        running=changed(normal.running),
        staying=changed(normal.staying),
        waiting=changed(normal.waiting),
        stocked=changed(normal.stocked),
        shed=changed(normal.shed),
        in_service=tuple(rng.randint(0, sets) for sets in normal.in_service),
    )


def test_only_a_site_by_plan_has_demands_it_was_not_made_with() -> None:
    """A record says whether another level of demand would make another: none may come later."""
    model = scenario_from_text(WEAK_FEED).model
    plant, timeline = build(model), timeline_of(model)
    demand = timeline.demand_w[0]
    other = tuple(2 * watts for watts in demand)
    assert SupplyRecords(plant, timeline).level_of(demand) == 0
    assert SupplyRecords(plant, timeline, by_plan=True).level_of(other) == 1
    with pytest.raises(AssertionError, match="another level"):
        SupplyRecords(plant, timeline).level_of(other)
