"""Asks RePyability about the plants R1 to R6 and keeps what it answers: `python tests/validation/ask_repyability.py`.

RePyability (PyPI, MIT licence) is another author's library for reliability block diagrams. It is needed for
this script alone, in an environment of its own (`pip install repyability==0.15`); the tests read what is kept in
`repyability.json`. All answers are exact: products of means, or Markov chains where crews, standby or common
causes make machines depend on each other. It has no exact answer for crews together with a common cause or a
standby group, so none is asked.
"""

from __future__ import annotations

import json
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import surpyval  # type: ignore[import-not-found]
from repyability import (  # type: ignore[import-not-found]
    BetaFactor,
    CCFGroup,
    PerfectReliability,
    RepairableRBD,
)

ANSWERS = Path(__file__).with_name("repyability.json")
YEAR_H = 8760.0


def memoryless(mttf_h: float, mttr_h: float, **more: object) -> dict[str, object]:
    """A part with exponential life and repair."""
    life, repair = (surpyval.Exponential.from_params([1 / mean]) for mean in (mttf_h, mttr_h))
    return {"reliability": life, "repairability": repair, **more}


def aged(shape: float, scale_h: float, median_h: float, sigma: float) -> dict[str, object]:
    """A part with a Weibull life and a lognormal repair."""
    return {
        "reliability": surpyval.Weibull.from_params([scale_h, shape]),
        "repairability": surpyval.LogNormal.from_params([math.log(median_h), sigma]),
    }


def copies(name: str, count: int, part: dict[str, object]) -> dict[str, dict[str, object]]:
    return {f"{name}-{i}": part for i in range(1, count + 1)}


def stage(start: str, names: list[str], end: str) -> list[tuple[str, str]]:
    """These side by side between two points."""
    return [pair for name in names for pair in ((start, name), (name, end))]


def one_line() -> Any:
    parts = {
        "feed": memoryless(4380, 40),
        "set": memoryless(700, 70),
        "board": memoryless(20_000, 80),
        "ups": memoryless(5000, 12),
    }
    edges = [*stage("s", ["feed", "set"], "board"), ("board", "ups"), ("ups", "t")]
    return RepairableRBD(edges, parts)


def shared_boards() -> Any:
    """Each transformer hangs on a board of its own or on both; two of three are needed."""
    parts = copies("board", 2, memoryless(9000, 90)) | copies("tx", 3, memoryless(4000, 120))
    edges = [
        *stage("s", ["board-1"], "tx-1"),
        *stage("s", ["board-2"], "tx-2"),
        ("board-1", "tx-3"),
        ("board-2", "tx-3"),
        *((f"tx-{i}", "hall") for i in (1, 2, 3)),
        ("hall", "t"),
    ]
    return RepairableRBD(edges, parts | {"hall": PerfectReliability}, k={"hall": 2})


def other_laws() -> Any:
    pumps, chillers = (
        copies("pump", 2, aged(2.5, 3000, 40, 1.0)),
        copies("chiller", 3, aged(1.5, 2000, 60, 0.8)),
    )
    edges = [*stage("s", list(pumps), "water"), *stage("water", list(chillers), "hall"), ("hall", "t")]
    points = {"water": PerfectReliability, "hall": PerfectReliability}
    return RepairableRBD(edges, pumps | chillers | points, k={"hall": 2})


def crews(number: int) -> Any:
    """Unlike machines that wait for the same people, first come, first served."""
    modules, transformers = copies("module", 3, memoryless(1000, 30)), copies("tx", 2, memoryless(1500, 80))
    edges = [
        *stage("s", list(modules), "ups"),
        *stage("ups", list(transformers), "out"),
        ("out", "board"),
        ("board", "t"),
    ]
    points = {"ups": PerfectReliability, "out": PerfectReliability, "board": memoryless(20_000, 40)}
    return RepairableRBD(edges, modules | transformers | points, k={"ups": 2}, repair_crews=number)


def common_cause() -> Any:
    sets = copies("set", 3, memoryless(1000, 50))
    edges = [*stage("s", list(sets), "bus"), ("bus", "board"), ("board", "t")]
    points = {"bus": PerfectReliability, "board": memoryless(50_000, 40)}
    group = CCFGroup(list(sets), BetaFactor(0.1))
    return RepairableRBD(edges, sets | points, k={"bus": 2}, ccf_groups=[group])


def cold_standby() -> Any:
    pumps = memoryless(1000, 50, standby={"units": 3, "k": 2, "dormancy_factor": 0.0})
    parts = {"pumps": pumps, "board": memoryless(5000, 40)}
    return RepairableRBD([("s", "pumps"), ("pumps", "board"), ("board", "t")], parts)


PLANTS = {
    "R1": one_line,
    "R2": shared_boards,
    "R3": other_laws,
    "R4": lambda: crews(1),
    "R4:two-crews": lambda: crews(2),
    "R5": common_cause,
    "R6": cold_standby,
}


def main() -> None:
    """Ask, and keep the answers."""
    kept: dict[str, object] = {"repyability": version("repyability"), "surpyval": version("surpyval")}
    for name, plant in PLANTS.items():
        diagram = plant()
        down, often = float(diagram.mean_unavailability()), float(diagram.system_failure_frequency())
        kept[name] = {
            "unavailability": float(f"{down:.12g}"),
            "failures_per_year": float(f"{often * YEAR_H:.12g}"),
        }
    ANSWERS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
