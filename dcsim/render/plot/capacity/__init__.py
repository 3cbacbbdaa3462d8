"""Pictures of a rollout: headroom, phases, redundancy, demand and shortfall, month by month."""

from dcsim.render.plot.capacity.demand import demand
from dcsim.render.plot.capacity.headroom import headroom
from dcsim.render.plot.capacity.phases import phases
from dcsim.render.plot.capacity.redundancy import redundancy
from dcsim.render.plot.capacity.shortfall import shortfall

__all__ = ["demand", "headroom", "phases", "redundancy", "shortfall"]
