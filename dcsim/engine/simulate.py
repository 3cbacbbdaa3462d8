"""Three questions, three arguments: what the site is, what it is given, what to record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import Battery
from dcsim.engine.behaviours.cooling.stores import ColdStoring
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.gensets.day_tank import DayTank
from dcsim.engine.behaviours.weather import ClosesRoads
from dcsim.engine.borrowed import borrowed_h
from dcsim.engine.cast import Cast
from dcsim.engine.casting import cast_of
from dcsim.engine.certify import Catalogue
from dcsim.engine.core import Core
from dcsim.engine.counting import group_counts, interruption_counts, within_ends
from dcsim.engine.dependent import drawn_dependent
from dcsim.engine.drawn import by_replication
from dcsim.engine.eras import asking_hours
from dcsim.engine.history import Whole
from dcsim.engine.intervals import Block, Intervals, without_overlaps
from dcsim.engine.leave_out import Plan, screened, why_full
from dcsim.engine.ledger import Ledger
from dcsim.engine.plans import changes_by_plan, given_to, in_common, plans_of, with_plan
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.renewals import drawn_together
from dcsim.engine.service import Service, service_in
from dcsim.engine.spells import Spells
from dcsim.engine.staff import StaffAway
from dcsim.engine.uncollected import uncollected
from dcsim.engine.wear import worn_out
from dcsim.plant.network import Plant
from dcsim.records import BlockResult, Counters
from dcsim.rollout import Timeline, Timelines
from dcsim.streams import Streams


@uncollected()
def simulate(
    plant: Plant,
    timelines: Timelines | Timeline,
    block: Block,
    record: Record,
    *,
    seed: int,
    replays: Mapping[str, Sequence[Any]] | None = None,
    without: Collection[int] = (),
    full: bool = False,
    certificates: Catalogue | None = None,
) -> BlockResult:
    """Simulate the used replications of one block; one Timeline is that of all of them.

    `replays` has the rows (start_h, duration_h, hits) of interruptions read from a file, by name. Failures
    and interruptions whose episode is in `without` never happen: what would have been? The result depends on
    nothing but the arguments.

    What cannot matter is screened out of the history where that can be proved; `full` asks for every event.
    The result is the same, but for the counters and the last digits of run hours and fuel. So it is with
    `certificates` that other blocks have left; this block adds its own unless they are closed.
    """
    streams = Streams(seed)
    given = timelines if isinstance(timelines, Timelines) else Timelines(timelines.demand_w, timelines)
    by_plan = changes_by_plan(given)
    timeline = in_common(plant, given) if by_plan else given.of(0)
    cast = cast_of(plant, timeline, by_plan, seed, replays or {})
    behaviours = cast.behaviours
    several = given_to(given, block) if by_plan else []
    service = service_in(plant, several, block) if by_plan else Service()
    gone = np.array(sorted(without), np.uint64)
    histories = [
        _apart_from(gone, service.until_retired(behaviour.name, rows))
        for behaviour, rows in zip(
            behaviours, _histories(cast, streams, timeline, block, service, gone), strict=True
        )
    ]
    simulated = [_simulated(rows, block) for rows in histories]
    eras = plans_of(cast, several) if by_plan else None
    if eras is not None:
        simulated = with_plan(cast, simulated, given, eras, block)
    recorder = Recorder(
        plant.hall_names, record, Ledger(behaviours), Spells(cast.rows), stores=stores_of(behaviours)
    )
    because = why_full(cast, recorder, eras) if not full else "it was asked for"
    count = block.used - block.passed_over
    ends, work = [], Counters(streams=streams.draws, drawn=sum(len(rows.start) for rows in histories))
    certificates = Catalogue() if certificates is None else certificates
    plan = (
        screened(cast, simulated, count, certificates, eras)
        if because is None
        else Plan(map(Whole, by_replication(cast, simulated, count)))
    )
    kept: list[int] = []
    for number, history in enumerate(plan.histories):
        recorder.begin(block.first_simulated + number)
        if history is None:
            recorder.end(timeline.horizon_h)
            ends.append(timeline.horizon_h)
            continue
        core = Core(cast, recorder, eras[number] if eras is not None else ())
        end = core.run(history, timeline.horizon_h)
        if core.static_lost:
            recorder.static_changed(end, False)
        recorder.end(end)
        for behaviour, memory in zip(behaviours, core.memory, strict=True):
            behaviour.finish(core, memory, end)
        ends.append(end)
        kept += history.kept
        work += Counters(
            history_events=history.fed,
            simpy_events=core.clock.scheduled,
            evaluations=core.evaluations,
            stretches=len(history.kept),
        )
        core.let_go()
        history.let_go()
    if plan.certified is not None:
        certified = plan.certified.book(recorder, kept)
        work += Counters(certificates=certificates.known, certified=certified)
    counts = within_ends(simulated, ends)
    return BlockResult(
        block=block.number,
        first_replication=block.first_simulated,
        ends_h=tuple(ends),
        outages=tuple(recorder.outages),
        groups=group_counts(behaviours, counts, ends, recorder, service, block),
        interruptions=interruption_counts(behaviours, counts, recorder),
        static_h=tuple(recorder.static_h),
        static_outages=tuple(recorder.static_outages),
        counters=work + Counters(states=len(cast.records.by_key)),
        full_because=because,
        events=tuple(recorder.events),
        levels=tuple(recorder.levels),
        spells=tuple(recorder.spells.kept),
        borrowed_h=borrowed_h(cast, simulated, eras, count),
        in_service=asking_hours(plant, eras, timeline.horizon_h) if eras is not None else {},
    )


def _apart_from(gone: NDArray[np.uint64], rows: Intervals) -> Intervals:
    return rows.kept(~np.isin(rows.episode, gone)) if len(gone) else rows


def _histories(
    cast: Cast,
    streams: Streams,
    timeline: Timeline,
    block: Block,
    service: Service,
    gone: NDArray[np.uint64],
) -> list[Intervals]:
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


def stores_of(behaviours: Sequence[Behaviour]) -> list[tuple[str, Any]]:
    """(name, level now) of every store: `<group>/fuel`, `/day-tank/fuel`, `/water`, `/cold`; batteries."""
    stores: list[tuple[str, Any]] = []
    for i, behaviour in enumerate(behaviours):
        if isinstance(behaviour, Battery):
            stores.append((behaviour.name, partial(_battery_level, i, behaviour)))
        elif isinstance(behaviour, ColdStoring):
            stores.append((behaviour.store, partial(_cold_level, i, behaviour)))
        elif isinstance(behaviour, Gensets) and behaviour.spec.fuel is not None:
            stores.append((f"{behaviour.name}/fuel", partial(_fuel_level, i, behaviour)))
            if isinstance(behaviour.tank, DayTank):
                stores.append((f"{behaviour.name}/day-tank/fuel", partial(_day_level, i, behaviour.tank)))
    return stores


def _battery_level(i: int, battery: Battery, core: Core) -> float:
    return battery.level(core, core.memory[i])


def _day_level(i: int, tank: DayTank, core: Core) -> float:
    return tank.day_left(core, core.memory[i].fuel) / tank.day_full


def _cold_level(i: int, store: ColdStoring, core: Core) -> float:
    return store.level(core, core.memory[i])


def _fuel_level(i: int, gensets: Gensets, core: Core) -> float:
    assert gensets.tank is not None
    return gensets.tank.left(core, core.memory[i].fuel) / gensets.tank.full


def _simulated(rows: Intervals, block: Block) -> Intervals:
    """What happens in the replications that are simulated, which are counted from 0 then."""
    if block.passed_over == 0 and block.used == block.size:
        return rows
    rows = rows.kept((rows.replication >= block.passed_over) & (rows.replication < block.used))
    return replace(rows, replication=rows.replication - block.passed_over)
