"""Three questions, three arguments: what the site is, what it is given, what to record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dcsim.engine.borrowed import borrowed_h
from dcsim.engine.cast import Cast
from dcsim.engine.certify import Catalogue
from dcsim.engine.core import Core
from dcsim.engine.counting import group_counts, interruption_counts, within_ends
from dcsim.engine.drawn import by_replication
from dcsim.engine.eras import Eras, asking_hours
from dcsim.engine.history import Thinned, Whole
from dcsim.engine.intervals import Block
from dcsim.engine.leave_out import Plan, screened, why_full
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.spells import Spells
from dcsim.engine.store_levels import stores_of
from dcsim.engine.uncollected import uncollected
from dcsim.engine.what_happens import WhatHappens, what_happens
from dcsim.plant.network import Plant
from dcsim.records import BlockResult, Counters
from dcsim.rollout import Timeline, Timelines


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
    given = timelines if isinstance(timelines, Timelines) else Timelines(timelines.demand_w, timelines)
    happens = what_happens(plant, given, block, seed, replays or {}, without)
    cast, eras = happens.cast, happens.eras
    ledger, stores = Ledger(cast.behaviours), stores_of(cast.behaviours)
    recorder = Recorder(plant.hall_names, record, ledger, Spells(cast.rows), stores=stores)
    because = "it was asked for" if full else why_full(cast, recorder, eras)
    certificates = Catalogue() if certificates is None else certificates
    if because is None:
        plan = screened(cast, happens.histories, block.simulated, certificates, eras)
    else:
        plan = Plan(map(Whole, by_replication(cast, happens.histories, block.simulated)))
    ran = _run(cast, plan, eras, block.first_simulated, recorder)
    work = happens.counters + ran.work
    if plan.certified is not None:
        certified = plan.certified.book(recorder, ran.kept)
        work += Counters(certificates=certificates.known, certified=certified)
    return _result(happens, block, recorder, ran.ends_h, work, because)


@dataclass
class _Ran:
    """What has run: when each replication ended, and the stretches that went through the core."""

    ends_h: list[float] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    work: Counters = field(default_factory=Counters)


def _run(cast: Cast, plan: Plan, eras: Sequence[Eras] | None, first: int, recorder: Recorder) -> _Ran:
    """Run one replication after another, the first of which has the number `first`."""
    ran = _Ran()
    for number, history in enumerate(plan.histories):
        recorder.begin(first + number)
        if history is None:
            end_h = cast.timeline.horizon_h
            recorder.end(end_h)
        else:
            end_h, work = _one(cast, history, eras[number] if eras is not None else (), recorder)
            ran.kept += history.kept
            ran.work += work
            history.let_go()
        ran.ends_h.append(end_h)
    return ran


def _one(cast: Cast, history: Whole | Thinned, eras: Eras, recorder: Recorder) -> tuple[float, Counters]:
    """Run one replication: the hour at which it ended, and what that took."""
    core = Core(cast, recorder, eras)
    end_h = core.run(history, cast.timeline.horizon_h)
    if core.static_lost:
        recorder.static_changed(end_h, False)
    recorder.end(end_h)
    for behaviour, memory in zip(cast.behaviours, core.memory, strict=True):
        behaviour.finish(core, memory, end_h)
    work = Counters(
        history_events=history.fed,
        simpy_events=core.clock.scheduled,
        evaluations=core.evaluations,
        stretches=len(history.kept),
    )
    core.let_go()
    return end_h, work


def _result(
    happens: WhatHappens,
    block: Block,
    recorder: Recorder,
    ends_h: Sequence[float],
    work: Counters,
    because: str | None,
) -> BlockResult:
    """All that was recorded, with what can be counted from the histories alone."""
    cast, eras = happens.cast, happens.eras
    counts = within_ends(happens.histories, ends_h)
    return BlockResult(
        block=block.number,
        first_replication=block.first_simulated,
        ends_h=tuple(ends_h),
        outages=tuple(recorder.outages),
        groups=group_counts(cast.behaviours, counts, ends_h, recorder, happens.service, block),
        interruptions=interruption_counts(cast.behaviours, counts, recorder),
        static_h=tuple(recorder.static_h),
        static_outages=tuple(recorder.static_outages),
        counters=work + Counters(states=len(cast.records.by_key)),
        full_because=because,
        events=tuple(recorder.events),
        levels=tuple(recorder.levels),
        spells=tuple(recorder.spells.kept),
        borrowed_h=borrowed_h(cast, happens.histories, eras, block.simulated),
        in_service=asking_hours(cast.plant, eras, cast.timeline.horizon_h) if eras is not None else {},
    )
