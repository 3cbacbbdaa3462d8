"""The power chain in real numbers: by hand, and against the flows of the plant in whole watts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcsim.measures.energy.losses import per_mw_of_consumers, wires
from dcsim.plant import build, settled
from dcsim.plant.supply import served
from dcsim.scenario import scenario_from_text
from tests.plant.random_plants import random_plant

TIED = """
format: 1
site: {name: Tied, it_recovery_h: 0}
horizon: {years: 1}
grid: {feeds: {east: {mttf_h: never, upstream: []}, west: {mttf_h: never, upstream: []}}}
power:
  tx-a: {kind: transformer, efficiency: 0.98, mttf_h: never, fed_by: [east]}
  tx-b: {kind: transformer, efficiency: 0.96, mttf_h: never, fed_by: [west]}
  a: {kind: switchgear, mttf_h: never, fed_by: [tx-a]}
  b: {kind: switchgear, mttf_h: never, fed_by: [tx-b]}
  tie: {kind: bus_tie, between: [a, b], normally: NORMALLY, mttf_h: never}
halls:
  one: {it_mw: 1, cords: [a]}
  two: {it_mw: 1, cords: [a, b], share: {a: 3, b: 1}}
"""


def per_mw(text: str) -> dict[str, float]:
    return per_mw_of_consumers(build(scenario_from_text(text).model))


def test_cords_share_what_is_lost_on_the_way():
    found = per_mw(TIED.replace("NORMALLY", "open"))
    assert found["one"] == pytest.approx(1 / 0.98)
    assert found["two"] == pytest.approx(0.75 / 0.98 + 0.25 / 0.96)


def test_boards_of_a_closed_tie_share_all_inputs():
    both = (1 / 0.98 + 1 / 0.96) / 2
    assert per_mw(TIED.replace("NORMALLY", "closed")) == pytest.approx({"one": both, "two": both})


@pytest.mark.parametrize("seed", range(40))
def test_it_is_the_flow_of_the_plant(seed):
    """Every node carries the same as in whole watts, to what sharing and losses round: a watt for each."""
    plant = build(random_plant(seed))
    flow = served(plant, settled(plant, replace(plant.normal, charged=(False,) * len(plant.batteries))))
    made = wires(plant)
    # what every consumer is served, for a plant may have halls that no mains reach
    given = made.given_mw([watts / 1e6 for watts in flow.served_w])
    ties = {tie.node for tie in plant.ties} | {end for tie in plant.ties for end in (tie.a, tie.b)}
    requires = {up for node in plant.nodes for up in node.requires}
    for i, watts in enumerate(flow.carried_w):
        if i not in ties | requires:
            assert given[i] * 1e6 == pytest.approx(watts, abs=len(plant.nodes))


@pytest.mark.parametrize("seed", range(40))
def test_from_the_sources_down_and_from_the_cords_up_is_the_same(seed):
    """Power at the sources, by what every MW needs and by adding up what is handed on; with losses of 3 %."""
    model = random_plant(seed)
    lossy = {
        name: group.model_copy(update={"efficiency": 0.97}) if hasattr(group, "efficiency") else group
        for name, group in model.power.items()
    }
    plant = build(model.model_copy(update={"power": lossy}))
    made = wires(plant)
    needed = made.needed_per_mw()
    at_cords = [made.at_cords(one.inputs, needed) for one in plant.consumers]
    demand = [0.0 if per_mw is None else 1.0 + n for n, per_mw in enumerate(at_cords)]
    given = made.given_mw(demand)
    sources = sum(given[i] for i, node in enumerate(plant.nodes) if node.kind == "feed")
    assert sources == pytest.approx(
        sum(mw * (per_mw or 0) for mw, per_mw in zip(demand, at_cords, strict=True))
    )
