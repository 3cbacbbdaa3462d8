"""Static plants held against another author's library: see ask_repyability.py."""

from __future__ import annotations

import json

from .checker import HERE, Case, Quantity, Run
from .readings import complement, site

ANSWERS = json.loads((HERE / "repyability.json").read_text(encoding="utf-8"))
_SOURCE = f"RePyability {ANSWERS['repyability']} (PyPI, MIT), long run; answers kept in repyability.json"

CASES = (
    Case("R1", "One line: feed or set, board, UPS", _SOURCE),
    Case("R2", "Three transformers on two boards, one on both; two needed", _SOURCE),
    Case("R3", "Pumps and chillers that age, with lognormal repairs", _SOURCE),
    Case("R4", "Unlike machines that wait for one crew, or two", _SOURCE),
    Case("R5", "Two of three with a tenth of the failures in common, and a board", _SOURCE),
    Case("R6", "Two of three pumps, the third in cold standby, and a board", _SOURCE),
)


def _plant(name: str, seed: int, replications: int) -> Run:
    case, _, variant = name.partition(":")
    return Run(
        case,
        f"{case}.yaml",
        variant=variant or None,
        seed=seed,
        replications=replications,
        quantities=(
            Quantity(
                "unavailability",
                ANSWERS[name]["unavailability"],
                complement("facility_availability"),
                summed=True,
            ),
            Quantity(
                "failures", ANSWERS[name]["failures_per_year"], site("facility_outages_per_year"), "1/yr"
            ),
        ),
    )


RUNS = (
    _plant("R1", 121, 280),
    _plant("R2", 122, 440),
    _plant("R3", 123, 170),
    _plant("R4", 124, 130),
    _plant("R4:two-crews", 125, 170),
    _plant("R5", 126, 80),
    _plant("R6", 127, 80),
)
