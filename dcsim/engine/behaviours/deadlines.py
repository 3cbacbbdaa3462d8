"""Nodes that carry too much, each until the hour at which something is done about it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour

if TYPE_CHECKING:
    from dcsim.engine.core import Core

Deadlines = dict[int, float]
"""By overloaded node, the hour it bears it until."""


class MindsOverloads(Behaviour):
    """What is done to nodes that stay overloaded: its memory is their deadlines."""

    watches_supply = True

    def fresh(self, core: Core) -> Deadlines:
        return {}

    def is_at_rest(self, core: Core, deadlines: Deadlines) -> bool:
        return not deadlines

    def calm_from(self, core: Core, deadlines: Deadlines) -> float:
        return math.inf if deadlines else -math.inf


def newly_overloaded(core: Core, deadlines: Deadlines) -> list[int]:
    """Nodes without a deadline yet; those that are not overloaded any more lose theirs."""
    overloaded = core.record.overloaded
    for node in [node for node in deadlines if node not in overloaded]:
        del deadlines[node]
    return [node for node in overloaded if node not in deadlines]


def taken_out(deadlines: Deadlines, due: float) -> list[int]:
    """The nodes whose deadline has come, in order of their numbers; they have none any more."""
    found = sorted(node for node, at in deadlines.items() if at <= due)
    for node in found:
        del deadlines[node]
    return found
