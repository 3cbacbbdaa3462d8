"""What everybody asks for, W per consumer, given the shares of contracts drawn on and what is in service.

The engine's view: each contract at the peak of its hours and seasons. Cooling draws by what is in service and
by the heat there is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dcsim.plant import Plant
from dcsim.plant.consumers import ItLoad
from dcsim.plant.cooling_draw import cooling_draw_w
from dcsim.rollout.contracts import Contract
from dcsim.rollout.hours import Draws
from dcsim.rollout.service import ReadySet
from dcsim.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
Row = tuple[int, ...]


class Demand:
    """From shares of contracts to rows of demand."""

    def __init__(
        self, model: ScenarioModel, plant: Plant, contracts: Sequence[Contract], draws: Draws
    ) -> None:
        self._plant = plant
        number = {one.name: i for i, one in enumerate(contracts)}
        self._it = [n for n, one in enumerate(plant.consumers) if one.is_hall or isinstance(one, ItLoad)]
        # a hall with tenants has nothing of its own, whichever contract it is put down to
        self._contract = [number.get(_whose(plant, n), 0) for n in self._it]
        self._full_w = np.array(plant.demand, float)[self._it]
        self._per_share = draws.peaks / np.array([one.uses for one in contracts])
        self._load_w = [
            round(load.demand_w * max(model.loads[load.name].hourly or (1.0,))) for load in plant.loads
        ]

    def row(self, shares: Floats, ready: ReadySet) -> Row:
        """Demand per consumer while these shares of the contracts are drawn on."""
        plant = self._plant
        row = [0] * len(plant.consumers)
        asked_w = np.rint(self._full_w * (shares * self._per_share)[self._contract])
        for n, watts in zip(self._it, asked_w.tolist(), strict=True):
            row[n] = int(watts)
        first = len(plant.halls)
        for n, (load, watts) in enumerate(zip(plant.loads, self._load_w, strict=True), first):
            row[n] = watts if load.name in ready.loads else 0
        it_w = [sum(row[n] for n in loads) for loads in plant.hall_loads]
        drawn = cooling_draw_w(plant, ready.units, it_w, ready.halls)
        row[first + len(plant.loads) : first + len(plant.loads) + len(drawn)] = drawn
        return tuple(row)


def _whose(plant: Plant, consumer: int) -> str:
    """The contract whose load a consumer in a hall is."""
    one = plant.consumers[consumer]
    if not isinstance(one, ItLoad):
        return one.name
    return plant.tenants[one.tenant].name if one.tenant >= 0 else plant.halls[one.hall].name
