"""The core goes through one stretch with times that remember what they depend on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.behaviours.gensets.fuelled import Fuelled
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.affine import FAR_H, Affine, Conditions, Form, Undecided, close_h
from dcsim.engine.certify.certificate import (
    Certificate,
    Chances,
    Draw,
    Filled,
    Latest,
    Lengths,
    Linear,
    Question,
    Turn,
    row_of,
)
from dcsim.engine.certify.course import Course, course_of
from dcsim.engine.certify.noting import Harm, NobodyApart, NothingLost, NotingCore, StoreEmpties
from dcsim.engine.certify.questions import Life, MachineFails, Questions
from dcsim.engine.certify.stretch import Case
from dcsim.engine.certify.together import Lot, in_any_order
from dcsim.engine.certify.trail import is_same
from dcsim.engine.core import Core
from dcsim.engine.eras import Era, Setup
from dcsim.engine.history import Whole
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.errors import SimulationError
from dcsim.laws import Law

_BEGIN_H = 1.0
"""When the stretch begins in a rehearsal: not at the very start, and exact in floating point."""
_MOST_EVENTS = 2_000
_MOST_RUN_FAILURES = 4


class _Seldom(NamedTuple):
    """What happens that seldom does: lives that end while the machine runs, and stores that run empty."""

    ended: set[Life]
    empty: set[int]


class _Told(Whole):
    """A whole history that says when it is over."""

    over = False

    def after(self, core: Core) -> Sequence[HistoryEvent] | None:
        found = super().after(core)
        self.over = found is None
        return found


class _Ending(NamedTuple):
    """Since when the site is at rest, and from when each part of it is calm: in any case, if unused, and but
    for fuel."""

    rest: Any
    calm: list[Any]
    calm_unused: list[Any]
    calm_but_for_fuel: list[Any]


def _run(core: Core, events: Sequence[HistoryEvent]) -> _Ending:
    """Run until the site is calm again."""
    history = _Told(events)
    core.feed(history)
    rest: Any = None
    calm_unused: list[Any] = []
    calm_but_for_fuel: list[Any] = []
    for _ in range(_MOST_EVENTS):
        if history.over and not core.is_at_rest():
            rest, calm_unused, calm_but_for_fuel = None, [], []
        elif history.over:
            rest = core.now if rest is None else rest
            calm_unused = calm_unused or _known(core, core.calm_times(unused=True))
            calm_but_for_fuel = calm_but_for_fuel or _known(core, core.calm_times(but_for_fuel=True))
            calm = _known(core, core.calm_times())
            if calm and not core.aimed:
                return _Ending(rest, calm, calm_unused, calm_but_for_fuel)
        if not core.clock.is_waiting:
            break
        core.clock.step()
    raise Undecided("a site that does not become calm")


def _known(core: Core, times: Sequence[Any]) -> list[Any]:
    """From when each part is calm, but not before now; empty if that is not known of all."""
    if not all(time < FAR_H for time in times):
        return []
    return [core.now, *(time for time in times if time > -FAR_H)]


def _chances(asked: Mapping[tuple[Question, float], bool]) -> Iterator[Chances]:
    """The same draw of several machines together."""
    found: dict[tuple[Draw, float], list[tuple[int, bool]]] = defaultdict(list)
    for (question, probability), below in asked.items():
        found[question.draw, probability].append((question.rank, below))
    for (draw, probability), several in sorted(found.items()):
        ranks, are_below = zip(*several, strict=True)
        yield Chances(draw, probability, np.array(ranks), np.array(are_below))


def _lengths(
    asked: Mapping[tuple[Question, Law] | Lot, int], first: int
) -> tuple[tuple[Lengths | Latest, ...], list[int]]:
    """The same draw of several machines together, and for each variable its column then."""
    found: dict[tuple[Draw, Law], list[tuple[int, int]]] = defaultdict(list)
    lots = {lot: variable for lot, variable in asked.items() if isinstance(lot, Lot)}
    for which, variable in asked.items():
        if not isinstance(which, Lot):
            question, law = which
            found[question.draw, law].append((question.rank, variable))
    order = [*range(first), *(variable for several in found.values() for _, variable in several)]
    lengths = (
        Lengths(draw, law, np.array([rank for rank, _ in several])) for (draw, law), several in found.items()
    )
    column = np.argsort([*order, *lots.values()]).tolist()
    return (*lengths, *(lot.latest for lot in lots)), column


def _linear(column: Sequence[int], rows: Sequence[tuple[Form, float]]) -> Linear:
    """Forms of the variables as they are numbered in a rehearsal; `column` says where each stands."""
    return Linear([(tuple((column[v], c) for v, c in form if c), constant) for form, constant in rows])


def _turns(case: Case, ready: Sequence[tuple[int, Any]]) -> Iterator[Turn]:
    """Machines of one behaviour that were ready at the same instant: who was the first of them."""
    by_owner: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for key, time in ready:
        owner, rank = case.names[key]
        by_owner[owner].append((rank, time))
    for owner, several in by_owner.items():
        lots: list[list[int]] = []
        before: Any = None
        for rank, time in several:
            if not lots or not is_same(before, time):
                lots.append([])
            lots[-1].append(rank)
            before = time
        yield from (Turn(owner, lot[0], np.array(lot[1:])) for lot in lots if len(lot) > 1)


def _uses_reserve(core: Core, events: Sequence[HistoryEvent]) -> bool:
    """Whether the stretch uses sets, or takes them out."""
    hit = {event.behaviour for event in events}
    several = enumerate(zip(core.cast.behaviours, core.memory, strict=True))
    return any(one.is_reserve and (i in hit or one.was_used(memory)) for i, (one, memory) in several)


def _tanks(core: NotingCore) -> Iterator[Filled]:
    """The tanks that need not be full when the stretch begins; one that ran dry holds nothing to burn."""
    for one in core.cast.behaviours:
        if isinstance(one, Fuelled) and one.topped_up is not None:
            tank = one.topped_up
            holds = 0.0 if core.looks_for(tank.rank) else tank.full
            yield Filled(("fuel_m3", tank.name), holds, tank.fuel.refill_h)


def ends_well(cast: Cast, setup: Setup, case: Case) -> bool:
    """Whether nothing is lost in this one case: else to rehearse it would take long and certify nothing."""
    core = Core(_endless(cast), _nothing_lost(cast), (Era(0.0, setup),))
    try:
        _run(core, case.events)
    except (Harm, Undecided, SimulationError):
        return False
    finally:
        core.let_go()
    return True


def _endless(cast: Cast) -> Cast:
    return replace(cast, timeline=replace(cast.timeline, horizon_h=FAR_H))


def _nothing_lost(cast: Cast) -> Recorder:
    return NothingLost((), Record(), Ledger(()), NobodyApart(cast.rows))


def rehearse(cast: Cast, setup: Setup, case: Case) -> Certificate | None:
    """Go through a stretch from a calm site: the certificate, or None if nothing can be certified.

    Machines that restart together come back together, if that speaks for any order; else in that of the case.
    """
    machines = [one for one in cast.behaviours if isinstance(one, CoolingRestart)]
    every = [(one.key, one.restart) for one in machines if not one.restart.is_fixed()]
    for together in (every, ()) if every else ((),):
        told = _ending_well(cast, setup, case, together)
        states = in_any_order(cast, told.core.trail, told.draws.lots, told.events) if told else None
        if told and states is not None:
            return _certificate(case, told, course_of(told.core.trail, states, setup, cast.records.layout))
    return None


def _ending_well(
    cast: Cast, setup: Setup, case: Case, together: Sequence[tuple[int, Law]]
) -> _Rehearsed | None:
    """The rehearsal with what seldom happens found out; None if it does not end well."""
    seldom = _Seldom(set(), set())
    while len(seldom.ended) <= _MOST_RUN_FAILURES:
        try:
            return _gone_through(cast, setup, case, seldom, together)
        except MachineFails as failure:
            seldom.ended.add(failure.life)
        except StoreEmpties as store:
            seldom.empty.add(store.rank)
        except (Harm, Undecided, SimulationError):
            return None
    return None


class _Rehearsed(NamedTuple):
    """A rehearsal that ended well."""

    events: Sequence[HistoryEvent]
    core: NotingCore
    recorder: Recorder
    conditions: Conditions
    draws: Questions
    ending: _Ending


def _gone_through(
    cast: Cast, setup: Setup, case: Case, seldom: _Seldom, together: Sequence[tuple[int, Law]]
) -> _Rehearsed:
    """The rehearsal, if what seldom happens is just this."""
    if setup.restless:
        raise Undecided("a site that does not begin calm: what it draws at once would not be noted")
    events = case.events
    conditions = Conditions(close_h(cast.timeline.horizon_h))
    first = events[0].time
    begin: Any = Affine(conditions, _BEGIN_H, _BEGIN_H, {})
    timed = [events[0]._replace(time=begin)]
    for number, event in enumerate(events[1:]):
        later = Affine(conditions, _BEGIN_H + event.time - first, _BEGIN_H, {number: 1.0})
        timed.append(event._replace(time=later))  # type: ignore[arg-type]
    recorder = _nothing_lost(cast)
    core = NotingCore(_endless(cast), recorder, setup, seldom.empty)
    draws = Questions(lambda: core.now, core.trail, conditions, len(events) - 1, case, seldom.ended, together)
    core.draws = draws
    ending = _run(core, timed)
    if draws.running:
        raise Undecided("a machine that never stops")
    return _Rehearsed(timed, core, recorder, conditions, draws, ending)


def _certificate(case: Case, rehearsed: _Rehearsed, course: Course) -> Certificate:
    """What a rehearsal proves."""
    _, core, recorder, conditions, draws, ending = rehearsed
    lengths, column = _lengths(draws.lengths, len(case.events) - 1)
    linear = partial(_linear, column)
    sums = {
        (what, name): linear([row_of(total)])
        for what, by_name in recorder.sums().items()
        for name, total in by_name.items()
    }
    return Certificate(
        chances=tuple(_chances(draws.chances)),
        turns=tuple(_turns(case, core.trail.ready)),
        lengths=lengths,
        close_h=conditions.close_h,
        conditions=linear(list(conditions.rows.items())),
        uses_reserve=_uses_reserve(core, case.events),
        rest=linear([row_of(ending.rest - _BEGIN_H)]),
        calm=linear([row_of(time - _BEGIN_H) for time in ending.calm]),
        calm_unused=linear([row_of(time - _BEGIN_H) for time in ending.calm_unused]),
        calm_but_for_fuel=linear([row_of(time - _BEGIN_H) for time in ending.calm_but_for_fuel]),
        tallies=dict(recorder.tallies),
        sums=sums,
        tanks=tuple(_tanks(core)),
        course=course,
    )
