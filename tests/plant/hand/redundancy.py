"""2N, N+1, 3N/2 and catcher: who carries what when something is lost."""

from __future__ import annotations

from dcsim.scenario.model import ScenarioModel

from ..written import scenario
from .row import Row, when

# --- 2N: each side can carry all; hall 3.0 on both sides -----------------------------------------------


def two_sides(modules: int, battery_min: float = 10.0) -> ScenarioModel:
    ups = {"kind": "ups", "count": modules, "rating_mw": 1.0, "battery_min": battery_min}
    return scenario(
        feeds={"east": {}, "west": {}},
        power={"ups-a": {**ups, "fed_by": ["east"]}, "ups-b": {**ups, "fed_by": ["west"]}},
        halls={"hall": {"it_mw": 3.0, "cords": ["ups-a", "ups-b"]}},
    )


TWO_SIDES = [
    # 3.0 / 2 cords = 1.5 on each side
    Row(
        "2N, all well",
        two_sides(4),
        served={"hall": 3.0},
        carried={"ups-a": 1.5, "ups-b": 1.5, "east": 1.5, "west": 1.5},
    ),
    Row(
        "2N, one side lost: the other carries all",
        two_sides(4),
        condition=when(units={"ups-a": 0}),
        served={"hall": 3.0},
        carried={"ups-a": 0, "ups-b": 3.0, "east": 0, "west": 3.0},
    ),
    # two modules left: 2.0 is more than 1.5
    Row(
        "2N, half of one side lost: still shared equally",
        two_sides(4),
        condition=when(units={"ups-a": 2}),
        served={"hall": 3.0},
        carried={"ups-a": 1.5, "ups-b": 1.5},
    ),
    # the feed is gone, the battery is not: side a goes on with its half and asks nothing of the feed
    Row(
        "2N, one feed lost, battery full",
        two_sides(4),
        condition=when(units={"east": 0}),
        served={"hall": 3.0},
        carried={"ups-a": 1.5, "ups-b": 1.5, "east": 0, "west": 1.5},
        drain={"ups-a": 1.5},
    ),
    Row(
        "2N, one feed lost, battery empty",
        two_sides(4),
        condition=when(units={"east": 0}, battery={"ups-a": False}),
        served={"hall": 3.0},
        carried={"ups-a": 0, "ups-b": 3.0, "east": 0, "west": 3.0},
    ),
    Row(
        "2N, one feed lost, a UPS that has no battery",
        two_sides(4, battery_min=0.0),
        condition=when(units={"east": 0}),
        served={"hall": 3.0},
        carried={"ups-a": 0, "ups-b": 3.0},
    ),
    Row(
        "2N, both feeds lost: both batteries",
        two_sides(4),
        condition=when(units={"east": 0, "west": 0}),
        served={"hall": 3.0},
        carried={"ups-a": 1.5, "ups-b": 1.5, "east": 0, "west": 0},
        drain={"ups-a": 1.5, "ups-b": 1.5},
    ),
    Row(
        "2N, both feeds lost and both batteries empty",
        two_sides(4),
        condition=when(units={"east": 0, "west": 0}, battery={"ups-a": False, "ups-b": False}),
        served={"hall": 0},
        carried={"ups-a": 0, "ups-b": 0, "east": 0, "west": 0},
    ),
    # 2 x 1.0 a side: 1.5 fits, 3.0 does not
    Row("half-rated sides, all well", two_sides(2), served={"hall": 3.0}, carried={"ups-a": 1.5}),
    Row(
        "half-rated sides, one lost: the other trips",
        two_sides(2),
        condition=when(units={"ups-a": 0}),
        served={"hall": 3.0},
        carried={"ups-b": 3.0},
        overloaded={"ups-b"},
        trips=[{"ups-b"}],
        served_at_last={"hall": 0},
    ),
]


# --- N+1 modules: 4 x 1.0 for a hall of 3.0 -------------------------------------------------------------


def modular() -> ScenarioModel:
    return scenario(
        feeds={"east": {}},
        power={"ups": {"kind": "ups", "count": 4, "rating_mw": 1.0, "fed_by": ["east"]}},
        halls={"hall": {"it_mw": 3.0, "cords": ["ups"]}},
    )


MODULES = [
    Row("N+1, one module lost", modular(), {"hall": 3.0}, {"ups": 3.0}, when(units={"ups": 3})),
    # 2 x 1.0 < 3.0
    Row(
        "N+1, two modules lost",
        modular(),
        {"hall": 3.0},
        {"ups": 3.0, "east": 3.0},
        when(units={"ups": 2}),
        overloaded={"ups"},
        trips=[{"ups"}],
        served_at_last={"hall": 0},
    ),
    # the margin is 1 kW and not a watt more: 1.001 on 1 x 1.0
    Row(
        "1 kW above the rating is borne",
        modular(),
        {"hall": 1.001},
        {"ups": 1.001},
        when(units={"ups": 1}, demand={"hall": 1_001_000}),
    ),
    Row(
        "1 kW and 1 W above the rating is not",
        modular(),
        {"hall": 1.001001},
        {"ups": 1.001001},
        when(units={"ups": 1}, demand={"hall": 1_001_001}),
        overloaded={"ups"},
        trips=[{"ups"}],
        served_at_last={"hall": 0},
    ),
]


