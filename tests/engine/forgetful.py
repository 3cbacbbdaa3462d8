"""A full driver that forgets: before each stretch that finds the site at rest, all that must not matter then.

Screening passes over what leaves a calm site as new. So whatever a site has been through, it must go on as if it
had not been, once it is calm; and what caused the latest change must name nothing any more, once it is at rest.
Here every event goes through the core, and only that is put to the test: also where no certificate is made. A site
of which every event must be simulated promises nothing of the kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

from dcsim.engine.cast import Cast, Cause, HistoryEvent
from dcsim.engine.certify import Catalogue
from dcsim.engine.core import Core
from dcsim.engine.eras import Eras
from dcsim.engine.history import AskAgain
from dcsim.engine.intervals import Intervals
from dcsim.engine.leave_out import Plan
from dcsim.engine.screen import Screen
from dcsim.engine.stretches import Stretches
from dcsim.streams import name_key

_SIMULATE = import_module("dcsim.engine.simulate")


class _Forgetful:
    """Every stretch of one replication; before each the core is looked at."""

    kept: Sequence[int] = ()
    fed = 0

    def __init__(self, stretches: Stretches, replication: int, forgot: Counter[str]) -> None:
        self._stretches = stretches
        self._forgot = forgot
        self._next, self._end = stretches._of[replication : replication + 2].tolist()
        self._asked = -1

    def after(self, core: Core) -> Sequence[HistoryEvent] | AskAgain | None:
        if self._next >= self._end:
            return None
        events = self._stretches.events(self._next)
        if self._asked != self._next and core.now < events[0].time:
            self._asked = self._next
            return AskAgain(events[0].time, events[0].place)
        if core.is_at_rest():
            self._forget(core, events[0].time)
        self._next += 1
        return events

    def _forget(self, core: Core, now: float) -> None:
        core.cause = Cause(None, name_key("whatever it was", self._next))
        self._forgot["cause"] += 1
        if core.calm_from() < now and all(one.is_timeless for one in core.cast.behaviours):
            core.memory[:] = [one.fresh(core) if one.remembers else None for one in core.cast.behaviours]
            pairs = zip(core.cast.behaviours, core.memory, strict=True)
            core._mindful[:] = [pair for pair in pairs if pair[0].remembers]
            self._forgot["everything"] += 1

    def let_go(self) -> None:
        vars(self).clear()


@contextmanager
def forgetting() -> Iterator[Counter[str]]:
    """The screened driver is the forgetful one instead, where it may run; how often it forgot what."""
    forgot: Counter[str] = Counter()

    def everything(
        cast: Cast, drawn: Sequence[Intervals], count: int, _: Catalogue, eras: Sequence[Eras] | None = None
    ) -> Plan:
        stretches = Screen(cast).stretches(drawn, count, cast.timeline.horizon_h, eras)
        return Plan(_Forgetful(stretches, number, forgot) for number in range(count))  # type: ignore[misc]

    with patch.object(_SIMULATE, "screened", everything):
        yield forgot
