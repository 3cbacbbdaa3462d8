"""Short cuts of the core end where the long way does, on random sites.

The long way: every event is kept, so that each set goes by itself, and each drawn event is told to its behaviour.
"""

from __future__ import annotations

import math
from dataclasses import fields
from unittest.mock import patch

import pytest

from dcsim.engine import Block, Record, feed, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario
from tests.engine.random_sites import random_scenario
from tests.engine.two_drivers import replications


def simulated(scenario: Scenario, seed: int, *, events: bool) -> BlockResult:
    """Six site-years by the full driver."""
    count = replications(scenario.model, 6)
    return simulate(
        build(scenario.model),
        timeline_of(scenario.model),
        Block(0, count, count, 0),
        Record(events=events),
        seed=seed,
        replays=scenario.replays,
        full=True,
    )


def differences(one: BlockResult, other: BlockResult) -> list[str]:
    """In what they differ beyond the last digits of run hours and fuel."""
    found = [
        name
        for name in ("outages", "ends_h", "spells", "static_h", "static_outages", "interruptions")
        if getattr(one, name) != getattr(other, name)
    ]
    for name, counts in one.groups.items():
        pairs = [(getattr(counts, f.name), getattr(other.groups[name], f.name)) for f in fields(counts)]
        if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in pairs):
            found.append(name)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_as_the_long_way(seed: int) -> None:
    scenario = random_scenario(seed)
    short = simulated(scenario, seed, events=False)
    with patch.object(feed, "pass_over_plain", lambda core, events, number: number):
        long = simulated(scenario, seed, events=True)
    assert differences(short, long) == []
