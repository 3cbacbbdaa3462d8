"""What of a drawn history the core has to run through: all of it, or what cannot be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dcsim.engine.cast import Cast
from dcsim.engine.certify import Catalogue, Certified
from dcsim.engine.eras import Eras
from dcsim.engine.history import Thinned, Whole
from dcsim.engine.intervals import Intervals
from dcsim.engine.normal import judge
from dcsim.engine.recorder import Recorder
from dcsim.engine.screen import Screen


class Plan(NamedTuple):
    """What the core has to run through in each replication, None for nothing, and what it need not."""

    histories: Iterable[Whole | Thinned | None]
    certified: Certified | None = None


def screened(
    cast: Cast,
    drawn: Sequence[Intervals],
    count: int,
    catalogue: Catalogue,
    eras: Sequence[Eras] | None = None,
) -> Plan:
    """Leave out of `count` replications what cannot matter, also by the certificates of a catalogue."""
    timeline = cast.timeline
    screen = _screen_of(cast)
    stretches = screen.stretches(drawn, count, timeline.horizon_h, eras)
    certified = None
    same = timeline.demand_is_constant and all(one.is_timeless for one in cast.behaviours)
    if same and not timeline.ends_at_first_outage:
        catalogue.is_for((timeline.horizon_h, *screen.names))
        certified = Certified(cast, stretches, catalogue)
        stretches.certify(certified.covered, certified.uses_reserve, certified.burnt.one)
    return Plan((stretches.of(number) for number in range(count)), certified)


def _screen_of(cast: Cast) -> Screen:
    """The screen of the latest cast is kept."""
    known: dict[str, tuple[Cast, Screen]] = cast.plant.answers["screen"]
    if "latest" not in known or known["latest"][0] is not cast:
        known["latest"] = cast, Screen(cast)
    return known["latest"][1]


def why_full(cast: Cast, recorder: Recorder, eras: Sequence[Eras] | None = None) -> str | None:
    """Why nothing can be screened out of a history; None if it can.

    On a site by plan it can if any era is calm: those that are not go through the core anyway.
    """
    if recorder.record.events or recorder.record.levels:
        return "every event is to be recorded"
    setups = [era.setup for era in eras[0]] if eras else [cast.records.finished]
    for setup in setups:
        judge(cast, setup)
        if setup.restless is None:
            return None
    return setups[-1].restless
