"""The core goes through one stretch with times that remember what they depend on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.affine import FAR_H, Affine, Conditions, Form, Undecided, close_h
from dcsim.engine.certify.alike import exchangeable
from dcsim.engine.certify.certificate import (
    Certificate,
    Chances,
    Draw,
    Lengths,
    Linear,
    Owners,
    Question,
    Turn,
    row_of,
)
from dcsim.engine.certify.questions import Life, MachineFails, Questions
from dcsim.engine.certify.stretch import Case
from dcsim.engine.certify.trail import NotedLayout, NotedRecords, Trail, is_same
from dcsim.engine.core import Core
from dcsim.engine.eras import Era, Setup
from dcsim.engine.history import Whole
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.site_state import SiteState
from dcsim.engine.spells import Spells
from dcsim.engine.supply_record import SupplyRecord
from dcsim.errors import SimulationError
from dcsim.laws import Law

_BEGIN_H = 1.0
"""When the stretch begins in a rehearsal: not at the very start, and exact in floating point."""
_MOST_EVENTS = 2_000
_MOST_RUN_FAILURES = 4


class _Harm(Exception):
    """Something was lost: for this the core itself is needed."""


class _NothingLost(Recorder):
    """A recorder that refuses losses."""

    def loss_changed(self, time: float, mask: int, unserved_w: int, core: SiteState) -> bool:
        if mask:
            raise _Harm
        return False

    def static_changed(self, time: float, lost: bool) -> None:
        raise _Harm


class _NobodyApart(Spells):
    """Refuses that anyone told apart from the halls is down or shed for any time."""

    def changed(self, time: float, down: int, shed: int, demand_w: Sequence[int]) -> None:
        if self._now != (0, 0) and time > self._since:
            raise _Harm
        self._now, self._since = (down, shed), time


class _Rehearsal(Core):
    """The core, that notes what it looks at; and a machine that stops must have lived so long."""

    def __init__(self, cast: Cast, recorder: Recorder, setup: Setup) -> None:
        self.trail = Trail()
        self._looked_at: Any = 0.0
        noted = replace(cast, records=NotedRecords(cast.records, self.trail))
        super().__init__(noted, recorder, (Era(0.0, setup),))
        self.layout = NotedLayout(cast.records.layout, self.trail)

    def lookup(self) -> SupplyRecord:
        self.trail.states.add(self.key)
        return super().lookup()

    def evaluate(self) -> None:
        if not is_same(self._looked_at, self.now):
            self.trail.lasting.add(self.record)
            self._looked_at = self.now
        super().evaluate()

    def ran(self, key: int, name: str, began_h: float) -> None:
        assert isinstance(self.draws, Questions)
        running = self.draws.running.pop(key, None)
        if running is not None and not running[0] > self.now - began_h:
            raise MachineFails(running[1])
        super().ran(key, name, began_h)


class _Told(Whole):
    """A whole history that says when it is over."""

    over = False

    def after(self, core: Core) -> Sequence[HistoryEvent] | None:
        found = super().after(core)
        self.over = found is None
        return found


class _Ending(NamedTuple):
    """Since when the site is at rest, and from when each part of it is calm: in any case, and if unused."""

    rest: Any
    calm: list[Any]
    calm_unused: list[Any]


def _run(core: _Rehearsal, events: Sequence[HistoryEvent]) -> _Ending:
    """Run until the site is calm again."""
    history = _Told(events)
    core.feed(history)
    rest: Any = None
    calm_unused: list[Any] = []
    for _ in range(_MOST_EVENTS):
        if history.over and not core.is_at_rest():
            rest, calm_unused = None, []
        elif history.over:
            rest = core.now if rest is None else rest
            calm_unused = calm_unused or _known(core, core.calm_times(unused=True))
            calm = _known(core, core.calm_times())
            if calm:
                return _Ending(rest, calm, calm_unused)
        if not core.clock.is_waiting:
            break
        core.clock.step()
    raise Undecided("a site that does not become calm")


def _known(core: Core, times: Sequence[Any]) -> list[Any]:
    """From when each part is calm, but not before now; empty if that is not known of all."""
    if not all(time < FAR_H for time in times):
        return []
    return [core.now, *(time for time in times if time > -FAR_H)]


def _by_rank(case: Case, groups: Sequence[Owners], question: Question) -> Question:
    """The question of a machine that another may stand for, told by its rank among them."""
    draw, (owner,) = question.draw, question.draw.owners
    for group in groups:
        if owner in group:
            return Question(draw._replace(owners=group), case.ranks(group)[owner])
    return question


def _chances(asked: Mapping[tuple[Question, float], bool]) -> Iterator[Chances]:
    """The same draw of several machines together."""
    found: dict[tuple[Draw, float], list[tuple[int, bool]]] = defaultdict(list)
    for (question, probability), below in asked.items():
        found[question.draw, probability].append((question.rank, below))
    for (draw, probability), several in sorted(found.items()):
        ranks, are_below = zip(*several, strict=True)
        yield Chances(draw, probability, np.array(ranks), np.array(are_below))


def _lengths(asked: Mapping[tuple[Question, Law], int], first: int) -> tuple[tuple[Lengths, ...], list[int]]:
    """The same draw of several machines together, and for each variable its column then."""
    found: dict[tuple[Draw, Law], list[tuple[int, int]]] = defaultdict(list)
    for (question, law), variable in asked.items():
        found[question.draw, law].append((question.rank, variable))
    order = [*range(first), *(variable for several in found.values() for _, variable in several)]
    lengths = (
        Lengths(draw, law, np.array([rank for rank, _ in several])) for (draw, law), several in found.items()
    )
    return tuple(lengths), np.argsort(order).tolist()


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
        yield from (Turn((owner,), lot[0], np.array(lot[1:])) for lot in lots if len(lot) > 1)


def _uses_reserve(core: Core, events: Sequence[HistoryEvent]) -> bool:
    """Whether the stretch uses sets, or takes them out."""
    hit = {event.behaviour for event in events}
    several = enumerate(zip(core.cast.behaviours, core.memory, strict=True))
    return any(one.is_reserve and (i in hit or one.was_used(memory)) for i, (one, memory) in several)


def rehearse(
    cast: Cast,
    setup: Setup,
    case: Case,
    alike: Sequence[Owners],
) -> Certificate | None:
    """Go through a stretch from a calm site: the certificate, or None if nothing can be certified.

    `alike` has behaviours of one machine each that draw alike.
    """
    ended: set[Life] = set()
    while True:
        try:
            return _certificate(cast, setup, case, alike, ended)
        except MachineFails as failure:
            ended.add(failure.life)
            if len(ended) > _MOST_RUN_FAILURES:
                return None
        except (_Harm, Undecided, SimulationError):
            return None


def _certificate(
    cast: Cast, setup: Setup, case: Case, alike: Sequence[Owners], ended: Container[Life]
) -> Certificate:
    """The certificate, if these lives end while the machine runs and no other does."""
    events = case.events
    conditions = Conditions(close_h(cast.timeline.horizon_h))
    first = events[0].time
    begin: Any = Affine(conditions, _BEGIN_H, _BEGIN_H, {})
    timed = [events[0]._replace(time=begin)]
    for number, event in enumerate(events[1:]):
        later = Affine(conditions, _BEGIN_H + event.time - first, _BEGIN_H, {number: 1.0})
        timed.append(event._replace(time=later))  # type: ignore[arg-type]
    times = len(events) - 1
    endless = replace(cast, timeline=replace(cast.timeline, horizon_h=FAR_H))
    recorder = _NothingLost((), Record(), Ledger(()), _NobodyApart(cast.rows))
    core = _Rehearsal(endless, recorder, setup)
    draws = core.draws = Questions(lambda: core.now, core.trail, conditions, times, case, ended)
    ending = _run(core, timed)
    if draws.running:
        raise Undecided("a machine that never stops")
    told = partial(_by_rank, case, exchangeable(cast, core.trail, alike, events))
    lengths, column = _lengths({(told(one), law): n for (one, law), n in draws.lengths.items()}, times)
    linear = partial(_linear, column)
    sums = {
        (what, name): linear([row_of(total)])
        for what, by_name in recorder.sums().items()
        for name, total in by_name.items()
    }
    chances = _chances({(told(one), p): below for (one, p), below in draws.chances.items()})
    return Certificate(
        chances=tuple(chances),
        turns=tuple(_turns(case, core.trail.ready)),
        lengths=lengths,
        close_h=conditions.close_h,
        conditions=linear(list(conditions.rows.items())),
        uses_reserve=_uses_reserve(core, events),
        rest=linear([row_of(ending.rest - _BEGIN_H)]),
        calm=linear([row_of(time - _BEGIN_H) for time in ending.calm]),
        calm_unused=linear([row_of(time - _BEGIN_H) for time in ending.calm_unused]),
        tallies=dict(recorder.tallies),
        sums=sums,
    )
