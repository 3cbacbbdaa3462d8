"""Where the output goes wrong: encodings without our characters, streams that are closed or left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.small import SMALL

ROOT = Path(__file__).parents[2]
DCSIM = f"{sys.executable} -m dcsim.cli"


def shell(line: str, cwd: Path, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    return subprocess.run(
        ["bash", "-c", line], cwd=cwd, env=environment, capture_output=True, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    name = SMALL.replace("name: ", "name: Đà Nẵng → 𝄞 ", 1)
    assert name != SMALL
    (tmp_path / "site.yaml").write_text(name, encoding="utf-8")
    return tmp_path


def test_a_result_is_not_lost_for_a_character(folder: Path) -> None:
    done = shell(f"{DCSIM} run site.yaml --site-years 20", folder, "cp1252")
    assert (done.returncode, done.stderr) == (0, b"")
    assert r"\u1eb5ng \u2192 \ud834\udd1e" in done.stdout.decode("cp1252")


def test_json_says_the_same_in_any_encoding(folder: Path) -> None:
    plain, poor = (
        shell(f"{DCSIM} show site.yaml --json", folder, one).stdout.decode(one)
        for one in ("utf-8", "latin-1")
    )
    assert plain != poor
    assert json.loads(poor) == json.loads(plain)


def test_a_closed_output_is_no_fault(folder: Path) -> None:
    done = shell(f"{DCSIM} show site.yaml >&-", folder)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", ["check no-such.yaml", "show --bogus"])
def test_bad_input_leaves_with_2_though_nobody_reads_why(folder: Path, arguments: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [*DCSIM.split(), *arguments.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, stderr=write, timeout=120, check=False)
    os.close(write)
    assert done.returncode == 2
