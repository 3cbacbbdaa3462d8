"""Work done here, by worker processes or by an executor of the caller: the same found, in the same order.

Blocks of one run are such work, and whole runs of several designs. A block's records depend on the block and
on the first one, which teaches the others. So the first is always simulated here, and who simulates which of
the rest changes nothing. It also tells how long the rest would take: worker processes are started where that
is worth it.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, TypeVar

from dcsim.errors import UsageError
from dcsim.records import BlockResult
from dcsim.study.blocks import Blocks, Part

if TYPE_CHECKING:
    from concurrent.futures import Executor

Item = TypeVar("Item")
Found = TypeVar("Found")

SERIAL_S = 2.0
"""Up to so long, by estimate, work is done here: starting processes would cost more than it saves."""
CHUNK_S = 0.1
"""Work that is handed to a worker at a time, at least; what is under way when a run ends is lost."""
CHUNK_ELSEWHERE_S = 0.5
"""The same of an executor, where what goes with it is much more."""
FIRST_IS_DEARER = 4.0
"""How many times longer the first block takes than another: states are judged, certificates made."""
CHUNKS_AHEAD = 4
"""Chunks under way, or done and not asked for yet, for each worker."""
MOST_WORKERS = 1_000


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a child may be forked off: of several threads, one might hold a lock the child needs."""
    return sys.platform == "linux" and threading.active_count() == 1


def simulated(
    blocks: Blocks,
    parts: Sequence[Part],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Generator[BlockResult]:
    """Records of these blocks in the order given; the first teaches the others.

    The records are the same whoever simulates. `workers` says how many processes may: 1 for none but this
    one, None for as many as it has cores, where new ones can be forked off it. With an `executor` the work
    goes there, `workers` chunks at a time; its tasks and results are pickled. Some blocks beyond the one that
    is asked for may be under way: close the iterator, and they are dropped. Raises UsageError for an
    impossible number of workers.
    """
    count = how_many(workers, executor)
    if blocks.are_taught:
        return _in_order(blocks.simulate, blocks.simulate, 1.0, parts, count, executor)
    return _in_order(blocks.teach, blocks.simulate, FIRST_IS_DEARER, parts, count, executor)


def each(
    work: Callable[[Item], Found],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Generator[Found]:
    """What `work` finds for each item, in their order, whoever does it; `work` can be pickled.

    `workers` and `executor` are those of `simulated`.
    """
    return _in_order(work, work, 1.0, items, how_many(workers, executor), executor)


def how_many(workers: int | None, executor: Executor | None) -> int:
    """How many processes work; raises UsageError for an impossible number."""
    if workers is None:
        workers = cores() if executor is not None or can_fork() else 1
    if not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"workers are a whole number from 1 to {MOST_WORKERS:,}, not {workers}")
    return workers


def _in_order(
    first: Callable[[Item], Found],
    work: Callable[[Item], Found],
    dearer: float,
    items: Sequence[Item],
    workers: int,
    executor: Executor | None,
) -> Generator[Found]:
    """`first`, done here, is for the first item; it takes so many times longer than `work` on another."""
    todo = iter(items)
    for done, item in enumerate(todo, 1):
        begun = time.perf_counter()
        found = first(item) if done == 1 else work(item)
        each_s = (time.perf_counter() - begun) / (dearer if done == 1 else 1.0)
        left = len(items) - done
        if left and (executor is not None or (min(workers, left) > 1 and left * each_s > SERIAL_S)):
            chunk_s = CHUNK_S if executor is None else CHUNK_ELSEWHERE_S
            size = max(1, min(math.ceil(chunk_s / max(each_s, 1e-9)), left // workers))
            from dcsim.study import workers as elsewhere

            with elsewhere.asking(work, min(workers, left), executor) as ask:
                ahead = elsewhere.Ahead(work, ask, todo, size, CHUNKS_AHEAD * workers)
                yield found
                yield from ahead.results()
            if ahead.is_broken:
                executor = None
        else:
            yield found
