"""The arithmetic of scenarios/thai-nguyen-finished.yaml: what its comments claim, worked out from its numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dcsim.scenario.model import ScenarioModel

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "thai-nguyen-finished.yaml"
AS_WRITTEN: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
VARIANTS = (None, *AS_WRITTEN["variants"])


def patched(document: Any, patch: Any) -> Any:
    """The document after an RFC 7396 merge patch, written out plainly here on purpose."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(document) if isinstance(document, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


def site(variant: str | None) -> dict[str, Any]:
    return AS_WRITTEN if variant is None else patched(AS_WRITTEN, AS_WRITTEN["variants"][variant])


def fixed_mw(document: dict[str, Any]) -> float:
    return math.fsum(load["mw"] for load in document["loads"].values())


def cooling_mw(document: dict[str, Any]) -> float:
    return math.fsum(group["draw_mw"] for group in document["cooling"].values())


def heat_mw(document: dict[str, Any]) -> float:
    return math.fsum(hall["it_mw"] * hall["heat_per_it"] for hall in document["halls"].values())


def litres_per_h(document: dict[str, Any]) -> float:
    """What all sets together burn on the design day, by the chart of the language's default."""
    sets = document["power"]["gensets"]
    rated_kw = sets["count"] * genset_mw(document) * 1000
    load = design_day_mw(document) * 1000 / rated_kw
    return float(rated_kw * (0.0364 + 0.1633 * load + 0.0684 * load**2))


def recharge_mw(document: dict[str, Any]) -> float:
    loads = document["loads"].items()
    return math.fsum(load["mw"] for name, load in loads if name.startswith("battery-recharge-"))


def it_mw(document: dict[str, Any]) -> float:
    return math.fsum(hall["it_mw"] for hall in document["halls"].values())


def design_day_mw(document: dict[str, Any]) -> float:
    return it_mw(document) + cooling_mw(document) + fixed_mw(document)


def genset_mw(document: dict[str, Any]) -> float:
    sets = document["power"]["gensets"]
    return float(sets["rating_mw"] * sets["derate"])


def test_design_day_is_it_cooling_and_three_fixed_loads() -> None:
    assert it_mw(AS_WRITTEN) == 20.0
    assert cooling_mw(AS_WRITTEN) == pytest.approx(6.8)
    assert fixed_mw(AS_WRITTEN) == pytest.approx(4.0)
    assert design_day_mw(AS_WRITTEN) == pytest.approx(4 * 7.7)  # four phases of 5 MW IT


def test_design_day_pue_without_recharge() -> None:
    besides = design_day_mw(AS_WRITTEN) - 20.0 - recharge_mw(AS_WRITTEN)
    assert (20.0 + besides) / 20.0 == pytest.approx(1.44)


@pytest.mark.parametrize(
    ("variant", "needed", "spare"),
    [
        (None, 13, 1),
        ("gensets-n", 13, 0),
        ("gensets-n2", 13, 2),
        ("gensets-2n", 13, 13),
        ("facility-20mw", 10, 1),
    ],
)
def test_gensets_are_as_many_as_their_variant_says(variant: str | None, needed: int, spare: int) -> None:
    document = site(variant)
    assert math.ceil(design_day_mw(document) / genset_mw(document)) == needed
    assert document["power"]["gensets"]["count"] == needed + spare


def test_facility_variant_scales_everything_alike() -> None:
    facility = site("facility-20mw")
    assert it_mw(facility) == 14.0
    for name, load in facility["loads"].items():
        assert load["mw"] == pytest.approx(AS_WRITTEN["loads"][name]["mw"] * 14 / 20)
    for name, group in facility["cooling"].items():
        assert group["draw_mw"] == pytest.approx(AS_WRITTEN["cooling"][name]["draw_mw"] * 14 / 20)


@pytest.mark.parametrize(
    ("variant", "hours"),
    [
        (None, 48),
        ("fuel-12h", 12),
        ("fuel-24h", 24),
        ("fuel-72h", 72),
        ("facility-20mw", 48),
    ],
)
def test_tank_lasts_the_hours_its_variant_says(variant: str | None, hours: float) -> None:
    document = site(variant)
    tank = document["power"]["gensets"]["fuel"]["usable_m3"]
    assert hours <= tank * 1000 / litres_per_h(document) <= 1.03 * hours


