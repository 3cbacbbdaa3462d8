"""Machines whose failures and repairs are not theirs alone: crews, spares, standby, failures in common.

All of it follows from the course of the machines themselves, not from the state of the site. So it belongs
to the drawing of histories: both drivers get finished down intervals, and nothing else needs to know.
"""

from dcsim.engine.dependent.drawing import drawn_dependent
from dcsim.engine.dependent.machines import depends, groups_together

__all__ = ["depends", "drawn_dependent", "groups_together"]
