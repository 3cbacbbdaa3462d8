"""Losses: what a group takes in is what it carries, divided by its efficiency."""

from __future__ import annotations

from typing import Any

from dcsim.scenario.model import ScenarioModel

from ..written import scenario
from .row import Row, when


def one_chain(hall_mw: float, **transformer: Any) -> ScenarioModel:
    """A feed, a transformer of 98 %, a UPS of 95 %, a hall."""
    return scenario(
        feeds={"grid": {}},
        power={
            "tx": {"kind": "transformer", "efficiency": 0.98, "fed_by": ["grid"], **transformer},
            "ups": {"kind": "ups", "rating_mw": 4.0, "efficiency": 0.95, "fed_by": ["tx"]},
        },
        halls={"hall": {"it_mw": hall_mw, "cords": ["ups"]}},
    )


def tied_boards() -> ScenarioModel:
    """Two boards of 90 % on one bus; only the second has a feed."""
    board = {"kind": "switchgear", "efficiency": 0.9}
    return scenario(
        feeds={"gone": {}, "grid": {}},
        power={
            "first": {**board, "fed_by": ["gone"]},
            "second": {**board, "fed_by": ["grid"]},
            "tie": {"kind": "bus_tie", "between": ["first", "second"], "normally": "closed"},
        },
        halls={"one": {"it_mw": 0.9, "cords": ["first"]}, "two": {"it_mw": 0.45, "cords": ["second"]}},
    )


ROWS = [
    # 1.862 / 0.95 = 1.96, 1.96 / 0.98 = 2.0
    Row(
        "losses add up along the way",
        one_chain(1.862),
        served={"hall": 1.862},
        carried={"ups": 1.862, "tx": 1.96, "grid": 2.0},
    ),
    # a rating is of the output: 1.96 is more than 1.95
    Row(
        "losses below a group are part of its load",
        one_chain(1.862, rating_mw=1.95, overload_s=10.0),
        served={"hall": 1.862},
        carried={"ups": 1.862, "tx": 1.96, "grid": 2.0},
        overloaded={"tx"},
        trips=[{"tx"}],
        served_at_last={"hall": 1.862},  # from the battery
    ),
    Row(
        "a battery gives what its UPS carries",
        one_chain(1.862),
        condition=when(units={"grid": 0}),
        served={"hall": 1.862},
        carried={"ups": 1.862, "tx": 0, "grid": 0},
        drain={"ups": 1.862},
    ),
    # 1 W / 0.95 = 1.05..., up to 2 W; 2 W / 0.98 = 2.04..., up to 3 W
    Row(
        "to whole watts, upwards",
        one_chain(1e-6),
        served={"hall": 1e-6},
        carried={"ups": 1e-6, "tx": 2e-6, "grid": 3e-6},
    ),
    # the first board takes in 0.9 / 0.9 = 1.0, all over the tie; the second 0.45 / 0.9 = 0.5 for its own:
    # the feed gives 1.5; the second carries its own 0.45 and the 1.0 it hands on
    Row(
        "what goes over a tie has the losses of the board it goes to",
        tied_boards(),
        condition=when(units={"gone": 0}),
        served={"one": 0.9, "two": 0.45},
        carried={"first": 0.9, "second": 1.45, "tie": 1.0, "grid": 1.5, "gone": 0},
    ),
]
