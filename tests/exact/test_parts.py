"""What is certain of a set of states, and the parts it falls into."""

from __future__ import annotations

from pathlib import Path

from dcsim.exact.known import Cell, Known
from dcsim.exact.parts import Part, parts
from dcsim.exact.reach import Reach
from dcsim.exact.targets import targets_of
from dcsim.plant import Plant, build
from dcsim.scenario import read_scenario
from tests.plant.written import scenario

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios" / "reference-site.yaml"


class States:
    """Sets of states of a plant, by name; groups not named may have any number of units up."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.reach = Reach(plant, full_stores=False)

    def known(self, **units: int | tuple[int, int]) -> Known:
        low = [0 if node.kind != "feed" else 1 for node in self.plant.nodes]
        high = [0 if node.kind == "genset" else node.count for node in self.plant.nodes]
        for name, found in units.items():
            i = self.plant.index[name.replace("_", "-")]
            low[i], high[i] = (found, found) if isinstance(found, int) else found
        return Known(self.reach, Cell(tuple(low), tuple(high)))

    def parts(self, known: Known) -> list[Part]:
        return parts(self.reach, known, targets_of(self.plant, range(len(self.plant.halls))))

    def names(self, part: Part) -> set[str]:
        return {self.plant.nodes[i].name for i in part.groups}


def side(letter: str, up: bool = True) -> dict[str, int]:
    counts = {"mv": 1, "ats": 1, "tx": 8, "ups": 10, "lv": 1}
    return {f"{name}_{letter}": count * up for name, count in counts.items()}


def reference() -> States:
    return States(build(read_scenario(REFERENCE).model))


def test_at_first_power_is_one_part() -> None:
    """Twelve halls and the chillers hang together; pumps and air handlers stand alone."""
    states = reference()
    found = states.parts(states.known(grid=1, feed_a=1, feed_b=1))
    assert sorted(part.targets.bit_count() for part in found) == [1, 1, 13]


def test_halls_fall_apart_below_certain_sides() -> None:
    states = reference()
    found = states.parts(states.known(grid=1, **side("a"), **side("b")))
    assert len(found) == 12 + 3
    assert {"pdu-5a", "pdu-5b"} in [states.names(part) for part in found]
    assert {"chillers"} in [states.names(part) for part in found]


def test_it_is_all_one_why_a_side_is_lost() -> None:
    """A dead board or a dead switch: the same parts, worked out once."""
    states = reference()
    one = states.known(grid=1, **side("b"), **side("a") | {"mv_a": 0})
    other = states.known(grid=1, **side("b"), **side("a") | {"ats_a": 0})
    keys, others = ([part.key(known) for part in states.parts(known)] for known in (one, other))
    assert len(keys) == 12 + 3
    assert keys == others


def leaning() -> States:
    """Two halls that lean on the board of the third when their UPS is lost."""
    cords = ["ups", "board"]
    return States(
        build(
            scenario(
                feeds={"mains": {}},
                power={
                    "ups": {"kind": "ups", "rating_mw": 9.0, "fed_by": ["mains"]},
                    "board": {"kind": "switchgear", "count": 2, "rating_mw": 3.0, "fed_by": ["mains"]},
                },
                halls={
                    "one": {"it_mw": 1.0, "cords": cords},
                    "two": {"it_mw": 1.0, "cords": cords},
                    "three": {"it_mw": 1.5, "cords": ["board"]},
                },
            )
        )
    )


def test_who_leans_on_a_board_is_not_all_one() -> None:
    """The third hall hangs on the same open group in both, yet may lose it to a trip in one of them."""
    states = leaning()
    board = states.plant.index["board"]
    shared, alone = states.known(ups=1), states.known(ups=0)
    assert shared.may_trip == frozenset()
    assert alone.may_trip == {board}
    third = 1 << 2
    keys = [parts(states.reach, known, third)[0].key(known) for known in (shared, alone)]
    assert keys[0] != keys[1]
    assert all(states.names(parts(states.reach, known, third)[0]) == {"board"} for known in (shared, alone))


def test_bounds_of_load() -> None:
    """With the UPS certain the board gets half of what hangs on both, else perhaps all."""
    states = leaning()
    board = states.plant.index["board"]
    for known, most in ((states.known(ups=1), 2_500_000), (states.known(), 3_500_000)):
        assert most <= known.load.most_w[board] <= most + 10
    assert states.known().safe_units(board) == 2
