"""Fuel burnt by the sets on line, along a maker's chart, and how much of it in all."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from dcsim.plant.fuel import Burn
from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from dcsim.scenario.model import Fuel, Genset
from tests.engine.made import run

CHART = {"25 %": 162.1, "50 %": 273.3, "75 %": 391.8, "100 %": 537.2}
SITE = """
horizon: {{hours: 200}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [1], duration_h: 150}}}}
power:
  gensets: {{kind: genset, count: 4, rating_mw: 2, fail_to_start: 0, mttf_h: {life}, mttr_h: {{law: fixed, value: 20}},
            start_s: 0, sync_s: 0{more}, fuel: {{{fuel}}}}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, gensets]}}
halls: {{hall: {{it_mw: {it_mw}, cords: [board]}}}}
"""
IN_LITRES = "usable_m3: 100000, litres_per_h: {25 %: 162.1, 50 %: 273.3, 75 %: 391.8, 100 %: 537.2}"


def site(**changes: object) -> str:
    values = {"life": "never", "more": "", "fuel": IN_LITRES, "it_mw": 2}
    return SITE.format(**{**values, **changes})


def litres(sets: int, watts: int, fuel: str = IN_LITRES, derate: float = 1.0) -> float:
    """Litres an hour of so many sets that carry so much."""
    text = "format: 1\nsite: {name: made}\n" + site(fuel=fuel, more=f", derate: {derate}")
    spec = scenario_from_text(text).model.power["gensets"]
    assert isinstance(spec, Genset)
    assert isinstance(spec.fuel, Fuel)
    return 1000 * Burn(spec, spec.fuel, 0).rate(watts, sets, True)


def burn(load: float, fuel: str = IN_LITRES, derate: float = 1.0) -> float:
    """Litres an hour of one of the sets at this share of its rating."""
    return litres(1, round(load * 2e6), fuel, derate)


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (0.25, 162.1),
        (0.5, 273.3),
        (0.6, 320.7),  # 273.3 + 0.4 x (391.8 - 273.3)
        (0.75, 391.8),
        (1.0, 537.2),
        (0.1, 95.38),  # 162.1 - 0.6 x (273.3 - 162.1): the line through the two lowest points goes on
        (0.0, 50.9),
        (1.1, 595.36),  # 537.2 + 0.4 x (537.2 - 391.8)
    ],
)
def test_straight_lines_through_the_points_of_the_chart(load: float, expected: float) -> None:
    assert burn(load) == pytest.approx(expected, rel=1e-12)


def test_a_chart_never_gives_fuel_back() -> None:
    assert burn(0.0, "usable_m3: 10, litres_per_h: {50 %: 100, 100 %: 300}") == 0.0


def test_the_chart_is_by_the_rating_before_heat() -> None:
    """1.5 MW of a set of 2 MW is 75 % of what the maker rated, however hot it is."""
    assert burn(0.75, derate=0.8) == pytest.approx(391.8)


def on_line(result: BlockResult) -> Iterator[tuple[float, int]]:
    """(hours, sets on line) of each stretch in which the load is on them."""
    sets, since = 0, 1.0
    for event in result.events:
        if event.kind in ("on-line", "failed-running") and event.time_h < 151:
            yield event.time_h - since, sets
            since = event.time_h
            sets += 1 if event.kind == "on-line" else -1
    yield 151 - since, sets


@pytest.mark.parametrize("seed", range(5))
def test_the_burn_follows_the_number_of_sets_that_share_the_load(seed: int) -> None:
    """2 MW on 1 to 4 sets that fail about every 40 h: a set lost or back changes the burn at once."""
    result = run(site(life=40), seed=seed)
    stretches = [(hours, sets) for hours, sets in on_line(result) if hours > 0]
    assert len({sets for _, sets in stretches}) > 1
    burnt = [hours * litres(sets, 2_000_000) for hours, sets in stretches if sets]
    assert result.groups["gensets"].fuel_m3 == pytest.approx(math.fsum(burnt) / 1000, rel=1e-9)


def test_no_cubic_metres_where_the_tank_is_in_hours() -> None:
    assert run(site(fuel="tank_h: 500")).groups["gensets"].fuel_m3 == 0.0


def test_what_is_burnt_is_what_was_there_and_what_trucks_brought() -> None:
    """2 MW on 4 sets at a quarter burn 0.6484 m³/h, a truck brings 1 m³ every 2 h from 10 h after the loss on."""
    more = (
        "usable_m3: 20, lead_h: 10, trucks_per_day: 12, truck_m3: 1, litres_per_h: {25 %: 162.1, 50 %: 273.3}"
    )
    result = run(site(fuel=more).replace("hours: 200", "hours: 41"))
    # loss at 1, trucks at 11, 13 … 39; that of 41 would come at the end of the horizon
    assert [e.time_h for e in result.events if e.kind == "truck"] == [float(h) for h in range(11, 41, 2)]
    burnt = 40 * 4 * 162.1 / 1000
    assert result.groups["gensets"].fuel_m3 == pytest.approx(burnt, rel=1e-12)
    (left,) = (one.level for one in result.levels if one.store == "gensets/fuel" and one.time_h == 39)
    assert left == pytest.approx((20 + 15 - 38 * 4 * 162.1 / 1000) / 20)
