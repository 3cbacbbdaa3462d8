"""Exact answers where theory has them; what a simulation must agree with.

Closed forms for blocks of independent units, and the static part of any plant by decision diagram. Nothing
here shares code with the engine.
"""

from dcsim.exact.blocks import Steady, k_of_n, parallel, series, unit
from dcsim.exact.static import Static, static_part

__all__ = ["Static", "Steady", "k_of_n", "parallel", "series", "static_part", "unit"]
