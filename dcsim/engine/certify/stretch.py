"""Stretches that go alike, in arrays: the cases a certificate is tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Behaviour, Beside
from dcsim.engine.cast import HistoryEvent
from dcsim.engine.certify.certificate import Chances, Draw, Latest, Lengths, Turn
from dcsim.engine.draws import ManyDraws, episode_uniforms
from dcsim.engine.eras import Setup
from dcsim.engine.intervals import Floats, Ints
from dcsim.laws import Law

_FEW = 8
"""Of so many cases one: what they draw is drawn for them alone."""
Places = NDArray[np.intp] | slice


class Machines:
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
        self._gensets = {one.stands_at: i for i, one in enumerate(behaviours) if one.is_reserve}

    def absent_in(self, setup: Setup) -> Mapping[int, Sequence[int]]:
        """By behaviour of several machines, those of them that are not in service."""
        found = setup.absent_at.items()
        return {self._gensets[node]: sorted(units) for node, units in found if node in self._gensets}


class Case(NamedTuple):
    """One stretch.

    `events` in order; `episodes` of its intervals; by key, the owner and rank of every machine.
    """

    events: Sequence[HistoryEvent]
    episodes: Sequence[int]
    names: dict[int, tuple[int, int]]


@dataclass
class Cases:
    """Stretches with the same intervals in the same order of events.

    `episode` (n, intervals); `time` (n, events) in hours of the replication, which begins at `begin` (n,) on
    the line of all replications. `leading` is the number of the interval whose episode ranks machines that
    are alike. `failed` has, for each interval that is a failure of such a machine, owner and machines (n,).
    `absent` has the machines of an owner that are not in service. `beside` has, by case, failures that are
    part of the stretch and of none of this.
    """

    machines: Machines
    episode: NDArray[np.uint64]
    time: Floats
    begin: Floats
    leading: int
    failed: Sequence[tuple[int, Ints]] = ()
    absent: Mapping[int, Sequence[int]] = field(default_factory=dict)
    beside: Mapping[int, tuple[Beside, ...]] = field(default_factory=dict)
    _ranks: dict[int, Ints] = field(default_factory=dict)
    _uniforms: dict[Draw, Floats] = field(default_factory=dict)
    _durations: dict[tuple[Draw, Law], Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.episode)

    def ranked(self, owner: int) -> Ints:
        """For each case the machines of a behaviour in their order of rank, (n, machines)."""
        found = self._ranks.get(owner)
        if found is None:
            found = self._ranks[owner] = self._rank(owner)
        return found

    def _rank(self, owner: int) -> Ints:
        keys = self.machines.keys[owner]
        draws = ManyDraws(keys.tolist(), self.episode[:, self.leading])
        figure = self.machines.behaviours[owner].order_of_machines(draws)
        if figure is None or len(keys) == 1:
            return np.broadcast_to(np.arange(len(keys)), (len(self), len(keys)))
        figure = figure.copy()
        last = 1e100
        for whose, machines in self.failed:
            if whose == owner:  # those that have failed come last, in the order in which they failed
                last *= 2.0
                figure[np.arange(len(self)), machines] = last
        if owner in self.absent:
            figure[:, self.absent[owner]] = 1e200
        return np.argsort(figure, axis=1, kind="stable")

    def uniforms(self, draw: Draw) -> Floats:
        """What each machine draws in every case, by rank, (n, machines)."""
        found = self._uniforms.get(draw)
        if found is None:
            found = self._uniforms[draw] = self._drawn(draw, slice(None))
        return found

    def _drawn(self, draw: Draw, places: Places) -> Floats:
        episode = self.episode[places, draw.interval] + np.uint64(draw.repeats << 56)
        keys = self.machines.keys[draw.owner][self.ranked(draw.owner)[places]]
        return episode_uniforms(keys, episode[:, None], draw.counter)

    def variables(self, lengths: Sequence[Lengths | Latest], places: NDArray[np.intp]) -> Floats:
        """The hours from the first event to each other, then these lengths, in cases at `places`: (v, n)."""
        time = self.time[places]
        drawn = [
            self._latest(one, places) if isinstance(one, Latest) else self._lengths(one, places)
            for one in lengths
        ]
        return np.concatenate([time[:, 1:] - time[:, :1], *drawn], axis=1).T.copy()

    def _latest(self, one: Latest, places: NDArray[np.intp]) -> Floats:
        """The longest of some durations, (n, 1)."""
        alone = np.zeros(1, np.intp)
        every = [self._lengths(Lengths(draw, law, alone), places) for draw, law in one.of]
        return np.asarray(np.concatenate(every, axis=1).max(axis=1, keepdims=True))

    def _lengths(self, one: Lengths, places: NDArray[np.intp]) -> Floats:
        """Durations of some ranks, (n, ranks)."""
        found = self._durations.get((one.draw, one.law))
        if found is None:
            if len(places) * _FEW < len(self):
                return one.law.from_uniforms(self._at(one.draw, places, one.ranks))
            found = self._durations[one.draw, one.law] = one.law.from_uniforms(self.uniforms(one.draw))
        return found[places[:, None], one.ranks]

    def _at(self, draw: Draw, places: NDArray[np.intp], ranks: NDArray[np.intp]) -> Floats:
        """What these ranks draw in cases at `places`, (n, ranks)."""
        if draw not in self._uniforms and len(places) * _FEW < len(self):
            return self._drawn(draw, places)[:, ranks]
        return self.uniforms(draw)[places[:, None], ranks]

    def agree(
        self, chances: tuple[Chances, ...], turns: tuple[Turn, ...], places: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Of these places those where every chance falls as in the rehearsal, and machines take turns so."""
        for draw, probability, ranks, below in chances:
            fall = (self._at(draw, places, ranks) < probability) == below
            places = places[fall.all(axis=1)]
        for owner, rank, others in turns:
            number = self.ranked(owner)
            first = number[places, rank][:, None] < number[places[:, None], others]
            places = places[first.all(axis=1)]
        return places

    def case(self, number: int, events: Sequence[HistoryEvent]) -> Case:
        """One of them, to be rehearsed."""
        names = {}
        for owner, keys in enumerate(self.machines.keys):
            if len(keys):
                order = self.ranked(owner)[number].tolist()
                names.update({int(keys[machine]): (owner, rank) for rank, machine in enumerate(order)})
        return Case(events, self.episode[number].tolist(), names)
