"""From a scenario to what each block of replications is given."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.plant import Plant
from dcsim.rollout.connected import Connected
from dcsim.rollout.contracts import Contract
from dcsim.rollout.delays import MONTH_H
from dcsim.rollout.demand import Demand
from dcsim.rollout.drawn import Draw
from dcsim.rollout.hours import MONTHS, Draws, draws_of
from dcsim.rollout.months import ByMonth, Capability, months_of
from dcsim.rollout.ready import ReadySets
from dcsim.rollout.staircase import Rows, Staircase, Stood, steps_of
from dcsim.rollout.static import timeline_of
from dcsim.rollout.timeline import Timelines
from dcsim.scenario.calendar import month_begins
from dcsim.scenario.model import ScenarioModel


def is_by_plan(model: ScenarioModel) -> bool:
    """Whether a site is built in phases, or has contracts that come, grow or go."""
    return bool(model.phases) or any(one.varies for one in model.tenants.values())


class Programme:
    """The building programme of one scenario and its contracts, and what is drawn of them under one seed.

    What a block gives depends on the block alone; only the numbers of levels and of ready sets depend on
    which blocks were asked for before it.
    """

    def __init__(self, model: ScenarioModel, plant: Plant, seed: int) -> None:
        self._model = model
        self._plant = plant
        self._draw = Draw(model, plant, seed)
        self.sets = ReadySets(self._draw.service)

    @cached_property
    def is_static(self) -> bool:
        """Whether the site stands at its full build-out from the start, with constant contracts."""
        return not is_by_plan(self._model)

    def block(self, number: int, size: int) -> Timelines:
        """The Timelines of the `size` replications of a block."""
        if self.is_static:
            static = timeline_of(self._model, self._plant)
            return Timelines(static.demand_w, static)
        return self._staircase.timelines(self._draw.block(number, size))

    def standing(self, number: int, size: int, at_h: float) -> Stood:
        """The same replications as they are at one hour of the horizon."""
        return self._staircase.standing(self._draw.block(number, size), at_h)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """All contracts, in the order of whatever is told by contract."""
        return self._draw.contracts

    @property
    def peaks(self) -> NDArray[np.float64]:
        """The most each contract draws where the ramp allows all of it, as a share of it, (contracts,)."""
        return self._draws.peaks

    @property
    def demand(self) -> Demand:
        """From shares of contracts to rows of demand."""
        return self._staircase.demand

    def months(self, number: int, size: int, capability: Capability) -> ByMonth:
        """The same replications by month; `capability` gives the MW of IT that a ready set serves."""
        edges_h, month_of_year = self._months
        drawn = self._draw.block(number, size)
        return months_of(drawn, edges_h, month_of_year, capability, self.sets, self._draws)

    @cached_property
    def _draws(self) -> Draws:
        return draws_of(self._draw.contracts, self._model.horizon.start)

    @cached_property
    def _staircase(self) -> Staircase:
        horizon = self._model.horizon
        contracts = self._draw.contracts
        demand = Demand(self._model, self._plant, contracts, self._draws)
        return Staircase(
            service=self._draw.service,
            demand=demand,
            sets=self.sets,
            connected=Connected(self._plant, demand, self.sets, contracts),
            rows=Rows(),
            steps=steps_of(contracts),
            horizon_h=horizon.length_h,
            ends_at_first_outage=horizon.ends_at is not None,
            start=horizon.start,
        )

    @cached_property
    def _months(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Hours at which months begin and the last ends, and which of the twelve each is; twelfths of a year
        where the horizon has no date."""
        length_h, start = self._model.horizon.length_h, self._model.horizon.start
        if start is None:
            count = int(np.ceil(length_h / MONTH_H))
            edges = [*(month * MONTH_H for month in range(count)), length_h]
            return np.array(edges), np.arange(count) % MONTHS
        begins = month_begins(start, length_h)
        edges = [max(0.0, one.hour) for one in begins] + [length_h]
        return np.array(edges), np.array([one.month - 1 for one in begins])


def timelines_of(model: ScenarioModel, plant: Plant, seed: int) -> Programme:
    """What gives the Timelines of each block."""
    return Programme(model, plant, seed)
