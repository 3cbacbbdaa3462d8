"""From a scenario to the Timelines of a block of replications."""

from __future__ import annotations

from dcsim.plant import Plant
from dcsim.rollout.static import timeline_of
from dcsim.rollout.timeline import Timelines
from dcsim.scenario.model import ScenarioModel


class Programme:
    """The building programme of one scenario, and what is drawn of it under one seed.

    What a block gives depends on the block alone, whichever others were asked for before it.
    """

    def __init__(self, model: ScenarioModel, plant: Plant, seed: int) -> None:
        self.seed = seed
        self._static = timeline_of(model, plant)

    def block(self, number: int, size: int) -> Timelines:
        """The Timelines of the `size` replications of a block."""
        return Timelines(self._static.demand_w, self._static)


def timelines_of(model: ScenarioModel, plant: Plant, seed: int) -> Programme:
    """What gives the Timelines of each block."""
    return Programme(model, plant, seed)
