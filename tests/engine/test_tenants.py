"""Tenants and loads on one cord: what is theirs, when they are down, what it leaves the halls."""

from __future__ import annotations

import pytest

from dcsim.exact import static_part
from dcsim.plant import build, served
from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from tests.engine.made import outages, run
from tests.plant.named_state import state_of

TWO_SIDES = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    one-side: {hits: [pdu-a], at_h: [10], duration_h: 2}
    both-sides: {hits: [board], at_h: [20], duration_h: 1}
    the-hall: {hits: [hall], at_h: [30], duration_h: 3}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  pdu-a: {kind: pdu, mttf_h: never, fed_by: [board]}
  pdu-b: {kind: pdu, mttf_h: never, fed_by: [board]}
halls:
  hall: {it_mw: 3, cords: [pdu-a, pdu-b], single_corded: 0.5}
  other: {it_mw: 1, cords: [pdu-a, pdu-b], single_corded: 5 %}
tenants:
  bank: {hall: hall, contracted_mw: 1, uses: 0.6, single_corded: 0.1}
  shop: {hall: hall, contracted_mw: 1, single_corded: 1}
  lab: {hall: hall, contracted_mw: 1, uses: 0.2}
"""


def spells(result: BlockResult, kind: str = "down") -> dict[str, list[tuple[float, float, float]]]:
    """(start h, end h, MWh) of each spell, by who."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for one in result.spells:
        if one.kind == kind:
            row = (round(one.start_h, 9), round(one.end_h, 9), round(one.mwh, 9))
            found.setdefault(one.name, []).append(row)
    return found


def test_who_asks_for_what() -> None:
    """bank 0.6 MW, a tenth of it on one cord; shop 1 MW, all of it; lab 0.2 MW, half (as its hall says)."""
    scenario = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{TWO_SIDES}")
    plant = build(scenario.model)
    asked = {c.name: c.demand_w for c in plant.consumers}
    assert asked == {
        "hall": 0,
        "other": 950_000,
        "bank": 540_000,
        "bank@pdu-a": 30_000,
        "bank@pdu-b": 30_000,
        "shop": 0,
        "shop@pdu-a": 500_000,
        "shop@pdu-b": 500_000,
        "lab": 100_000,
        "lab@pdu-a": 50_000,
        "lab@pdu-b": 50_000,
        "other@pdu-a": 25_000,
        "other@pdu-b": 25_000,
    }
    supply = served(plant, state_of(plant, units={"pdu-b": 0}))
    assert supply.hall_w == {"hall": 540_000 + 100_000 + 580_000, "other": 975_000}
    assert supply.tenant_w == {"bank": 570_000, "shop": 500_000, "lab": 150_000}
    assert supply.on_one_cord_w["bank@pdu-b"] == 0
    assert supply.carried_w["pdu-a"] == 540_000 + 100_000 + 580_000 + 975_000


def test_one_side_darkens_what_hangs_on_it_and_nothing_else() -> None:
    """pdu-a away for 2 h, then both sides for 1 h, then the hall for 3 h."""
    result = run(TWO_SIDES)
    # both sides: 0.54 + 0.1 + 0.95 MW for 1 h; the hall: 0.64 MW for 3 h
    assert outages(result) == [(20.0, 21.0), (30.0, 33.0)]
    assert [o.unserved_mwh for o in result.outages] == pytest.approx([1.59, 1.92])
    assert spells(result) == {
        "bank": [(20.0, 21.0, 0.54), (30.0, 33.0, 1.62)],
        "bank@pdu-a": [(10.0, 12.0, 0.06), (20.0, 21.0, 0.03), (30.0, 33.0, 0.09)],
        "bank@pdu-b": [(20.0, 21.0, 0.03), (30.0, 33.0, 0.09)],
        # nothing of it hangs on both: down while any of it is
        "shop": [(10.0, 12.0, 0.0), (20.0, 21.0, 0.0), (30.0, 33.0, 0.0)],
        "shop@pdu-a": [(10.0, 12.0, 1.0), (20.0, 21.0, 0.5), (30.0, 33.0, 1.5)],
        "shop@pdu-b": [(20.0, 21.0, 0.5), (30.0, 33.0, 1.5)],
        "lab": [(20.0, 21.0, 0.1), (30.0, 33.0, 0.3)],
        "lab@pdu-a": [(10.0, 12.0, 0.1), (20.0, 21.0, 0.05), (30.0, 33.0, 0.15)],
        "lab@pdu-b": [(20.0, 21.0, 0.05), (30.0, 33.0, 0.15)],
        "other@pdu-a": [(10.0, 12.0, 0.05), (20.0, 21.0, 0.025)],
        "other@pdu-b": [(20.0, 21.0, 0.025)],
    }


