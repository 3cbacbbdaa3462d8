"""Draws of one case, written down as questions that can be asked of any other."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Sequence
from typing import Any

from dcsim.engine.certify.affine import Affine, Conditions, Undecided
from dcsim.engine.certify.certificate import Draw, Question
from dcsim.engine.certify.stretch import Case
from dcsim.engine.certify.together import Lot, Restart
from dcsim.engine.certify.trail import Trail, is_same
from dcsim.laws import Law
from dcsim.streams import EpisodeDraws, episode_uniform

_REPEATS = 16
Life = tuple[int, int, int]
"""Of a machine: the key, the episode and the counter with which it was drawn."""


class MachineFails(Undecided):
    """A life thought to be endless ends while the machine runs."""

    def __init__(self, life: Life) -> None:
        super().__init__("a machine that fails while it runs")
        self.life = life


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


class Questions(EpisodeDraws):
    """Draws of one case that are written down as questions."""

    are_noted = True

    def __init__(
        self,
        now: Callable[[], Any],
        trail: Trail,
        conditions: Conditions,
        first_free: int,
        case: Case,
        ended: Container[Life],
        together: Sequence[tuple[int, Law]] = (),
    ) -> None:
        self._ended = ended
        self._together = together
        self._now = now
        self._trail = trail
        self._conditions = conditions
        self._first_free = first_free
        self._names = case.names
        self._episodes = {
            (episode + (repeats << 56)) & (1 << 64) - 1: (number, repeats)
            for number, episode in enumerate(case.episodes)
            for repeats in range(_REPEATS)
        }
        self.chances: dict[tuple[Question, float], bool] = {}
        """By question and probability: whether the answer was below."""
        self.lengths: dict[tuple[Question, Law] | Lot, int] = {}
        """The numbers of the variables that stand for durations."""
        self.lots: list[Lot] = []
        """Machines that restarted together; none unless `together` has key and law of all that may."""
        self.running: dict[int, tuple[Affine, Life]] = {}
        """By key, the lives of machines that run."""

    def _question(self, key: int, episode: int, counter: int) -> Question:
        if key not in self._names or episode not in self._episodes:
            raise Undecided("a draw in an episode of something else")
        owner, rank = self._names[key]
        return Question(Draw(owner, *self._episodes[episode], counter), rank)

    def chance(self, key: int, episode: int, counter: int) -> float:
        question = self._question(key, episode, counter)
        drawn = _Chance(episode_uniform(key, episode, counter))

        def note(probability: float, below: bool) -> None:
            self.chances[question, probability] = below

        drawn._note = note
        return drawn

    def _variable(self, law: Law, key: int, episode: int, counter: int) -> Affine:
        question = self._question(key, episode, counter)
        number = self.lengths.setdefault((question, law), self._first_free + len(self.lengths))
        value = law.from_uniform(episode_uniform(key, episode, counter))
        return Affine(self._conditions, value, 0.0, {number: 1.0})

    def length(self, law: Law, key: int, episode: int, counter: int) -> Any:
        if law.is_fixed():
            return law.from_uniform(0.0)
        return self._variable(law, key, episode, counter)

    def restart(self, law: Law, key: int, episode: int, counter: int) -> Any:
        """Of machines that restart together as the longest of theirs."""
        if law.is_fixed() or not self._together:
            return self.length(law, key, episode, counter)
        draw, now = self._question(key, episode, counter).draw, self._now()
        if not self.lots or not is_same(self.lots[-1].restarts[0].time, now):
            # Who else will be one of them is not known yet: where not all are, this is another case's length.
            value = max(one.from_uniform(episode_uniform(k, episode, counter)) for k, one in self._together)
            number = self._first_free + len(self.lengths)
            lot = Lot(Affine(self._conditions, value, 0.0, {number: 1.0}))
            self.lots.append(lot)
            self.lengths[lot] = number
        self.lots[-1].restarts.append(Restart(draw, law, now, len(self._trail.seen)))
        return self.lots[-1].longest

    def life(self, law: Law, key: int, episode: int, counter: int) -> Any:
        """Endless, unless the machine is known to fail in this case.

        That it outlasts the run is a condition added when the machine stops.
        """
        self._trail.ready.append((key, self._now()))
        if law.is_fixed():
            return law.from_uniform(0.0)
        life = self._variable(law, key, episode, counter)
        if (key, episode, counter) in self._ended:
            return life
        self.running[key] = life, (key, episode, counter)
        return math.inf
