"""Values that may be off: those of the library with a range, and those the planner gave one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.scenario.changes import expanded_in

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.scenario.nodes import KeyPath, Origin


WITHOUT_EFFECT = ("energy", "prices", "planning", "site")
"""Sections of which nothing enters the simulation of uptime, or nothing that is a guess about the site."""


@dataclass(frozen=True)
class Guess:
    """One figure that may be off, and every place it stands in: a library row is right or wrong as a whole.

    `value` is between `low` and `high`, in the unit of the field. `source` says whose range it is.
    """

    name: str
    paths: tuple[str, ...]
    value: float
    low: float
    high: float
    source: str
    evidence: str

    def at(self, value: float) -> dict[str, object]:
        """The changes that set it."""
        return dict.fromkeys(self.paths, value)

    def quantile(self, share: float) -> float:
        """The value below which it lies with this probability.

        The figure in use is the median; on either side the logarithm is uniform up to the end of the range
        (the value itself where an end is 0 or below).
        """
        if share <= 0.5:
            return _between(self.low, self.value, 2.0 * share)
        return _between(self.value, self.high, 2.0 * share - 1.0)


def _between(low: float, high: float, share: float) -> float:
    if low <= 0.0:
        return low + (high - low) * share
    return math.exp(math.log(low) + (math.log(high) - math.log(low)) * share)


def guesses_of(scenario: Scenario) -> tuple[Guess, ...]:
    """Every such value of a scenario, in order of its first place in it; the planner's range goes before."""
    own = _own(scenario)
    taken = {path for guess in own for path in guess.paths}
    rows: dict[tuple[object, ...], list[str]] = {}
    for key, origin in scenario.origins.items():
        path, value = ".".join(key), _number(scenario.data, key)
        if origin.kind != "library" or value is None or path in taken or not _has_range(origin, value):
            continue
        rows.setdefault((origin.detail, key[-1], value, origin.low, origin.high), []).append(path)
    found = [_of_row(scenario, row, paths) for row, paths in rows.items()]
    return (*own, *found)


def guesses_that_matter(scenario: Scenario) -> tuple[Guess, ...]:
    """Those of which the uptime may depend. Raises UsageError where there are none."""
    found = tuple(one for one in guesses_of(scenario) if one.paths[0].split(".")[0] not in WITHOUT_EFFECT)
    if not found:
        raise UsageError("nothing here has a range: give `ranges` for the values you are not sure of")
    return found


def _of_row(scenario: Scenario, row: tuple[object, ...], paths: list[str]) -> Guess:
    detail, field, value, low, high = row
    assert isinstance(value, float)
    assert isinstance(low, float)
    assert isinstance(high, float)
    origin = scenario.origins[tuple(paths[0].split("."))]
    name = f"{field} of {detail}" if len(paths) > 1 else paths[0]
    return Guess(name, tuple(paths), value, low, high, f"library: {origin.source}", origin.evidence)


def _own(scenario: Scenario) -> list[Guess]:
    guesses = []
    for pattern, (low, high) in scenario.model.ranges.items():
        by_value: dict[float, list[str]] = {}
        for key in expanded_in(scenario.data, pattern):
            value = _number(scenario.data, key)
            # one that a variant sets outside its range has none any more
            if value is not None and low < high and low <= value <= high:
                by_value.setdefault(value, []).append(".".join(key))
        for value, paths in by_value.items():
            name = pattern if len(by_value) == 1 else paths[0]
            guesses.append(Guess(name, tuple(paths), value, low, high, "the scenario's `ranges`", "given"))
    return guesses


def _has_range(origin: Origin, value: float) -> bool:
    low, high = origin.low, origin.high
    return low is not None and high is not None and low < high and low <= value <= high


def _number(data: object, key: KeyPath) -> float | None:
    here = data
    for part in key:
        here = here.get(part) if isinstance(here, Mapping) else None
    return float(here) if isinstance(here, int | float) and not isinstance(here, bool) else None
