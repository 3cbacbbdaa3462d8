"""What is out of order, what is lost by it, and when that is told to the recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dcsim.engine.cast import OVER, Cast, Cause, HistoryEvent
from dcsim.engine.eras import Setup
from dcsim.engine.ledger import ROOTS
from dcsim.engine.recorder import Recorder
from dcsim.engine.site_state import SiteState
from dcsim.records import FAILED, Deviation

if TYPE_CHECKING:
    from dcsim.engine.behaviours.base import Behaviour


class FirstOutage(Exception):
    """Ends a replication that asks no more than when its first outage begins."""

    def __init__(self, at_h: float) -> None:
        super().__init__()
        self.at_h = at_h


class Losses(SiteState):
    """The deviations of a site and its loss: halls that are down, and W of IT demand not served."""

    def __init__(self, cast: Cast, recorder: Recorder, setup: Setup) -> None:
        super().__init__(cast, recorder, setup)
        self.loss = (0, 0)
        self.loss_since = 0.0
        self.unsettled = False

    def is_settled(self) -> bool:
        """Whether everybody has been asked about the record of the present state."""
        return self.all_asked and self.lookup() is self.record

    def deviate(self, name: str, unit: int, kind: str) -> None:
        """Note that something left its normal state."""
        which = (name, unit, kind)
        if which in self.deviations:
            self.doubled[which] += 1
        else:
            self.deviations[which] = (self.now, self.source, self.number, self.cause)
        if kind in (FAILED, "in-maintenance", "interrupted", "failed-to-restart"):
            self.recorder.note(self, kind, name, unit)
        self.circumstances_changed()

    def normalise(self, name: str, unit: int, kind: str) -> None:
        """Note that it is back."""
        which = (name, unit, kind)
        if self.doubled and self.doubled[which]:
            self.doubled[which] -= 1
        elif self.deviations.pop(which, None) is None:
            return
        if kind in OVER:
            self.recorder.note(self, OVER[kind], name, unit)
        self.circumstances_changed()

    def blame(self, behaviour: Behaviour, event: HistoryEvent) -> None:
        """Note that this interval changes what is supplied; it names the episodes it starts."""
        name, unit, kind = behaviour.blamed(event.unit)
        if kind == "sagged":
            self.recorder.note(self, kind, name)
        self.cause = Cause(Deviation(name, unit, kind, event.time, event.episode), event.episode)

    def blame_change(self, event: HistoryEvent | None) -> None:
        """If what happens now changes the supply, note why: `event` was the last to begin, if any was."""
        if self.lookup() is self.record:
            return
        if event is not None:
            self.blame(self.cast.behaviours[event.behaviour], event)
        else:
            self._blame_what_lasts()

    def _blame_what_lasts(self) -> None:
        """Something that ends changes what is supplied: note what matters from now on.

        That is the latest cause if it is what ends now. Else, if all that is down has begun since and changed
        nothing until now, it is the latest of these: on what was over before they began nothing may depend,
        not even which draws are made.
        """
        if self.source[self.number].episode == self.cause.episode:
            return
        begun = [
            source[number]
            for (_, _, kind), (since, source, number, _) in self.deviations.items()
            if kind in ROOTS and len(source) > 0 and source[number].time == since
        ]
        begun = [event for event in begun if event.begins]
        known = self.cause.deviation
        if begun and (known is None or all(event.time > known.since_h for event in begun)):
            latest = max(begun, key=lambda event: (event.time, event.place, event.unit))
            self.blame(self.cast.behaviours[latest.behaviour], latest)

    def note_loss(self, loss: tuple[int, int]) -> None:
        """Remember a change of what is lost; it counts once the clock has moved on."""
        if loss != self.loss:
            if self.unsettled and self.now > self.loss_since:
                self.settle_loss()
            self.loss, self.loss_since, self.unsettled = loss, self.now, True

    def circumstances_changed(self) -> None:
        """While halls are down, what explains it is looked at again once the clock has moved on."""
        if self.loss[0]:
            if self.unsettled and self.now > self.loss_since:
                self.settle_loss()
            self.loss_since, self.unsettled = self.now, True

    def settle_loss(self) -> None:
        """The clock has moved on: what is lost since its last change is told to the recorder."""
        if self.now <= self.loss_since:
            return
        self.unsettled = False
        opens = self.recorder.loss_changed(self.loss_since, *self.loss, self)
        if opens and self.cast.timeline.ends_at_first_outage:
            raise FirstOutage(self.loss_since)
