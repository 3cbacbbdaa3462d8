"""Small sites of machines that depend on each other, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dcsim.engine.dependent import drawn_dependent, groups_together
from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.service import Service
from dcsim.plant import build
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
horizon: {{years: {years}}}
grid: {{feeds: {{utility: {{mttf_h: never}}}}}}
crews: {crews}
power:
{power}
halls: {{hall: {{it_mw: 1, cords: [{names}]}}}}
"""
    )


def drawn(
    scenario: Scenario, replications: int = 1, seed: int = 1, service: Service = NOBODY
) -> Mapping[str, Intervals]:
    """The down intervals of all groups that depend on each other."""
    together = groups_together(build(scenario.model))
    block = Block(0, replications, replications, 0)
    return drawn_dependent(together, Streams(seed), block, scenario.model.horizon.length_h, service)


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
