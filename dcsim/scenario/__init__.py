"""What the planner wrote: read, merged, completed from the library, validated; each value with its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dcsim.scenario.nodes import Origin as Origin
    from dcsim.scenario.read import Scenario as Scenario
    from dcsim.scenario.read import check_scenario as check_scenario
    from dcsim.scenario.read import read_scenario as read_scenario
    from dcsim.scenario.read import scenario_from_data as scenario_from_data
    from dcsim.scenario.read import scenario_from_text as scenario_from_text
    from dcsim.scenario.replay import ReplayRow as ReplayRow

_HOME = {
    "Origin": "nodes",
    "ReplayRow": "replay",
    "Scenario": "read",
    "check_scenario": "read",
    "read_scenario": "read",
    "scenario_from_data": "read",
    "scenario_from_text": "read",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"dcsim.scenario.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOME)
