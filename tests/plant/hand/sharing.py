"""Split groups, share weights, the last watts, `needed`."""

from __future__ import annotations

from collections.abc import Mapping

from dcsim.scenario.model import ScenarioModel

from ..written import scenario
from .row import Row, when

# --- needed: below it a group gives nothing -------------------------------------------------------------


def with_needed(needed: int | None, rating_mw: float | None) -> ScenarioModel:
    cables = {"kind": "element", "count": 3, "needed": needed, "rating_mw": rating_mw, "fed_by": ["east"]}
    return scenario(
        feeds={"east": {}},
        power={"cables": cables},
        halls={"hall": {"it_mw": 2.5, "cords": ["cables"]}},
    )


NEEDED = [
    Row("needed 2 of 3", with_needed(2, None), {"hall": 2.5}, {"cables": 2.5}, when(units={"cables": 2})),
    Row(
        "one below needed: nothing",
        with_needed(2, None),
        {"hall": 0},
        {"cables": 0, "east": 0},
        when(units={"cables": 1}),
    ),
    Row(
        "no rating, no needed: one will do",
        with_needed(None, None),
        {"hall": 2.5},
        {"cables": 2.5},
        when(units={"cables": 1}),
    ),
    # needed is met, the rating (2 x 1.0) is not
    Row(
        "needed does not stand for the rating",
        with_needed(2, 1.0),
        {"hall": 2.5},
        {"cables": 2.5},
        when(units={"cables": 2}),
        overloaded={"cables"},
        trips=[{"cables"}],
        served_at_last={"hall": 0},
    ),
    Row(
        "below needed there is nothing to overload",
        with_needed(2, 1.0),
        {"hall": 0},
        {"cables": 0},
        when(units={"cables": 1}),
    ),
]


# --- split: two transformers on mv-a, one on mv-b, 1.0 each ---------------------------------------------


def split(needed: int | None = None) -> ScenarioModel:
    units = {"kind": "transformer", "count": 3, "rating_mw": 1.0, "split": {"mv-b": 1, "mv-a": 2}}
    return scenario(
        feeds={"east": {}, "west": {}},
        power={
            "mv-a": {"kind": "switchgear", "fed_by": ["east"]},
            "mv-b": {"kind": "switchgear", "fed_by": ["west"]},
            "tx": {**units, "needed": needed},
        },
        halls={"hall": {"it_mw": 1.8, "cords": ["tx"]}},
    )


SPLIT = [
    # by bus, not by unit: 1.8 / 2 buses
    Row(
        "split, all well",
        split(),
        {"hall": 1.8},
        {"tx@mv-a": 0.9, "tx@mv-b": 0.9, "mv-a": 0.9, "mv-b": 0.9},
    ),
    # 1.8 on 2 x 1.0
    Row(
        "split, the small part lost",
        split(),
        {"hall": 1.8},
        {"tx@mv-a": 1.8, "tx@mv-b": 0, "west": 0},
        when(units={"tx@mv-b": 0}),
    ),
    # 1.8 on 1 x 1.0
    Row(
        "split, the bus of the large part lost",
        split(),
        {"hall": 1.8},
        {"tx@mv-a": 0, "tx@mv-b": 1.8},
        when(units={"east": 0}),
        overloaded={"tx@mv-b"},
        trips=[{"tx@mv-b"}],
        served_at_last={"hall": 0},
    ),
    Row(
        "split, one unit of two lost: 0.9 on 1.0",
        split(),
        {"hall": 1.8},
        {"tx@mv-a": 0.9},
        when(units={"tx@mv-a": 1}),
    ),
    # two are needed of the three of the whole group, not of each part
    Row(
        "split and needed, all well",
        split(needed=2),
        {"hall": 1.8},
        {"tx@mv-a": 0.9, "tx@mv-b": 0.9},
    ),
]


# --- share weights and the last watts -------------------------------------------------------------------


def cords(names: str, share: Mapping[str, float] | None = None, mw: float = 3.0) -> ScenarioModel:
    return scenario(
        feeds={"east": {}},
        power={name: {"kind": "pdu", "fed_by": ["east"]} for name in names},
        halls={"hall": {"it_mw": mw, "cords": list(names), "share": share}},
    )


SHARES = [
    # weights 2 and, where none is given, 1: 3.0 x 2/3 and 3.0 x 1/3
    Row("share 2 to 1", cords("ab", {"a": 2.0}), {"hall": 3.0}, {"a": 2.0, "b": 1.0}),
    Row(
        "share, one cord dead: the other has all",
        cords("ab", {"a": 2.0}),
        {"hall": 3.0},
        {"a": 0, "b": 3.0},
        when(units={"a": 0}),
    ),
    # weights 0.5, 0.25, 1.25 are 2 : 1 : 5; of 3.2: 0.8, 0.4, 2.0
    Row(
        "share below one",
        cords("abc", {"a": 0.5, "b": 0.25, "c": 1.25}, mw=3.2),
        {"hall": 3.2},
        {"a": 0.8, "b": 0.4, "c": 2.0},
    ),
    # a dead leaves 1 : 5 of 3.0
    Row(
        "share among the live only",
        cords("abc", {"a": 0.5, "b": 0.25, "c": 1.25}),
        {"hall": 3.0},
        {"a": 0, "b": 0.5, "c": 2.5},
        when(units={"a": 0}),
    ),
    # 10 W over 3: 3 each and 1 W over, to the first by name though it is written last
    Row(
        "10 W over three cords",
        cords("cba", mw=1e-5),
        {"hall": 1e-5},
        {"a": 4e-6, "b": 3e-6, "c": 3e-6, "east": 1e-5},
    ),
    # 11 W over 3: 3 each, both watts over go to the first
    Row(
        "11 W over three cords", cords("cba", mw=1.1e-5), {"hall": 1.1e-5}, {"a": 5e-6, "b": 3e-6, "c": 3e-6}
    ),
    # 11 W over b and c: 5 each and 1 W over
    Row(
        "11 W, the first cord dead",
        cords("cba", mw=1.1e-5),
        {"hall": 1.1e-5},
        {"a": 0, "b": 6e-6, "c": 5e-6},
        when(units={"a": 0}),
    ),
    # 10 W as 1 : 2: floors 3 and 6, the watt over to the first by name
    Row("10 W as 1 to 2", cords("ba", {"b": 2.0}, mw=1e-5), {"hall": 1e-5}, {"a": 4e-6, "b": 6e-6}),
    Row("1 W over three cords", cords("cba", mw=1e-6), {"hall": 1e-6}, {"a": 1e-6, "b": 0, "c": 0}),
    Row(
        "nothing asked, nothing carried",
        cords("ab"),
        {"hall": 0},
        {"a": 0, "east": 0},
        when(demand={"hall": 0}),
    ),
]

ROWS = [*NEEDED, *SPLIT, *SHARES]
