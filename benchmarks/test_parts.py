"""Where the time goes, part by part, for pytest-benchmark; not among the project's tests.

python -m pytest benchmarks --benchmark-group-by=param:site
"""

from __future__ import annotations

from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.timing import RUN, Processes
from benchmarks.workloads import WORKLOADS, Ready, Workload
from dcsim.engine.supply_records import SupplyRecords
from dcsim.plant import build
from dcsim.rollout import timeline_of

STATES = 100
"""Judged in one turn; the states are those that the full driver meets first."""
COMMAND_YEARS = "2000"

pytestmark = pytest.mark.filterwarnings("ignore::pytest_benchmark.logger.PytestBenchmarkWarning")


@pytest.fixture(params=WORKLOADS)
def site(request: pytest.FixtureRequest) -> Workload:
    """One of the sites that are measured."""
    return WORKLOADS[request.param]


@pytest.fixture
def ready(site: Workload) -> Ready:
    """Its plant, of which nothing is known yet."""
    return Ready(site.scenario())


def test_read(benchmark: BenchmarkFixture, site: Workload) -> None:
    """From the file to the scenario."""
    benchmark(site.scenario)


def test_build(benchmark: BenchmarkFixture, site: Workload) -> None:
    """From the scenario to the network."""
    model = site.scenario().model
    benchmark(lambda: (build(model), timeline_of(model)))


def _met(ready: Ready) -> tuple[SupplyRecords, list[int]]:
    """The records of a plant, and numbers of states that the full driver meets."""
    from dcsim.engine.supply_records import records_of

    ready.block(0, full=True, used=max(1, ready.size // 20))
    records = records_of(ready.plant, ready.timeline, by_plan=False)
    return records, list(islice(records.by_key, STATES))


def test_supply_of_states_never_seen(benchmark: BenchmarkFixture, ready: Ready) -> None:
    """Judging a hundred states, or as many as there were."""
    _, keys = _met(ready)

    def new() -> tuple[tuple[SupplyRecords], dict[str, object]]:
        return (SupplyRecords(ready.plant, ready.timeline),), {}

    def judge(records: SupplyRecords) -> None:
        for key in keys:
            records.judge(key)

    benchmark.extra_info["states"] = len(keys)
    benchmark.pedantic(judge, setup=new, rounds=10)


def test_supply_of_states_known(benchmark: BenchmarkFixture, ready: Ready) -> None:
    """Looking up the same states."""
    records, keys = _met(ready)
    by_key = records.by_key
    benchmark.extra_info["states"] = len(keys)
    benchmark(lambda: [by_key.get(key) for key in keys])


def test_full(benchmark: BenchmarkFixture, ready: Ready) -> None:
    """A tenth of a block by the full driver, states known."""
    blocks = count()
    run = partial(ready.block, full=True, used=max(1, ready.size // 10))
    benchmark.pedantic(lambda: run(next(blocks)), rounds=3, warmup_rounds=1)


def test_screened(benchmark: BenchmarkFixture, ready: Ready) -> None:
    """A block by the screened driver, states and certificates known."""
    blocks = count()
    benchmark.pedantic(lambda: ready.block(next(blocks)), rounds=3, warmup_rounds=1)


def test_whole_command(
    benchmark: BenchmarkFixture, site: Workload, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """`dcsim run` of 2,000 site-years in a fresh process, with everything."""
    folder: Path = tmp_path_factory.getbasetemp() / "compiled"
    fresh = Processes(folder)
    options = ("--site-years", COMMAND_YEARS, *(("--variant", site.variant) if site.variant else ()))
    command = (*RUN, str(site.path), *options)
    benchmark.pedantic(lambda: fresh.cost(*command), rounds=2, warmup_rounds=1)
