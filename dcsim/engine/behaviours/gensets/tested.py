"""What fails unseen of sets that stand by, and what tests find of it.

A hidden failure changes nothing until the set is asked to start or tested; then it is repaired. Who is down
already does not fail unseen. In `Set` it goes by its episode, so that the end of an interval whose failure
has been found sooner means nothing any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.engine.behaviours.gensets.plantroom import NONE, Plantroom
from dcsim.engine.behaviours.gensets.run_up import SetsTogether
from dcsim.records import FAILED, FAILED_UNSEEN, FOUND_FAILED

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class TestedSets(SetsTogether):
    """The sets of one genset group, with their hidden failures and tests."""

    def fails_unseen(self, core: Core, room: Plantroom, unit: int, episode: int) -> None:
        """A set that stands by fails, and nobody knows."""
        one = room.sets[unit]
        if one.can_start and one.unseen == NONE:
            one.unseen = episode
            core.recorder.note(core, FAILED_UNSEEN, self.name, unit)

    def found_by_test(self, core: Core, room: Plantroom, unit: int, episode: int) -> None:
        """A test finds a hidden failure, unless it has been found before."""
        if room.sets[unit].unseen == episode:
            core.recorder.note(core, FOUND_FAILED, self.name, unit)
            self._to_be_mended(core, room, unit, episode, FAILED_UNSEEN)

    def fails_its_test(self, core: Core, room: Plantroom, unit: int, episode: int) -> None:
        """A set that is in order does not start when it is tested; one that is needed is not tested."""
        one = room.sets[unit]
        if one.can_start and one.unseen == NONE:
            core.recorder.note(core, "failed-to-start", self.name, unit)
            self._to_be_mended(core, room, unit, episode, FAILED)

    def mended(self, core: Core, room: Plantroom, unit: int, episode: int) -> None:
        """The repair of what a test found is over."""
        one = room.sets[unit]
        if one.found != episode:
            return
        one.found, one.in_repair = NONE, False
        core.normalise(self.name, unit, one.mending)
        self._order_alone(core, room, unit)

    def _to_be_mended(self, core: Core, room: Plantroom, unit: int, episode: int, kind: str) -> None:
        """Nothing on the site led to it: what is found so is a failure of its own."""
        self._stop(core, room, unit)
        one = room.sets[unit]
        one.unseen, one.found, one.mending, one.in_repair = NONE, episode, kind, True
        core.deviate(self.name, unit, kind)
