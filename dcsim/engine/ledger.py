"""The cause ledger: which of all that is out of order explains a loss, and what should have stopped it.

Deviations are dropped, latest first, whenever the rest still explains the loss. What remains is a minimal
cut: its earliest is the initiating event, its last the missing barrier. Runs only while a hall is down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dcsim.engine.behaviours.gensets import Phase, Plantroom
from dcsim.engine.circumstances import (
    STOPPED,
    as_they_are,
    is_of_others,
    remembered,
    while_cooling_restarts,
)
from dcsim.engine.subjects import Subjects
from dcsim.engine.undone import Undone
from dcsim.records import FAILED, FAILED_UNSEEN, REPLACED, Deviation

if TYPE_CHECKING:
    from dcsim.engine.behaviours.base import Behaviour
    from dcsim.engine.cast import Cause, Opened
    from dcsim.engine.site_state import SiteState

ROOTS = frozenset({FAILED, FAILED_UNSEEN, REPLACED, "in-maintenance", "interrupted", "sagged"})
"""What happens of itself. Everything else presupposes one of these."""
EMPTY = frozenset({"store-empty", "buffer-empty"})
HOT = frozenset({"too-hot"})
FOLLOWS = frozenset({STOPPED, "tripped"})
"""Goes first: it is part of a cut only where what is left does not bring it about again."""


class Cut(NamedTuple):
    """What explains a loss: the event that began it, what should have stopped it, and all it takes."""

    initiating: Deviation
    barrier: Deviation | None
    cut: tuple[Deviation, ...]


class _Finding(NamedTuple):
    """What explains a loss: the places, among all that is open, of what it takes; none where nothing does.

    at_once  it keeps halls down although all that moves by itself had moved
    passing  it would not, once sets have started; asked, like the next, of one that stands alone
    by_store with stores that had not run empty halls would be up
    """

    kept: tuple[int, ...]
    at_once: bool
    passing: bool = False
    by_store: bool = False


class Ledger:
    """Finds minimal cuts for one cast of behaviours."""

    def __init__(self, behaviours: Sequence[Behaviour]) -> None:
        self._subjects = Subjects(behaviours)

    def cut(self, core: SiteState, halls: int, since_h: float, before: Cut | None) -> Cut | None:
        """The minimal cut of the loss of `halls` (a bit per hall) since `since_h`; None: that of `before`.

        Once what explains the loss is mended, the time until starts, transfers and restarts of cooling have
        brought the halls back stays with it.
        """
        if before is not None and not self._will_last(core, halls, since_h):
            return None
        is_first, known = before is None, core.cast.records.explained
        question = is_first, as_they_are(core, self._subjects, halls, since_h)
        found = remembered(known, question, partial(self._find, core, halls, since_h, is_first))
        if not found.kept:
            return _by_design(since_h) if found.at_once else self._by_last_cause(core, since_h)
        opened = list(core.deviations.items())
        cut = _with_root(core, [told(core, *opened[place]) for place in found.kept])
        barrier = cut[-1] if len(cut) > 1 else self._of_minutes(core, found, cut[0], halls)
        return Cut(cut[0], barrier, cut)

    def _find(self, core: SiteState, halls: int, since_h: float, is_first: bool) -> _Finding:
        present = open_deviations(core)
        undone = Undone(core, self._subjects, present, halls, since_h)
        whole = [one for one in present if not is_of_others(core, one.name, one.unit, one.kind)]
        at_once = undone.still_down(whole)
        if not at_once and not undone.still_down(whole, at_once=False):
            return _Finding((), at_once)
        kept = _minimal(partial(undone.still_down, at_once=at_once, all_started=not is_first), whole)
        if at_once and not kept:
            # The design itself will darken the halls, by a trip to come. Until then something else does.
            now, own = partial(undone.still_down, at_once=False), [one for one in whole if one.kind in ROOTS]
            kept = _minimal(now, own) if now(own) else []
        places = tuple(place for place, one in enumerate(present) if one in kept)
        if len(kept) != 1:
            return _Finding(places, at_once)
        passing = not at_once or not undone.still_down(kept, all_started=True)
        empty = any(one.kind in EMPTY for one in present)
        return _Finding(places, at_once, passing, empty and not undone.still_down(kept, charged=True))

    def _will_last(self, core: SiteState, halls: int, since_h: float) -> bool:
        """Whether what is open keeps a hall down even when sets have started and cooling has restarted."""

        def still_down() -> bool:
            present = open_deviations(core)
            undone = Undone(core, self._subjects, present, halls, since_h)
            whole = [one for one in present if not is_of_others(core, one.name, one.unit, one.kind)]
            return undone.still_down([one for one in whole if one.kind != STOPPED], all_started=True)

        question = while_cooling_restarts(core, self._subjects, halls, since_h)
        return remembered(core.cast.records.outlasting, question, still_down)

    def _by_last_cause(self, core: SiteState, since_h: float) -> Cut:
        """Nothing open explains it: a gap after the latest event that changed the supply; or the design."""
        root = _root(core.cause)
        if root is None:
            return _by_design(since_h)
        return Cut(root, self._too_slow(core, root), (root,))

    def _of_minutes(self, core: SiteState, found: _Finding, root: Deviation, halls: int) -> Deviation | None:
        """The store, start or transfer that did not last or was not quick enough; None: there was none."""
        kinds = EMPTY if found.by_store else HOT if not halls & core.record.short else frozenset()
        for which, opened in reversed(core.deviations.items()):
            if which[2] in kinds:
                return told(core, which, opened)
        return self._too_slow(core, root) if found.passing else None

    def _too_slow(self, core: SiteState, root: Deviation) -> Deviation:
        """Who is on the way: a switch, a tie, else the sets."""
        record, subjects = core.record, self._subjects
        names = [name for name, n in subjects.switches.items() if record.transfers[n] >= 0]
        names += [name for name, n in subjects.ties.items() if record.closings[n]]
        names += [name for name, group in subjects.gensets.items() if _is_starting(core.memory[group.number])]
        return Deviation((names or ["switching"])[0], -1, "too-slow", root.since_h)


def open_deviations(core: SiteState) -> tuple[Deviation, ...]:
    """Everything open now, earliest first, each with the episode it is or that led to it.

    They were noted as time went on, and are still in that order.
    """
    return tuple([told(core, which, opened) for which, opened in core.deviations.items()])


def told(core: SiteState, which: tuple[str, int, str], opened: Opened) -> Deviation:
    """One of them: the same object as long as it is open."""
    known = core.told.get(which)
    if known is None or known[0] is not opened:
        known = core.told[which] = opened, _deviation(which, opened)
    return known[1]


def _deviation(which: tuple[str, int, str], opened: Opened) -> Deviation:
    name, unit, kind = which
    since, source, number, cause = opened
    own = kind in ROOTS and len(source) > 0 and source[number].time == since
    return Deviation(name, unit, kind, since, source[number].episode if own else cause.episode)


def _minimal(
    still_down: Callable[[Sequence[Deviation]], bool], whole: Sequence[Deviation]
) -> list[Deviation]:
    """What is left after dropping all that is not needed, earliest first."""
    kept = list(whole)
    follows = [one for one in kept if one.kind in FOLLOWS]
    own = [one for one in kept if one.kind not in FOLLOWS]
    if follows and still_down(own):
        kept, follows = own, []
    for one in [*reversed(follows), *reversed(own)]:
        rest = [other for other in kept if other is not one]
        if still_down(rest):
            kept = rest
    return kept


def _with_root(core: SiteState, kept: Sequence[Deviation]) -> tuple[Deviation, ...]:
    """The cut with the event in front that led to its earliest part, even if that event is over."""
    first = kept[0]
    *_, cause = core.deviations[first.name, first.unit, first.kind]
    root = _root(cause)
    if first.kind in ROOTS or root is None:
        return tuple(kept)
    return (root, *(one for one in kept if not (one.kind in ROOTS and one.episode == root.episode)))


def _is_starting(room: Plantroom) -> bool:
    return room.running > 0 or room.phase is Phase.CONFIRMING


def _root(cause: Cause) -> Deviation | None:
    event = cause.deviation
    return None if event is None else replace(event, episode=cause.episode)


def _by_design(since_h: float) -> Cut:
    # not since the clock has moved on: that is when something else comes, which may have been left out
    return Cut(Deviation("design", -1, "design", since_h), None, ())
