"""Who trips first."""

from __future__ import annotations

from dcsim.scenario.model import ScenarioModel

from ..written import scenario
from .row import Row

# --- who trips first ------------------------------------------------------------------------------------


def in_series(ups_s: float, tx_s: float) -> ScenarioModel:
    """A UPS of 1.0 below a transformer of 1.0 with 1.5 to carry, and 0.8 straight on the transformer."""
    return scenario(
        feeds={"east": {}},
        power={
            "tx": {"kind": "transformer", "rating_mw": 1.0, "overload_s": tx_s, "fed_by": ["east"]},
            "ups": {"kind": "ups", "rating_mw": 1.0, "overload_s": ups_s, "fed_by": ["tx"]},
        },
        halls={"hall": {"it_mw": 1.5, "cords": ["ups"]}},
        loads={"fans": {"mw": 0.8, "fed_by": ["tx"]}},
    )


ORDER = [
    # both overloaded (1.5 and 2.3 of 1.0); the UPS is out first and relieves the transformer: 0.8
    Row(
        "the less patient trips first and saves the other",
        in_series(ups_s=10.0, tx_s=60.0),
        {"hall": 1.5, "fans": 0.8},
        {"ups": 1.5, "tx": 2.3},
        overloaded={"ups", "tx"},
        trips=[{"ups"}],
        served_at_last={"hall": 0, "fans": 0.8},
    ),
    Row(
        "equally patient trip together",
        in_series(ups_s=60.0, tx_s=60.0),
        {"hall": 1.5, "fans": 0.8},
        {"ups": 1.5, "tx": 2.3},
        overloaded={"ups", "tx"},
        trips=[{"ups", "tx"}],
        served_at_last={"hall": 0, "fans": 0},
    ),
    # the transformer first: the fans are dark, the UPS goes on its battery, is still overloaded, trips
    Row(
        "the transformer first",
        in_series(ups_s=60.0, tx_s=10.0),
        {"hall": 1.5, "fans": 0.8},
        {"ups": 1.5, "tx": 2.3},
        overloaded={"ups", "tx"},
        trips=[{"tx"}, {"ups"}],
        served_at_last={"hall": 0, "fans": 0},
    ),
]

ROWS = [*ORDER]
