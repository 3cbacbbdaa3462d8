"""The state a setup settles to by itself, and which changes of the plan a calm site does not notice."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from dcsim.engine.core import Core
from dcsim.engine.eras import Era, Setup
from dcsim.engine.ledger import Ledger
from dcsim.engine.recorder import Record, Recorder
from dcsim.engine.restless import why_restless
from dcsim.engine.spells import Spells

if TYPE_CHECKING:
    from dcsim.engine.cast import Cast


class Change(Enum):
    """What a change of the plan does to a site in its normal state."""

    NOTHING = "nothing"
    """The supply is to every behaviour the one before, whatever stores are filling and sets are in repair."""
    CALM = "calm"
    """A calm site is calm again at once, in the normal state of the new setup."""
    FELT = "felt"
    """More than that: the core must go through it."""


def judge(cast: Cast, setup: Setup) -> None:
    """Find the normal state of a setup, and why the site does not stay in it, if it does not."""
    if setup.is_judged:
        return
    begun = setup.normal_key is None
    if begun:
        setup.normal_key = setup.start_key
    core = _begun(cast, setup)
    if begun:
        setup.normal_key = core.key
    setup.is_judged = True
    if core.clock.scheduled or not core.is_at_rest() or core.calm_from() > 0:
        setup.restless = why_restless(core)


def _begun(cast: Cast, *setups: Setup) -> Core:
    """A core that has just begun, with nobody to tell."""
    recorder = Recorder(cast.plant.hall_names, Record(), Ledger(cast.behaviours), Spells(cast.rows))
    eras = [Era(0.0, setups[0])]
    for before, after in pairwise(setups):
        coming, going = sorted(before.absent - after.absent), sorted(after.absent - before.absent)
        eras.append(Era(float(len(eras)), after, tuple(coming), tuple(going)))
    return Core(cast, recorder, tuple(eras))


def change(cast: Cast, before: Setup, after: Setup) -> Change:
    """What becomes of a site in its normal state when one setup follows another."""
    known = cast.records.changes
    found = known.get((before, after))
    if found is None:
        found = known[before, after] = _change(cast, before, after)
    return found


def _change(cast: Cast, before: Setup, after: Setup) -> Change:
    judge(cast, before)
    judge(cast, after)
    if before.restless or after.restless:
        return Change.FELT
    records = cast.records
    keys = [setup.normal_key or 0 for setup in (before, after)]
    if before.absent == after.absent:
        found = [records.by_key.get(key) or records.judge(key) for key in keys]
        moved = keys[1] - keys[0] - (after.level - before.level) * records.layout.level
        return Change.NOTHING if found[0] is found[1] and not moved else Change.FELT
    core = _begun(cast, before, after)
    core.by_plan.enter(1)
    core.all_asked = False
    core.evaluate()
    is_calm = not core.clock.scheduled and core.is_at_rest() and core.calm_from() <= 0
    return Change.CALM if is_calm and not core.recorder.tallies else Change.FELT
