"""Static parts small enough for a closed form."""

from __future__ import annotations

from typing import Any

import pytest

from dcsim.errors import UsageError
from dcsim.exact import Static, Steady, k_of_n, parallel, series, static_part, unit
from dcsim.plant import Plant, build
from dcsim.scenario import scenario_from_text
from dcsim.scenario.model import HeatMover
from tests.plant.written import scenario

HOURS = 8760.0
MAINS: dict[str, dict[str, Any]] = {"mains": {}}
UNIT = unit(1000, 20)


def life(mttf_h: float, mttr_h: float) -> dict[str, float]:
    return {"mttf_h": mttf_h, "mttr_h": mttr_h}


def plant(power: dict[str, dict[str, Any]], **halls: dict[str, Any]) -> Plant:
    return build(scenario(feeds=MAINS, power=power, halls=halls))


def element(*inputs: str, **more: Any) -> dict[str, Any]:
    return {"kind": "element", "fed_by": list(inputs), **more}


def assert_same(found: Static, expected: Steady) -> None:
    assert found.is_exact
    assert found.unavailability == pytest.approx(expected.unavailability, rel=1e-12)
    assert found.failures_per_h == pytest.approx(expected.failures_per_h, rel=1e-12)


def test_single_path() -> None:
    """Utility or running genset (as elements, the source being perfect), switch, board, UPS, PDU."""
    found = static_part(
        plant(
            {
                "utility": element("mains", **life(4380, 4)),
                "genset": element("mains", **life(1700, 37)),
                "switch": {"kind": "ats", "transfer": {"from": ["utility", "genset"]}, **life(150000, 6)},
                "board": {"kind": "switchgear", "fed_by": ["switch"], **life(200000, 8)},
                "ups": {"kind": "ups", "rating_mw": 1.0, "fed_by": ["board"], **life(50000, 12)},
                "pdu": {"kind": "pdu", "fed_by": ["ups"], **life(300000, 6)},
            },
            hall={"it_mw": 1.0, "cords": ["pdu"]},
        )
    )
    assert found.unavailability == pytest.approx(0.0003593403199, rel=1e-9)
    assert found.failures_per_h * HOURS == pytest.approx(0.3536385512, rel=1e-9)
    assert found.mean_down_h == pytest.approx(found.unavailability / found.failures_per_h)


@pytest.mark.parametrize(
    ("needed", "count", "mttf_h", "mttr_h", "unavailability", "per_year"),
    [(2, 3, 10000, 100, 0.0002921476345, 0.05101421818), (5, 6, 1700, 37, 0.006428605225, 2.956813006)],
)
@pytest.mark.parametrize("by_rating", [False, True])
def test_k_of_n(
    needed: int,
    count: int,
    mttf_h: float,
    mttr_h: float,
    unavailability: float,
    per_year: float,
    by_rating: bool,
) -> None:
    """Said by `needed`, or left to the load and the rating."""
    how = {"rating_mw": 6.0 / needed} if by_rating else {"needed": needed}
    group = element("mains", count=count, **how, **life(mttf_h, mttr_h))
    found = static_part(plant({"group": group}, hall={"it_mw": 6.0, "cords": ["group"]}))
    assert found.unavailability == pytest.approx(unavailability, rel=1e-9)
    assert found.failures_per_h * HOURS == pytest.approx(per_year, rel=1e-9)


def test_three_boards_that_cannot_move_load() -> None:
    """Ideal flow would bear the loss of one board of three; equal shares put 1.1 MW on one of the others."""
    boards = {
        name: {"kind": "switchgear", "rating_mw": 1.0, "fed_by": ["mains"], **life(1000, 20)}
        for name in "abc"
    }
    site = plant(
        boards,
        one={"it_mw": 0.8, "cords": ["a", "b"]},
        two={"it_mw": 0.6, "cords": ["b", "c"]},
        three={"it_mw": 0.6, "cords": ["c", "a"]},
    )
    # Without c, a and b carry 1.0 each and hold. Without a (or b) the other gets 1.1, trips, and all is lost.
    expected = series([UNIT, UNIT])
    assert_same(static_part(site), expected)


