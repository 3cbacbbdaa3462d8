"""Random boards in rows and stars of ties, automatic and not, under loads that are nearly too much."""

from __future__ import annotations

import random
from typing import Any

from dcsim.plant import Plant, build
from tests.plant.written import scenario

from .enumeration import Life


def tied_boards(seed: int) -> Plant:
    """A plant of two to four tied boards, in which five or six groups fail."""
    rng = random.Random(f"tied {seed}")
    boards = [f"board-{n}" for n in range(rng.randint(2, 4))]
    lines = [f"line-{n}" for n in range(rng.randint(2, 3))]
    power: dict[str, dict[str, Any]] = {line: {"kind": "element", "fed_by": ["mains"]} for line in lines}
    power |= {board: {"kind": "switchgear", **_source(lines, rng)} for board in boards}
    for n in range(1, len(boards)):
        ends = [boards[n], boards[rng.randrange(n)]]
        power[f"tie-{n}"] = {"kind": "bus_tie", "between": ends, **_tie(rng)}
    for board in boards:
        power[f"pdu-{board}"] = {"kind": "pdu", "fed_by": [board], "count": rng.randint(1, 2)}
    for group in power.values():
        group |= _rated(rng, 0.6 if group["kind"] == "bus_tie" else 0.3)
    for name in rng.sample(list(power), 6):
        power[name] |= {"mttf_h": rng.uniform(100, 1000), "mttr_h": rng.uniform(20, 200)}
    halls = {
        f"hall-{n}": {"it_mw": rng.choice((0.4, 0.7, 1.0)), "cords": _cords(boards, rng)} for n in range(3)
    }
    return build(scenario(feeds={"mains": {}}, power=power, halls=halls))


def boards_that_remember() -> Plant:
    """Which tie feeds `middle`, and so whether `right` trips, hangs on what nobody draws power from.

    `middle` has lost its line. The ties of the plant close one at a time: if `far` has lost its line too, its
    tie goes first. By then `left` may have been taken over by `spare`, and feeds `middle`; or it is dead for
    a moment longer, until the switches above it have moved, and `middle` is fed from `right`, for good.
    """
    life = {"mttf_h": 500.0, "mttr_h": 100.0}
    line = {"kind": "element", "fed_by": ["mains"], **life}
    tie = {"kind": "bus_tie", "closes_when": "one-side-dead"}
    power: dict[str, dict[str, Any]] = {
        **dict.fromkeys(("first", "second", "spare", "line-middle", "line-far"), line),
        "upper": {"kind": "ats", "transfer": {"from": ["first", "mains"]}},
        "lower": {"kind": "ats", "transfer": {"from": ["second", "upper"]}},
        "left": {"kind": "switchgear", "transfer": {"from": ["lower", "spare"]}},
        "middle": {"kind": "switchgear", "fed_by": ["line-middle"]},
        "right": {"kind": "switchgear", "fed_by": ["mains"], "rating_mw": 1.0},
        "far": {"kind": "switchgear", "fed_by": ["line-far"]},
        "near": {"kind": "switchgear", "fed_by": ["mains"]},
        "tie-0": {**tie, "between": ["far", "near"]},
        "tie-1": {**tie, "between": ["left", "middle"]},
        "tie-2": {**tie, "between": ["middle", "right"]},
    }
    halls = {
        "hall-middle": {"it_mw": 0.6, "cords": ["middle"]},
        "hall-right": {"it_mw": 0.8, "cords": ["right"]},
        "hall-far": {"it_mw": 0.1, "cords": ["far"]},
    }
    return build(scenario(feeds={"mains": {}}, power=power, halls=halls))


def lives_of(plant: Plant) -> dict[int, Life]:
    """Mean lives and repairs of the nodes that fail."""
    specs = ((node.index, plant.specs[node.group]) for node in plant.nodes)
    return {
        i: Life(spec.mttf_h.mean(), spec.mttr_h.mean()) for i, spec in specs if spec.mttf_h and spec.mttr_h
    }


def _source(lines: list[str], rng: random.Random) -> dict[str, Any]:
    some = rng.sample(lines, rng.randint(1, 2))
    if len(some) == 2 and rng.random() < 0.6:
        return {"transfer": {"from": some}}
    return {"fed_by": some if rng.random() < 0.9 else some[:1]}


def _tie(rng: random.Random) -> dict[str, Any]:
    way: dict[str, Any] = {"normally": rng.choice(("open", "open", "closed"))}
    return way | ({"closes_when": "one-side-dead"} if rng.random() < 0.8 else {})


def _rated(rng: random.Random, chance: float) -> dict[str, Any]:
    overload = {"overload_s": rng.choice((10.0, 60.0, 600.0))}
    return overload | ({"rating_mw": rng.choice((0.6, 1.0, 1.5))} if rng.random() < chance else {})


def _cords(boards: list[str], rng: random.Random) -> list[str]:
    return [f"pdu-{board}" for board in rng.sample(boards, rng.choice((1, 1, 2)))]
