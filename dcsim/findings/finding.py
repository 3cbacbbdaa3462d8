"""What a finding is, and where it points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import Mark

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@dataclass(frozen=True)
class Finding:
    """One sentence, the path it is about, and where that is written.

    `contradiction`: the design contradicts itself; it cannot do what the file asks of it.
    """

    sentence: str
    path: str = ""
    mark: Mark | None = None
    contradiction: bool = False

    def __str__(self) -> str:
        return f"{self.mark}: {self.sentence}" if self.mark else self.sentence


def mark_of(scenario: Scenario, *path: str) -> Mark | None:
    """Where a section is written: the first of its values that stands in a file."""
    return scenario.marks.get(path)
