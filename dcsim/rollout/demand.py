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
from dcsim.rollout.contracts import Contract
from dcsim.rollout.hours import Draws
from dcsim.rollout.service import ReadySet
from dcsim.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

IDLE_SHARE = 0.3
"""Of the draw of a cooling group with all its halls full, what it draws without any heat: in the library's
PUE curve of a water-cooled site 0.12 of 0.40."""


class Demand:
    """From shares of contracts to rows of demand."""

    def __init__(
        self, model: ScenarioModel, plant: Plant, contracts: Sequence[Contract], draws: Draws
    ) -> None:
        self._plant = plant
        number = {one.name: i for i, one in enumerate(contracts)}
        halls = plant.hall_names
        self._full_w = np.array(plant.demand, float)
        it = [n for n, one in enumerate(plant.consumers) if one.is_hall or isinstance(one, ItLoad)]
        self._it = np.array(it)
        self._contract = np.array([number.get(_whose(plant, n), 0) for n in it])
        self._per_share = draws.peaks / np.array([one.uses for one in contracts])
        # MW of heat in its hall of each contract drawn on in full
        self._heat = np.zeros((len(contracts), len(halls)))
        for i, one in enumerate(contracts):
            self._heat[i, halls.index(one.hall)] = one.mw * draws.peaks[i] * model.halls[one.hall].heat_per_it
        self._full_heat = np.array([hall.it_mw * hall.heat_per_it for hall in model.halls.values()])
        first = len(halls) + len(plant.loads)
        self._load_peak = np.array([max(one.hourly or (1.0,)) for one in model.loads.values()])
        self._loads = np.arange(len(halls), first)
        self._coolers = [
            (np.array([first + plant.cooler_at[i] for i in nodes]), np.array(nodes), _cooled(group, model))
            for group in model.cooling
            for nodes in [plant.members[group]]
        ]

    def rows(self, shares: Floats, sets: Sequence[ReadySet]) -> Ints:
        """Demand per consumer, (states, consumers), of `shares` of contracts, (states, contracts).

        `sets` has what is in service in each state.
        """
        plant = self._plant
        row = np.zeros((len(shares), len(plant.consumers)))
        row[:, self._it] = self._full_w[self._it] * (shares * self._per_share)[:, self._contract]
        loads = np.array([[name in one.loads for name in plant.load_names] for one in sets], bool)
        row[:, self._loads] = self._full_w[self._loads] * loads.reshape(len(sets), -1) * self._load_peak
        opened = np.array([[name in one.halls for name in plant.hall_names] for one in sets], bool)
        units = np.array([one.units for one in sets], float)
        heat = shares @ self._heat
        for consumers, nodes, halls in self._coolers:
            full = self._full_heat[halls].sum()
            space = opened[:, halls] @ self._full_heat[halls] / full
            draw = IDLE_SHARE * space + (1.0 - IDLE_SHARE) * (heat[:, halls].sum(axis=1) / full)
            there = units[:, nodes]
            total = there.sum(axis=1, keepdims=True)
            counts = np.array([plant.nodes[i].count for i in nodes])
            # units that are there draw for those that are not
            part = there / counts * counts.sum() / np.maximum(total, 1.0)
            row[:, consumers] = self._full_w[consumers] * draw[:, None] * part
        return np.rint(row).astype(np.int64)


def _whose(plant: Plant, consumer: int) -> str:
    """The contract whose load a consumer in a hall is; a hall with tenants asks for nothing of its own."""
    one = plant.consumers[consumer]
    if not isinstance(one, ItLoad):
        return one.name
    return plant.tenants[one.tenant].name if one.tenant >= 0 else plant.halls[one.hall].name


def _cooled(group: str, model: ScenarioModel) -> NDArray[np.int64]:
    """The halls whose heat a cooling group moves, all of them where it moves none itself."""
    found = [
        i
        for i, hall in enumerate(model.halls.values())
        if group in hall.cooled_by or (hall.liquid is not None and group in hall.liquid.cooled_by)
    ]
    return np.array(found or range(len(model.halls)), np.int64)
