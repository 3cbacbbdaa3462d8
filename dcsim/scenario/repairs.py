"""How long what can fail takes to repair."""

from __future__ import annotations

from dcsim.scenario.model import Repairable, ScenarioModel


def longest_repair_h(model: ScenarioModel) -> float:
    """Longest mean repair of anything that can fail, h; infinite where there is no repair."""
    repairs = [group.mttr_h.mean() for group in model.groups().values() if group.mttr_h and fails(group)]
    return max(repairs, default=0.0)


def fails(group: Repairable) -> bool:
    """Whether it ever fails by itself."""
    return bool(group.failures_per_year) or (group.mttf_h is not None and group.mttf_h.kind != "never")
