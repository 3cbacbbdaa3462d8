"""The core goes through one stretch with times that remember what they depend on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.affine import FAR_H, Affine, Conditions, Undecided, close_h
from dcsim.engine.certify.certificate import Certificate, Chance, Length, Question, matrix, row_of
from dcsim.engine.core import Core
from dcsim.engine.history import Whole
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.spells import Spells
from dcsim.errors import SimulationError
from dcsim.laws import Law
from dcsim.streams import EpisodeDraws, episode_uniform

_BEGIN_H = 1.0
"""When the stretch begins in a rehearsal: not at the very start, and exact in floating point."""
_MOST_EVENTS = 2_000
_REPEATS = 16


class _Harm(Exception):
    """Something was lost: for this the core itself is needed."""


class _Chance(float):
    """A uniform number that notes what it is compared with."""

    _note: Any

    def __lt__(self, probability: float) -> bool:
        below = float(self) < probability
        self._note(probability, below)
        return below

    def __ge__(self, probability: float) -> bool:
        return not self < probability

    def __gt__(self, probability: float) -> bool:
        raise Undecided("a chance compared the other way round")

    __le__ = __gt__


class _Draws(EpisodeDraws):
    """Draws of one case that are written down as questions."""

    def __init__(
        self,
        conditions: Conditions,
        first_free: int,
        owners: dict[int, tuple[int, int]],
        intervals: Sequence[int],
    ) -> None:
        self._conditions = conditions
        self._first_free = first_free
        self._owners = owners
        self._episodes = {
            (episode + (repeats << 56)) & (1 << 64) - 1: (number, repeats)
            for number, episode in enumerate(intervals)
            for repeats in range(_REPEATS)
        }
        self.chances: dict[tuple[Question, float], Chance] = {}
        self.lengths: dict[Question, tuple[int, Length]] = {}
        self.running: dict[int, Affine] = {}
        """By key, the lives of machines that run."""

    def _question(self, key: int, episode: int, counter: int) -> Question:
        if key not in self._owners or episode not in self._episodes:
            raise Undecided("a draw in an episode of something else")
        return Question(*self._owners[key], *self._episodes[episode], counter)

    def chance(self, key: int, episode: int, counter: int) -> float:
        question = self._question(key, episode, counter)
        drawn = _Chance(episode_uniform(key, episode, counter))

        def note(probability: float, below: bool) -> None:
            self.chances[question, probability] = Chance(question, probability, below)

        drawn._note = note
        return drawn

    def _variable(self, law: Law, key: int, episode: int, counter: int) -> Affine:
        question = self._question(key, episode, counter)
        number, _ = self.lengths.setdefault(
            question, (self._first_free + len(self.lengths), Length(question, law))
        )
        value = law.from_uniform(episode_uniform(key, episode, counter))
        return Affine(self._conditions, value, 0.0, {number: 1.0})

    def length(self, law: Law, key: int, episode: int, counter: int) -> Any:
        if law.is_fixed():
            return law.from_uniform(0.0)
        return self._variable(law, key, episode, counter)

    def life(self, law: Law, key: int, episode: int, counter: int) -> Any:
        """Endless; that it outlasts the run is a condition added when the machine stops."""
        if law.is_fixed():
            return law.from_uniform(0.0)
        self.running[key] = self._variable(law, key, episode, counter)
        return math.inf


class _NothingLost(Recorder):
    """A recorder that refuses losses."""

    def loss_changed(self, time: float, mask: int, unserved_w: int, core: Core) -> bool:
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
    """The core, with the one addition that a machine that stops must have lived so long."""

    def ran(self, key: int, name: str, began_h: float) -> None:
        assert isinstance(self.draws, _Draws)
        life = self.draws.running.pop(key, None)
        if life is not None and not life > self.now - began_h:
            raise Undecided("a machine that fails while it runs")
        super().ran(key, name, began_h)


class _Told(Whole):
    """A whole history that says when it is over."""

    over = False

    def after(self, core: Core) -> Sequence[HistoryEvent] | None:
        found = super().after(core)
        self.over = found is None
        return found


def _run(core: _Rehearsal, events: Sequence[HistoryEvent]) -> tuple[Any, list[Any]]:
    """Run until the site is calm again: since when it is at rest, and from when each part of it is calm."""
    history = _Told(events)
    core.feed(history)
    rest: Any = None
    for _ in range(_MOST_EVENTS):
        if history.over:
            if not core.is_at_rest():
                rest = None
            elif rest is None:
                rest = core.now
            calm = core.calm_times()
            if all(time < FAR_H for time in calm):
                return rest, [core.now, *(time for time in calm if time > -FAR_H)]
        if not core.clock.is_waiting:
            break
        core.clock.step()
    raise Undecided("a site that does not become calm")


def rehearse(
    cast: Cast,
    events: Sequence[HistoryEvent],
    intervals: Sequence[int],
    owners: dict[int, tuple[int, int]],
) -> Certificate | None:
    """Go through a stretch from a calm site: the certificate, or None if nothing can be certified.

    `events` in order, the first at any time; `intervals` are the episodes of its intervals by number;
    `owners` says which behaviour and which of its like units asks with a key.
    """
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
    try:
        core = _Rehearsal(endless, recorder)
        draws = core.draws = _Draws(conditions, times, owners, intervals)
        rest, calm = _run(core, timed)
    except (_Harm, Undecided, SimulationError):
        return None
    if draws.running:
        return None
    width = times + len(draws.lengths)
    rows, offsets = matrix(list(conditions.rows.items()), width)
    rest_row, rest_offset = matrix([row_of(rest - _BEGIN_H)], width)
    calm_rows, calm_offsets = matrix([row_of(time - _BEGIN_H) for time in calm], width)
    sums = {}
    for what, by_name in recorder.sums().items():
        for name, total in by_name.items():
            found, constant = matrix([row_of(total)], width)
            sums[what, name] = found[0], float(constant[0])
    return Certificate(
        chances=tuple(sorted(draws.chances.values())),
        lengths=tuple(length for _, length in draws.lengths.values()),
        close_h=conditions.close_h,
        conditions=rows,
        offsets=offsets,
        rest=(rest_row[0], float(rest_offset[0])),
        calm=calm_rows,
        calm_offsets=calm_offsets,
        tallies=dict(recorder.tallies),
        sums=sums,
    )
