"""Down intervals of machines that depend on each other, for a whole block.

Where units fail at random and only crews are shared, everyone is alone as long as nobody waits. Then all is
drawn in arrays, and only stretches in which more repairs are under way than there are crews are gone through
event by event: from when all were up before to when all are up again in both accounts. Elsewhere whole
replications are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from dcsim.engine.dependent.keys import GroupKeys, Keys
from dcsim.engine.dependent.machines import Together, groups_together
from dcsim.engine.dependent.maintaining import Out
from dcsim.engine.dependent.rows import Rows, rows_of
from dcsim.engine.dependent.story import Story
from dcsim.engine.dependent.units import Down, Row
from dcsim.engine.dependent.works import works_of
from dcsim.engine.intervals import Block, Intervals, Ints, overlapping
from dcsim.engine.service import Service
from dcsim.engine.staff import NEVER_AWAY, StaffAway
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.streams import Streams

KINDS_OF_WORKS = tuple((after, until) for after in (False, True) for until in (False, True))
"""Whether what is maintained was repaired just before, and fails just after."""
_MOSTLY_ALONE = 0.1
"""Up to which share of repairs that wait it pays to go through single stretches."""


Called = str | tuple[str, bool, bool]
"""Down intervals go by their group; times in which units that had not failed were maintained are called
(group, after repair, until failure), see `dcsim.engine.dependent.maintaining.Out`."""


def drawn_dependent(
    plant: Plant,
    streams: Streams,
    block: Block,
    timeline: Timeline,
    service: Service,
    grid_out: Intervals | None = None,
    away: StaffAway = NEVER_AWAY,
) -> dict[Called, Intervals]:
    """What happens to all groups of a plant that depend on others.

    `grid_out` is when some feed is out; no repair begins while those who are called are `away`.
    """
    histories: dict[Called, Intervals] = {}
    for together in groups_together(plant):
        out = grid_out if grid_out is not None and together.minds_grid else None
        drawing = _Drawing(together, streams, block, timeline, service, _spans(out), away)
        histories.update(drawing.failures())
        histories.update(drawing.works())
    return histories


class _Drawing:
    """Groups that depend on each other, in one block."""

    def __init__(
        self,
        together: Together,
        streams: Streams,
        block: Block,
        timeline: Timeline,
        service: Service,
        grid_out: Mapping[int, Sequence[tuple[float, float]]],
        away: StaffAway,
    ) -> None:
        horizon_h = timeline.horizon_h
        self._together = together
        self._block = block
        self._horizon_h = horizon_h
        self._service = service
        self._rows = self._in_order(replace(rows_of(together, streams, block, horizon_h, service), away=away))
        self._keys = [GroupKeys(one, together.crews, streams, block) for one in together.machines]
        replications = np.arange(block.size + 1)
        self._bounds = np.searchsorted(self._rows.replication, replications).tolist()
        self._latest: tuple[int, Sequence[Row]] = (-1, ())
        works = [works_of(one, n, timeline.start, horizon_h) for n, one in enumerate(together.machines)]
        self._works = sorted(work for several in works for work in several)
        self._out: list[tuple[int, Out]] = []
        self._grid_out = grid_out

    def failures(self) -> dict[str, Intervals]:
        """The down intervals by group."""
        kept, told = self._where_somebody_waits() if self._together.is_plain else self._whole_replications()
        rows, found = self._rows.kept(kept), {}
        by_group: defaultdict[int, list[tuple[int, Down]]] = defaultdict(list)
        for entry in told:
            by_group[entry[1].group].append(entry)
        for number, one in enumerate(self._together.machines):
            units = one.renewal.units
            alone = rows.kept(rows.group == number).down()
            down = [down for _, down in by_group[number]]
            several = _intervals(by_group[number])
            # of sets nobody asks in which way they are down
            way = np.array([0 if one.is_genset else row.way for row in down], np.int64)
            found[one.name] = Intervals.joined([alone, replace(several, unit=several.unit + units * way)])
        return found

    def _in_order(self, rows: Rows) -> Rows:
        """Those of the replications that are simulated, by time, then name and unit; once units are ready."""
        block = self._block
        rows = rows.kept((rows.replication >= block.passed_over) & (rows.replication < block.used))
        for number, one in enumerate(self._together.machines):
            ready_h = self._service.ready_h.get(one.name)
            if ready_h is not None:
                late = rows.group == number
                late[late] = rows.start[late] < ready_h[rows.replication[late], rows.unit[late]]
                rows = rows.kept(~late)
        line = rows.replication * (self._horizon_h + 1.0) + rows.start
        order = np.argsort(line)
        if np.diff(line[order]).min(initial=np.inf) <= 4.0 * np.spacing(line.max(initial=1.0)):
            order = np.lexsort((rows.unit, rows.group, rows.start, rows.replication))
        return rows.kept(order)

    # ------------------------------------------------------------------ event by event

    def _whole_replications(self) -> tuple[Ints, list[tuple[int, Down]]]:
        """(no rows that happen as drawn, all that was told)."""
        told: list[tuple[int, Down]] = []
        for replication in range(self._block.passed_over, self._block.used):
            story = self._story(replication, self._bounds[replication], 0.0)
            story.run()
            told += [(replication, down) for down in story.down]
            self._out += [(replication, out) for out in story.maintaining.out]
        return np.zeros(0, np.int64), told

    def _story(self, replication: int, first: int, since_h: float) -> Story:
        """The machines of a replication from an hour on at which all are up, and from this row on."""
        keys = [Keys(group, replication) for group in self._keys]
        hours = [self._hours(one.name, one.renewal.units, replication) for one in self._together.machines]
        rows, first = self._listed(replication), first - self._bounds[replication]
        course = rows, first, self._works, hours, since_h, self._horizon_h
        story = Story(self._together, keys, *course, self._rows.away.of(replication))
        out = self._grid_out.get(replication, ())
        story.plan_grid(out, story.maintaining.grid_goes, story.maintaining.grid_returns)
        return story

    def _listed(self, replication: int) -> Sequence[Row]:
        """The rows of a replication; those of the latest are kept."""
        if self._latest[0] != replication:
            rows = self._rows.kept(slice(self._bounds[replication], self._bounds[replication + 1]))
            columns = (
                rows.start,
                rows.group,
                rows.unit,
                rows.episode,
                rows.callout_h,
                rows.repair_h,
                rows.mark,
                rows.found_h,
            )
            listed = zip(*(column.tolist() for column in columns), strict=True)
            self._latest = replication, [Row(*values) for values in listed]
        return self._latest[1]

    def _hours(self, name: str, units: int, replication: int) -> list[tuple[float, float]]:
        """When each unit comes into service and goes."""
        ready = self._service.ready_h.get(name)
        gone = self._service.retired_h.get(name)
        return list(
            zip(
                ready[replication].tolist() if ready is not None else [0.0] * units,
                gone[replication].tolist() if gone is not None else [np.inf] * units,
                strict=True,
            )
        )

    def works(self) -> dict[Called, Intervals]:
        """The times out for maintenance, once the failures were asked for."""
        by_kind: defaultdict[tuple[int, bool, bool], list[tuple[int, Out]]] = defaultdict(list)
        for entry in self._out:
            out = entry[1]
            by_kind[out.group, out.after_repair, out.until_failure].append(entry)
        found: dict[Called, Intervals] = {}
        for number, one in enumerate(self._together.machines):
            for kind in KINDS_OF_WORKS if one.maintenance is not None else ():
                found[one.name, *kind] = _intervals(by_kind[number, *kind])
        return found

    # ------------------------------------------------------------------ in arrays

    def _where_somebody_waits(self) -> tuple[Ints, list[tuple[int, Down]]]:
        """(rows that happen as drawn, what was told of the stretches in which somebody waits)."""
        places = self._if_nobody_waits()
        alone = self._rows.kept(places)
        begins = _overlapping_since(alone, self._horizon_h)
        waits = self._too_many(alone)
        if len(waits) > _MOSTLY_ALONE * len(places):
            return self._whole_replications()
        bounds = np.searchsorted(alone.replication, np.arange(self._block.size + 1)).tolist()
        replaced = np.zeros(len(places), bool)
        told: list[tuple[int, Down]] = []
        last = 0
        for place in waits:
            if place < last:
                continue
            first, replication = int(begins[place]), int(alone.replication[place])
            story = self._story(replication, int(places[first]), float(alone.start[first]))
            until, last = self._horizon_h, bounds[replication + 1]
            # both accounts begin anew where nobody is down in either
            while (now := story.run(until_all_are_up=True)) < until:
                so_far = first + int(np.searchsorted(alone.start[first:last], now))
                if alone.end[first:so_far].max() <= now:
                    last = so_far
                    break
            replaced[first:last] = True
            told += [(replication, down) for down in story.down]
        return np.asarray(places[~replaced]), told

    def _if_nobody_waits(self) -> Ints:
        """The rows of units that are not down, if every repair begins as soon as somebody is there."""
        rows = self._rows
        units = np.cumsum([0, *(one.renewal.units for one in self._together.machines)])
        down = replace(rows.down(), unit=units[rows.group] + rows.unit)
        return np.delete(np.arange(len(rows.start)), overlapping(down))

    def _too_many(self, rows: Rows) -> list[int]:
        """Places of rows with which more repairs of one trade would be under way than it has crews."""
        found: list[Ints] = [np.zeros(0, np.int64)]
        offset = rows.replication * (self._horizon_h + 1.0)
        crew_of = np.array([one.crew for one in self._together.machines], object)
        for name, crew in self._together.crews.items():
            own = np.flatnonzero((crew_of == name)[rows.group])
            begins = offset[own] + np.minimum(rows.here[own], self._horizon_h)
            ends = offset[own] + np.minimum(rows.end[own], self._horizon_h)
            order = np.argsort(begins, kind="stable")
            ended = np.searchsorted(np.sort(ends), begins[order], side="right")
            found.append(own[order[np.arange(1, len(own) + 1) - ended > crew.count]])
        return sorted(np.concatenate(found).tolist())


def _overlapping_since(rows: Rows, horizon_h: float) -> Ints:
    """For each of these rows, which are in order, the first of those whose down intervals hang together."""
    offset = rows.replication * (horizon_h + 1.0)
    start, end = offset + rows.start, offset + np.minimum(rows.end, horizon_h)
    is_first = np.ones(len(start), bool)
    is_first[1:] = start[1:] > np.maximum.accumulate(end)[:-1]
    return np.asarray(np.maximum.accumulate(np.where(is_first, np.arange(len(start)), 0)), np.int64)


def _spans(out: Intervals | None) -> dict[int, list[tuple[float, float]]]:
    """By replication, the times in which any of these intervals lasts, in order and apart."""
    found: dict[int, list[tuple[float, float]]] = {}
    if out is None:
        return found
    order = np.lexsort((out.start, out.replication))
    columns = (out.replication[order], out.start[order], out.end[order])
    for replication, start, end in zip(*(column.tolist() for column in columns), strict=True):
        spans = found.setdefault(replication, [])
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        elif end > start:
            spans.append((start, end))
    return found


def _intervals(told: Sequence[tuple[int, Down | Out]]) -> Intervals:
    return Intervals(
        np.array([replication for replication, _ in told], np.int64),
        np.array([one.start for _, one in told], float),
        np.array([one.end for _, one in told], float),
        np.array([one.unit for _, one in told], np.int64),
        np.array([one.episode for _, one in told], np.uint64),
    )