def test_a_cord_that_does_harm() -> None:
    """0.8 MW on boards of 1 and 0.5 MW, 0.4 MW on the small one alone: its hall lives while the cord is down."""
    site = plant(
        {
            "large": {"kind": "switchgear", "rating_mw": 1.0, "fed_by": ["mains"]},
            "small": {"kind": "switchgear", "rating_mw": 0.5, "fed_by": ["mains"], **life(1000, 20)},
            "cord": element("small", **life(500, 100)),
        },
        dual={"it_mw": 0.8, "cords": ["large", "cord"]},
        single={"it_mw": 0.4, "cords": ["small"]},
    )
    cord_down = Steady(unit(500, 100).availability, unit(500, 100).failures_per_h)
    assert_same(static_part(site, "single"), series([UNIT, cord_down]))
    assert static_part(site, "dual").unavailability == 0.0


def test_one_unit_less_may_help() -> None:
    """With both units up the board trips, after 60 s; with one the load behind it trips first, after 10 s."""
    site = build(
        scenario(
            feeds=MAINS,
            power={
                "board": {"kind": "switchgear", "rating_mw": 2.0, "fed_by": ["mains"]},
                "pair": element("board", count=2, rating_mw=1.0, overload_s=10.0, **life(1000, 20)),
            },
            loads={"load": {"mw": 1.5, "fed_by": ["pair"]}},
            halls={"hall": {"it_mw": 1.0, "cords": ["board"]}},
        )
    )
    up = UNIT.availability
    assert_same(static_part(site), Steady(up * up, 2 * up * UNIT.failures_per_h))


def test_who_shares_a_board_matters() -> None:
    """The third hall hangs on the board alone, and loses it when the others lean on it with one unit up."""
    site = plant(
        {
            "ups": {"kind": "ups", "rating_mw": 9.0, "fed_by": ["mains"], **life(1000, 20)},
            "spare": {"kind": "switchgear", "fed_by": ["mains"], **life(1000, 20)},
            "board": {
                "kind": "switchgear",
                "count": 2,
                "rating_mw": 3.0,
                "fed_by": ["mains"],
                **life(1000, 20),
            },
        },
        one={"it_mw": 1.0, "cords": ["ups", "spare", "board"]},
        two={"it_mw": 1.0, "cords": ["ups", "spare", "board"]},
        three={"it_mw": 1.5, "cords": ["board"]},
    )
    leaning = parallel([UNIT, UNIT])
    one_up = 2 * UNIT.availability * UNIT.unavailability
    lost = UNIT.unavailability**2
    found = static_part(site, "three")
    assert found.unavailability == pytest.approx(lost + one_up * leaning.unavailability, rel=1e-12)
    by_board = (
        2
        * UNIT.failures_per_h
        * (UNIT.unavailability * leaning.availability + UNIT.availability * leaning.unavailability)
    )
    assert found.failures_per_h == pytest.approx(by_board + one_up * leaning.failures_per_h, rel=1e-12)


def test_a_tie_takes_over() -> None:
    """Two lines to two boards, an automatic tie between them that carries one board."""
    line = element("mains", **life(1000, 20))
    board = {"kind": "switchgear"}
    site = plant(
        {
            "line-a": line,
            "line-b": line,
            "board-a": {**board, "fed_by": ["line-a"]},
            "board-b": {**board, "fed_by": ["line-b"]},
            "tie": {
                "kind": "bus_tie",
                "between": ["board-a", "board-b"],
                "closes_when": "one-side-dead",
                "rating_mw": 1.0,
                **life(1000, 20),
            },
        },
        one={"it_mw": 1.0, "cords": ["board-a"]},
        two={"it_mw": 1.0, "cords": ["board-b"]},
    )
    assert_same(static_part(site, "one"), parallel([UNIT, series([UNIT, UNIT])]))
    assert_same(static_part(site), k_of_n(2, 3, UNIT))  # both lines, or one and the tie


def test_parts_of_a_split_group_count_together() -> None:
    """Three of four chillers on two boards: a lost board takes two away."""
    board = {"kind": "switchgear", "fed_by": ["mains"], **life(1000, 20)}
    model = scenario(
        feeds=MAINS, power={"a": board, "b": board}, halls={"hall": {"it_mw": 1.0, "cords": ["a", "b"]}}
    )
    chillers = {
        "kind": "chiller",
        "count": 4,
        "needed": 3,
        "split": {"a": 2, "b": 2},
        "restart_min": 5.0,
        **life(1000, 20),
    }
    data = {"chillers": HeatMover.model_validate(chillers)}
    hall = model.halls["hall"].model_copy(update={"cooled_by": ("chillers",)})
    cooled = model.model_copy(update={"cooling": data, "halls": {"hall": hall}})
    assert_same(static_part(build(cooled)), series([UNIT, UNIT, k_of_n(3, 4, UNIT)]))


