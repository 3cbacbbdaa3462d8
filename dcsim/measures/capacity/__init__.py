"""From a rollout by replication and month to what a planner asks of it: when full, of what, at what cost."""

from dcsim.measures.capacity.late import (
    Late,
    PhaseDates,
    by_lateness,
    lateness_months,
    may_be_late,
    phase_dates,
)
from dcsim.measures.capacity.rolled import MONTH_H, NEGLIGIBLE_MW, Booleans, Rolled, TenantMonths
from dcsim.measures.capacity.spare import spare_units
from dcsim.measures.capacity.spread import (
    NEVER,
    NO_CHANCE,
    QUANTILES,
    UNIT,
    Bands,
    bands,
    mean_of,
    quantile_of,
    quantiles_of,
    share_of,
)
from dcsim.measures.capacity.stages import Binding, binding, full_of
from dcsim.measures.capacity.when import (
    PLANNED_SHARE,
    Reached,
    first_month,
    is_full,
    is_sold_out,
    month_for_good,
    month_of,
    reached,
)

__all__ = [
    "MONTH_H",
    "NEGLIGIBLE_MW",
    "NEVER",
    "NO_CHANCE",
    "PLANNED_SHARE",
    "QUANTILES",
    "UNIT",
    "Bands",
    "Binding",
    "Booleans",
    "Late",
    "PhaseDates",
    "Reached",
    "Rolled",
    "TenantMonths",
    "bands",
    "binding",
    "by_lateness",
    "first_month",
    "full_of",
    "is_full",
    "is_sold_out",
    "lateness_months",
    "may_be_late",
    "mean_of",
    "month_for_good",
    "month_of",
    "phase_dates",
    "quantile_of",
    "quantiles_of",
    "reached",
    "share_of",
    "spare_units",
]
