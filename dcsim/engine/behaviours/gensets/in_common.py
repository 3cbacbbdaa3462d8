"""Failures to start that all sets of a group have in common: bad fuel, cold batteries, a wrong setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.scenario.model import Genset
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.behaviours.gensets.plantroom import Plantroom
    from dcsim.engine.core import Core


class StartsInCommon(Behaviour):
    """The share `beta` of a set's failures to start comes to every set that is ordered with it.

    It draws once for each order to all sets. What is left to a set alone is such that it fails as often as
    without `beta`.
    """

    remembers = False

    def __init__(self, name: str, rank: int, spec: Genset, streams: Streams) -> None:
        super().__init__(name, rank)
        beta, attempts = spec.beta or 0.0, spec.start_attempts
        demand = spec.fail_to_start**attempts
        self.chance = beta * demand
        """That an order to all is in vain for all."""
        left = demand * (1.0 - beta) / (1.0 - self.chance) if self.chance < 1.0 else 1.0
        self.alone = left ** (1.0 / attempts) if beta else spec.fail_to_start
        """That one attempt of one set fails, where not all fail."""
        self.key = streams.episode_key(name, "in common")

    def keys_of_draws(self) -> tuple[int, ...]:
        return (self.key,)

    def fails(self, core: Core, room: Plantroom) -> float:
        """The probability that one attempt of a set fails, in this order to all of them."""
        if not self.chance:
            return self.alone
        number, room.orders = room.orders, room.orders + 1
        return 1.0 if core.draws.chance(self.key, room.episode, number) < self.chance else self.alone
