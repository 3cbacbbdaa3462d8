"""Pictures, drawn on Figure objects: no window, no global state of matplotlib."""

from dcsim.render.plot.audit import audit
from dcsim.render.plot.capacity import demand, headroom, phases, redundancy, shortfall
from dcsim.render.plot.causes import causes
from dcsim.render.plot.compare import compare
from dcsim.render.plot.downtime import downtime
from dcsim.render.plot.paper import check_path, save
from dcsim.render.plot.survive import survive
from dcsim.render.plot.sweep import sweep
from dcsim.render.plot.tornado import tornado
from dcsim.render.plot.trace import trace

__all__ = [
    "audit",
    "causes",
    "check_path",
    "compare",
    "demand",
    "downtime",
    "headroom",
    "phases",
    "redundancy",
    "save",
    "shortfall",
    "survive",
    "sweep",
    "tornado",
    "trace",
]
