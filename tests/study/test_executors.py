"""Whoever simulates the blocks: the same bytes, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from functools import wraps

import pytest

from dcsim.errors import SimulationError, UsageError
from dcsim.records import BlockResult
from dcsim.render.document import to_json
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study import executors, run
from dcsim.study.blocks import Blocks, Part, parts
from dcsim.study.executors import cores, simulated
from tests.study.losses import LOSSES

BLOCKS = 5
forks = pytest.mark.skipif(
    not executors.can_fork(), reason="what is patched here does not reach other processes"
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A fifth of the losses: blocks are quick."""
    return scenario_from_text(
        LOSSES.replace("failures_per_year: 0.5", "failures_per_year: 0.1"), "losses.yaml"
    )


@pytest.fixture(scope="module")
def alone(scenario: Scenario) -> str:
    return to_json(run(scenario, site_years=BLOCKS * 2_000, workers=1))


@pytest.fixture(autouse=True)
def _always_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes are started for any run, and given one block at a time."""
    monkeypatch.setattr(executors, "SERIAL_S", 0.0)
    monkeypatch.setattr(executors, "CHUNK_S", 0.0)
    monkeypatch.setattr(executors, "CHUNK_ELSEWHERE_S", 0.0)


def blocks_of(scenario: Scenario) -> tuple[Blocks, list[Part]]:
    return Blocks(scenario, 1, None), list(parts(BLOCKS * 200, scenario.model.horizon.length_h))


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bytes(scenario: Scenario, alone: str, workers: int) -> None:
    assert to_json(run(scenario, site_years=BLOCKS * 2_000, workers=workers)) == alone
    assert not multiprocessing.active_children()


def test_an_executor_of_the_caller_gives_the_same_bytes(scenario: Scenario, alone: str) -> None:
    """Blocks go there pickled, and each worker works out anew what a plant supplies."""
    with ThreadPoolExecutor(2) as threads:
        assert to_json(run(scenario, site_years=BLOCKS * 2_000, executor=threads)) == alone


def test_pickled_blocks_know_what_they_were_taught(scenario: Scenario) -> None:
    blocks, wanted = blocks_of(scenario)
    blocks.teach(wanted[0])
    again: Blocks = pickle.loads(pickle.dumps(blocks))
    assert again.simulate(wanted[1]) == blocks.simulate(wanted[1])


def test_results_come_in_order_however_long_each_takes(scenario: Scenario) -> None:
    blocks, wanted = blocks_of(scenario)
    found = simulated(blocks, wanted, workers=3)
    assert [one.block for one in found] == list(range(BLOCKS))


def test_who_has_seen_enough_leaves_nothing_behind(scenario: Scenario) -> None:
    blocks, wanted = blocks_of(scenario)
    with closing(simulated(blocks, wanted * 100, workers=2)) as several:
        assert next(several).block == 0
        assert len(multiprocessing.active_children()) == 2
        assert next(several).block == 1
    assert not multiprocessing.active_children()


# ---------------------------------------------------------------------- workers that fail


def in_workers_only(monkeypatch: pytest.MonkeyPatch, block: int, happens: object) -> None:
    """Something happens in another process than this as it simulates a block."""
    here, simulate = os.getpid(), Blocks.simulate

    @wraps(simulate)  # by its name it goes to other processes
    def simulate_or_not(self: Blocks, part: Part) -> BlockResult:
        if os.getpid() != here and part.block == block:
            happens()  # type: ignore[operator]
        return simulate(self, part)

    monkeypatch.setattr(Blocks, "simulate", simulate_or_not)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def lost() -> None:
    raise SimulationError("the site never settles")


@forks
def test_a_killed_worker_loses_nothing(
    scenario: Scenario, alone: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_workers_only(monkeypatch, 2, killed)
    assert to_json(run(scenario, site_years=BLOCKS * 2_000, workers=2)) == alone
    assert caplog.messages == ["a worker process died; what it was simulating is simulated again"]
    assert not multiprocessing.active_children()


@forks
def test_a_broken_executor_of_the_caller_loses_nothing(
    scenario: Scenario, alone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_workers_only(monkeypatch, 1, killed)
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as processes:
        assert to_json(run(scenario, site_years=BLOCKS * 2_000, executor=processes)) == alone


@forks
def test_an_error_of_the_engine_comes_through(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    in_workers_only(monkeypatch, 3, lost)
    with pytest.raises(SimulationError, match="the site never settles"):
        run(scenario, site_years=BLOCKS * 2_000, workers=2)
    assert not multiprocessing.active_children()


# ---------------------------------------------------------------------- how many


def test_short_runs_start_no_process(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "SERIAL_S", 3600.0)
    blocks, wanted = blocks_of(scenario)
    with closing(simulated(blocks, wanted, workers=2)) as several:
        assert next(several).block == 0
        assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", [0, -1, 1_001])
def test_impossible_numbers_of_workers(scenario: Scenario, workers: int) -> None:
    with pytest.raises(UsageError, match=f"workers are a whole number from 1 to 1,000, not {workers}"):
        run(scenario, site_years=10, workers=workers)


def test_cores_are_those_this_process_may_use() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
