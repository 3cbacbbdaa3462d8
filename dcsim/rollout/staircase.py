"""The Timelines of a block: demand in steps, and the hours at which units come and go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.connected import Connected, Growth, growths
from dcsim.rollout.contracts import Contract
from dcsim.rollout.delays import MONTH_H
from dcsim.rollout.demand import Demand, Row
from dcsim.rollout.drawn import Drawn
from dcsim.rollout.ready import ReadySets
from dcsim.rollout.service import ReadySet, Service
from dcsim.rollout.timeline import Timeline, Timelines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_STEPS = 10
STEPS_TOGETHER = 8
"""Several continuous ramps of a site share so many steps, each has two at least; one alone has ten."""


def steps_of(contracts: Sequence[Contract]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """(months after signing, share from then on) of each contract, nowhere below its ramp."""
    ramping = sum(one.curve.is_continuous for one in contracts)
    steps = MOST_STEPS if ramping < 2 else max(2, STEPS_TOGETHER // ramping)
    return tuple(tuple(one.curve.staircase(steps)) for one in contracts)


class Rows:
    """Rows of demand that have been met; which number a row has depends on what came before."""

    def __init__(self) -> None:
        self._number: dict[Row, int] = {}

    def number_of(self, row: Row) -> int:
        """The number of a row, a new one if it has not been met."""
        return self._number.setdefault(row, len(self._number))

    def met(self) -> tuple[Row, ...]:
        """All of them, by number."""
        return tuple(self._number)


@dataclass(frozen=True, eq=False)
class _Events:
    """Hours at which anything may change, (replications, events), and what is so from each of them on.

    `levels` are steps of each contract, (replications, events, contracts), 0 for none, `sets` numbers of
    ready sets. By contract `left` is whether it has been given up in part, (replications, contracts), and
    `stairs_h` has the hour of each step, (replications, steps).
    """

    at_h: Floats
    levels: Ints
    left: NDArray[np.bool_]
    sets: Ints
    stairs_h: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class Stood:
    """A site at one hour in each replication of a block.

    `ready_h` has 0 for what is in service and infinity for the rest, by group, hall or load and unit; `sets`
    the same as a ready set; `shares` how much of each contract is drawn on, (replications, contracts); `rows`
    what is asked for, W per consumer, every contract at the peak of its hours.
    """

    ready_h: tuple[Mapping[str, tuple[float, ...]], ...]
    sets: tuple[ReadySet, ...]
    shares: Floats
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Staircase:
    """What the Timelines of one site have in common."""

    service: Service
    demand: Demand
    sets: ReadySets
    connected: Connected
    rows: Rows
    steps: tuple[tuple[tuple[float, float], ...], ...]
    horizon_h: float
    ends_at_first_outage: bool
    start: dt.date | None

    def timelines(self, drawn: Drawn) -> Timelines:
        """The Timelines of one block."""
        events = self._events(drawn)
        rows = self._rows(drawn, events)
        table = self.rows.met()
        phases = drawn.phases_h

        def each(replication: int) -> Timeline:
            ready_h = [float(hours[replication]) for hours in phases.values()]
            return self._timeline(events.at_h[replication], rows[replication], table, ready_h)

        if _are_alike(events.at_h, rows, *phases.values()):
            planned = each(0)
            return Timelines(table, None, phases, lambda _: planned)
        return Timelines(table, None, phases, each)

    def standing(self, drawn: Drawn, at_h: float) -> Stood:
        """What is in service and asked for at one hour in each replication of a block."""
        events = self._events(drawn)
        size = len(events.at_h)
        replications = np.arange(size)
        latest = np.maximum((events.at_h <= at_h).sum(axis=1) - 1, 0)
        then = _Events(
            at_h=np.full((size, 1), at_h),
            levels=events.levels[replications, latest][:, None, :],
            left=events.left,
            sets=events.sets[replications, latest][:, None],
            stairs_h=events.stairs_h,
        )
        rows = self._rows(drawn, then)[:, 0]
        shares = np.stack(
            [
                np.array([0.0, *(share for _, share in steps)])[then.levels[:, 0, i]]
                * np.where(then.left[:, i], one.kept_if_left, 1.0)
                for i, (one, steps) in enumerate(zip(drawn.contracts, self.steps, strict=True))
            ],
            axis=1,
        )
        table = self.rows.met()
        units = [self._units([float(hours[r]) for hours in drawn.phases_h.values()]) for r in range(size)]
        return Stood(
            tuple(_there(*hours, at_h) for hours in units),
            tuple(self.sets.met[number] for number in then.sets[:, 0].tolist()),
            shares,
            tuple(table[row] for row in rows.tolist()),
        )

    def _rows(self, drawn: Drawn, events: _Events) -> Ints:
        """Number of the row of demand from each event on, (replications, events)."""
        shape = events.at_h.shape
        states = np.concatenate(
            [2 * events.levels + events.left[:, None, :], events.sets[:, :, None]], axis=2
        ).reshape(shape[0] * shape[1], -1)
        met, inverse = np.unique(states, axis=0, return_inverse=True)
        by_step = [np.array([0.0, *(share for _, share in steps)]) for steps in self.steps]
        shares = np.zeros((len(met), len(drawn.contracts)))
        for i, one in enumerate(drawn.contracts):
            shares[:, i] = by_step[i][met[:, i] // 2] * np.where(met[:, i] % 2, one.kept_if_left, 1.0)
        numbers = np.zeros(len(met), np.int64)
        short = np.zeros(len(met), bool)
        for i, ready in enumerate(met[:, -1].tolist()):
            row = self.demand.row(shares[i], self.sets.met[ready])
            short[i] = not self.connected.is_served(ready, row)
            numbers[i] = -1 if short[i] else self.rows.number_of(row)
        found = numbers[inverse.ravel()].reshape(shape)
        for replication, event in np.argwhere(found < 0).tolist():
            found[replication, event] = self.rows.number_of(self._cut(drawn, events, replication, event))
        return found

    def _cut(self, drawn: Drawn, events: _Events, replication: int, event: int) -> Row:
        """The row of what is connected of a demand that is not served in full."""
        grown: list[Growth] = []
        for i, (one, steps) in enumerate(zip(drawn.contracts, self.steps, strict=True)):
            kept = one.kept_if_left if events.left[replication, i] else 1.0
            level = events.levels[replication, event, i]
            hours = events.stairs_h[i][replication, :level].tolist()
            grown += growths(i, one, hours, [kept * share for _, share in steps[:level]])
        return self.connected.row(int(events.sets[replication, event]), grown)

    def _events(self, drawn: Drawn) -> _Events:
        size = len(drawn.courses[0].start_h)
        stairs = [
            course.start_h[:, None] + course.stretch[:, None] * np.array([at for at, _ in steps]) * MONTH_H
            for course, steps in zip(drawn.courses, self.steps, strict=True)
        ]
        ends = [course.end_h[:, None] for course in drawn.courses]
        ready = [hours[:, None] for hours in drawn.ready_h]
        every = np.concatenate([np.zeros((size, 1)), *stairs, *ends, *ready], axis=1)
        at_h = np.sort(np.maximum(every, 0.0), axis=1)
        levels = np.zeros((*at_h.shape, len(drawn.courses)), np.int64)
        for i, course in enumerate(drawn.courses):
            for step in stairs[i].T:
                levels[:, :, i] += step[:, None] <= at_h
            levels[:, :, i][course.end_h[:, None] <= at_h] = 0
        left = np.stack([np.isfinite(course.left_h) for course in drawn.courses], axis=1)
        return _Events(at_h, levels, left, self.sets.numbers(drawn.ready_h, at_h), tuple(stairs))

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
        go = _by_phase(service.retired, [*ready_h, np.inf])
        come = _by_phase(service.brought, [*ready_h, 0.0])
        for name, hours in come.items():
            if name in go:
                come[name] = tuple(np.inf if c >= g else c for c, g in zip(hours, go[name], strict=True))
        return come, go


def _by_phase(phases: Mapping[str, tuple[int, ...]], hours: Sequence[float]) -> dict[str, tuple[float, ...]]:
    """By name, the hour of the phase of each unit; that of `ALWAYS`, which is -1, stands last."""
    of_phases = {one: tuple([hours[phase] for phase in one]) for one in set(phases.values())}
    return {name: of_phases[one] for name, one in phases.items()}


def _there(
    come: Mapping[str, tuple[float, ...]], go: Mapping[str, tuple[float, ...]], at_h: float
) -> dict[str, tuple[float, ...]]:
    """By name, 0 for each unit that is in service at an hour, and infinity for what is not."""
    found = {}
    for name in {**come, **go}:
        begins = come.get(name) or (0.0,) * len(go[name])
        ends = go.get(name) or (np.inf,) * len(begins)
        found[name] = tuple(0.0 if b <= at_h < e else np.inf for b, e in zip(begins, ends, strict=True))
    return found


def _are_alike(*by_replication: NDArray[Any]) -> bool:
    """Whether all replications are like the first: a plan without chance."""
    return all(bool((column == column[0]).all()) for column in by_replication)
