"""CPU seconds of the parts of dcsim on one site, as JSON; `benchmarks.compare` runs it with either tree.

    python one_side.py TREE FILE VARIANT SEED

It uses only what trees of different ages have in common. Why a tree cannot do a part is told.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PARTS = ("read", "first block", "later block", "full driver")
FULL_PART = 10
"""The full driver runs this part of a block."""


def seconds(call: Callable[[], object]) -> float:
    """CPU time of a call."""
    gc.collect()
    begin = time.process_time()
    call()
    return time.process_time() - begin


def measured(file: str, variant: str | None, seed: int) -> Iterator[tuple[str, float]]:
    """Parts and their seconds, one by one."""
    import dcsim

    site: Any = dcsim.read_scenario(file, variant=variant)  # imports, first calls
    yield PARTS[0], seconds(lambda: dcsim.read_scenario(file, variant=variant))

    from dcsim.study import blocks as of_study

    horizon_h = site.model.horizon.length_h
    size: int = of_study.block_size(horizon_h)
    first, second, third = list(of_study.parts(3 * size, horizon_h))
    blocks: Any = of_study.Blocks(site, seed, None)
    teach = getattr(blocks, "teach", blocks.simulate)
    yield PARTS[1], seconds(lambda: teach(first))
    blocks.simulate(second)
    yield PARTS[2], seconds(lambda: blocks.simulate(third))

    from dcsim.engine import Block, Record, simulate
    from dcsim.plant import build
    from dcsim.rollout import timeline_of

    plant, timeline = build(site.model), timeline_of(site.model)

    def full(number: int) -> None:
        block = Block(number, size, max(1, size // FULL_PART), number * size)
        simulate(plant, timeline, block, Record(), seed=seed, replays=site.replays, full=True)

    full(0)
    yield PARTS[3], seconds(lambda: full(1))


def main() -> None:
    """Print {part: seconds} and why the first part that is missing could not be measured, if one is."""
    tree, file, variant, seed = sys.argv[1:]
    import dcsim
    from dcsim.errors import DcsimError

    if not Path(dcsim.__file__).resolve().is_relative_to(Path(tree).resolve()):
        sys.exit(f"dcsim was found in {dcsim.__file__} and not in {tree}")
    found: dict[str, float] = {}
    why = None
    try:
        for part, cost in measured(file, variant or None, int(seed)):
            found[part] = cost
    except (ImportError, AttributeError, TypeError, DcsimError) as problem:
        why = f"{type(problem).__name__}: {problem}"
    print(json.dumps({"seconds": found, "why": why}))


if __name__ == "__main__":
    main()
