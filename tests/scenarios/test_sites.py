"""The arithmetic of the other sites' files at full build-out: what their comments claim, from their numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dcsim.scenario import Scenario, read_scenario
from dcsim.scenario.model import Genset, Transformer, Ups
from tests.scenarios.design_day import hall_mw

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Claim(NamedTuple):
    """What the comments of a file say of its design day, its sets and its tank."""

    site: str
    it_mw: float
    design_mw: float
    needed: int
    spare: int
    tank_h: float
    from_article: str


CLAIMS = (
    Claim("binh-duong", 22, 33.93, 15, 1, 24, "PLVN, Aug/Sep 2024"),
    Claim("qtsc", 3, 4.63, 4, 1, 24, "6 Dec 2025"),
    Claim("yen-binh", 12, 18.51, 8, 1, 48, "6 Dec 2025"),
    Claim("da-nang-hi-tech-park", 10, 15.42, 7, 1, 48, "undated, after 2021"),
    Claim("da-nang-software-park-2", 1, 1.54, 2, 1, 24, "undated, after 2021"),
    Claim("da-nang-ioc", 0.3, 0.462, 1, 1, 72, "undated, after 2021"),
)
NAMES = [claim.site for claim in CLAIMS]
PATHS_PER_HALL = {"da-nang-software-park-2": 1}
"""Cords of each hall; two where not said."""


def site(name: str) -> Scenario:
    return read_scenario(SCENARIOS / f"{name}.yaml")


def gensets(scenario: Scenario) -> Genset:
    group = scenario.model.power["gensets"]
    assert isinstance(group, Genset)
    return group


def design_day_mw(scenario: Scenario) -> float:
    model = scenario.model
    halls = [hall_mw(model, hall) for hall in model.halls.values()]
    loads = [load.mw for load in model.loads.values()]
    return math.fsum((*halls, *loads, *(group.draw_mw for group in model.cooling.values())))


@pytest.mark.parametrize("claim", CLAIMS, ids=NAMES)
def test_gensets_carry_the_design_day_with_their_spare(claim: Claim) -> None:
    scenario = site(claim.site)
    sets = gensets(scenario)
    assert math.fsum(hall.it_mw for hall in scenario.model.halls.values()) == pytest.approx(claim.it_mw)
    assert design_day_mw(scenario) == pytest.approx(claim.design_mw, abs=0.006)
    assert math.ceil(claim.design_mw / ((sets.rating_mw or 0) * sets.derate)) == claim.needed
    assert sets.count == claim.needed + claim.spare


@pytest.mark.parametrize("claim", CLAIMS, ids=NAMES)
def test_tank_lasts_its_hours_on_the_design_day(claim: Claim) -> None:
    sets = gensets(site(claim.site))
    assert sets.fuel is not None
    idle, linear, square = sets.fuel.burn_curve
    rated_mw = sets.count * (sets.rating_mw or 0) * sets.derate
    load = claim.design_mw / rated_mw
    burnt = rated_mw * (idle + linear * load + square * load**2)  # m3 an hour
    assert 0.995 * claim.tank_h <= (sets.fuel.usable_m3 or 0) / burnt <= 1.04 * claim.tank_h


@pytest.mark.parametrize("name", NAMES)
def test_each_path_alone_carries_its_hall_and_what_hangs_on_its_ups(name: str) -> None:
    model = site(name).model
    power: Mapping[str, Any] = model.power
    for hall in model.halls.values():
        assert len(hall.cords) == PATHS_PER_HALL.get(name, 2)
        for cord in hall.cords:
            (ups_name,) = power[cord].fed_by
            ups = power[ups_name]
            (tx_name,) = ups.fed_by
            transformer = power[tx_name]
            assert isinstance(ups, Ups)
            assert isinstance(transformer, Transformer)
            beside = [group.draw_mw for group in model.cooling.values() if ups_name in group.fed_by]
            assert (power[cord].rating_mw or 0) * power[cord].count >= hall.it_mw
            carried = hall.it_mw / 0.985 + math.fsum(beside)  # what the cord loses on top
            assert ups.count * (ups.rating_mw or 0) >= carried
            rating = (transformer.rating_mva or 0) * (transformer.power_factor or 0)
            assert transformer.count * rating >= carried / 0.955  # and the UPS


@pytest.mark.parametrize("name", NAMES)
def test_recharge_loads_are_what_all_batteries_take(name: str) -> None:
    model = site(name).model
    batteries = [group for group in model.power.values() if isinstance(group, Ups)]
    taken = math.fsum(u.count * (u.rating_mw or 0) * u.battery_min / u.recharge_min for u in batteries)
    loads = [load.mw for load_name, load in model.loads.items() if load_name.startswith("battery-recharge")]
    assert math.fsum(loads) == pytest.approx(taken, rel=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_cooling_carries_the_heat_without_a_board_or_a_spare(name: str) -> None:
    model = site(name).model
    heat = math.fsum(hall.it_mw * hall.heat_per_it for hall in model.halls.values())
    for hall in model.halls.values():
        for group_name in hall.cooled_by:
            group = model.cooling[group_name]
            if not hasattr(group, "rating_mw_th") or group.kind == "buffer":
                continue
            lost = max(group.split.values()) if group.split else 1
            own = any("ups-" in fed for fed in group.fed_by)
            needed = hall.it_mw * hall.heat_per_it if own else heat
            assert (group.count - lost) * (group.rating_mw_th or 0) >= needed - 1e-9, group_name


@pytest.mark.parametrize("name", NAMES)
def test_liquid_is_moved_with_one_unit_less(name: str) -> None:
    model = site(name).model
    for hall in model.halls.values():
        if hall.liquid is not None:
            units = model.cooling[hall.liquid.cooled_by[0]]
            heat = hall.it_mw * hall.heat_per_it * hall.liquid.fraction
            assert (units.count - 1) * (getattr(units, "rating_mw_th", None) or 0) >= heat - 1e-9


@pytest.mark.parametrize("claim", CLAIMS, ids=NAMES)
def test_every_fact_keeps_its_kind_of_source(claim: Claim) -> None:
    text = (SCENARIOS / f"{claim.site}.yaml").read_text(encoding="utf-8")
    for word in ("[article]", "[published]", "[assumption]", claim.from_article):
        assert word in text


@pytest.mark.parametrize("name", ["qtsc", "yen-binh"])
def test_shed_order_is_that_of_the_shared_services(name: str) -> None:
    """AI training first, then start-ups, laboratory, cloud, government: the highest priority number goes first."""
    scenario = site(name)
    shed = gensets(scenario).shed
    assert shed is not None
    order = sorted(shed.tenants, key=lambda tenant: -scenario.model.tenants[tenant].priority)
    kinds = list(dict.fromkeys(re.sub(r"-\d\w?$", "", tenant) for tenant in order))
    assert kinds == ["ai-training", "startups", "chip-lab", "cloud", "government"]
