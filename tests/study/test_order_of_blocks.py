"""What a block gives depends on the block and on the first one alone, to the last bit."""

from __future__ import annotations

import pytest

from dcsim.records import BlockResult
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.blocks import Blocks, parts
from dcsim.study.executors import simulated
from tests.study.losses import LOSSES

BLOCKS = 3
LATER = range(1, BLOCKS)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scenario_from_text(LOSSES, "losses.yaml")


@pytest.fixture(scope="module")
def in_order(scenario: Scenario) -> list[BlockResult]:
    """What each block gives in one process, one after the other."""
    return list(simulated(Blocks(scenario, 1, None), _parts(scenario)))


def _parts(scenario: Scenario):
    return list(parts(BLOCKS * 200, scenario.model.horizon.length_h))


def outcome(found: BlockResult) -> tuple[object, ...]:
    """All of a block but how many states the process knew by then."""
    stretches = found.counters.stretches
    return found.outages, found.groups, found.interruptions, found.static_h, found.ends_h, stretches


@pytest.mark.parametrize("order", [(2,), (2, 1)])
def test_any_order_gives_the_same_to_the_last_bit(scenario, in_order, order) -> None:
    blocks, wanted = Blocks(scenario, 1, None), _parts(scenario)
    assert outcome(blocks.teach(wanted[0])) == outcome(in_order[0])
    for number in order:
        assert outcome(blocks.simulate(wanted[number])) == outcome(in_order[number])


def test_blocks_that_all_teach_do_differ(scenario, in_order) -> None:
    """The test above sees something: learning on, as a process goes on, changes sums in their last digits."""
    blocks, wanted = Blocks(scenario, 1, None), _parts(scenario)
    assert any(outcome(blocks.teach(wanted[n])) != outcome(in_order[n]) for n in LATER)


def test_certificates_are_of_use(in_order) -> None:
    """Five losses in ten years come through the core far less often than they happen."""
    losses = sum(found.groups["east"].failures for found in in_order)
    assert losses > 5 * 200 * BLOCKS * 0.9
    assert 0 < sum(found.counters.stretches for found in in_order) < losses / 5
