"""A scenario with values changed by a study, and what is said where that is no scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dcsim.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

MOST_SAID = 5


def changed(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """The scenario with these values by path. Raises UsageError that names them and the faults they make."""
    try:
        return scenario.with_values(values)
    except ScenarioError as error:
        said = [f"{path}={value}" for path, value in list(values.items())[:MOST_SAID]]
        more = ["…"] if len(values) > MOST_SAID else []
        raise UsageError(f"with {', '.join(said + more)}:\n{error}") from None
