"""Grid elements that feeds share, batteries, gensets."""

from __future__ import annotations

from collections.abc import Mapping

from dcsim.scenario.model import ScenarioModel

from ..judge import Condition
from ..written import scenario
from .row import Row, when

# --- shared upstream: two feeds of 3.0 on a substation of 3.0; hall 4.0 ---------------------------------


def shared_upstream(substation_mw: float) -> ScenarioModel:
    return scenario(
        upstream={"substation": {"rating_mw": substation_mw}, "line": {}},
        feeds={
            "east": {"rating_mw": 3.0, "upstream": ["substation", "line"]},
            "west": {"rating_mw": 3.0, "upstream": ["substation"]},
        },
        power={
            "mv-a": {"kind": "switchgear", "fed_by": ["east"]},
            "mv-b": {"kind": "switchgear", "fed_by": ["west"]},
        },
        halls={"hall": {"it_mw": 4.0, "cords": ["mv-a", "mv-b"]}},
    )


UPSTREAM = [
    Row(
        "shared upstream, ample",
        shared_upstream(5.0),
        {"hall": 4.0},
        {"east": 2.0, "west": 2.0, "substation": 4.0, "line": 2.0},
    ),
    # each feed has 2.0 of its 3.0, but what they share has 4.0 of 3.0
    Row(
        "shared upstream, its capacity is not counted twice",
        shared_upstream(3.0),
        {"hall": 4.0},
        {"east": 2.0, "west": 2.0, "substation": 4.0},
        overloaded={"substation"},
        trips=[{"substation"}],
        served_at_last={"hall": 0},
    ),
    Row(
        "shared upstream lost: both feeds dead",
        shared_upstream(5.0),
        {"hall": 0},
        {"east": 0, "west": 0, "substation": 0, "line": 0},
        when(units={"substation": 0}),
    ),
    # the line is only under east; west then has 4.0 of its 3.0, and the substation 4.0 of its 5.0
    Row(
        "a feed needs all its upstream elements",
        shared_upstream(5.0),
        {"hall": 4.0},
        {"east": 0, "west": 4.0, "substation": 4.0, "line": 0},
        when(units={"line": 0}),
        overloaded={"west"},
        trips=[{"west"}],
        served_at_last={"hall": 0},
    ),
]


# --- a UPS on its battery asks nothing of the board above; the board's other customers do ---------------


def ups_beside_load() -> ScenarioModel:
    return scenario(
        feeds={"east": {}},
        power={
            "mv": {"kind": "switchgear", "fed_by": ["east"]},
            "ups": {"kind": "ups", "rating_mw": 2.0, "fed_by": ["tx"]},
            "tx": {"kind": "transformer", "fed_by": ["mv"]},
            "pdu": {"kind": "pdu", "fed_by": ["mv"]},
        },
        halls={"hall": {"it_mw": 1.0, "cords": ["ups"]}},
        loads={"pumps": {"mw": 0.4, "fed_by": ["pdu"]}},
    )


UPS_AND_LOADS = [
    Row(
        "UPS and load on one board",
        ups_beside_load(),
        {"hall": 1.0, "pumps": 0.4},
        {"ups": 1.0, "tx": 1.0, "pdu": 0.4, "mv": 1.4, "east": 1.4},
    ),
    Row(
        "UPS on battery: nothing upward, the board has its other load",
        ups_beside_load(),
        {"hall": 1.0, "pumps": 0.4},
        {"ups": 1.0, "tx": 0, "mv": 0.4, "east": 0.4},
        when(units={"tx": 0}),
        drain={"ups": 1.0},
    ),
    Row(
        "feed lost: the battery holds the hall, the load is dark",
        ups_beside_load(),
        {"hall": 1.0, "pumps": 0},
        {"ups": 1.0, "tx": 0, "mv": 0, "east": 0},
        when(units={"east": 0}),
        drain={"ups": 1.0},
    ),
    Row(
        "a fixed load lost darkens no hall",
        ups_beside_load(),
        {"hall": 1.0, "pumps": 0},
        {"pdu": 0, "mv": 1.0},
        when(units={"pdu": 0}),
    ),
    Row(
        "an empty battery matters only without input",
        ups_beside_load(),
        {"hall": 1.0, "pumps": 0.4},
        {"ups": 1.0, "tx": 1.0},
        when(battery={"ups": False}),
    ),
    Row(
        "a tripped UPS gives nothing, battery or not",
        ups_beside_load(),
        {"hall": 0, "pumps": 0.4},
        {"ups": 0, "tx": 0, "mv": 0.4},
        when(tripped={"ups"}),
    ),
]