def test_ten_trucks_a_day_bring_what_the_site_burns() -> None:
    fuel = site("ten-trucks")["power"]["gensets"]["fuel"]
    assert fuel["trucks_per_day"] * fuel["truck_m3"] * 1000 > 24 * litres_per_h(AS_WRITTEN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_chillers_and_towers_carry_the_heat_without_one_of_four_boards(variant: str | None) -> None:
    document = site(variant)
    for name in ("chillers", "towers"):
        group = document["cooling"][name]
        assert sum(group["split"].values()) == group["count"]
        left = group["count"] - max(group["split"].values())
        assert left * group["rating_mw_th"] >= heat_mw(document) - 1e-9


@pytest.mark.parametrize("variant", VARIANTS)
def test_pumps_and_air_handlers_carry_their_hall_with_one_out(variant: str | None) -> None:
    document = site(variant)
    for hall in document["halls"].values():
        for name in hall["cooled_by"][:2]:
            group = document["cooling"][name]
            heat = hall["it_mw"] * hall["heat_per_it"]
            assert (group["count"] - 1) * group["rating_mw_th"] >= heat


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_board_and_one_feed_carry_the_whole_site(variant: str | None) -> None:
    document = site(variant)
    boards = [document["power"][name]["rating_mw"] for name in ("mv-a", "mv-b")]
    feeds = [feed["rating_mw"] for feed in document["grid"]["feeds"].values()]
    assert min(boards + feeds) > design_day_mw(document)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_side_of_each_hall_carries_it_with_a_spare_module_and_transformer(variant: str | None) -> None:
    document = site(variant)
    power = document["power"]
    for hall, said in document["halls"].items():
        for side in "ab":
            place = f"{hall.removeprefix('hall-')}{side}"
            assert f"pdu-{place}" in said["cords"]
            transformer, ups, pdu = (power[f"{kind}-{place}"] for kind in ("tx", "ups", "pdu"))
            transformer_mw = transformer["rating_mva"] * transformer["power_factor"]
            number = hall.removeprefix("hall-")
            fans = [document["cooling"][f"{kind}-{number}"] for kind in ("pumps", "air-handlers")]
            assert all(f"ups-{place}" in group["fed_by"] for group in fans)
            carried = said["it_mw"] + math.fsum(group["draw_mw"] for group in fans)
            assert (transformer["count"] - 1) * transformer_mw >= carried
            assert (ups["count"] - 1) * ups["rating_mw"] >= carried
            assert pdu["count"] * pdu["rating_mw"] >= said["it_mw"]


@pytest.mark.parametrize("variant", [None, "facility-20mw"])
def test_recharge_load_is_what_all_batteries_take(variant: str | None) -> None:
    document = site(variant)
    taken = math.fsum(
        group["count"] * group["rating_mw"] * group["battery_min"] / group["recharge_min"]
        for group in document["power"].values()
        if group["kind"] == "ups"
    )
    assert recharge_mw(document) == pytest.approx(taken, rel=0.005)


def test_one_substation_leaves_no_trace_of_the_other() -> None:
    grid = site("one-substation")["grid"]
    assert "substation-2" not in grid["upstream"]
    assert all("substation-1" in feed["upstream"] for feed in grid["feeds"].values())


def test_every_fact_keeps_its_kind_of_source() -> None:
    text = FILE.read_text(encoding="utf-8")
    for word in ("[article]", "[published]", "[assumption]", "nongnghiepmoitruong.vn"):
        assert word in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_only_names_that_the_language_has(variant: str | None) -> None:
    document = site(variant)
    assert set(document) <= set(ScenarioModel.model_fields)
    known = {*document["power"], *document["grid"]["feeds"], *document["grid"]["upstream"]}
    for group in document["power"].values():
        inputs = group.get("fed_by") or group.get("transfer", {}).get("from") or []
        assert set(inputs) <= known
