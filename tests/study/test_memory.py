"""What a run keeps of a block once it is done: not the histories it was drawn from."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from dcsim.engine.stretches import Stretches
from dcsim.scenario import scenario_from_text
from dcsim.study.blocks import Blocks, parts
from tests.study.losses import LOSSES

ROOT = Path(__file__).parents[2]


def test_histories_of_a_block_are_free_at_once() -> None:
    """Without a garbage collection, which may be many blocks away."""
    scenario = scenario_from_text(LOSSES, "losses.yaml")
    blocks, (first, second) = Blocks(scenario, 1, None), parts(400, scenario.model.horizon.length_h)
    blocks.teach(first)
    gc.collect()
    gc.disable()
    try:
        assert blocks.simulate(second).counters.stretches > 0
        assert not [one for one in gc.get_objects() if isinstance(one, Stretches)]
    finally:
        gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "years"), [("reference-site", 20_000), ("thai-nguyen-finished", 2_000)])
def test_ten_times_the_site_years_take_hardly_more_memory(name: str, years: int) -> None:
    assert _peak(name, 10 * years) <= 1.3 * _peak(name, years)


def _peak(name: str, years: int) -> int:
    """Largest resident memory of a fresh process that runs a shipped scenario on its own."""
    code = (
        "import resource, dcsim; "
        f"dcsim.run(dcsim.read_scenario('scenarios/{name}.yaml'), site_years={years}, workers=1); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)
