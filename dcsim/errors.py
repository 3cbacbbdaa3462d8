"""Every error dcsim raises on purpose, on one page.

DcsimError
├── ScenarioError      what the planner wrote is wrong: faults with file, line and column
├── UsageError         a command or function was called with something impossible
└── SimulationError    the engine met a state it must not continue from
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mark:
    """Where something is written: file name as given, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a scenario: what, at which path, and where it is written (if anywhere)."""

    message: str
    path: str = ""
    mark: Mark | None = None


class DcsimError(Exception):
    """Base of all errors meant for the planner: the text alone says what to do."""


class ScenarioError(DcsimError):
    """One or more faults in a scenario, in file order, each with its line and a caret."""

    def __init__(self, faults: Sequence[Fault], sources: Mapping[str, str] | None = None) -> None:
        self.faults = tuple(faults)
        self.sources = dict(sources or {})
        lines = {file: text.split("\n") for file, text in self.sources.items()}
        super().__init__("\n".join(_shown(fault, lines) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...], dict[str, str]]]:
        return type(self), (self.faults, self.sources)


def _shown(fault: Fault, lines: Mapping[str, Sequence[str]]) -> str:
    """A fault with its place, the line there and a caret; `lines` are those of each file."""
    mark = fault.mark
    if mark is None:
        return fault.message
    headline = f"{mark}: {fault.message}"
    written = lines.get(mark.file, ())
    if not 0 < mark.line <= len(written):
        return headline
    # A long line is cut to a window around the caret, so that the caret stays under its character.
    start = max(0, mark.column - 81)
    shown = "".join(c if c.isprintable() else " " for c in written[mark.line - 1][start : start + 120])
    caret = " " * (mark.column - 1 - start) + "^"
    return f"{headline}\n  {mark.line:>4} | {shown}\n       | {caret}"


class UsageError(DcsimError):
    """A call that cannot be carried out; the text says what would be possible."""


class SimulationError(DcsimError):
    """The engine stopped rather than give a wrong answer; the text names the state."""
