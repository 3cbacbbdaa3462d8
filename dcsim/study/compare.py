"""What if? Two or more designs simulated with the same draws, replication by replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures.paired import Difference, compared
from dcsim.study.run import Progress, run

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dcsim.scenario import Scenario
    from dcsim.study.result import Result

DEFAULT_SITE_YEARS = 20_000.0
"""Simulated of each arm unless asked for otherwise."""
MOST_ARMS = 50


@dataclass(frozen=True)
class Arm:
    """One design beside the base: its run, and every figure's difference by name of the measure."""

    name: str
    result: Result
    differences: Mapping[str, Difference]

    @property
    def downtime(self) -> Difference:
        """Of service downtime, by which designs are told apart."""
        return self.differences["downtime_h_per_year"]


@dataclass(frozen=True)
class Comparison:
    """The base, and all that was compared with it, in the order asked for."""

    base_name: str
    base: Result
    arms: tuple[Arm, ...]


def compare(
    base: Scenario,
    *others: Scenario,
    seed: int = 1,
    site_years: float | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Comparison:
    """Simulate `base` and each of `others` with the same draws, and compare them replication by replication.

    Failures, repairs and interruptions of whatever is in both are the same hours in both, so what they have
    in common cancels in the difference. 20,000 `site_years` of each are simulated unless said. Raises
    UsageError where there is nothing to compare, or where horizons differ.
    """
    if not others:
        raise UsageError("nothing to compare with: give a variant or a changed value")
    if len(others) > MOST_ARMS:
        raise UsageError(f"{len(others)} designs to compare; at most {MOST_ARMS} at a time")
    for other in others:
        check_alike(base, other)
    amount = DEFAULT_SITE_YEARS if site_years is None else site_years
    done_before = 0.0
    results = []
    for scenario in (base, *others):
        told = shifted(progress, done_before, 1 + len(others))
        results.append(
            run(scenario, seed=seed, site_years=amount, progress=told, workers=workers, executor=executor)
        )
        done_before += results[-1].site_years
    first = results[0]
    arms = [
        Arm(name, found, compared(first.observed, found.observed, first.estimates, found.estimates))
        for name, found in zip(names_of(base, others), results[1:], strict=True)
    ]
    return Comparison(name_of(base, base), first, tuple(arms))


def name_of(base: Scenario, other: Scenario) -> str:
    """What a planner calls a design: its variant, and the values changed by hand that the base has not."""
    said = [] if other.applied in (None, base.applied) else [str(other.applied)]
    if other.written.stem != base.written.stem:
        said.insert(0, other.written.stem)
    before = dict(base.changes)
    said += [f"{path}={value}" for path, value in other.changes if before.get(path, base) != value]
    return ", ".join(said) or str(base.applied or base.written.stem)


def names_of(base: Scenario, others: Sequence[Scenario]) -> list[str]:
    """A name for each, no two the same."""
    names: list[str] = []
    for other in others:
        name = first = name_of(base, other)
        number = 2
        while name in names:
            name, number = f"{first} ({number})", number + 1
        names.append(name)
    return names


def check_alike(base: Scenario, other: Scenario) -> None:
    """Raise UsageError unless the replications of both are the same hours."""
    one, two = base.model.horizon, other.model.horizon
    if (one.length_h, one.start, one.ends_at) != (two.length_h, two.start, two.ends_at):
        raise UsageError(
            f"'{name_of(base, other)}' has another horizon: only replications of the same hours can be paired"
        )


def shifted(progress: Progress | None, before: float, arms: int) -> Callable[[float, float], None] | None:
    """Progress of one of so many runs, told as progress of all; `before` site-years are done."""
    if progress is None:
        return None
    return lambda done, total: progress(before + done, total * arms)
