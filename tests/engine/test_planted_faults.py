"""Faults planted in what the screened driver leaves out: the comparison of the two drivers sees each of them.

Each takes one clause out of the proof that a stretch may be left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from dcsim.engine.behaviours.batteries import Battery
from dcsim.engine.behaviours.cooling.heat import HallHeat
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.gensets.fuelled import Fuelled
from dcsim.engine.behaviours.gensets.plantroom import Plantroom
from dcsim.engine.behaviours.gensets.tank import Tank
from dcsim.engine.certify import affine, alike, apply, rehearsal
from dcsim.engine.certify.certificate import Certificate, Lengths
from dcsim.engine.certify.noting import NothingLost, NotingCore
from dcsim.engine.certify.questions import Questions
from dcsim.engine.certify.stretch import Cases
from dcsim.engine.core import Core
from dcsim.engine.intervals import Floats, Intervals
from dcsim.engine.screen import Screen
from dcsim.engine.short_of_fuel import NOTHING, Burnt
from dcsim.engine.site_state import SiteState
from dcsim.engine.supply_records import SupplyRecords
from tests.engine.stories import STORIES
from tests.engine.two_drivers import a_certificate_for_everything, differences

Plant = Callable[[pytest.MonkeyPatch], None]


def at(owner: Any, name: str, replacement: object) -> Plant:
    return lambda patch: patch.setattr(owner, name, replacement)


# ---------------------------------------------------------------------- of certificates: what they take for granted


def disagreeing(cases: Cases, chances: Sequence[Any], places: np.ndarray) -> np.ndarray:
    """In how many chances each of these cases goes another way."""
    found = np.zeros(len(places), int)
    for chance in chances:
        below = cases.uniforms(chance.draw)[places][:, chance.ranks] < chance.probability
        found += (below != chance.below).sum(axis=1)
    return found


def all_but_one(self: Cases, chances: Sequence[Any], turns: object, places: np.ndarray) -> np.ndarray:
    return np.asarray(places[disagreeing(self, chances, places) <= 1])


def first_starts(self: Cases, chances: Sequence[Any], turns: object, places: np.ndarray) -> np.ndarray:
    """A start takes 32 counters."""
    asked = [one for one in chances if one.draw.counter < 32]
    return np.asarray(places[disagreeing(self, asked, places) == 0])


def any_chance(self: Cases, chances: object, turns: object, places: np.ndarray) -> np.ndarray:
    return places


def always_holds(self: Certificate, variables: Floats) -> np.ndarray:
    return np.ones(variables.shape[1], bool)


def whatever_is_drawn(self: Certificate, variables: Floats) -> np.ndarray:
    """Conditions on drawn delays are left out."""
    times = variables.shape[0] - sum(
        len(one.ranks) if isinstance(one, Lengths) else 1 for one in self.lengths
    )
    rows = [all(variable < times for variable, _ in form) for form, _ in self.conditions.rows]
    return np.asarray((self.conditions.at(variables)[rows] > self.close_h).all(axis=0))


def never_dies(self: NotingCore, key: int, name: str, began_h: float) -> None:
    self.draws.running.pop(key, None)  # type: ignore[attr-defined]
    SiteState.ran(self, key, name, began_h)


def endless_fuel(patch: pytest.MonkeyPatch) -> None:
    """In a rehearsal no tank runs empty."""
    aim = Tank._aim

    def never(self: Tank, core: Any, *rest: Any) -> None:
        if not isinstance(core, NotingCore):
            aim(self, core, *rest)

    patch.setattr(Tank, "_aim", never)


def nothing_counts(self: NothingLost, *loss: object) -> bool:
    return False


def no_wait(self: apply.Certified, *_: object) -> np.ndarray:
    return np.asarray(self._after.rest < np.inf)


def in_any_order(patch: pytest.MonkeyPatch) -> None:
    """Stretches with the same events are taken for alike, in whatever order these come."""
    signature = alike._signature

    def unordered(*stretch: Any) -> Any:
        found = signature(*stretch)
        return found and tuple(sorted(found, key=repr))

    patch.setattr(alike, "_signature", unordered)


# ---------------------------------------------------------------------- of calm and rest


def at_once(self: object, *_: object) -> float:
    return -math.inf


def without_repairs(patch: pytest.MonkeyPatch) -> None:
    """A set in repair is taken for one that can start."""
    patch.setattr(Plantroom, "has_repairs", False)


def always_at_rest(patch: pytest.MonkeyPatch) -> None:
    """Quiet stretches are passed over while the core still has something under way."""
    patch.setattr(Core, "is_at_rest", lambda self: not isinstance(self, NotingCore) or rest(self))


rest = Core.is_at_rest

# ---------------------------------------------------------------------- of tanks that are not full


def brought_at_once(self: Burnt, begin: float, more: Burnt) -> Burnt:
    return Burnt(self.share + more.share, self.hours + more.hours, -math.inf)


# ---------------------------------------------------------------------- of quiet stretches


def one_by_one(self: Screen, drawn: Any, simple: Any, stretch: Any, many: Any, n: int) -> np.ndarray:
    """What is quiet alone is quiet together."""
    loud = np.zeros(n, bool)
    loud[stretch[~simple]] = True
    return ~loud[many]


def without_failures_of_sets(patch: pytest.MonkeyPatch) -> None:
    """A set that fails by the calendar changes no supply while all is well: as if it never mattered."""
    stretches = Screen.stretches

    def fewer(self: Screen, histories: Sequence[Intervals], *rest: Any) -> Any:
        none = Intervals.joined([])
        own = [
            none if isinstance(b, Gensets) else h for b, h in zip(self._behaviours, histories, strict=True)
        ]
        return stretches(self, own, *rest)

    patch.setattr(Screen, "stretches", fewer)


def whatever_pumps_serve(self: SupplyRecords, normal_key: int, key: int, units: int) -> bool:
    """Of records that differ in fuel pumps only nobody sees a difference."""
    records = [self.by_key.get(k) or self.judge(k) for k in (normal_key, key)]
    alike = records[0]._replace(pumps=()) == records[1]._replace(pumps=())
    return alike and not self.static_loss(units)


# ---------------------------------------------------------------------- each is seen

FAULTS: dict[str, tuple[Plant, str]] = {
    "one set more may fail to start": (
        at(Cases, "agree", all_but_one),
        "sets in repair when the next loss comes",
    ),
    "a second start goes like the first": (at(Cases, "agree", first_starts), "a second start that fails"),
    "chances are not looked at": (at(Cases, "agree", any_chance), "a return that fails"),
    "conditions are not looked at": (at(Certificate, "holds", always_holds), "early returns"),
    "conditions on drawn delays are not looked at": (
        at(Certificate, "holds", whatever_is_drawn),
        "the order of chillers",
    ),
    "a machine outlives every run": (at(NotingCore, "ran", never_dies), "run failures"),
    "fuel never ends in a rehearsal": (endless_fuel, "a loss that outlasts the fuel"),
    "a rehearsal that ended badly is taken for good": (
        at(NothingLost, "loss_changed", nothing_counts),
        "the same with too short a battery",
    ),
    "times that only rounding tells apart are told apart": (
        at(affine, "_ROUNDINGS", 0),
        "a battery that lasts just as long as the start",
    ),
    "events may come in any order": (in_any_order, "two feeds at nearly one instant"),
    "the next stretch may begin at once": (
        at(apply.Certified, "_in_time", no_wait),
        "a second loss during a repair",
    ),
    "a battery is full at once": (at(Battery, "calm_from", at_once), "two losses within one recharge"),
    "a hall is cold at once": (at(HallHeat, "calm_from", at_once), "sags in and after a loss"),
    "a tank is full at once": (at(Tank, "calm_from", at_once), "a second loss before the tank is full again"),
    "any tank has enough for one more loss": (
        at(Burnt, "leaves_enough", True),
        "a third loss that finds too little fuel",
    ),
    "what has been left out burnt nothing": (
        at(Burnt, "and_then", lambda self, begin, more: more),
        "two losses and half the time to bring that before one that outlasts the fuel",
    ),
    "what has been left out is brought at once": (
        at(Burnt, "and_then", brought_at_once),
        "two losses before one that outlasts the fuel",
    ),
    "whatever the core says, the tanks are full": (
        at(Fuelled, "missing_fuel", lambda *_: NOTHING),
        "too little fuel after a loss that outlasted it",
    ),
    "sets are never used": (
        at(rehearsal, "_uses_reserve", lambda core, events: False),
        "a second loss before the tank is full again",
    ),
    "draws are not noted where sets start together": (
        at(Questions, "are_noted", False),
        "sets in repair when the next loss comes",
    ),
    "fuel pumps are no matter while no set runs": (
        at(SupplyRecords, "is_normal", whatever_pumps_serve),
        "a pump that fails while the day tank is filled",
    ),
    "the core is always at rest": (always_at_rest, "a failure that is quiet, but not yet"),
    "what is quiet alone is quiet together": (at(Screen, "_many_quiet", one_by_one), "failures that overlap"),
    "calendar failures of sets are left out": (
        without_failures_of_sets,
        "calendar failures of sets in a loss",
    ),
}
"""Each with the story that shows it."""


def differ(story: str) -> list[str]:
    with a_certificate_for_everything():
        return differences(STORIES[story].compare())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, story = FAULTS[fault]
    plant(monkeypatch)
    assert differ(story)


# ---------------------------------------------------------------------- two clauses that cover one another


def open_deviations_are_no_matter(patch: pytest.MonkeyPatch) -> None:
    """A site is calm though something is still out of its normal state."""
    calm_times = Core.calm_times

    def calm(self: Core, **as_seen: bool) -> list[float]:
        kept, self.deviations = self.deviations, {}
        found = calm_times(self, **as_seen)
        self.deviations = kept
        return found

    patch.setattr(Core, "calm_times", calm)


def test_a_set_in_repair_is_minded_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a set that cannot start, and as an open deviation: each of the two is enough."""
    story = "a second loss during a repair"
    with monkeypatch.context() as patch:
        without_repairs(patch)
        assert not differ(story)
        open_deviations_are_no_matter(patch)
        assert differ(story)
    open_deviations_are_no_matter(monkeypatch)
    assert not differ(story)
