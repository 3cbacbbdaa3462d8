"""What changes over the horizon by plan and by delay: the Timeline of each replication, and months."""

from dcsim.rollout.months import ByMonth
from dcsim.rollout.programme import Programme, timelines_of
from dcsim.rollout.service import ReadySet
from dcsim.rollout.static import timeline_of
from dcsim.rollout.timeline import Timeline, Timelines

__all__ = ["ByMonth", "Programme", "ReadySet", "Timeline", "Timelines", "timeline_of", "timelines_of"]
