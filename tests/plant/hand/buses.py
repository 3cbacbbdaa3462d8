"""Boards joined by ties: one bus, the tie's flow the net transfer."""

from __future__ import annotations

from dcsim.scenario.model import ScenarioModel

from ..written import scenario
from .row import Row, when

# --- two boards and a tie of 1.0: hall-a 2.0 on mv-a, hall-b 0.8 on mv-b --------------------------------


def tied() -> ScenarioModel:
    return scenario(
        feeds={"east": {}, "west": {}},
        power={
            "mv-a": {"kind": "switchgear", "fed_by": ["east"]},
            "mv-b": {"kind": "switchgear", "fed_by": ["west"]},
            "tie": {"kind": "bus_tie", "between": ["mv-a", "mv-b"], "rating_mw": 1.0},
        },
        halls={
            "hall-a": {"it_mw": 2.0, "cords": ["mv-a"]},
            "hall-b": {"it_mw": 0.8, "cords": ["mv-b"]},
        },
    )


def chain() -> ScenarioModel:
    """Three boards in a row, 1.0 on each; a on feed x, b on u, c on y and z."""
    return scenario(
        feeds={"u": {}, "x": {}, "y": {}, "z": {}},
        power={
            "a": {"kind": "switchgear", "fed_by": ["x"]},
            "b": {"kind": "switchgear", "fed_by": ["u"]},
            "c": {"kind": "switchgear", "fed_by": ["y", "z"]},
            "tie-ab": {"kind": "bus_tie", "between": ["a", "b"], "normally": "closed"},
            "tie-bc": {"kind": "bus_tie", "between": ["c", "b"], "normally": "closed"},
        },
        halls={f"hall-{n}": {"it_mw": 1.0, "cords": [n]} for n in "abc"},
    )


def weighted_bus(share_x: float, share_y: float) -> ScenarioModel:
    """Board a on x and y with weights, board b on z without (that is 1); the tie is closed."""
    return scenario(
        feeds={"x": {}, "y": {}, "z": {}},
        power={
            "a": {"kind": "switchgear", "fed_by": ["x", "y"], "share": {"x": share_x, "y": share_y}},
            "b": {"kind": "switchgear", "fed_by": ["z"]},
            "tie": {"kind": "bus_tie", "between": ["a", "b"], "normally": "closed"},
        },
        halls={"hall-a": {"it_mw": 2.0, "cords": ["a"]}, "hall-b": {"it_mw": 2.0, "cords": ["b"]}},
    )


def bus_with_one_feed_twice(first: str, second: str) -> ScenarioModel:
    """Two tied boards written in this order, east on both, west on b; 1 W on a, 3 W on b."""
    fed_by = {"a": ["east"], "b": ["east", "west"]}
    boards = {name: {"kind": "switchgear", "fed_by": fed_by[name]} for name in (first, second)}
    return scenario(
        feeds={"east": {}, "west": {}},
        power={**boards, "tie": {"kind": "bus_tie", "between": ["a", "b"], "normally": "closed"}},
        halls={"hall-a": {"it_mw": 1e-6, "cords": ["a"]}, "hall-b": {"it_mw": 3e-6, "cords": ["b"]}},
    )


