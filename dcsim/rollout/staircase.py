"""The Timelines of a block: demand in steps, and the hours at which units come and go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.contracts import Contract
from dcsim.rollout.delays import MONTH_H
from dcsim.rollout.demand import Demand
from dcsim.rollout.drawn import Drawn
from dcsim.rollout.ready import ReadySets
from dcsim.rollout.service import ALWAYS, Service
from dcsim.rollout.timeline import Timeline, Timelines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_STEPS = 10
STEPS_TOGETHER = 20
"""Continuous ramps of a site are seen in so many steps together, each in at least two and at most ten."""


def steps_of(contracts: Sequence[Contract]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """(months after signing, share from then on) of each contract, nowhere below its ramp."""
    ramping = sum(one.curve.is_continuous for one in contracts)
    steps = min(MOST_STEPS, max(2, STEPS_TOGETHER // max(1, ramping)))
    return tuple(tuple(one.curve.staircase(steps)) for one in contracts)


class Rows:
    """Rows of demand that have been met; which number a row has depends on what came before."""

    def __init__(self) -> None:
        self._number: dict[tuple[int, ...], int] = {}

    def number_of(self, row: Sequence[int]) -> int:
        """The number of a row, a new one if it has not been met."""
        return self._number.setdefault(tuple(row), len(self._number))

    def met(self) -> tuple[tuple[int, ...], ...]:
        """All of them, by number."""
        return tuple(self._number)


@dataclass(frozen=True, eq=False)
class Staircase:
    """What the Timelines of one site have in common."""

    service: Service
    demand: Demand
    sets: ReadySets
    rows: Rows
    steps: tuple[tuple[tuple[float, float], ...], ...]
    horizon_h: float
    ends_at_first_outage: bool
    start: dt.date | None

    def timelines(self, drawn: Drawn) -> Timelines:
        """The Timelines of one block."""
        at_h, levels, kept = self._levels(drawn)
        numbers = self.sets.numbers(drawn.ready_h, at_h)
        cells = at_h.shape
        states = np.concatenate([2 * levels + kept[:, None, :], numbers[:, :, None]], axis=2)
        met, inverse = np.unique(states.reshape(cells[0] * cells[1], -1), axis=0, return_inverse=True)
        shares = np.zeros((len(met), len(drawn.contracts)))
        for i, (one, steps) in enumerate(zip(drawn.contracts, self.steps, strict=True)):
            by_level = np.array([0.0, *(share for _, share in steps)])
            stays = np.where(met[:, i] % 2, one.leaves.keeps if one.leaves else 1.0, 1.0)
            shares[:, i] = by_level[met[:, i] // 2] * stays
        rows = self.demand.rows(shares, [self.sets.met[number] for number in met[:, -1]])
        row_of = np.array([self.rows.number_of(row) for row in rows.tolist()], np.int64)
        by_event = row_of[inverse].reshape(cells)
        table = self.rows.met()
        phases = drawn.phases_h

        def each(replication: int) -> Timeline:
            return self._timeline(
                at_h[replication], by_event[replication], table, [h[replication] for h in phases.values()]
            )

        if _are_alike(events.at_h, rows, *phases.values()):
            planned = each(0)
            return Timelines(table, None, phases, lambda _: planned)
        return Timelines(table, None, phases, each)

    def _levels(self, drawn: Drawn) -> tuple[Floats, Ints, Ints]:
        """Hours of events, (replications, events); the step each contract is on then; whether it has left."""
        size = len(drawn.courses[0].start_h)
        begins = [
            course.start_h[:, None] + course.stretch[:, None] * np.array([at for at, _ in steps]) * MONTH_H
            for course, steps in zip(drawn.courses, self.steps, strict=True)
        ]
        ends = [course.end_h[:, None] for course in drawn.courses]
        events = np.concatenate(
            [np.zeros((size, 1)), *begins, *ends, *(h[:, None] for h in drawn.ready_h)], axis=1
        )
        at_h = np.sort(np.maximum(events, 0.0), axis=1)
        levels = np.zeros((*at_h.shape, len(drawn.courses)), np.int64)
        for i, (course, stairs) in enumerate(zip(drawn.courses, begins, strict=True)):
            for step in stairs.T:
                levels[:, :, i] += step[:, None] <= at_h
            levels[:, :, i][course.end_h[:, None] <= at_h] = 0
        kept = np.stack([np.isfinite(course.left_h) for course in drawn.courses], axis=1)
        return at_h, levels, kept.astype(np.int64)

    def _timeline(
        self, at_h: Floats, rows: Ints, table: tuple[tuple[int, ...], ...], ready_h: Sequence[float]
    ) -> Timeline:
        # of events at one hour the last has all of them in it
        last = np.append(at_h[1:] > at_h[:-1], True) & (at_h < self.horizon_h)
        hours, levels = at_h[last], rows[last]
        changes = np.append(True, levels[1:] != levels[:-1])
        come, go = self._units(ready_h)
        return Timeline(
            horizon_h=self.horizon_h,
            steps_h=tuple(hours[changes].tolist()),
            demand_w=table,
            ready_h=come,
            ends_at_first_outage=self.ends_at_first_outage,
            levels=tuple(levels[changes].tolist()),
            retired_h=go,
            start=self.start,
        )

    def _units(
        self, ready_h: Sequence[float]
    ) -> tuple[dict[str, tuple[float, ...]], dict[str, tuple[float, ...]]]:
        """Hours at which units come and go, by group, hall or load; what goes before it comes never comes."""
        service = self.service
        go = {
            name: tuple(np.inf if phase == ALWAYS else float(ready_h[phase]) for phase in phases)
            for name, phases in service.retired.items()
        }
        come = {
            name: tuple(0.0 if phase == ALWAYS else float(ready_h[phase]) for phase in phases)
            for name, phases in service.brought.items()
        }
        for name, hours in come.items():
            if name in go:
                come[name] = tuple(np.inf if c >= g else c for c, g in zip(hours, go[name], strict=True))
        return come, go


def _are_alike(*by_replication: NDArray[Any]) -> bool:
    """Whether all replications are like the first: a plan without chance."""
    return all(bool((column == column[0]).all()) for column in by_replication)