# --- three boards of 1.0, each hall on two of them ------------------------------------------------------


def three_boards(ab: float, bc: float, ca: float) -> ScenarioModel:
    board = {"kind": "switchgear", "rating_mw": 1.0, "fed_by": ["east"]}
    return scenario(
        feeds={"east": {}},
        power={"a": board, "b": board, "c": board},
        halls={
            "ab": {"it_mw": ab, "cords": ["a", "b"]},
            "bc": {"it_mw": bc, "cords": ["b", "c"]},
            "ca": {"it_mw": ca, "cords": ["c", "a"]},
        },
    )


THREE_BOARDS = [
    # every board 0.3 + 0.3
    Row(
        "3N/2, all well",
        three_boards(0.6, 0.6, 0.6),
        {"ab": 0.6, "bc": 0.6, "ca": 0.6},
        {"a": 0.6, "b": 0.6, "c": 0.6, "east": 1.8},
    ),
    # b: all 0.6 of ab, half 0.3 of bc; c: all 0.6 of ca, half 0.3 of bc
    Row(
        "3N/2, one lost: the other two 0.9 each",
        three_boards(0.6, 0.6, 0.6),
        {"ab": 0.6, "bc": 0.6, "ca": 0.6},
        {"a": 0, "b": 0.9, "c": 0.9},
        when(units={"a": 0}),
    ),
    # b: 0.8 of ab + 0.3 of bc = 1.1, trips; c: 0.6 of ca + 0.3 of bc = 0.9.
    # Then ab has no live cord, bc is on c alone: c = 0.6 + 0.6 = 1.2, trips. (Ideal flow: bc gives b 0.2 and
    # c 0.4, both boards 1.0, all 2.0 served.)
    Row(
        "3N/2 unbalanced, one lost: equal sharing brings all down",
        three_boards(0.8, 0.6, 0.6),
        {"ab": 0.8, "bc": 0.6, "ca": 0.6},
        {"b": 1.1, "c": 0.9},
        when(units={"a": 0}),
        overloaded={"b"},
        trips=[{"b"}, {"c"}],
        served_at_last={"ab": 0, "bc": 0, "ca": 0},
    ),
    # the step in between
    Row(
        "3N/2 unbalanced, a and b gone",
        three_boards(0.8, 0.6, 0.6),
        {"ab": 0, "bc": 0.6, "ca": 0.6},
        {"b": 0, "c": 1.2},
        when(units={"a": 0}, tripped={"b"}),
        overloaded={"c"},
        trips=[{"c"}],
        served_at_last={"ab": 0, "bc": 0, "ca": 0},
    ),
]


# --- catcher: three primary UPS of 1.0, one reserve UPS of 1.0 behind a static switch per hall ----------


def catcher() -> ScenarioModel:
    ups = {"kind": "ups", "rating_mw": 1.0, "battery_min": 0.0, "fed_by": ["east"]}
    numbers = (1, 2, 3)
    switches = {f"sts-{n}": {"kind": "sts", "transfer": {"from": [f"ups-{n}", "reserve"]}} for n in numbers}
    return scenario(
        feeds={"east": {}},
        power={**{f"ups-{n}": ups for n in numbers}, "reserve": ups, **switches},
        halls={f"hall-{n}": {"it_mw": 0.9, "cords": [f"sts-{n}"]} for n in numbers},
    )


CATCHER = [
    Row(
        "catcher, all well: the reserve idles",
        catcher(),
        {"hall-1": 0.9, "hall-2": 0.9, "hall-3": 0.9},
        {"ups-1": 0.9, "ups-2": 0.9, "ups-3": 0.9, "reserve": 0, "east": 2.7},
    ),
    Row(
        "catcher, one primary lost, before its switch has moved",
        catcher(),
        {"hall-1": 0, "hall-2": 0.9, "hall-3": 0.9},
        {"ups-1": 0, "sts-1": 0, "reserve": 0},
        when(units={"ups-1": 0}),
    ),
    Row(
        "catcher, one primary lost, its switch open between positions",
        catcher(),
        {"hall-1": 0, "hall-2": 0.9, "hall-3": 0.9},
        {"sts-1": 0, "reserve": 0},
        when(units={"ups-1": 0}, closed_input={"sts-1": None}),
    ),
    Row(
        "catcher, one primary lost and caught",
        catcher(),
        {"hall-1": 0.9, "hall-2": 0.9, "hall-3": 0.9},
        {"ups-1": 0, "sts-1": 0.9, "reserve": 0.9, "east": 2.7},
        when(units={"ups-1": 0}, closed_input={"sts-1": "reserve"}),
    ),
    # 0.9 + 0.9 = 1.8 on a reserve of 1.0: both caught halls fall, the third does not notice
    Row(
        "catcher, two primaries lost: the reserve trips",
        catcher(),
        {"hall-1": 0.9, "hall-2": 0.9, "hall-3": 0.9},
        {"reserve": 1.8, "ups-3": 0.9},
        when(units={"ups-1": 0, "ups-2": 0}, closed_input={"sts-1": "reserve", "sts-2": "reserve"}),
        overloaded={"reserve"},
        trips=[{"reserve"}],
        served_at_last={"hall-1": 0, "hall-2": 0, "hall-3": 0.9},
    ),
]

ROWS = [*TWO_SIDES, *MODULES, *THREE_BOARDS, *CATCHER]
