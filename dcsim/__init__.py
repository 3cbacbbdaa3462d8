"""dcsim: what-if simulation of data-centre sites.

Names are loaded when they are first used, so that `import dcsim` and `dcsim --help` stay quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dcsim.errors import DcsimError as DcsimError
    from dcsim.errors import Fault as Fault
    from dcsim.errors import Mark as Mark
    from dcsim.errors import ScenarioError as ScenarioError
    from dcsim.errors import SimulationError as SimulationError
    from dcsim.errors import UsageError as UsageError
    from dcsim.estimate import Estimate as Estimate
    from dcsim.measures.energy import power_balance as power_balance
    from dcsim.render import plot as plot
    from dcsim.scenario import Scenario as Scenario
    from dcsim.scenario import read_scenario as read_scenario
    from dcsim.study import run as run
    from dcsim.study.capacity import capacity as capacity
    from dcsim.study.compare import compare as compare
    from dcsim.study.inputs import sensitivity as sensitivity
    from dcsim.study.survive import survive as survive
    from dcsim.study.survive import survive_by_start as survive_by_start
    from dcsim.study.sweep import sweep as sweep
    from dcsim.study.trace import trace as trace

    __version__: str

# name → (module, name in it; none: the module itself)
_HOME = {
    "DcsimError": ("dcsim.errors", "DcsimError"),
    "Estimate": ("dcsim.estimate", "Estimate"),
    "Fault": ("dcsim.errors", "Fault"),
    "Mark": ("dcsim.errors", "Mark"),
    "Scenario": ("dcsim.scenario", "Scenario"),
    "ScenarioError": ("dcsim.errors", "ScenarioError"),
    "SimulationError": ("dcsim.errors", "SimulationError"),
    "UsageError": ("dcsim.errors", "UsageError"),
    "compare": ("dcsim.study.compare", "compare"),
    "capacity": ("dcsim.study.capacity", "capacity"),
    "plot": ("dcsim.render.plot", ""),
    "power_balance": ("dcsim.measures.energy", "power_balance"),
    "read_scenario": ("dcsim.scenario", "read_scenario"),
    "run": ("dcsim.study", "run"),
    "sensitivity": ("dcsim.study.inputs", "sensitivity"),
    "sweep": ("dcsim.study.sweep", "sweep"),
    "survive": ("dcsim.study.survive", "survive"),
    "survive_by_start": ("dcsim.study.survive", "survive_by_start"),
    "trace": ("dcsim.study.trace", "trace"),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOME[name]
    found = import_module(module)
    value = getattr(found, attribute) if attribute else found
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("dcsim")
    except PackageNotFoundError:  # used from a source tree, not installed
        return "0+unknown"


def __dir__() -> list[str]:
    return sorted((*_HOME, "__version__"))
