"""What all replications of a rollout saw, month by month, in the form capacity measures ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.measures.clocks import Floats

Booleans = NDArray[np.bool_]

MONTH_H = 730.0
"""Hours of one MW·month: a twelfth of a model year."""
NEGLIGIBLE_MW = 1e-3
"""What a plant does not notice: it calls a kilowatt above a rating no overload."""


@dataclass(frozen=True)
class TenantMonths:
    """One tenant by replication and month, MW: contract in service, contract waiting, mean draw."""

    contracted: Floats
    unserved: Floats
    drawn: Floats


@dataclass(frozen=True)
class Rolled:
    """A rollout by replication and month: every array has the shape (replications, months) and is in MW.

    `installed`, `usable`, `by_stage` and `contracted` are as they stand when the month ends; `peak` and
    `short_peak` are the highest of the month, everything at once; the others are means over the month.
    `contracted` is signed, in a hall that is in service; `unserved` is signed and waits for its hall.
    `usable` is what may be used with the redundancy that the planner keeps, `by_stage` what it would be if
    only that stage bound.
    `begins_h` has the hour at which each month begins and, last, the one at which the horizon ends.
    """

    begins_h: Floats
    installed: Floats
    usable: Floats
    by_stage: Mapping[str, Floats]
    contracted: Floats
    unserved: Floats
    drawn: Floats
    peak: Floats
    served: Floats
    shortfall: Floats
    """Demand beyond what the plant in service carries with every unit healthy."""
    short_peak: Floats
    first_short_h: Floats
    """The hour at which demand first exceeds that, shape (replications,); infinite: never."""
    tenants: Mapping[str, TenantMonths]
    planned_h: Mapping[str, float]
    """By phase, the hour it is planned for."""
    ready_h: Mapping[str, Floats]
    """By phase, the hour it comes into service, shape (replications,); infinite: never."""
    oversubscription: float = 1.0
    """Contracts that may be sold for each MW that may be used."""

    @property
    def replications(self) -> int:
        return len(self.usable)

    @property
    def months(self) -> int:
        return len(self.begins_h) - 1

    @cached_property
    def hours(self) -> Floats:
        """Length of each calendar month, h, shape (months,)."""
        return np.diff(self.begins_h)

    @cached_property
    def in_months(self) -> Floats:
        """The same in months of 730 h."""
        return self.hours / MONTH_H

    @cached_property
    def open(self) -> Booleans:
        """Whether there is a hall in service, shape (replications, months)."""
        return self.installed > 0

    @cached_property
    def headroom(self) -> Floats:
        """What may still be drawn: usable less the month's peak."""
        return self.usable - self.peak

    @cached_property
    def share_served(self) -> Floats:
        """Part of what is asked for that is served; all where nothing is."""
        return np.divide(self.served, self.drawn, out=np.ones_like(self.drawn), where=self.drawn > 0)

    @cached_property
    def sold(self) -> Floats:
        """All contracts signed, those waiting for their hall too."""
        return self.contracted + self.unserved

    @property
    def saleable(self) -> Floats:
        """What may be sold."""
        return self.usable * self.oversubscription

    @cached_property
    def unsold(self) -> Floats:
        """What may be sold and is not."""
        return np.maximum(0.0, self.saleable - self.sold)

    @cached_property
    def oversold(self) -> Floats:
        """Contracts in service beyond what may be sold; those that wait for a hall are none of it."""
        return np.maximum(0.0, self.contracted - self.saleable)

    @cached_property
    def undrawn(self) -> Floats:
        """Contracts in service less the month's peak: sold, and left standing."""
        return np.maximum(0.0, self.contracted - self.peak)

    @cached_property
    def stranded(self) -> dict[str, Floats]:
        """By stage, what it could carry beyond what the site can use."""
        return {name: stage - self.usable for name, stage in self.by_stage.items()}

    def mw_months(self, mean_mw: Floats) -> Floats:
        """A monthly mean summed over the horizon, MW·months, shape (replications,)."""
        return mean_mw @ self.in_months
