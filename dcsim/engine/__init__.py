"""The site in time: the only room that knows simpy."""

from dcsim.engine.certify import Catalogue
from dcsim.engine.freed import keep_freed
from dcsim.engine.intervals import Block
from dcsim.engine.recorder import Record
from dcsim.engine.simulate import simulate

__all__ = ["Block", "Catalogue", "Record", "simulate"]

keep_freed()
