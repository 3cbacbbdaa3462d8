"""The smallest cure: units added one by one until the step is met; what is built again is looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dcsim.errors import DcsimError
from dcsim.plant import build
from dcsim.plant.usable.removals import Removal
from dcsim.tiers.audit.standing import stands
from dcsim.tiers.audit.walk import Outcome, Walk
from dcsim.tiers.audit.words import away_in_words

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

MOST_UNITS = 4
MOST_TRIES = 40
"""Plants that are built again in one audit."""
_PATHS = ("switchgear", "ats", "sts", "bus_tie", "element", "pdu", "pipe")


class Cures:
    """What would make a step met, found by trying."""

    def __init__(self, scenario: Scenario, at: dt.date | None = None) -> None:
        self._scenario = scenario
        self._at = at
        self._tries = 0
        self._walks: dict[tuple[str, int], Walk | None] = {}

    def of(self, ways: Sequence[Removal], found: Outcome) -> str | None:
        """A cure in words for what may be taken out in these ways, or None where none was found."""
        removal = ways[0]
        group = found.limit.group if found.limit is not None else removal.group
        if found.dry is not None:
            group = found.dry.pumps
        for more in range(1, MOST_UNITS + 1):
            walk = self._with_more(group, more)
            if walk is None:
                break
            if all(walk.outcome(one).holds for one in _again(walk, removal)):
                return f"{more} more of '{group}'"
        return self._in_words(removal)

    def _with_more(self, group: str, more: int) -> Walk | None:
        """The site with more units of a group; None where that cannot be."""
        key = (group, more)
        if key not in self._walks:
            if self._tries >= MOST_TRIES:
                return None
            self._tries += 1
            self._walks[key] = self._built(group, more)
        return self._walks[key]

    def _built(self, group: str, more: int) -> Walk | None:
        model = self._scenario.model
        for section, groups in (("power", model.power), ("cooling", model.cooling)):
            spec = groups.get(group)
            if spec is None or spec.kind in _PATHS or getattr(spec, "split", None):
                continue
            try:
                changed = self._scenario.with_values({f"{section}.{group}.count": spec.count + more})
            except DcsimError:
                return None
            return Walk(build(stands(changed.model, self._at)))
        return None

    def _in_words(self, removal: Removal) -> str:
        return f"a second way past '{removal.group}': a second cord, or a transfer to another board"


def _again(walk: Walk, removal: Removal) -> list[Removal]:
    """The same thing away in a plant with other numbers of units, in every way there is."""
    name = away_in_words(walk.plant, removal)[0]
    return [one for one in walk.removals if away_in_words(walk.plant, one)[0] == name] or [removal]
