"""Memory of arrays serves again, where the C library would give it back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARRAYS = """
import resource
import numpy as np
{first}
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    [np.ones(125_000) for _ in range(10)]
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(first: str) -> int:
    """Pages that had to be mapped for ten arrays of 1 MB at a time, twenty times."""
    code = ARRAYS.format(first=first)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have rules of their own")
def test_pages_are_mapped_once_and_not_for_every_array() -> None:
    assert faults("import dcsim.engine") < 5_000 < 20_000 < faults("")
