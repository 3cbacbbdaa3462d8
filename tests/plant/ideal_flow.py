"""Ideal flow: the most that could be served if power went wherever it helps (a linear programme)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from .judge import OVERLOAD_W, Case

Matrix = NDArray[np.float64]


def ideal_w(case: Case, tolerance_w: float = OVERLOAD_W) -> float:
    """Most watts that halls and loads together can be given within the ratings (plus the tolerance).

    Switches stay where they are and batteries are sources; nothing is shared in any proportion.
    """
    arcs = _arcs(case)
    sinks = [(index, below) for index, (_, below) in enumerate(arcs) if below in case.site.consumers]
    if not sinks:
        return 0.0
    objective = np.zeros(len(arcs))
    objective[[index for index, _ in sinks]] = -1.0
    limits, limit_rhs = _limits(case, arcs, tolerance_w)
    balances = _balances(case, arcs)
    result = linprog(
        objective,
        A_ub=limits,
        b_ub=limit_rhs,
        A_eq=balances,
        b_eq=np.zeros(len(balances)),
        method="highs",
    )
    if result.status != 0 or result.fun is None:
        raise RuntimeError(f"no ideal flow found: {result.message}")
    return -float(result.fun) * 1e6


def _arcs(case: Case) -> list[tuple[str, str]]:
    """From each conducting input to each conducting part below it; ties both ways; batteries from ''."""
    arcs: list[tuple[str, str]] = []
    for name, part in case.site.parts.items():
        if not case.conducts(name) or part.kind in ("bus_tie", "upstream"):
            continue
        if part.kind in ("feed", "genset"):
            if all(case.conducts(element) for element in part.upstream):
                arcs.append(("", name))
            continue
        arcs += [(above, name) for above in case.inputs(name) if case.conducts(above)]
        for tie, other in case.neighbours(name):
            arcs += [(other, f"{tie}>{name}"), (f"{tie}>{name}", name)]
        if case.has_charge(name):
            arcs.append(("", name))
    return arcs


def _limits(case: Case, arcs: list[tuple[str, str]], tolerance_w: float) -> tuple[Matrix, Matrix]:
    """What enters a part, in MW, is at most its rating or demand."""
    members: list[tuple[set[str], float]] = []
    for name, part in case.site.parts.items():
        if name in case.site.consumers:
            members.append(({name}, case.demand_w(name) / 1e6))
            continue
        capacity_w = case.capacity_w(name)
        if capacity_w is None:
            continue
        through = {name}
        if part.kind == "upstream":
            through = {feed for feed in case.site.of_kind("feed") if name in case.site.parts[feed].upstream}
        if part.kind == "bus_tie":
            through = {f"{name}>{board}" for board in part.between}
        members.append((through, (capacity_w + tolerance_w) / 1e6))
    matrix = np.zeros((len(members), len(arcs)))
    for row, (through, _) in enumerate(members):
        for column, (_, below) in enumerate(arcs):
            if below in through:
                matrix[row, column] = (
                    float(case.site.parts[below].efficiency) if below in case.site.parts else 1.0
                )
    return matrix, np.array([limit for _, limit in members])


def _balances(case: Case, arcs: list[tuple[str, str]]) -> Matrix:
    """What enters a group leaves it, but for its losses."""
    nodes = sorted({end for arc in arcs for end in arc} - case.site.consumers - {""})
    row_of = {name: row for row, name in enumerate(nodes)}
    matrix = np.zeros((len(nodes), len(arcs)))
    for column, (above, below) in enumerate(arcs):
        if below in row_of:
            given = float(case.site.parts[below].efficiency) if below in case.site.parts else 1.0
            matrix[row_of[below], column] += given
        if above in row_of:
            matrix[row_of[above], column] -= 1.0
    return matrix
