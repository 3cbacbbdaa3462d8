"""Work given away to worker processes, or to an executor of the caller: item by item, in chunks."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dcsim.study.executors import can_fork

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

Item = TypeVar("Item")
Found = TypeVar("Found")
Work = Callable[[Item], Found]
Ask = Callable[[Sequence[Item]], "Future[list[Found]]"]

_log = logging.getLogger("dcsim")


class Ahead(Generic[Item, Found]):
    """Chunks of items given away, a few ahead of the one that is waited for."""

    def __init__(
        self, work: Work[Item, Found], ask: Ask[Item, Found], todo: Iterator[Item], size: int, most: int
    ) -> None:
        self._work = work
        self._ask = ask
        self._todo = todo
        self._size = size
        self._most = most
        self._waiting: deque[tuple[Sequence[Item], Future[list[Found]]]] = deque()
        self.is_broken = False
        """Whether a worker died: no more is given away then, and what was is done here."""
        self._fill()

    def _fill(self) -> None:
        while len(self._waiting) < self._most and not self.is_broken:
            chunk = tuple(islice(self._todo, self._size))
            if not chunk:
                return
            try:
                self._waiting.append((chunk, self._ask(chunk)))
            except BrokenExecutor as error:
                lost: Future[list[Found]] = Future()
                lost.set_exception(error)
                self._waiting.append((chunk, lost))
                return

    def results(self) -> Iterator[Found]:
        """What is found for item after item, until there are no more or a worker died."""
        while self._waiting:
            chunk, future = self._waiting.popleft()
            try:
                found = future.result()
            except BrokenExecutor:
                if not self.is_broken:
                    _log.warning("a worker process died; what it was simulating is simulated again")
                self.is_broken = True
                for item in chunk:
                    yield self._work(item)
            else:
                self._fill()
                yield from found


# ---------------------------------------------------------------------- who is asked


@contextmanager
def asking(work: Work[Item, Found], workers: int, executor: Executor | None) -> Iterator[Ask[Item, Found]]:
    """How to have a chunk worked on elsewhere."""
    if executor is not None:
        given: set[Future[list[Found]]] = set()
        try:
            yield partial(_give, executor, pickle.dumps(work), given)
        finally:
            for future in tuple(given):  # a cancelled one leaves the set
                future.cancel()
        return
    # Forking takes milliseconds and hands over all that was judged so far; spawning loads everything anew.
    # But in a child forked off several threads a lock may stay taken for ever.
    context: Any = get_context("fork" if can_fork() else "spawn")
    over = context.Event()
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(work, over))
    try:
        yield partial(_start, pool)
    finally:
        over.set()
        pool.shutdown(cancel_futures=True)


def _start(pool: Executor, chunk: Sequence[Any]) -> Future[list[Any]]:
    with warnings.catch_warnings():
        # Threads that Python does not know of are those of the linear algebra, which stands a fork.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        return pool.submit(_here, chunk)


def _give(
    executor: Executor, job: bytes, given: set[Future[list[Any]]], chunk: Sequence[Any]
) -> Future[list[Any]]:
    future = executor.submit(_elsewhere, job, chunk)
    given.add(future)
    future.add_done_callback(given.discard)
    return future


# ---------------------------------------------------------------------- in a worker


class _Own:
    """What a worker process works on, and whether it is still wanted."""

    work: Work[Any, Any]
    over: Event


def _begin(work: Work[Any, Any], over: Event) -> None:
    _Own.work, _Own.over = work, over
    # Ctrl-C reaches all processes of a terminal; the one that was started there says what is to be said.
    signal.signal(signal.SIGINT, _leave)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave(*_: object) -> None:
    os._exit(130)


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _here(chunk: Sequence[Any]) -> list[Any]:
    found = []
    for item in chunk:
        if _Own.over.is_set():
            break
        found.append(_Own.work(item))
    return found


@lru_cache(maxsize=1)
def _work_of(job: bytes) -> Work[Any, Any]:
    work: Work[Any, Any] = pickle.loads(job)
    return work


def _elsewhere(job: bytes, chunk: Sequence[Any]) -> list[Any]:
    return [_work_of(job)(item) for item in chunk]