WET = """
format: 1
site: {name: wet}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power: {board: {kind: element, mttf_h: never, fed_by: [mains]}}
cooling:
  chillers: {kind: chiller, count: 2, rating_mw_th: 2, mttf_h: 1000, mttr_h: 20}
  tank: {kind: buffer, store_mw_min: 30, replaces: [chillers], mttf_h: 1000, mttr_h: 20}
  towers:
    {kind: heat_rejection, mttf_h: 1000, mttr_h: 20,
     water: {usable_m3: 90, makeup: [city, wells], makeup_m3_h: 9}}
  city: {kind: water_supply, mttf_h: 1000, mttr_h: 20}
  wells: {kind: water_supply, count: 3, needed: 2, mttf_h: 1000, mttr_h: 20}
  cdu: {kind: cdu, count: 3, needed: 2, mttf_h: 1000, mttr_h: 20}
halls:
  hall:
    it_mw: 3
    cords: [board]
    cooled_by: [tank, chillers, towers]
    liquid: {fraction: 0.5, cooled_by: [cdu, towers]}
"""


def test_cold_stores_do_not_help_in_the_long_run() -> None:
    """1.5 MW by air need one chiller of two, 3 MW the towers with water from the city or two wells of three."""
    site = build(scenario_from_text(WET).model)
    water = parallel([UNIT, k_of_n(2, 3, UNIT)])
    blocks = [k_of_n(1, 2, UNIT), UNIT, water, k_of_n(2, 3, UNIT)]
    assert_same(static_part(site), series(blocks))


def test_water_that_is_never_enough() -> None:
    """3 MW need 5.4 m³ an hour: with 5 the site cannot be cooled for long."""
    site = build(scenario_from_text(WET.replace("makeup_m3_h: 9", "makeup_m3_h: 5")).model)
    assert static_part(site).unavailability == 1


def test_full_stores_hide_what_stands_before_a_ups() -> None:
    site = plant(
        {
            "line": element("mains", **life(1000, 20)),
            "ups": {"kind": "ups", "rating_mw": 1.0, "fed_by": ["line"], **life(5000, 10)},
        },
        hall={"it_mw": 1.0, "cords": ["ups"]},
    )
    assert_same(static_part(site), series([UNIT, unit(5000, 10)]))
    assert_same(static_part(site, full_stores=True), unit(5000, 10))


def test_what_never_fails_and_what_is_never_repaired() -> None:
    lasting = plant({"line": element("mains")}, hall={"it_mw": 1.0, "cords": ["line"]})
    found = static_part(lasting)
    assert (found.unavailability, found.failures_per_h, found.mean_down_h) == (0.0, 0.0, 0.0)
    lost = plant(
        {"line": element("mains", mttf_h=100.0, mttr_h="never")}, hall={"it_mw": 1.0, "cords": ["line"]}
    )
    found = static_part(lost)
    assert (found.unavailability, found.failures_per_h, found.mean_down_h) == (1.0, 0.0, float("inf"))


def test_sources_do_not_fail_here() -> None:
    site = build(
        scenario(
            upstream={"line": life(10, 10)},
            feeds={"mains": {"upstream": ["line"], **life(10, 10)}},
            power={"pdu": {"kind": "pdu", "fed_by": ["mains"], **life(1000, 20)}},
            halls={"hall": {"it_mw": 1.0, "cords": ["pdu"]}},
        )
    )
    assert_same(static_part(site), UNIT)


def test_a_hall_that_is_not_there() -> None:
    site = plant({"line": element("mains")}, hall={"it_mw": 1.0, "cords": ["line"]})
    with pytest.raises(UsageError, match="no hall 'cellar'; it has hall"):
        static_part(site, "cellar")


def test_a_site_of_many_halls() -> None:
    """A hundred halls on two PDUs each: closed form, and no trouble with depth."""
    pdu = {"kind": "pdu", "fed_by": ["mains"], **life(1000, 20)}
    power = {f"pdu-{i}{side}": pdu for i in range(100) for side in "ab"}
    halls = {f"hall-{i}": {"it_mw": 1.0, "cords": [f"pdu-{i}a", f"pdu-{i}b"]} for i in range(100)}
    assert_same(static_part(plant(power, **halls)), series([parallel([UNIT, UNIT])] * 100))