def test_tenants_on_two_halls() -> None:
    """Each goes with its hall; a spell still open at the end of the horizon ends there."""
    text = """
horizon: {hours: 50}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    first: {hits: [board-1], at_h: [5], duration_h: 1}
    second: {hits: [board-2], at_h: [40], duration_h: 20}
power:
  board-1: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  board-2: {kind: switchgear, mttf_h: never, fed_by: [mains]}
halls: {hall-1: {it_mw: 2, cords: [board-1]}, hall-2: {it_mw: 2, cords: [board-2]}}
tenants:
  one: {hall: hall-1, contracted_mw: 1}
  two: {hall: hall-1, contracted_mw: 0.5}
  three: {hall: hall-2, contracted_mw: 2, uses: 0.25}
"""
    result = run(text)
    assert outages(result) == [(5.0, 6.0), (40.0, 50.0)]
    assert spells(result) == {
        "one": [(5.0, 6.0, 1.0)],
        "two": [(5.0, 6.0, 0.5)],
        "three": [(40.0, 50.0, 5.0)],
    }


HOT = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [chillers], at_h: [10], duration_h: 2}}
power: {board: {kind: switchgear, mttf_h: never, fed_by: [mains]}}
cooling: {chillers: {kind: chiller, count: 2, rating_mw_th: 1, mttf_h: never, restart_min: 0, fed_by: [board]}}
halls: {hall: {it_mw: 2, cords: [board], cooled_by: [chillers], STORE}}
tenants: {bank: {hall: hall, contracted_mw: 2, uses: 0.5}}
"""


@pytest.mark.parametrize("store", ["ride_through_min: 30", "thermal_store_mw_min: 60"])
def test_a_half_empty_hall_rides_through_twice_as_long(store: str) -> None:
    """60 MW·min: 30 min of 2 MW, an hour of 1 MW."""
    result = run(HOT.replace("STORE", store))
    assert outages(result) == [(11.0, 12.0)]
    assert spells(result) == {"bank": [(11.0, 12.0, 1.0)]}


def test_one_of_two_chillers_cools_a_half_empty_hall() -> None:
    text = HOT.replace("STORE", "ride_through_min: 30").replace("count: 2, ", "")
    assert outages(run(text)) == [(11.0, 12.0)]
    assert (
        outages(run(text.replace("uses: 0.5", "uses: 1")))[0][0] < 11.0
    )  # one chiller for 2 MW: always too little


def test_a_tank_in_hours_does_not_shrink_with_the_tenants() -> None:
    """2 h of the full hall's 2 MW are 4 h of a tenant's 1 MW."""
    text = """
horizon: {hours: 50}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [mains], at_h: [10], duration_h: 8}}
power:
  sets: {kind: genset, rating_mw: 2, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 0, fuel: {tank_h: 2, refill_h: 1}}
  board: {kind: switchgear, mttf_h: never, fed_by: [mains, sets]}
halls: {hall: {it_mw: 2, cords: [board]}}
tenants: {bank: {hall: hall, contracted_mw: 2, uses: 0.5}}
"""
    assert outages(run(text)) == [(14.0, 18.0)]


def test_a_hall_is_as_available_with_tenants_as_without() -> None:
    """While nothing is overloaded, whose load it is changes nothing: the same draws, the same outages."""
    base = """
horizon: {years: 20}
grid: {feeds: {mains: {failures_per_year: 5, mttr_h: 5}}}
power:
  sets: {kind: genset, count: 2, rating_mw: 3, fail_to_start: 0.2}
  board: {kind: switchgear, failures_per_year: 0.5, mttr_h: 10, transfer: {from: [mains, sets]}}
  ups-a: {kind: ups, count: 2, rating_mw: 2, failures_per_year: 3, mttr_h: 50, fed_by: [board]}
  ups-b: {kind: ups, count: 2, rating_mw: 2, failures_per_year: 3, mttr_h: 50, fed_by: [board]}
halls: {hall: {it_mw: 2, cords: [ups-a, ups-b]}}
"""
    tenants = "tenants: {a: {hall: hall, contracted_mw: 1}, b: {hall: hall, contracted_mw: 1, single_corded: 0.2}}\n"
    alone, let = run(base, replications=5), run(base + tenants, replications=5)
    assert len(alone.outages) > 10
    assert [(o.start_h, o.end_h) for o in let.outages] == [(o.start_h, o.end_h) for o in alone.outages]
    down = [(s.start_h, s.end_h) for s in let.spells if s.name == "a"]
    assert down == [(o.start_h, o.end_h) for o in alone.outages]
    assert let.static_h == alone.static_h
    parts = [
        build(scenario_from_text(f"format: 1\nsite: {{name: made}}\n{t}").model)
        for t in (base, base + tenants)
    ]
    assert static_part(parts[0]).unavailability == pytest.approx(
        static_part(parts[1]).unavailability, rel=1e-9
    )
