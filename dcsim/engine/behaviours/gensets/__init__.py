"""Standby gensets: the sequence of a loss, single sets, and their fuel."""

from dcsim.engine.behaviours.gensets.plantroom import NONE, Phase, Plantroom
from dcsim.engine.behaviours.gensets.sequence import Gensets

__all__ = ["NONE", "Gensets", "Phase", "Plantroom"]
