"""How much of the contracts is connected where the plant does not serve all of it even while healthy.

What would overload a healthy plant is never connected: of the contracts with the lowest priority the latest
growth first. It is a shortfall, not an outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dcsim.plant import Plant
from dcsim.plant.usable import fits
from dcsim.rollout.contracts import Contract
from dcsim.rollout.demand import Demand, Row
from dcsim.rollout.ready import ReadySets


class Growth(NamedTuple):
    """A contract grows to a share of itself at an hour; in the order in which growth is connected."""

    priority: int
    at_h: float
    contract: int
    share: float


def growths(number: int, one: Contract, at_h: Sequence[float], shares: Sequence[float]) -> list[Growth]:
    """The growth of a contract that was on these shares one after the other; what fell away is none."""
    found: list[Growth] = []
    for hour, share in zip(at_h, shares, strict=True):
        while found and found[-1].share >= share:
            hour = found.pop().at_h
        if share > 0:
            found.append(Growth(one.priority, hour, number, share))
    return found


class Connected:
    """Rows of demand that a plant serves while everything in service is healthy."""

    def __init__(self, plant: Plant, demand: Demand, sets: ReadySets, contracts: Sequence[Contract]) -> None:
        self._plant = plant
        self._demand = demand
        self._sets = sets
        self._contracts = contracts
        self._most = np.array([max(share for _, share in one.curve.staircase(1)) for one in contracts])
        self._fits: dict[tuple[int, Row], bool] = {}
        self._all_fit: dict[int, bool] = {}
        self._rows: dict[tuple[int, tuple[tuple[int, float], ...]], Row] = {}

    def is_served(self, number: int, row: Row) -> bool:
        """Whether a row is served by ready set `number`."""
        return self._everything_fits(number) or self._row_fits(number, row)

    def row(self, number: int, grown: Sequence[Growth]) -> Row:
        """The row of as much growth, in its order, as ready set `number` serves."""
        order = tuple((one.contract, one.share) for one in sorted(grown))
        if (number, order) not in self._rows:
            self._rows[number, order] = self._cut(number, order)
        return self._rows[number, order]

    def _cut(self, number: int, order: Sequence[tuple[int, float]]) -> Row:
        """Growth up to the last at which all is served; less of it is served too."""
        connected, refused = 0, len(order) + 1
        while refused - connected > 1:
            middle = (connected + refused) // 2
            if self._row_fits(number, self._row_of(number, order[:middle])):
                connected = middle
            else:
                refused = middle
        return self._row_of(number, order[:connected])

    def _row_of(self, number: int, order: Sequence[tuple[int, float]]) -> Row:
        shares = np.zeros(len(self._contracts))
        for contract, share in order:
            shares[contract] = share
        return self._demand.row(shares, self._sets.met[number])

    def _everything_fits(self, number: int) -> bool:
        """Whether all contracts of halls in service together are served: then any part of them is.

        Flows of a healthy plant grow with the demand: what carries a row carries every row below it.
        """
        if number not in self._all_fit:
            ready = self._sets.met[number]
            there = np.array([one.hall in ready.halls for one in self._contracts])
            self._all_fit[number] = self._row_fits(number, self._demand.row(self._most * there, ready))
        return self._all_fit[number]

    def _row_fits(self, number: int, row: Row) -> bool:
        if (number, row) not in self._fits:
            self._fits[number, row] = fits(self._plant, self._sets.met[number].units, row)
        return self._fits[number, row]
