"""The examples: pages of a planner's question, a command, and what it answers, kept true by running them.

A block of a page that is fenced as `console` has one command after `$ `, then its output. A line `…` in it
stands for any lines left out. `python -m tests.examples` runs all pages and writes what has changed; blocks
with a line `…` keep their first and last lines, as many as there were.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from dcsim.cli import commands

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "examples").glob("*.md"))
_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)```\n", re.DOTALL)
_PROGRESS = re.compile(r"[\d,]+ of [\d,]+ site-years, \d+ s$|the first part is not done yet")
"""What a slow machine says meanwhile."""
LEFT_OUT = "…"


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """(command, lines of output) of each block of a page."""
    return [(found["command"], found["output"].splitlines()) for found in _BLOCK.finditer(text)]


@contextmanager
def workplace() -> Iterator[None]:
    """A folder of its own, from which the scenarios are where a planner has them."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenarios").symlink_to(ROOT / "scenarios")
        (Path(folder) / "examples").symlink_to(ROOT / "examples")
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def output_of(command: str) -> list[str]:
    """What a command prints, on both streams, as lines. Raises AssertionError where it ends in a traceback."""
    words = shlex.split(command)
    assert words[0] == "dcsim", command
    with workplace():
        result = CliRunner().invoke(commands, words[1:], standalone_mode=False)
    if result.exception is not None:
        return str(result.exception).splitlines()
    return [line for line in result.output.splitlines() if not _PROGRESS.match(line)]


def agrees(told: list[str], found: list[str]) -> bool:
    """Whether the output told is what was found, but for what is left out."""
    if LEFT_OUT not in told:
        return told == found
    at = told.index(LEFT_OUT)
    head, tail = told[:at], told[at + 1 :]
    if found[:at] != head:
        return False
    if LEFT_OUT in tail:
        nearest = (start for start in range(at, len(found) + 1) if agrees(tail, found[start:]))
        return next(nearest, None) is not None
    return not tail or (len(found) >= at + len(tail) and found[-len(tail) :] == tail)


def _anew(match: re.Match[str]) -> str:
    told, found = match["output"].splitlines(), output_of(match["command"])
    if agrees(told, found):
        return match[0]
    if LEFT_OUT in told:
        head = told.index(LEFT_OUT)
        tail = len(told) - 1 - (len(told) - 1 - told[::-1].index(LEFT_OUT))
        found = [*found[:head], LEFT_OUT, *(found[-tail:] if tail else [])]
    lines = "".join(f"{line}\n" for line in found)
    return f"```console\n$ {match['command']}\n{lines}```\n"


def main() -> None:
    """Write every page anew where its output has changed."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        new = _BLOCK.sub(_anew, text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"{page.name}: written")


if __name__ == "__main__":
    main()
