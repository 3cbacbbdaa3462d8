"""When units would fail if they were up: drawn as for units that are each alone, for a whole block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.dependent.machines import Machines, Together, callout_of
from dcsim.engine.draws import Keys, episode_uniforms
from dcsim.engine.hidden_failures import hidden_failures
from dcsim.engine.intervals import Block, Floats, Intervals, Ints
from dcsim.engine.service import Service
from dcsim.engine.staff import NEVER_AWAY, StaffAway
from dcsim.engine.wear import worn_out
from dcsim.laws import Law
from dcsim.scenario.model import Crew
from dcsim.streams import Streams, name_key


@dataclass(frozen=True)
class Rows:
    """Failures of units that are up and in use, in arrays of shape (n,).

    `group` is the place among groups that depend on each other. The repair takes `repair_h` from when
    somebody has come after `callout_h` and is free. A unit that stands by fails only if `mark`, between 0 and
    1, is below its rate's share of that in use; below 0 it does in any case. `found_h` is when a test finds
    a failure that nobody sees; all others are seen as they happen, at `start`. Nobody who is called comes
    while those who repair are `away`.
    """

    group: Ints
    replication: Ints
    start: Floats
    unit: Ints
    episode: Keys
    callout_h: Floats
    repair_h: Floats
    mark: Floats
    found_h: Floats
    away: StaffAway = NEVER_AWAY

    @property
    def here(self) -> Floats:
        """When somebody is there to begin the repair, if a crew is free."""
        return self.away.there(self.replication, self.found_h + self.callout_h)

    @property
    def end(self) -> Floats:
        """When the repair ends if nobody waits."""
        return self.here + self.repair_h

    def kept(self, mask: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Rows:
        """The rows where `mask` is true, or those at these places in this order; of a slice a view."""
        return Rows(
            self.group[mask],
            self.replication[mask],
            self.start[mask],
            self.unit[mask],
            self.episode[mask],
            self.callout_h[mask],
            self.repair_h[mask],
            self.mark[mask],
            self.found_h[mask],
            self.away,
        )

    def down(self) -> Intervals:
        """The down intervals if nobody waits."""
        return Intervals(self.replication, self.start, self.end, self.unit, self.episode)


def joined(parts: Sequence[Rows]) -> Rows:
    """All rows, in the order given."""
    return Rows(
        np.concatenate([part.group for part in parts]),
        np.concatenate([part.replication for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.unit for part in parts]),
        np.concatenate([part.episode for part in parts]),
        np.concatenate([part.callout_h for part in parts]),
        np.concatenate([part.repair_h for part in parts]),
        np.concatenate([part.mark for part in parts]),
        np.concatenate([part.found_h for part in parts]),
    )


def rows_of(together: Together, streams: Streams, block: Block, horizon_h: float, service: Service) -> Rows:
    """All failures of units that fail at random, and of what is new; others follow from their own course."""
    return joined(
        [
            _rows_of(one, number, together.crews, streams, block, horizon_h, service)
            for number, one in enumerate(together.machines)
        ]
    )


def _rows_of(
    one: Machines,
    number: int,
    crews: Mapping[str, Crew],
    streams: Streams,
    block: Block,
    horizon_h: float,
    service: Service,
) -> Rows:
    one.renewal.check(block, horizon_h)
    alone, repair_h = Intervals.joined([]), np.zeros(0)
    if one.renewal.is_memoryless:
        alone, repair_h = one.renewal.failures(streams, block, horizon_h)
    rows = _of_single_units(alone, repair_h, number)
    if one.idle < 1.0 or one.beta > 0.0:
        mark = _uniforms(one, "mark", streams, rows)
        share = 1.0 - one.beta
        rows = replace(rows, mark=mark / share if share else mark).kept(mark < share)
    if one.beta > 0.0 and one.renewal.is_memoryless:
        rows = joined([rows, _in_common(one, number, streams, block, horizon_h)])
    if one.wear is not None:
        worn = worn_out(one.name, one.wear, one.renewal.units, streams, block, horizon_h)
        worn = service.since_ready(one.name, worn, ages=True)
        worn = worn.kept(worn.start < horizon_h)
        rows = joined([rows, _of_single_units(worn, worn.end - worn.start, number)])
    early = service.early_failures(one.renewal, streams, block, horizon_h)
    if early is not None:
        new = _of_single_units(early, early.end - early.start, number)
        rows = joined([rows, replace(new, mark=_uniforms(one, "mark", streams, new))])
    if one.hidden_per_year > 0.0:
        rows = joined([rows, _unseen(one, number, streams, block, horizon_h)])
    return replace(rows, callout_h=_lengths(callout_of(one, crews), one, "call-out", streams, rows))


def _of_single_units(failures: Intervals, repair_h: Floats, number: int) -> Rows:
    zeros = np.zeros(len(failures.start))
    group = np.full(len(zeros), number, np.int64)
    named = failures.unit, failures.episode
    return Rows(group, failures.replication, failures.start, *named, zeros, repair_h, zeros, failures.start)


def _unseen(one: Machines, number: int, streams: Streams, block: Block, horizon_h: float) -> Rows:
    """Failures that nobody sees."""
    of_group = one.name, one.hidden_per_year, one.renewal.repair, one.tests, one.renewal.units
    hidden = hidden_failures(*of_group, streams, block, horizon_h)
    return replace(_of_single_units(hidden.rows, hidden.repair_h, number), found_h=hidden.found_h)


def _in_common(one: Machines, number: int, streams: Streams, block: Block, horizon_h: float) -> Rows:
    """Shocks that strike all units that are up, as a failure of every unit at the same time."""
    generator = streams.generator(one.name, "common", block.number, 0)
    n = int(generator.poisson(one.beta * block.size * horizon_h / one.renewal.life.first))
    place = generator.random(n) * block.size
    replication = np.minimum(place.astype(np.int64), block.size - 1)
    units, shock = one.renewal.units, np.arange(n, dtype=np.uint64)
    unit = np.tile(np.arange(units, dtype=np.int64), n)
    base = np.uint64(name_key(one.name, "common", block.number))
    episode = base + (unit.astype(np.uint64) << np.uint64(40)) + np.repeat(shock, units)
    zeros = np.zeros(n * units)
    start = np.repeat((place - replication) * horizon_h, units)
    rows = Rows(
        np.full(n * units, number, np.int64),
        np.repeat(replication, units),
        start,
        unit,
        episode,
        zeros,
        zeros,
        zeros - 1.0,
        start,
    )
    return replace(rows, repair_h=_lengths(one.renewal.repair, one, "common repair", streams, rows))


def _uniforms(one: Machines, purpose: str, streams: Streams, rows: Rows) -> Floats:
    """A uniform number for each row, by its unit and its episode."""
    keys = np.array(
        [streams.episode_key(one.name, purpose, unit) for unit in range(one.renewal.units)], np.uint64
    )
    return episode_uniforms(keys[rows.unit], rows.episode, 0)


def _lengths(law: Law, one: Machines, purpose: str, streams: Streams, rows: Rows) -> Floats:
    """A duration for each row."""
    if law.is_fixed():
        return np.full(len(rows.start), law.from_uniform(0.0))
    return np.asarray(law.from_uniforms(_uniforms(one, purpose, streams, rows)))
