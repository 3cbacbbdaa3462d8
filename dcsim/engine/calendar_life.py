"""How soon a unit fails by the calendar, as the scenario says."""

from __future__ import annotations

from dcsim.engine.intervals import HOURS_PER_YEAR
from dcsim.laws import NEVER, Law, exponential
from dcsim.plant.network import Spec


def calendar_life(spec: Spec) -> Law:
    """Time to failure of a unit that is in service, h."""
    if spec.failures_per_year is not None:
        rate = spec.failures_per_year
        return exponential(HOURS_PER_YEAR / rate) if rate > 0 else NEVER
    if spec.mttf_h is None or getattr(spec, "kind", "") == "genset":
        return NEVER
    return spec.mttf_h
