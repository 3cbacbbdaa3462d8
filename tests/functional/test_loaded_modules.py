"""What a command loads: start-up is mostly imports, and no clock need be asked about those."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SITE = str(Path(__file__).parents[2] / "scenarios" / "reference-site.yaml")
HEAVY = ("numpy", "pydantic", "scipy", "matplotlib", "simpy", "ruamel.yaml", "rich", "jinja2")
CALL = "from dcsim.cli import main; main({arguments!r})"
TELL = "import atexit, sys; atexit.register(lambda: print('loaded:', *sys.modules, file=sys.stderr)); "


def loaded(code: str) -> set[str]:
    """Modules in memory at the end of a process that runs this code."""
    command = [sys.executable, "-c", TELL + code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("code", ["import dcsim", CALL.format(arguments=["--help"])])
def test_nothing_heavy_is_loaded_to_say_what_there_is(code: str) -> None:
    assert not loaded(code) & set(HEAVY)


def test_check_reads_and_does_not_reckon() -> None:
    found = loaded(CALL.format(arguments=["check", SITE]))
    assert {"pydantic", "ruamel.yaml"} <= found
    assert not found & {"scipy", "matplotlib", "simpy", "rich", "jinja2", "dcsim.engine", "dcsim.study"}


def test_a_short_run_loads_no_more_than_it_needs() -> None:
    found = loaded(CALL.format(arguments=["run", SITE, "--site-years", "10"]))
    assert {"numpy", "simpy", "scipy.special"} <= found
    assert not found & {"scipy.stats", "scipy.optimize", "matplotlib", "rich", "jinja2"}
