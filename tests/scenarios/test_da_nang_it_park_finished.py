"""The arithmetic of scenarios/da-nang-it-park-finished.yaml: what its comments claim, worked out from its numbers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from dcsim.scenario import Scenario, read_scenario
from dcsim.scenario.model import Genset, Transformer, Ups

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "da-nang-it-park-finished.yaml"
SITE = read_scenario(FILE)


def site(variant: str | None) -> Scenario:
    return SITE if variant is None else SITE.variant(variant)


def gensets(scenario: Scenario) -> Genset:
    group = scenario.model.power["gensets"]
    assert isinstance(group, Genset)
    return group


def design_day_mw(scenario: Scenario) -> float:
    """IT, cooling and loads: all that hangs on the generators, with the factory where it shares them."""
    model = scenario.model
    loads = [load.mw for load in model.loads.values() if load.fed_by != ("park",)]
    it = [hall.it_mw for hall in model.halls.values()]
    return math.fsum((*it, *loads, *(group.draw_mw for group in model.cooling.values())))


@pytest.mark.parametrize(
    ("variant", "load", "needed", "spare"),
    [
        (None, 21.56, 10, 1),
        ("gensets-n", 21.56, 10, 0),
        ("gensets-2n", 21.56, 10, 10),
        ("park-sets-n", 24.56, 11, 0),
        ("park-sets-n1", 24.56, 11, 1),
        ("factory-on-loop", 21.56, 10, 1),
    ],
)
def test_gensets_are_as_many_as_their_variant_says(
    variant: str | None, load: float, needed: int, spare: int
) -> None:
    scenario = site(variant)
    sets = gensets(scenario)
    assert design_day_mw(scenario) == pytest.approx(load)
    assert math.ceil(load / ((sets.rating_mw or 0) * sets.derate)) == needed
    assert sets.count == needed + spare


@pytest.mark.parametrize(
    ("variant", "hours"),
    [(None, 48), ("fuel-24h", 24), ("fuel-72h", 72), ("park-sets-n", 48), ("park-sets-n1", 48)],
)
def test_tank_lasts_the_hours_its_variant_says(variant: str | None, hours: float) -> None:
    sets = gensets(site(variant))
    assert sets.fuel is not None
    idle, linear, square = sets.fuel.burn_curve
    rated_mw = sets.count * (sets.rating_mw or 0) * sets.derate
    load = design_day_mw(site(variant)) / rated_mw
    burnt = rated_mw * (idle + linear * load + square * load**2)  # m3 an hour
    assert hours <= (sets.fuel.usable_m3 or 0) / burnt <= 1.04 * hours


def test_capacity_is_the_budget_by_a_published_price() -> None:
    assert math.fsum(hall.it_mw for hall in SITE.model.halls.values()) == math.floor(100 / 6.94)


@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.parametrize("hall", ["a", "b", "c"])
def test_one_side_carries_its_hall_and_fans(hall: str, side: str) -> None:
    model = SITE.model
    fans = [model.cooling[f"{kind}-{hall}"] for kind in ("pumps", "air-handlers")]
    carried = model.halls[f"hall-{hall}"].it_mw + math.fsum(group.draw_mw for group in fans)
    transformer, ups = model.power[f"tx-{hall}{side}"], model.power[f"ups-{hall}{side}"]
    assert isinstance(transformer, Transformer)
    assert isinstance(ups, Ups)
    assert transformer.count * (transformer.rating_mva or 0) * (transformer.power_factor or 0) >= carried
    assert ups.count * (ups.rating_mw or 0) >= carried
    assert all(f"ups-{hall}{side}" in group.fed_by for group in fans)


def test_recharge_load_is_what_all_batteries_take() -> None:
    batteries = [group for group in SITE.model.power.values() if isinstance(group, Ups)]
    taken = math.fsum(u.count * (u.rating_mw or 0) * u.battery_min / u.recharge_min for u in batteries)
    loads = [load.mw for name, load in SITE.model.loads.items() if name.startswith("battery-recharge-")]
    assert math.fsum(loads) == pytest.approx(taken)


def test_cooling_carries_the_heat_with_two_spare_machines() -> None:
    model = SITE.model
    heat = math.fsum(hall.it_mw * hall.heat_per_it for hall in model.halls.values())
    for name in ("chillers", "towers"):
        group: Any = model.cooling[name]
        assert group.split is not None
        assert set(group.split.values()) == {2}  # the loss of one of four boards takes two
        assert (group.count - 2) * (group.rating_mw_th or 0) >= heat


@pytest.mark.parametrize("hall", ["a", "b", "c"])
def test_pumps_and_air_handlers_carry_their_hall_with_spares(hall: str) -> None:
    heat = SITE.model.halls[f"hall-{hall}"].it_mw * 1.05
    for kind, spare in (("pumps", 1), ("air-handlers", 2)):
        group: Any = SITE.model.cooling[f"{kind}-{hall}"]
        assert (group.count - spare) * (group.rating_mw_th or 0) >= heat


@pytest.mark.parametrize("variant", [None, *SITE.variants])
def test_one_board_and_one_feed_carry_the_whole_site(variant: str | None) -> None:
    model = site(variant).model
    everything = math.fsum(load.mw for load in model.loads.values())
    everything += math.fsum(hall.it_mw for hall in model.halls.values())
    everything += math.fsum(group.draw_mw for group in model.cooling.values())
    assert min(feed.rating_mw or 0 for feed in model.grid.feeds.values()) > everything
    for name in ("mv-a", "mv-b"):
        board: Any = model.power[name]
        assert (board.rating_mw or 0) > design_day_mw(site(variant))


def test_every_fact_keeps_its_kind_of_source() -> None:
    text = FILE.read_text(encoding="utf-8")
    for word in ("[article]", "[published]", "[assumption]", "23 Nov 2021"):
        assert word in text
