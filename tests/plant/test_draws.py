"""What cooling draws, by hand: in full, and while halls are empty or not there yet."""

from __future__ import annotations

from dcsim.plant import Plant, build
from dcsim.plant.cooling_draw import IDLE_SHARE, cooling_draw_w
from dcsim.plant.settle import tank_load_w
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {name: two halls}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 9}
  board: {kind: switchgear, efficiency: 0.96, transfer: {from: [mains, gensets], delay_s: 2}}
  mech: {kind: switchgear, fed_by: [board]}
cooling:
  chillers: {kind: chiller, count: 3, rating_mw_th: 3, draw_mw: 1.2, split: {board: 1, mech: 2}}
  towers: {kind: heat_rejection, count: 2, rating_mw_th: 6, cop: 21, fed_by: [board]}
halls:
  one: {it_mw: 2, heat_per_it: 1.05, cords: [board], cooled_by: [chillers, towers]}
  two: {it_mw: 4, heat_per_it: 1.05, cords: [board], cooled_by: [chillers, towers]}
"""


def plant() -> Plant:
    return build(scenario_from_text(SITE).model)


def _by_name(plant: Plant, draws: tuple[int, ...]) -> dict[str, int]:
    return {one.name: watts for one, watts in zip(plant.chillers, draws, strict=True)}


FULL = {"chillers@board": 400_000, "chillers@mech": 800_000, "towers": 300_000}
"""1.2 MW over three chillers; 6 MW × 1.05 / 21 = 0.3 MW."""


def test_with_every_hall_full() -> None:
    built = plant()
    units = tuple(node.count for node in built.nodes)
    assert {one.name: one.demand_w for one in built.chillers} == FULL
    assert _by_name(built, cooling_draw_w(built, units, (2e6, 4e6))) == FULL


def test_while_halls_are_empty() -> None:
    """Hall one half full and alone of the heat of both a third: 1.2 MW × (0.3 / 3 + 0.7 / 6) = 0.26 MW.

    The towers take 1.0 × 1.05 / 21 = 0.05 MW, and nothing without heat.
    """
    built = plant()
    units = tuple(node.count for node in built.nodes)
    assert IDLE_SHARE == 0.3
    found = _by_name(built, cooling_draw_w(built, units, (1e6, 0), {"one"}))
    assert found == {"chillers@board": 86_666, "chillers@mech": 173_333, "towers": 50_000}
    empty = _by_name(built, cooling_draw_w(built, units, (0, 0)))
    assert empty == {"chillers@board": 120_000, "chillers@mech": 240_000, "towers": 0}


def test_spread_over_units_in_service() -> None:
    built = plant()
    units = tuple(1 if node.name == "chillers@mech" else node.count for node in built.nodes)
    found = _by_name(built, cooling_draw_w(built, units, (2e6, 4e6)))
    assert (found["chillers@board"], found["chillers@mech"]) == (600_000, 600_000)
    none = tuple(0 if node.group == "chillers" else node.count for node in built.nodes)
    found = _by_name(built, cooling_draw_w(built, none, (2e6, 4e6)))
    assert (found["chillers@board"], found["chillers@mech"], found["towers"]) == (0, 0, 300_000)


def test_tanks_in_hours_go_by_the_load_with_its_losses() -> None:
    """6 MW of halls and 1.5 of cooling, 7.5 in all through the board of 96 %: 7.8125 MW on the sets."""
    built = plant()
    assert built.design_w == 7_500_000
    assert tank_load_w(built) == 7_812_500
