"""Do intervals cover where a run ends at its own rule? The figures are in docs/method.md.

An interval that covers in 95 % of runs does so in less than 93.5 % of 2,000 with probability 0.1 % (the false
alarm rate had the seeds been free); one that covers in 92.5 % would be let through with probability 5 %.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context

import pytest

from tests.study.coverage import MEASURES, Seen, rows

SEEDS, EACH = 2_000, 50


def many(name: str) -> list[Seen]:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        several = [pool.submit(rows, name, first, EACH) for first in range(1, SEEDS + 1, EACH)]
        return list(chain.from_iterable(one.result() for one in several))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["f05", "exponential", "decades"])
def test_intervals_cover_at_the_end_of_a_run(name: str) -> None:
    """F05 takes half an hour, the others minutes."""
    seen = many(name)
    assert {one.by for one in seen} == {"precision"}
    for measure in MEASURES:
        covered = sum(one.misses[measure] == 0 for one in seen) / len(seen)
        assert covered >= 0.935, (measure, covered)


@pytest.mark.slow
def test_heavy_tails_are_not_covered() -> None:
    """The test above can fail, and does where the rare long outage has mostly not been seen yet."""
    seen = rows("lognormal-2", 1, 200)
    assert sum(one.misses["downtime_h_per_year"] == 0 for one in seen) / len(seen) < 0.935
