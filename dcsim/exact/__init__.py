"""Exact answers where theory has them; what a simulation must agree with.

Closed forms for blocks of independent units, small Markov chains for machines that share crews, stand by
or fail together, capacity against a load by the hour, and the static part of any plant by decision diagram.
Nothing here shares code with the engine.
"""

from dcsim.exact.adequacy import Adequacy, Sources, adequacy
from dcsim.exact.blocks import Steady, first_failure_h, k_of_n, parallel, series, unit
from dcsim.exact.chains import Chain
from dcsim.exact.levels import depending, remembering
from dcsim.exact.machines import Machines, carried_with_repair, hidden, maintained, proof_tested
from dcsim.exact.static import MEAN_WITHIN, OverHorizon, Static, static_part, static_part_over

__all__ = [
    "MEAN_WITHIN",
    "Adequacy",
    "Chain",
    "Machines",
    "OverHorizon",
    "Sources",
    "Static",
    "Steady",
    "adequacy",
    "carried_with_repair",
    "depending",
    "first_failure_h",
    "hidden",
    "k_of_n",
    "maintained",
    "parallel",
    "proof_tested",
    "remembering",
    "series",
    "static_part",
    "static_part_over",
    "unit",
]