TIES = [
    Row(
        "tie open: each board its own feed",
        tied(),
        {"hall-a": 2.0, "hall-b": 0.8},
        {"east": 2.0, "west": 0.8, "mv-a": 2.0, "mv-b": 0.8, "tie": 0},
    ),
    Row(
        "tie open, west lost: its board is dark",
        tied(),
        {"hall-a": 2.0, "hall-b": 0},
        {"east": 2.0, "west": 0, "mv-b": 0, "tie": 0},
        when(units={"west": 0}),
    ),
    # 2.8 over two feeds = 1.4 each; mv-a asks 2.0 and has 1.4: 0.6 comes over the tie; mv-b gives 0.8 + 0.6
    Row(
        "tie closed: one bus, net transfer 0.6",
        tied(),
        {"hall-a": 2.0, "hall-b": 0.8},
        {"east": 1.4, "west": 1.4, "mv-a": 2.0, "mv-b": 1.4, "tie": 0.6},
        when(closed_ties={"tie": True}),
    ),
    # mv-a gives its own 2.0 and 0.8 over the tie
    Row(
        "tie closed, west lost: 0.8 over the tie",
        tied(),
        {"hall-a": 2.0, "hall-b": 0.8},
        {"east": 2.8, "west": 0, "mv-a": 2.8, "mv-b": 0.8, "tie": 0.8},
        when(units={"west": 0}, closed_ties={"tie": True}),
    ),
    Row(
        "tie closed, east lost: 2.0 over a tie of 1.0, which trips",
        tied(),
        {"hall-a": 2.0, "hall-b": 0.8},
        {"east": 0, "west": 2.8, "mv-a": 2.0, "mv-b": 2.8, "tie": 2.0},
        when(units={"east": 0}, closed_ties={"tie": True}),
        overloaded={"tie"},
        trips=[{"tie"}],
        served_at_last={"hall-a": 0, "hall-b": 0.8},
    ),
    Row(
        "tie closed but broken: as open",
        tied(),
        {"hall-a": 0, "hall-b": 0.8},
        {"west": 0.8, "tie": 0},
        when(units={"east": 0, "tie": 0}, closed_ties={"tie": True}),
    ),
    Row(
        "tie closed, one board out: not part of the bus",
        tied(),
        {"hall-a": 2.0, "hall-b": 0},
        {"east": 2.0, "west": 0, "mv-b": 0, "tie": 0},
        when(units={"mv-b": 0}, closed_ties={"tie": True}),
    ),
    # 3.0 over u, x, y, z = 0.75 each: a and b lack 0.25 each, c has 0.5 more than it asks
    Row(
        "three boards in a row, all well",
        chain(),
        {"hall-a": 1.0, "hall-b": 1.0, "hall-c": 1.0},
        {"x": 0.75, "u": 0.75, "y": 0.75, "tie-ab": 0.25, "tie-bc": 0.5, "a": 1.0, "b": 1.25, "c": 1.5},
    ),
    # u is lost. 3.0 over x, y, z = 1.0 each: a has what it asks, b takes 1.0 from c, which has 2.0
    Row(
        "three boards in a row, the middle feed lost",
        chain(),
        {"hall-a": 1.0, "hall-b": 1.0, "hall-c": 1.0},
        {"x": 1.0, "y": 1.0, "z": 1.0, "tie-ab": 0, "tie-bc": 1.0, "a": 1.0, "b": 1.0, "c": 2.0},
        when(units={"u": 0}),
    ),
    # 3.0 over y and z: b hands 1.0 on to a and keeps 1.0, so c exports 2.0
    Row(
        "three boards in a row, two feeds lost: through the middle",
        chain(),
        {"hall-a": 1.0, "hall-b": 1.0, "hall-c": 1.0},
        {"y": 1.5, "z": 1.5, "tie-ab": 1.0, "tie-bc": 2.0, "a": 1.0, "b": 2.0, "c": 3.0},
        when(units={"u": 0, "x": 0}),
    ),
    # both ties are closed on a dead bar: a is alone with x, c alone with y and z
    Row(
        "three boards in a row, the middle one out: two buses",
        chain(),
        {"hall-a": 1.0, "hall-b": 0, "hall-c": 1.0},
        {"x": 1.0, "y": 0.5, "z": 0.5, "tie-ab": 0, "tie-bc": 0, "a": 1.0, "b": 0, "c": 1.0},
        when(units={"b": 0}),
    ),
    # weights x 2, y 1, z 1: of 4.0 x has 2.0, y 1.0, z 1.0; a asks 2.0 and has 3.0: 1.0 to b
    Row(
        "weights over a bus",
        weighted_bus(2.0, 1.0),
        {"hall-a": 2.0, "hall-b": 2.0},
        {"x": 2.0, "y": 1.0, "z": 1.0, "tie": 1.0, "a": 3.0, "b": 2.0},
    ),
    # weights x 0.5, y 0.5, z 1: of 4.0 x has 1.0, y 1.0, z 2.0: nothing over the tie
    Row(
        "weights below one over a bus",
        weighted_bus(0.5, 0.5),
        {"hall-a": 2.0, "hall-b": 2.0},
        {"x": 1.0, "y": 1.0, "z": 2.0, "tie": 0, "a": 2.0, "b": 2.0},
    ),
    # 4 W over three ways: 1 W each, the watt over to the first by name, east into a (2 W); a asks 1 W, so 1 W
    # goes over the tie to b, which asks 3 W and has 1 W of east and 1 W of west
    Row(
        "one feed on both tied boards: the remainder enters the first board by name",
        bus_with_one_feed_twice("a", "b"),
        {"hall-a": 1e-6, "hall-b": 3e-6},
        {"east": 3e-6, "west": 1e-6, "a": 2e-6, "b": 3e-6, "tie": 1e-6},
    ),
    Row(
        "one feed on both tied boards: the order in the file does not matter",
        bus_with_one_feed_twice("b", "a"),
        {"hall-a": 1e-6, "hall-b": 3e-6},
        {"east": 3e-6, "west": 1e-6, "a": 2e-6, "b": 3e-6, "tie": 1e-6},
    ),
]

ROWS = [*TIES]
