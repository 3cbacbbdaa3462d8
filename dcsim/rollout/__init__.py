"""What changes over the horizon by plan and by delay: the Timeline of each replication."""

from dcsim.rollout.programme import Programme, timelines_of
from dcsim.rollout.static import timeline_of
from dcsim.rollout.timeline import Timeline, Timelines

__all__ = ["Programme", "Timeline", "Timelines", "timeline_of", "timelines_of"]
