"""When the next stage must be ordered: the early end of being full less the late end of delivery."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.quantities import quantity
from dcsim.scenario import library
from dcsim.scenario.library import Figure
from dcsim.scenario.model import ScenarioModel

EARLY = 0.1
HIGH_VOLTAGE_KV = 110.0
COMMISSIONING = "commissioning_IST"
LEADS: Mapping[str, str] = {
    "transformer": "power_transformer_lead_vietnam_default",
    "switchgear": "mv_switchgear_lead",
    "genset": "genset_lead",
    "ups": "ups_lead",
    "chiller": "chiller_lead",
}
"""Rows of the delivery table by kind of group."""


@dataclass(frozen=True)
class OrderBy:
    """One thing to order for the next stage.

    `usual_months` and `late_months` are from the order until it is commissioned (the library's value, and the
    high end of its range, taken as the 90 % point). It must be ordered by `by_month` after the start of the
    horizon, negative before it; None if nothing is full within the horizon in the early case.
    """

    item: str
    usual_months: float
    late_months: float
    by_month: float | None
    source: str
    status: str
    evidence: str


def order_by(model: ScenarioModel, full_months: NDArray[np.float64]) -> tuple[OrderBy, ...]:
    """What to order by when, the first to be ordered first.

    `full_months` has per replication the months from the start of the horizon until the site is full,
    infinite where it is not within it. Everything is followed by commissioning, whose late end is added to
    the late end of delivery: later than both together are with 90 % probability.
    """
    early = float(np.quantile(full_months, EARLY, method="inverted_cdf")) if len(full_months) else math.inf
    commissioning = library.step_figure("delivery", COMMISSIONING)
    rows = [_order(item, row, commissioning, early) for item, row in _items(model).items()]
    return tuple(sorted(rows, key=lambda row: (-row.late_months, row.item)))


def _items(model: ScenarioModel) -> dict[str, str]:
    """What this site is made of, and the row of the delivery table for it."""
    kinds = {group.kind for group in (*model.power.values(), *model.cooling.values())}
    high = model.energy is not None and model.energy.voltage_kv >= HIGH_VOLTAGE_KV
    connection = "utility_interconnect_110kV" if high else "utility_interconnect_22kV"
    return {
        "construction": "construction_phase_5_10MW",
        "grid connection": connection,
        **{kind: row for kind, row in LEADS.items() if kind in kinds},
    }


def _order(item: str, row: str, commissioning: Figure, early: float) -> OrderBy:
    lead = library.step_figure("delivery", row)
    usual, late = (
        _months(one, high) + _months(commissioning, high) for one, high in ((lead, False), (lead, True))
    )
    by_month = early - late if math.isfinite(early) else None
    return OrderBy(item, usual, late, by_month, lead.source, lead.status, lead.evidence)


def _months(figure: Figure, high: bool) -> float:
    value = figure.high if high and figure.high is not None else figure.value
    return quantity(f"{value!r} {figure.unit}", "months")
