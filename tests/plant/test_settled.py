"""Where switches and ties go by themselves, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dcsim.scenario.model import ScenarioModel

from .adapter import PlantRoom
from .hand.row import when
from .judge import Condition
from .written import scenario


def switched() -> ScenarioModel:
    """Two boards, each on its own feed, then the other feed, then gensets; a switch below prefers mv-a."""
    return scenario(
        feeds={"east": {}, "west": {}},
        power={
            "gensets": {"kind": "genset", "rating_mw": 2.0},
            "mv-a": {"kind": "switchgear", "transfer": {"from": ["east", "west", "gensets"]}},
            "mv-b": {"kind": "switchgear", "transfer": {"from": ["west", "east", "gensets"]}},
            "ats": {"kind": "ats", "transfer": {"from": ["mv-a", "mv-b"]}},
        },
        halls={"hall": {"it_mw": 1.0, "cords": ["ats"]}},
    )


@pytest.mark.parametrize(
    ("condition", "positions"),
    [
        (when(), {"mv-a": "east", "mv-b": "west", "ats": "mv-a"}),
        (when(units={"east": 0}), {"mv-a": "west", "mv-b": "west", "ats": "mv-a"}),
        (when(units={"east": 0, "west": 0, "gensets": 1}), {"mv-a": "gensets", "mv-b": "gensets"}),
        # nothing is live: all stay where they are
        (when(units={"east": 0, "west": 0}), {"mv-a": "east", "mv-b": "west", "ats": "mv-a"}),
        (when(units={"east": 0, "west": 0}, closed_input={"mv-a": "gensets"}), {"mv-a": "gensets"}),
        # the preferred input is back
        (when(closed_input={"mv-a": "gensets", "ats": "mv-b"}), {"mv-a": "east", "ats": "mv-a"}),
        # open between two positions
        (when(closed_input={"ats": None}), {"ats": "mv-a"}),
        # a board that is out moves nothing, and who hangs on it goes elsewhere
        (when(units={"mv-a": 0, "east": 0}), {"mv-a": "east", "ats": "mv-b"}),
        (when(tripped={"mv-a"}), {"ats": "mv-b"}),
    ],
)
def test_switches_go_to_their_first_live_input(
    condition: Condition, positions: Mapping[str, str | None]
) -> None:
    settled = PlantRoom.of(switched()).settled(condition)
    assert {name: settled.closed_input[name] for name in positions} == positions


def tied(closes_when: str | None) -> ScenarioModel:
    """Three boards in a row on feeds x, y, z, with a tie between each two neighbours."""
    tie = {"kind": "bus_tie", "closes_when": closes_when}
    return scenario(
        feeds={"x": {}, "y": {}, "z": {}},
        power={
            "a": {"kind": "switchgear", "fed_by": ["x"]},
            "b": {"kind": "switchgear", "fed_by": ["y"]},
            "c": {"kind": "switchgear", "fed_by": ["z"]},
            "tie-ab": {**tie, "between": ["a", "b"]},
            "tie-bc": {**tie, "between": ["b", "c"]},
        },
        halls={f"hall-{board}": {"it_mw": 1.0, "cords": [board]} for board in "abc"},
    )


@pytest.mark.parametrize(
    ("condition", "closed"),
    [
        (when(), ""),
        (when(units={"x": 0}), "ab"),
        # b is dead, c too: first a-b, then b-c
        (when(units={"y": 0, "z": 0}), "ab bc"),
        # all dead: nothing to gain
        (when(units={"x": 0, "y": 0, "z": 0}), ""),
        # own supply is back on both sides
        (when(closed_ties={"tie-ab": True}), ""),
        # the dead board is out itself, or the tie is
        (when(units={"x": 0, "a": 0}), ""),
        (when(units={"x": 0, "tie-ab": 0}), ""),
        # a board that is out stays dark, and so does what only it could reach
        (when(units={"x": 0, "b": 0}), ""),
    ],
)
def test_ties_close_beside_one_dead_board(condition: Condition, closed: str) -> None:
    settled = PlantRoom.of(tied("one-side-dead")).settled(condition)
    assert {tie for tie, is_closed in settled.closed_ties.items() if is_closed} == {
        f"tie-{pair}" for pair in closed.split()
    }


def test_a_tie_without_a_rule_stays() -> None:
    room = PlantRoom.of(tied(None))
    for is_closed in (True, False):
        condition = when(units={"x": 0}, closed_ties={"tie-ab": is_closed, "tie-bc": False})
        assert room.settled(condition).closed_ties == condition.closed_ties


def test_the_middle_board_of_three_comes_to_rest() -> None:
    """Between two live neighbours a dead board takes power from one or both, and that is the end of it."""
    room = PlantRoom.of(tied("one-side-dead"))
    settled = room.settled(when(units={"y": 0}))
    assert any(settled.closed_ties.values())
    assert room.settled(settled) == settled
    assert room.observed(settled).served_w["hall-b"] == 1_000_000
