"""The garbage collector rests while a block is simulated, and at no other time."""

from __future__ import annotations

import gc

import pytest

from dcsim.engine.uncollected import uncollected
from dcsim.scenario import scenario_from_text
from dcsim.study.blocks import Blocks, parts
from tests.study.losses import LOSSES

MOST_OBJECTS = 500
"""That one replication leaves in circles; what it used is some ten times as many."""


def test_it_goes_on_even_after_an_error() -> None:
    was_at_work = None

    def fails() -> None:
        nonlocal was_at_work
        with uncollected():
            was_at_work = gc.isenabled()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert was_at_work is False
    assert gc.isenabled()


def test_where_it_was_at_rest_it_stays_so() -> None:
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_replications_leave_little_to_it() -> None:
    scenario = scenario_from_text(LOSSES, "losses.yaml")
    blocks, (first, second) = Blocks(scenario, 1, None), parts(400, scenario.model.horizon.length_h)
    blocks.teach(first)
    gc.collect()
    with uncollected():
        found = blocks.simulate(second)
        left = gc.collect()
    assert found.counters.stretches > 0
    assert left < MOST_OBJECTS * second.used
