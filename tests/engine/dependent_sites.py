"""Small sites of machines that depend on each other, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.dependent import drawn_dependent
from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.service import Service
from dcsim.plant import build
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.streams import Streams

NOBODY = Service()


def site(*groups: str, crews: str = "{}", years: float = 1.0) -> Scenario:
    """A hall that any of these groups can feed: `name: fields of an element`."""
    power = "\n".join(
        f"  {name}: {{kind: element, {fields}, fed_by: [utility]}}"
        for name, fields in (group.split(": ", 1) for group in groups)
    )
    names = ", ".join(group.split(": ", 1)[0] for group in groups)
    return scenario_from_text(
        f"""
format: 1
site: {{name: Machines, it_recovery_h: 0}}
horizon: {{years: {years}, start: 2028-01-01}}
grid: {{feeds: {{utility: {{mttf_h: never}}}}}}
crews: {crews}
power:
{power}
halls: {{hall: {{it_mw: 1, cords: [{names}]}}}}
"""
    )


def drawn(
    scenario: Scenario,
    replications: int = 1,
    seed: int = 1,
    service: Service = NOBODY,
    grid_out: Intervals | None = None,
) -> Mapping[Any, Intervals]:
    """The down intervals of all groups that depend on each other."""
    block = Block(0, replications, replications, 0)
    timeline = timeline_of(scenario.model)
    return drawn_dependent(build(scenario.model), Streams(seed), block, timeline, service, grid_out)


def listed(rows: Intervals, until_h: float = np.inf) -> list[tuple[int, float, float]]:
    """(unit, start, end) in order of time, as far as they begin before an hour."""
    order = np.lexsort((rows.unit, rows.start))
    every = zip(rows.unit[order].tolist(), rows.start[order].tolist(), rows.end[order].tolist(), strict=True)
    return [row for row in every if row[1] < until_h]


def named(rows: Intervals, horizon_h: float = np.inf) -> set[tuple[int, float, int, float, int]]:
    """Every interval with its replication, start, unit, end (at most the horizon) and name."""
    ends = np.minimum(rows.end, horizon_h)
    columns = rows.replication, rows.start, rows.unit, ends, rows.episode
    return set(zip(*(column.tolist() for column in columns), strict=True))


def shortages(rows: Intervals, count: int, needed: int, horizon_h: float) -> tuple[float, float]:
    """(share of time, times an hour) with fewer than `needed` up in one replication."""
    time = np.concatenate([rows.start, np.minimum(rows.end, horizon_h)])
    change = np.repeat([-1, 1], len(rows.start))
    order = np.argsort(time, kind="stable")
    last = np.append(np.flatnonzero(np.diff(time[order])), len(order) - 1)  # of those at one instant
    up = count + np.cumsum(change[order])[last]
    is_short = up < needed
    was_short = np.append(False, is_short[:-1])
    length = np.diff(time[order][last], append=horizon_h)
    return float(length[is_short].sum()) / horizon_h, float((is_short & ~was_short).sum()) / horizon_h


def distance(values: NDArray[np.float64] | NDArray[np.int64], expected: float) -> float:
    """Of a mean from what is expected, in standard errors."""
    return float((values.mean() - expected) / (values.std(ddof=1) / np.sqrt(len(values))))