# --- gensets: one group 2 x 1.0, the other 2 x 0.5; hall 1.8 --------------------------------------------


def two_genset_groups(share: Mapping[str, float] | None = None, derate: float = 1.0) -> ScenarioModel:
    return scenario(
        feeds={"east": {}},
        power={
            "big": {"kind": "genset", "count": 2, "rating_mw": 1.0, "derate": derate},
            "small": {"kind": "genset", "count": 2, "rating_mw": 0.5, "derate": derate},
            "gen-bus": {"kind": "switchgear", "fed_by": ["big", "small"], "share": share},
            "mv": {"kind": "switchgear", "transfer": {"from": ["east", "gen-bus"]}},
        },
        halls={"hall": {"it_mw": 1.8, "cords": ["mv"]}},
    )


def on_gensets(**on_line: int) -> Condition:
    """East lost, the switch on the gensets, these sets on line."""
    return when(units={"east": 0, **on_line}, closed_input={"mv": "gen-bus"})


GENSETS = [
    Row(
        "gensets stand by",
        two_genset_groups(),
        {"hall": 1.8},
        {"east": 1.8, "big": 0, "small": 0, "gen-bus": 0},
    ),
    Row(
        "feed lost, no set on line",
        two_genset_groups(),
        {"hall": 0},
        {"mv": 0, "gen-bus": 0},
        when(units={"east": 0}),
    ),
    Row(
        "sets on line, the switch still on the dead feed",
        two_genset_groups(),
        {"hall": 0},
        {"big": 0, "small": 0},
        when(units={"east": 0, "big": 2}),
    ),
    Row(
        "sets on line, the switch on the live feed",
        two_genset_groups(),
        {"hall": 1.8},
        {"east": 1.8, "big": 0, "small": 0},
        when(units={"big": 2, "small": 2}),
    ),
    # equal, not by size: 0.9 each fits 2.0 and 1.0
    Row(
        "two genset groups in parallel",
        two_genset_groups(),
        {"hall": 1.8},
        {"big": 0.9, "small": 0.9, "gen-bus": 1.8, "east": 0},
        on_gensets(big=2, small=2),
    ),
    # 0.9 on one small set of 0.5; when that group is gone the big one has 1.8 of 2.0
    Row(
        "one small set fails: its group collapses, the big one holds",
        two_genset_groups(),
        {"hall": 1.8},
        {"big": 0.9, "small": 0.9},
        on_gensets(big=2, small=1),
        overloaded={"small"},
        trips=[{"small"}],
        served_at_last={"hall": 1.8},
    ),
    # derated to 0.9: small 2 x 0.45 = 0.9, just enough; big then 1.8 = 2 x 0.9, just enough
    Row(
        "derated, just enough",
        two_genset_groups(derate=0.9),
        {"hall": 1.8},
        {"big": 0.9, "small": 0.9},
        on_gensets(big=2, small=2),
    ),
    Row(
        "derated, big alone just enough",
        two_genset_groups(derate=0.9),
        {"hall": 1.8},
        {"big": 1.8, "small": 0},
        on_gensets(big=2),
    ),
    # derated to 0.8: small 0.8 < 0.9 trips, then big 1.6 < 1.8 trips
    Row(
        "derated too far: one after the other",
        two_genset_groups(derate=0.8),
        {"hall": 1.8},
        {"big": 0.9, "small": 0.9},
        on_gensets(big=2, small=2),
        overloaded={"small"},
        trips=[{"small"}, {"big"}],
        served_at_last={"hall": 0},
    ),
    # 2 : 1 as their sizes: 1.2 and 0.6; one set of each group: 1.2 > 1.0 and 0.6 > 0.5, both at once
    Row(
        "shared by size, one set of each: both together",
        two_genset_groups({"big": 2.0}),
        {"hall": 1.8},
        {"big": 1.2, "small": 0.6},
        on_gensets(big=1, small=1),
        overloaded={"big", "small"},
        trips=[{"big", "small"}],
        served_at_last={"hall": 0},
    ),
]

ROWS = [*UPSTREAM, *UPS_AND_LOADS, *GENSETS]
