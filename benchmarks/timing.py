"""CPU time of a call, cost of a fresh process, the machine, and how values of several rounds are told."""

from __future__ import annotations

import gc
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy

import dcsim

ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = Path(__file__).with_name("launch.py")
FINE = (0, 1, 3)
"""Exit codes of `dcsim run` that end a run well: done, target missed, budget spent."""


def cpu_s(call: Callable[[], object]) -> float:
    """Seconds of CPU time of this process that a call takes: what else the machine does changes little."""
    gc.collect()
    begin = time.process_time()
    call()
    return time.process_time() - begin


RUN = ("-m", "dcsim.cli", "run")


class Cost(NamedTuple):
    """What a process cost, its children with it; `peak_mb` is that of the largest of them."""

    wall_s: float
    cpu_s: float
    peak_mb: float


class CommandFailed(Exception):
    """A command ended badly; the message has what it said."""


def finished(command: Sequence[str], tree: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in and with the packages of `tree`; if we are stopped, so is all that it has started."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    process = subprocess.Popen(
        command,
        env={**kept, "PYTHONPATH": str(tree), **environment},
        cwd=tree,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, said = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return subprocess.CompletedProcess(command, process.returncode, told, said)


class Processes:
    """Starts fresh processes that find their byte code compiled, but in a folder of our own.

    Where this Python writes none, or sources are new, compiling would be most of what is measured.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compiled: set[Path] = set()

    def cost(self, *arguments: str, tree: Path = ROOT, fine: Sequence[int] = FINE) -> Cost:
        """What `python ARGUMENTS` costs with the packages of `tree`.

        Raises CommandFailed if it ends with an exit code that is not `fine`.
        """
        if tree not in self._compiled:
            self._compiled.add(tree)
            site = tree / "scenarios" / "reference-site.yaml"
            for command in ([*RUN, str(site), "--site-years", "100"], ["-m", "dcsim.cli", "--help"]):
                self._cost(command, tree, range(256))
        return self._cost(arguments, tree, fine)

    def _cost(self, arguments: Sequence[str], tree: Path, fine: Sequence[int]) -> Cost:
        command = [sys.executable, "-I", "-S", str(LAUNCHER), sys.executable, *arguments]
        done = finished(command, tree, PYTHONPYCACHEPREFIX=str(self._folder))
        if done.returncode not in fine:
            raise CommandFailed(
                f"python {' '.join(arguments)}: exit {done.returncode}\n{done.stderr.strip()}"
            )
        told = json.loads(done.stdout)
        return Cost(told["wall_s"], told["cpu_s"], told["peak_kib"] / 1024)


@contextmanager
def processes() -> Iterator[Processes]:
    """Fresh processes, whose compiled byte code is thrown away in the end."""
    with tempfile.TemporaryDirectory(prefix="dcsim-benchmarks-") as folder:
        yield Processes(Path(folder))


def machine() -> str:
    """The processor, how many of it, and the versions that matter."""
    return (
        f"{processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, NumPy {np.__version__}, "
        f"SimPy {simpy.__version__}, dcsim {dcsim.__version__}"
    )


def processor() -> str:
    """Model name of the processor, as far as the system tells."""
    lscpu = shutil.which("lscpu")
    if lscpu is not None:
        told = subprocess.run(
            [lscpu], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
        ).stdout
        for line in told.splitlines():
            if line.startswith("Model name:"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def short(value: float) -> str:
    """Three digits, or whole thousands with a comma."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> str:
    """Median, and lowest to highest if there are several."""
    if len(values) == 1:
        return short(values[0])
    return f"{short(statistics.median(values))} ({short(min(values))} to {short(max(values))})"
