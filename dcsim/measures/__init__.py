"""From records to estimates: by site, hall, year, group, interruption and cause."""

from dcsim.measures.causes import LABEL, UNATTRIBUTED, Cause, CauseGroup, causes, grouped
from dcsim.measures.groups import GroupMeasures, InterruptionMeasures, by_group, by_interruption
from dcsim.measures.halls import by_hall
from dcsim.measures.observed import YEAR_H, BlockCounts, Observed
from dcsim.measures.registry import SITE, Measure, measure
from dcsim.measures.tenants import by_cord, by_tenant
from dcsim.measures.years import by_year, yearly_downtime_h

__all__ = [
    "LABEL",
    "SITE",
    "UNATTRIBUTED",
    "YEAR_H",
    "BlockCounts",
    "Cause",
    "CauseGroup",
    "GroupMeasures",
    "InterruptionMeasures",
    "Measure",
    "Observed",
    "by_cord",
    "by_group",
    "by_hall",
    "by_interruption",
    "by_tenant",
    "by_year",
    "causes",
    "grouped",
    "measure",
    "yearly_downtime_h",
]
