"""Hidden (dormant) failures, and the tests by fixed dates that find them: for a whole block, in arrays.

Every failure is drawn as if the unit were in order: whoever goes through them leaves out those of a unit that
is down already. So what has been found sooner, because the unit was asked for, needs no new draws: the
failures after its repair are there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.draws import episode_uniforms
from dcsim.engine.intervals import HOURS_PER_YEAR, Block, Floats, Intervals, Ints
from dcsim.engine.renewals import Renewal
from dcsim.laws import Law, exponential
from dcsim.scenario.model import Tests
from dcsim.streams import Streams, name_key


@dataclass(frozen=True)
class HiddenFailures:
    """Failures that nobody sees: `found_h` is the hour at which a test or an overhaul finds each of them.

    It is infinite for those that wait to be asked. Each is repaired in `repair_h`, and `rows` last until
    then.
    """

    rows: Intervals
    found_h: Floats
    repair_h: Floats


def hidden_failures(
    name: str,
    per_year: float,
    repair: Law,
    tests: Tests | None,
    units: int,
    streams: Streams,
    block: Block,
    horizon_h: float,
) -> HiddenFailures:
    """The hidden failures of all units of a group."""
    renewal = Renewal(f"{name} (unseen)", exponential(HOURS_PER_YEAR / per_year), repair, units)
    renewal.check(block, horizon_h)
    rows, repair_h = renewal.failures(streams, block, horizon_h)
    found_h = _found_h(name, tests, units, streams, rows)
    ends = Intervals(rows.replication, rows.start, found_h + repair_h, rows.unit, rows.episode)
    return HiddenFailures(ends, found_h, repair_h)


def _found_h(name: str, tests: Tests | None, units: int, streams: Streams, rows: Intervals) -> Floats:
    """The first test after each failure, or the first overhaul of what a test does not find."""
    never = np.full(len(rows.start), np.inf)
    if tests is None:
        return never
    found = _next(rows, _first_h(tests, tests.every_h, units), tests.every_h)
    if tests.coverage == 1.0:
        return found
    keys = np.array([streams.episode_key(name, "coverage", unit) for unit in range(units)], np.uint64)
    missed = episode_uniforms(keys[rows.unit], rows.episode, 0) >= tests.coverage
    late = never
    if tests.overhaul_every_h is not None:
        late = _next(rows, _first_h(tests, tests.overhaul_every_h, units), tests.overhaul_every_h)
    return np.where(missed, late, found)


def _first_h(tests: Tests, every_h: float, units: int) -> Floats:
    """The first test of each unit: at the end of the interval, or spread evenly over it."""
    if tests.transfers_load or not tests.staggered:
        return np.full(units, every_h)
    return every_h * np.arange(1, units + 1) / units


def _next(rows: Intervals, first_h: Floats, every_h: float) -> Floats:
    """For each failure the first test of its unit that comes after it."""
    first = first_h[rows.unit]
    gone = np.floor((rows.start - first) / every_h) + 1.0
    return np.asarray(first + np.maximum(gone, 0.0) * every_h)


def test_hours(tests: Tests, horizon_h: float) -> list[float]:
    """When all units of a group are tested at once."""
    (n,) = tests_held(tests, 1, np.zeros(1), np.full(1, horizon_h)).tolist()
    return [float(_first_h(tests, tests.every_h, 1)[0]) + i * tests.every_h for i in range(n)]


def tests_held(tests: Tests, units: int, since_h: Floats, until_h: Floats) -> Ints:
    """How many tests each unit has from `since_h` until before `until_h`; both of shape (…, units)."""
    first = _first_h(tests, tests.every_h, units)

    def before(hour: Floats) -> Ints:
        return np.maximum(0, np.ceil((hour - first) / tests.every_h)).astype(np.int64)

    return np.asarray(np.maximum(0, before(until_h) - before(since_h)))


def failed_tests(
    name: str,
    probability: float,
    repair: Law,
    tests: Tests,
    units: int,
    streams: Streams,
    block: Block,
    horizon_h: float,
) -> Intervals:
    """Tests at which a unit does not start, from then until it is repaired.

    `probability` is that of one test; how many come between two of them is geometric.
    """
    parts = [Intervals.joined([])]
    base = np.uint64(name_key(name, "test", block.number))
    each = tests_held(tests, units, np.zeros(units), np.full(units, horizon_h)).tolist()
    for unit, (n, first_h) in enumerate(zip(each, _first_h(tests, tests.every_h, units), strict=True)):
        generator = streams.generator(name, "test", block.number, unit)
        place = _places(generator, probability, n * block.size)
        replication = place // max(n, 1)
        start = first_h + (place - replication * n) * tests.every_h
        length = repair.from_base(repair.base(generator, len(place)))
        episode = base + (np.uint64(unit) << np.uint64(40)) + place.astype(np.uint64)
        parts.append(Intervals(replication, start, start + length, np.full(len(place), unit), episode))
    return Intervals.joined(parts)


def _places(generator: np.random.Generator, probability: float, n: int) -> Ints:
    """Which of n chances come true, each with this probability."""
    if probability <= 0.0 or n == 0:
        return np.zeros(0, np.int64)
    found: list[NDArray[np.int64]] = []
    last = -1
    while last < n:
        steps = generator.geometric(probability, int(n * probability * 1.1) + 10)
        found.append(last + np.cumsum(steps, dtype=np.int64))
        last = int(found[-1][-1])
    place = np.concatenate(found)
    return place[place < n]
