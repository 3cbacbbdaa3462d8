"""Exact answers where theory has them; what a simulation must agree with.

Closed forms for blocks of independent units, and the static part of any plant by decision diagram. Nothing
here shares code with the engine.
"""

from dcsim.exact.blocks import Steady, first_failure_h, k_of_n, parallel, series, unit
from dcsim.exact.levels import remembering
from dcsim.exact.static import MEAN_WITHIN, OverHorizon, Static, static_part, static_part_over

__all__ = [
    "MEAN_WITHIN",
    "OverHorizon",
    "Static",
    "Steady",
    "first_failure_h",
    "k_of_n",
    "parallel",
    "remembering",
    "series",
    "static_part",
    "static_part_over",
    "unit",
]
