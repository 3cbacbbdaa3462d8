"""What groups and interruptions did, counted over the replications of a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.behaviours.unseen import FailsTests
from dcsim.engine.hidden_failures import tests_held
from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.recorder import Recorder
from dcsim.engine.service import Service
from dcsim.records import GroupCounts


class Within(NamedTuple):
    """How many intervals have begun and ended when their replication ends."""

    begun: int
    ended: int


def within_ends(histories: Sequence[Intervals], ends: Sequence[float]) -> list[Within]:
    """Of each history what is within each replication's end; what ends exactly then is counted."""
    end = np.asarray(ends, float)[np.concatenate([rows.replication for rows in histories])]
    begun = np.concatenate([rows.start for rows in histories]) < end
    ended = np.concatenate([rows.end for rows in histories]) <= end
    bounds = np.cumsum([len(rows.start) for rows in histories])[:-1]
    several = zip(np.split(begun, bounds), np.split(ended, bounds), strict=True)
    return [Within(int(one.sum()), int(other.sum())) for one, other in several]


def group_counts(
    behaviours: Sequence[Behaviour],
    within: Sequence[Within],
    ends: Sequence[float],
    recorder: Recorder,
    service: Service,
    block: Block,
) -> dict[str, GroupCounts]:
    """Failures, repairs, starts and run hours by group, within each replication's end.

    Tests without load are counted by their dates, whatever else goes on.
    """
    counts = {}
    failed_tests: Counter[str] = Counter()
    for behaviour, (begun, _) in zip(behaviours, within, strict=True):
        if isinstance(behaviour, FailsTests):
            failed_tests[behaviour.name] = begun
    for behaviour, (failures, repairs) in zip(behaviours, within, strict=True):
        if not isinstance(behaviour, Failures):
            continue
        tally, name = recorder.tallies, behaviour.name
        tests = _tests(behaviour, service, block, ends)
        counts[name] = GroupCounts(
            failures=failures,
            repairs=repairs + tally[name, "repairs"],
            starts=tally[name, "starts"] + tests.starts,
            failed_starts=tally[name, "failed_starts"] + failed_tests[name],
            run_failures=tally[name, "run_failures"],
            run_h=recorder.run_h[name] + tests.run_h,
            fuel_m3=recorder.fuel_m3[name] + tests.fuel_m3,
            discharges=tally[name, "discharges"],
        )
    return dict(sorted(counts.items()))


class _Tests(NamedTuple):
    starts: int = 0
    run_h: float = 0.0
    fuel_m3: float = 0.0


def _tests(behaviour: Failures, service: Service, block: Block, ends: Sequence[float]) -> _Tests:
    """Tests of gensets without load: what they start, run and burn."""
    if not isinstance(behaviour, Gensets):
        return _Tests()
    spec, name = behaviour.spec, behaviour.name
    if spec.tests is None or spec.tests.transfers_load:
        return _Tests()
    simulated = slice(block.passed_over, block.used)
    end_h = np.repeat(np.asarray(ends, float)[:, None], spec.count, axis=1)
    ready_h, retired_h = service.ready_h.get(name), service.retired_h.get(name)
    begin_h = np.zeros_like(end_h) if ready_h is None else ready_h[simulated]
    if retired_h is not None:
        end_h = np.minimum(end_h, retired_h[simulated])
    starts = int(tests_held(spec.tests, spec.count, np.minimum(begin_h, end_h), end_h).sum())
    run_h = starts * spec.tests.run_h
    in_m3 = behaviour.burn is not None and spec.fuel is not None and spec.fuel.usable_m3 is not None
    burnt = behaviour.burn.rate(0, 1, True) if behaviour.burn is not None and in_m3 else 0.0
    return _Tests(starts, run_h, run_h * burnt)


def interruption_counts(
    behaviours: Sequence[Behaviour], within: Sequence[Within], recorder: Recorder
) -> dict[str, int]:
    """Interruptions by name within each replication's end, without those that were put off."""
    return {
        behaviour.name: begun - recorder.tallies[behaviour.name, "put_off"]
        for behaviour, (begun, _) in zip(behaviours, within, strict=True)
        if isinstance(behaviour, Interruptions)
    }
