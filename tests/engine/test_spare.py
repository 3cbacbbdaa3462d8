"""Units that a state can do without: found without judging the state in which they are out, and just the same."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from dcsim.engine.behaviours.base import Beside
from dcsim.engine.certify import spare
from dcsim.engine.certify.spare import is_the_same, out_together
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant import build
from dcsim.plant.network import Plant
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, read_scenario, scenario_from_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"

TIGHT = """
format: 1
site: {name: what may be out}
horizon: {years: 1}
grid: {feeds: {east: {rating_mw: 5, mttf_h: never}, west: {rating_mw: 5, mttf_h: never}}}
power:
  sets: {kind: genset, count: 4, rating_mw: 1.5, fuel: {usable_m3: 40, day_tank_m3: 4, pumps: lift}}
  board-a: {kind: switchgear, rating_mw: 5, transfer: {from: [east, west, sets]}}
  board-b: {kind: switchgear, rating_mw: 5, transfer: {from: [west, east, sets]}}
  tie: {kind: bus_tie, between: [lv-a, lv-b], rating_mw: 3}
  tx-a: {kind: transformer, count: 3, rating_mw: 1.6, fed_by: [board-a]}
  tx-b: {kind: transformer, count: 3, rating_mw: 1.6, fed_by: [board-b]}
  lv-a: {kind: switchgear, fed_by: [tx-a]}
  lv-b: {kind: switchgear, fed_by: [tx-b]}
  ups-a: {kind: ups, count: 3, rating_mw: 0.8, battery_min: 8, fed_by: [lv-a]}
  ups-b: {kind: ups, count: 3, rating_mw: 0.8, battery_min: 8, fed_by: [lv-b]}
  pdu-a: {kind: pdu, count: 4, rating_mw: 0.6, fed_by: [ups-a]}
  pdu-b: {kind: pdu, count: 4, rating_mw: 0.6, fed_by: [ups-b]}
  lift: {kind: fuel_pump, count: 2, rating_m3_h: 2, fed_by: [lv-a]}
cooling:
  chillers: {kind: chiller, count: 4, needed: 2, rating_mw_th: 0.8, draw_mw: 0.2, split: {lv-a: 2, lv-b: 2}}
  fans: {kind: air_handler, count: 8, rating_mw_th: 0.35, draw_mw: 0.02, fed_by: [lv-a, lv-b]}
  pumps-c: {kind: pump, count: 3, rating_mw_th: 1.2, fed_by: [lv-b]}
halls: {h: {it_mw: 2, cords: [pdu-a, pdu-b], cooled_by: [chillers, pumps-c, fans], ride_through_min: 5}}
"""


def records_of(site: Scenario) -> SupplyRecords:
    return SupplyRecords(build(site.model), timeline_of(site.model))


def some_key(records: SupplyRecords, rng: random.Random) -> int:
    """A state in which something is out, open or stopped."""
    layout, plant = records.layout, records.plant
    key = layout.encode(plant.normal)
    for node in rng.sample(range(len(plant.nodes)), rng.randint(0, 3)):
        if plant.nodes[node].kind != "genset":
            key -= rng.randint(0, plant.nodes[node].count) * layout.units[node]
    if rng.random() < 0.5:
        for node in (i for i, one in enumerate(plant.nodes) if one.kind == "feed"):
            key -= layout.units_in(key, node) * layout.units[node]
        for node in plant.gensets:
            if rng.random() < 0.7:
                key += rng.randint(1, plant.nodes[node].count) * layout.units[node] - layout.opened[node]
    key += sum(place for place in layout.heat if rng.random() < 0.5)
    several = (layout.charged, layout.running, layout.stocked)
    return key - sum(place for places in several for place in places if rng.random() < 0.15)


def some_failures(records: SupplyRecords, key: int, rng: random.Random) -> list[Beside]:
    plant, places = records.plant, records.layout.units
    sources = {"genset", "feed", "upstream"}
    up = [
        i for i, one in enumerate(plant.nodes) if one.kind not in sources and records.layout.units_in(key, i)
    ]
    nodes = rng.sample(up, rng.randint(1, 3))
    return [Beside(i, plant.nodes[i].name, places[i], places[i]) for i in nodes]


def unlike(records: SupplyRecords, seed: int, count: int) -> tuple[int, int, int]:
    """Of so many states how often the same was told, that it differs, and what is not so."""
    rng = random.Random(seed)
    told = {True: 0, False: 0}
    wrong = 0
    for _ in range(count):
        key = some_key(records, rng)
        failed = some_failures(records, key, rng)
        found = is_the_same(records, key, out_together(records.plant, failed))
        without = key - sum(one.units for one in failed)
        wrong += found != (records.judge(key) is records.judge(without))
        told[found] += 1
    return told[True], told[False], wrong


@pytest.mark.parametrize(
    "file", ["", "thai-nguyen-finished", "da-nang-it-park-finished", "reference-site", "qtsc"]
)
def test_it_is_what_judging_the_state_would_tell(file: str) -> None:
    site = read_scenario(SCENARIOS / f"{file}.yaml") if file else scenario_from_text(TIGHT)
    same, other, wrong = unlike(records_of(site), 1, 400)
    assert not wrong
    assert same > 40
    assert other > 40


def test_most_of_it_is_told_without_judging() -> None:
    records, rng = records_of(scenario_from_text(TIGHT)), random.Random(2)
    judged = 0
    for _ in range(200):
        key = some_key(records, rng)
        before = len(records.by_key)
        is_the_same(records, key, out_together(records.plant, some_failures(records, key, rng)[:1]))
        judged += len(records.by_key) > before
    assert 0 < judged < 100


sparing = spare._sparing
FAULTS = {
    "whoever has two units can spare one": lambda plant, flows: [
        i for i, up in enumerate(flows[0][0].units) if up > 1 and i not in plant.gensets
    ],
    "only the flow of the state itself is looked at": lambda plant, flows: sparing(plant, flows[:1]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare, "_sparing", FAULTS[fault])
    assert unlike(records_of(scenario_from_text(TIGHT)), 1, 2000)[2]


def test_heat_that_is_not_looked_at_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare.Spare, "moves_the_same", lambda self, nodes: True)
    assert unlike(records_of(scenario_from_text(TIGHT)), 1, 400)[2]


# ---------------------------------------------------------------------- in hot weather

WAVE = "weather: {wave: {hits: [], per_year: 1, duration_h: 5, ambient_c: 55}}"
HOT = (
    TIGHT.replace("be out}", "be out, design_ambient_c: 40}")
    .replace("grid: {feeds", f"grid: {{{WAVE}, feeds")
    .replace("rating_mw: 1.5, fuel", "rating_mw: 1.5, derate_per_c: 0.01, derate_above_c: 40, fuel")
)


def less_of_everything(self: Plant, ambient_c: float) -> Plant:
    """In heat all that has a rating gives less, and not gensets alone."""
    nodes = (replace(one, rating_w=one.rating_w and one.rating_w * 7 // 10) for one in self.nodes)
    return replace(self, nodes=tuple(nodes))


def test_what_can_be_spared_is_that_of_the_weather(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault planted where it must not matter: were more than gensets weaker, it would still be the same."""
    monkeypatch.setattr(Plant, "_at", less_of_everything)
    records = records_of(scenario_from_text(HOT))
    assert records.layout.heat
    same, other, wrong = unlike(records, 1, 1000)
    assert not wrong
    assert same > 100
    assert other > 100
