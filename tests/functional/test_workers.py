"""`dcsim run --workers` through the front door: how many there are, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.functional.test_cli_run import PERFECT, dcsim, environment, listen_to_ctrl_c

PROC = Path(os.sep, "proc")
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in a file system of theirs")


@pytest.fixture
def site(tmp_path: Path) -> str:
    """A site whose blocks take milliseconds."""
    path = tmp_path / "feed.yaml"
    path.write_text(
        PERFECT.replace("mttf_h: never, upstream", "mttf_h: 50000, mttr_h: 2, upstream"), encoding="utf-8"
    )
    return str(path)


@pytest.mark.parametrize(
    ("workers", "words"),
    [
        ("0", "workers are a whole number from 1 to 1,000, not 0"),
        ("1e3", "'1e3' is not a valid integer"),
    ],
)
def test_impossible_numbers_of_workers(site: str, workers: str, words: str) -> None:
    done = dcsim("run", site, "--workers", workers)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def at_work(site: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A long run in a session of its own as soon as both of its workers are there, and their numbers."""
    command = [sys.executable, "-m", "dcsim.cli", "run", site, "--site-years", "1e8", "--workers", "2"]
    with subprocess.Popen(
        command,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen_to_ctrl_c,
        start_new_session=True,
    ) as child:
        try:
            yield child, _children(child)
        finally:
            child.kill()


def _children(process: subprocess.Popen[str]) -> list[int]:
    for _ in range(600):
        found = (PROC / f"{process.pid}/task/{process.pid}/children").read_text().split()
        if len(found) == 2:
            time.sleep(0.2)  # until they know what to do
            return list(map(int, found))
        time.sleep(0.05)
    raise AssertionError("no workers within half a minute")


def _are_gone(numbers: list[int]) -> bool:
    for _ in range(200):
        if not any((PROC / str(number)).exists() for number in numbers):
            return True
        time.sleep(0.05)
    return False


@linux
def test_ctrl_c_ends_all_of_them_quietly(site: str) -> None:
    with at_work(site) as (child, workers):
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err.strip()) == (130, "stopped")
    assert "Stopped by hand after " in out
    assert _are_gone(workers)


@linux
def test_workers_do_not_outlive_the_run_they_are_of(site: str) -> None:
    with at_work(site) as (child, workers):
        child.kill()
        child.communicate(timeout=60)
    assert _are_gone(workers)
