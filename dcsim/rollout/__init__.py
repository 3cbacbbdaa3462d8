"""What changes over the horizon by plan and by delay: the Timeline of each replication, and months."""

from dcsim.rollout.months import ByMonth
from dcsim.rollout.programme import Programme, is_by_plan, timelines_of
from dcsim.rollout.service import ReadySet
from dcsim.rollout.standing import Begin, DemandCycle, Standing, demand_cycle
from dcsim.rollout.static import timeline_of
from dcsim.rollout.timeline import Timeline, Timelines

__all__ = [
    "Begin",
    "ByMonth",
    "DemandCycle",
    "Programme",
    "ReadySet",
    "Standing",
    "Timeline",
    "Timelines",
    "demand_cycle",
    "is_by_plan",
    "timeline_of",
    "timelines_of",
]
