"""What a state supplies does not depend on which states were judged before."""

from __future__ import annotations

from itertools import permutations

import pytest

from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant import build
from dcsim.plant.network import Plant, State
from dcsim.plant.shedding import shed
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text

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
    dead = plant.state(units={"mains": 0})
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
    dark = shed(plant.state(units={"mains": 0}), 0, 1)
    assert records.judge(records.layout.encode(dark)).wants == (True,)
