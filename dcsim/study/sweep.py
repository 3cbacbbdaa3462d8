"""How does it depend on …? One scenario with values changed over a grid, the same draws at every point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures.paired import Difference, compared
from dcsim.study.changed import changed
from dcsim.study.compare import DEFAULT_SITE_YEARS, check_alike, shifted
from dcsim.study.run import Progress, run

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.estimate import Estimate
    from dcsim.scenario import Scenario
    from dcsim.study.result import Result
    from dcsim.tiers import Verdict

MOST_POINTS = 200


@dataclass(frozen=True)
class Point:
    """One design of the grid: the values set, what its run found, and the differences from the base."""

    values: Mapping[str, object]
    scenario: Scenario
    estimates: Mapping[str, Estimate]
    verdict: Verdict
    differences: Mapping[str, Difference]


@dataclass(frozen=True)
class Sweep:
    """The base as it stands, and the points in the order of the grid, the last path running fastest."""

    base: Result
    paths: tuple[str, ...]
    points: tuple[Point, ...]


def sweep(
    base: Scenario,
    vary: Mapping[str, Sequence[object]],
    *,
    seed: int = 1,
    site_years: float | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Simulate `base` and every combination of the values in `vary` (by path) with the same draws.

    20,000 `site_years` of each are simulated unless said. All points are read before anything is simulated.
    Raises UsageError for an empty grid, one of more than 200 points, a point with another horizon, or values
    that cannot be, with the faults they make.
    """
    sizes = [len(values) for values in vary.values()]
    if not sizes or not all(sizes):
        raise UsageError("nothing to vary: give a path and its values, such as power.gensets.count=4..8")
    if math.prod(sizes) > MOST_POINTS:
        raise UsageError(f"{math.prod(sizes):,} combinations of values; at most {MOST_POINTS} at a time")
    grid = [dict(zip(vary, values, strict=True)) for values in product(*vary.values())]
    scenarios = [changed(base, values) for values in grid]
    for scenario in scenarios:
        check_alike(base, scenario)
    different = len({base.sha256, *(scenario.sha256 for scenario in scenarios)})
    amount = DEFAULT_SITE_YEARS if site_years is None else site_years

    def simulated(scenario: Scenario, before: int) -> Result:
        told = shifted(progress, before * amount, different)
        return run(scenario, seed=seed, site_years=amount, progress=told, workers=workers, executor=executor)

    first = simulated(base, 0)
    known: dict[str, Point] = {base.sha256: _point({}, base, first, first)}
    points = []
    for values, scenario in zip(grid, scenarios, strict=True):
        if scenario.sha256 not in known:
            found = simulated(scenario, len(known))
            known[scenario.sha256] = _point(values, scenario, found, first)
        one = known[scenario.sha256]
        points.append(Point(values, scenario, one.estimates, one.verdict, one.differences))
    return Sweep(first, tuple(vary), tuple(points))


def _point(values: Mapping[str, object], scenario: Scenario, found: Result, base: Result) -> Point:
    differences = compared(base.observed, found.observed, base.estimates, found.estimates)
    return Point(values, scenario, found.estimates, found.verdict, differences)
