"""Every example says what its commands print, and every command has an example."""

from __future__ import annotations

import shlex

import pytest

from dcsim.cli import COMMANDS
from dcsim.cli.plot import plot
from tests.examples import PAGES, agrees, blocks, output_of

TOLD = [
    (page.stem, command, told) for page in PAGES for command, told in blocks(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("page", "command", "told"), TOLD, ids=[f"{page}: {command}" for page, command, _ in TOLD]
)
def test_an_example_is_true(page: str, command: str, told: list[str]) -> None:
    found = output_of(command)
    assert agrees(told, found), "\n".join(found)


def test_every_command_has_an_example() -> None:
    used = {shlex.split(command)[1] for _, command, _ in TOLD}
    assert used == set(COMMANDS)


def test_every_picture_has_an_example() -> None:
    words = [shlex.split(command) for _, command, _ in TOLD]
    assert {one[2] for one in words if one[1] == "plot"} == set(plot.commands)


def test_lines_may_be_left_out() -> None:
    found = ["a", "b", "c", "d"]
    assert agrees(["a", "…", "d"], found)
    assert agrees(["…", "b", "…", "d"], found)
    assert agrees(["a", "…"], found)
    assert not agrees(["a", "…", "c"], found)
    assert not agrees(["b", "…"], found)
    assert not agrees(["a", "b", "c"], found)
