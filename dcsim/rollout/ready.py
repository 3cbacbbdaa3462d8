"""What is in service at an hour of each replication: sets of ready phases, numbered as they are met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.service import ReadySet, Service
from dcsim.streams import name_key

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class ReadySets:
    """The sets of one programme that have been met; which number a set has depends on what came before."""

    def __init__(self, service: Service) -> None:
        self._service = service
        # a set of phases by the sum of their keys: equal sums of different sets do not happen in practice
        self._keys = np.array([name_key("phase", name) for name in service.phases], np.uint64)
        self._number: dict[int, int] = {}
        self._by_content: dict[ReadySet, int] = {}
        self.met: list[ReadySet] = []

    def numbers(self, ready_h: Sequence[Floats], at_h: Floats, *, before: bool = False) -> Ints:
        """Number of the set in service at these hours, (replications, hours), or just before them."""
        size = len(at_h)
        phases = np.array(ready_h).reshape(len(ready_h), size)
        count = np.zeros(at_h.shape, np.int64)
        for hours in phases:
            count += hours[:, None] < at_h if before else hours[:, None] <= at_h
        order = np.argsort(phases, axis=0, kind="stable")
        keys = np.zeros((len(ready_h) + 1, size), np.uint64)
        np.cumsum(self._keys[order], axis=0, out=keys[1:])
        met, place, inverse = np.unique(
            keys[count, np.arange(size)[:, None]], return_index=True, return_inverse=True
        )
        numbers = []
        for key, at in zip(met.tolist(), place.tolist(), strict=True):
            if key not in self._number:
                replication = at // at_h.shape[1]
                ready = order[: count.flat[at], replication]
                self._number[key] = self._take([number in ready for number in range(len(ready_h))])
            numbers.append(self._number[key])
        return np.array(numbers, np.int64)[inverse].reshape(at_h.shape)

    def _take(self, ready: Sequence[bool]) -> int:
        """The number of a set, a new one if it has not been met."""
        found = self._service.ready_set(ready)
        if found not in self._by_content:
            self._by_content[found] = len(self.met)
            self.met.append(found)
        return self._by_content[found]
