"""Stretches that go alike, in arrays: the cases a certificate is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.certify.certificate import Chance, Length, Question
from dcsim.engine.draws import ManyDraws, episode_uniforms
from dcsim.engine.intervals import Floats, Ints


class Owners:
    """Who asks with which key; made once for a cast."""

    def __init__(self, behaviours: Sequence[Behaviour]) -> None:
        self.behaviours = behaviours
        self.keys = [np.array(behaviour.keys_of_draws(), np.uint64) for behaviour in behaviours]
        self.several = [i for i, keys in enumerate(self.keys) if len(keys) > 1]
        nobody = np.zeros(0, np.uint64)
        self.ranked = [
            i
            for i in self.several
            if behaviours[i].order_of_machines(ManyDraws(self.keys[i].tolist(), nobody)) is not None
        ]


@dataclass
class Cases:
    """Stretches with the same intervals in the same order of events.

    `episode` (n, intervals); `time` (n, events) in hours of the replication, which begins at `begin` (n,) on
    the line of all replications. `leading` is the number of the interval whose episode ranks machines that
    are alike. `failed` has, for each interval that is a failure of such a machine, owner and machines (n,).
    """

    owners: Owners
    episode: NDArray[np.uint64]
    time: Floats
    begin: Floats
    leading: int
    failed: Sequence[tuple[int, Ints]] = ()
    _ranks: dict[int, Ints] = field(default_factory=dict)
    _uniforms: dict[Question, Floats] = field(default_factory=dict)
    _lengths: dict[Length, Floats] = field(default_factory=dict)
    _variables: dict[tuple[Length, ...], Floats] = field(default_factory=dict)
    _agree: dict[tuple[Chance, ...], NDArray[np.bool_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.episode)

    def ranked(self, owner: int) -> Ints:
        """For each case the machines of a behaviour in their order of rank, (n, machines)."""
        found = self._ranks.get(owner)
        if found is None:
            found = self._ranks[owner] = self._rank(owner)
        return found

    def _rank(self, owner: int) -> Ints:
        keys = self.owners.keys[owner]
        draws = ManyDraws(keys.tolist(), self.episode[:, self.leading])
        figure = self.owners.behaviours[owner].order_of_machines(draws)
        if figure is None:
            return np.broadcast_to(np.arange(len(keys)), (len(self), len(keys)))
        figure = figure.copy()
        last = 1e100
        for whose, machines in self.failed:
            if whose == owner:  # those that have failed come last, in the order in which they failed
                last *= 2.0
                figure[np.arange(len(self)), machines] = last
        return np.argsort(figure, axis=1, kind="stable")

    def uniforms(self, question: Question) -> Floats:
        """The answer to a question in every case, (n,)."""
        found = self._uniforms.get(question)
        if found is None:
            machine = self.ranked(question.owner)[:, question.unit]
            episode = self.episode[:, question.interval] + np.uint64(question.repeats << 56)
            keys = self.owners.keys[question.owner][machine]
            found = self._uniforms[question] = episode_uniforms(keys, episode, question.counter)
        return found

    def variables(self, lengths: tuple[Length, ...]) -> Floats:
        """The hours from the first event to each other, then these lengths, in every case: (v, n)."""
        found = self._variables.get(lengths)
        if found is None:
            drawn = [self._drawn(one) for one in lengths]
            found = np.vstack([(self.time[:, 1:] - self.time[:, :1]).T, *drawn])
            self._variables[lengths] = found
        return found

    def _drawn(self, length: Length) -> Floats:
        found = self._lengths.get(length)
        if found is None:
            found = self._lengths[length] = length.law.from_uniforms(self.uniforms(length.question))
        return found

    def agree(self, chances: tuple[Chance, ...]) -> NDArray[np.bool_]:
        """Where every chance falls as in the rehearsal, (n,)."""
        found = self._agree.get(chances)
        if found is None:
            found = np.ones(len(self), bool)
            for chance in chances:
                found &= (self.uniforms(chance.question) < chance.probability) == chance.below
            self._agree[chances] = found
        return found

    def names(self, case: int) -> dict[int, tuple[int, int]]:
        """By key, owner and rank of every machine in one case."""
        found = {}
        for owner, keys in enumerate(self.owners.keys):
            if len(keys):
                machines = self.ranked(owner)[case].tolist()
                found.update({int(keys[machine]): (owner, rank) for rank, machine in enumerate(machines)})
        return found
