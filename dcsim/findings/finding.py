"""What a finding is, and where it points."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from dcsim.errors import Mark

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@dataclass(frozen=True)
class Finding:
    """One sentence with its numbers, the path it is about, where that is written, and what would cure it.

    `contradiction`: the design contradicts itself; it cannot do what the file asks of it.
    """

    sentence: str
    path: str = ""
    mark: Mark | None = None
    contradiction: bool = False
    _: KW_ONLY
    cure: str

    def __str__(self) -> str:
        return f"{self.mark}: {self.sentence}" if self.mark else self.sentence


def mark_of(scenario: Scenario, *path: str) -> Mark | None:
    """Where a section is written: the first of its values that stands in a file, or of what it is in."""
    ways = (path[:end] for end in range(len(path), 0, -1))
    return next((mark for way in ways if (mark := scenario.marks.get(way)) is not None), None)
