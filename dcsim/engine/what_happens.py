"""What happens in a block whoever responds to it: histories that are drawn, and changes by plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.weather import ClosesRoads
from dcsim.engine.cast import Cast
from dcsim.engine.casting import cast_of
from dcsim.engine.dependent import drawn_dependent
from dcsim.engine.eras import Eras
from dcsim.engine.intervals import Block, Intervals, without_overlaps
from dcsim.engine.plans import changes_by_plan, given_to, in_common, plans_of, with_plan
from dcsim.engine.renewals import drawn_together
from dcsim.engine.service import Service, service_in
from dcsim.engine.staff import StaffAway
from dcsim.engine.wear import worn_out
from dcsim.plant.network import Plant
from dcsim.records import Counters
from dcsim.rollout import Timeline, Timelines
from dcsim.streams import Streams


@dataclass(frozen=True)
class WhatHappens:
    """What happens in the replications of a block that are simulated, counted from 0.

    `histories` has one entry for each behaviour of the cast; `eras` one for each replication, None where
    nothing changes by plan. `service` has the hours of units that come and go, for all replications of the
    block. `counters` say how much was drawn.
    """

    cast: Cast
    histories: Sequence[Intervals]
    eras: Sequence[Eras] | None
    service: Service
    counters: Counters


def what_happens(
    plant: Plant,
    timelines: Timelines,
    block: Block,
    seed: int,
    replays: Mapping[str, Sequence[Any]],
    without: Collection[int],
) -> WhatHappens:
    """Draw the histories of a block; intervals whose episode is in `without` never happen."""
    by_plan = changes_by_plan(timelines)
    timeline = in_common(plant, timelines) if by_plan else timelines.of(0)
    several = given_to(timelines, block) if by_plan else []
    service = service_in(plant, several, block) if by_plan else Service()
    cast = cast_of(plant, timeline, by_plan, seed, replays)
    gone = np.array(sorted(without), np.uint64)
    streams = Streams(seed)
    drawn = [
        _apart_from(gone, service.until_retired(behaviour.name, rows))
        for behaviour, rows in zip(
            cast.behaviours, drawn_histories(cast, streams, timeline, block, service, gone), strict=True
        )
    ]
    counters = Counters(streams=streams.draws, drawn=sum(len(rows.start) for rows in drawn))
    histories = [_simulated(rows, block) for rows in drawn]
    if not by_plan:
        return WhatHappens(cast, histories, None, service, counters)
    eras = plans_of(cast, several)
    return WhatHappens(cast, with_plan(cast, histories, timelines, eras, block), eras, service, counters)


def drawn_histories(
    cast: Cast,
    streams: Streams,
    timeline: Timeline,
    block: Block,
    service: Service,
    gone: NDArray[np.uint64],
) -> list[Intervals]:
    """What is drawn of every behaviour, in their order, for all replications of a block.

    Draws are keyed by names, so it makes no difference which are made first. But repairs wait while staff is
    away, for which there must be weather first, without what is `gone`; and what depends on others must know
    when the grid is out.
    """
    behaviours = cast.behaviours
    away = StaffAway.during(
        [
            (_apart_from(gone, one.history(streams, timeline, block)), one.crew_delay_h)
            for one in behaviours
            if isinstance(one, ClosesRoads) and one.crew_delay_h
        ]
    )
    renewals = {i: found for i, one in enumerate(behaviours) if (found := one.renewal_history()) is not None}
    drawn = drawn_together(list(renewals.values()), streams, block, timeline.horizon_h, service, away)
    by_place = dict(zip(renewals, drawn, strict=True))
    for i in renewals:
        one = behaviours[i]
        if isinstance(one, Failures) and one.wear is not None:
            worn = worn_out(one.name, one.wear, one.count, streams, block, timeline.horizon_h)
            worn = away.put_off(service.since_ready(one.name, worn, ages=True))
            by_place[i] = without_overlaps(Intervals.joined([by_place[i], worn]))
    for i, one in enumerate(behaviours):
        if i not in by_place and one.drawn_as is None:
            by_place[i] = one.history(streams, timeline, block)
    grid_out = Intervals.joined([by_place[i] for i, one in enumerate(behaviours) if one.takes_feeds])
    dependent = drawn_dependent(cast.plant, streams, block, timeline, service, grid_out, away)
    by_place |= {i: dependent[one.drawn_as] for i, one in enumerate(behaviours) if one.drawn_as is not None}
    return [by_place[i] for i in range(len(behaviours))]


def _apart_from(gone: NDArray[np.uint64], rows: Intervals) -> Intervals:
    return rows.kept(~np.isin(rows.episode, gone)) if len(gone) else rows


def _simulated(rows: Intervals, block: Block) -> Intervals:
    """What happens in the replications that are simulated, which are counted from 0 then."""
    if block.passed_over == 0 and block.used == block.size:
        return rows
    rows = rows.kept((rows.replication >= block.passed_over) & (rows.replication < block.used))
    return replace(rows, replication=rows.replication - block.passed_over)
