"""All that an answer about what explains a loss depends on, so that it is worked out once.

In a long loss truck after truck brings fuel and ends in the same outage, and losses of the grid are much
alike. When a thing began makes no difference to what it explains, but where sets stand: had they had the time
to start since?
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from dcsim.engine.behaviours.gensets import NONE, Phase, Plantroom
from dcsim.engine.subjects import Genset, Subjects

if TYPE_CHECKING:
    from dcsim.engine.site_state import SiteState

OF_MINUTES = frozenset({"store-empty", "buffer-empty", "too-hot"})
"""A store that is used up follows from something else; it counts only where nothing else was in the way."""
STOPPED = "stopped"
"""Of a machine of the cooling: it restarts once it has power."""
MOST = 1024
"""Circumstances that are kept before all are forgotten."""

Answer = TypeVar("Answer")
Which = tuple[str, int, str]
Set = tuple[str, int]
"""A set by its group and number."""


def remembered(known: dict[Hashable, Answer], question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """What was found in these circumstances, or is now."""
    found = known.get(question)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[question] = answer()
    return found


def had_time_to_start(group: Genset, room: Plantroom, began_h: float, now_h: float) -> bool:
    """Whether sets that stand now, and nobody wants, would run by now if they had been wanted since."""
    if room.on_line or room.phase in (Phase.NEEDED, Phase.CONFIRMING):
        return False
    return began_h + group.start_h <= now_h


def as_they_are(core: SiteState, subjects: Subjects, halls: int, now_h: float) -> Hashable:
    """What it depends on which of all that is open explains the loss of these halls."""
    told, sets = _told(core.deviations, subjects)
    groups = []
    for group in subjects.gensets.values():
        room: Plantroom = core.memory[group.number]
        long_ago = 0
        if had_time_to_start(group, room, -math.inf, now_h):
            began_h = [opened[0] for opened in core.deviations.values()]
            long_ago = sum([had_time_to_start(group, room, one, now_h) for one in began_h])
        groups.append((*_standing(core, group, sets), room.are_on_the_way, long_ago))
    return (
        core.key,
        told,
        tuple(core.doubled.get(which, 0) for which in core.deviations) if core.doubled else (),
        halls,
        core.record.short,
        core.hot_streams,
        tuple(core.up),
        tuple(core.holds),
        tuple(core.hall_holds),
        tuple(core.heat_waves),
        tuple(core.resetting),
        tuple(groups),
    )


def while_cooling_restarts(core: SiteState, subjects: Subjects, halls: int, now_h: float) -> Hashable:
    """What it depends on whether what `lasts` keeps halls down when sets have started and cooling restarted.

    Machines that stand are in the key as if they ran: which of them do by now makes no difference.
    """
    key, others, latest_h = core.key, [], math.inf
    for which, opened in core.deviations.items():
        if which[2] == STOPPED:
            key += core.layout.running[subjects.coolers[which[0]].number]
        else:
            others.append(which)
            if which[2] not in OF_MINUTES and not is_of_others(core, *which):
                latest_h = opened[0]
    told, sets = _told(others, subjects)
    groups = []
    for group in subjects.gensets.values():
        in_time = had_time_to_start(group, core.memory[group.number], latest_h, now_h)
        groups.append((*_standing(core, group, sets), in_time))
    return (
        key,
        told,
        halls,
        core.record.short,
        core.hot_streams,
        tuple(core.resetting),
        tuple(groups),
    )


def _told(deviations: Iterable[Which], subjects: Subjects) -> tuple[tuple[Hashable, ...], dict[Set, int]]:
    """These deviations with sets numbered as they come, and units of other groups by the node they are of.

    Of sets it is only counted how many are out, of other units how many of each node. An interruption, which
    may have the name of a group, is what it hits.
    """
    sets: dict[Set, int] = {}
    told: list[Hashable] = []
    for which in deviations:
        name, unit, kind = which
        if unit < 0:
            told.append(which)
        elif kind == "interrupted":
            hit = subjects.targets[name].targets_of(unit)
            told.append((name, hit.nodes, hit.halls))
        elif name in subjects.gensets:
            told.append((name, sets.setdefault((name, unit), len(sets)), kind))
        elif name in subjects.nodes:
            told.append((name, subjects.nodes[name][unit], kind))
        else:
            told.append(which)
    return tuple(told), sets


def _standing(core: SiteState, group: Genset, sets: Mapping[Set, int]) -> tuple[Hashable, ...]:
    """Where a group stands; its hidden failures by the numbers of those sets, which may have others."""
    room: Plantroom = core.memory[group.number]
    name = group.behaviour.name
    return (
        room.phase is Phase.NEEDED,
        room.phase is Phase.CONFIRMING,
        room.on_line,
        core.present[group.node],
        core.holds[group.node],
        tuple(sets.get((name, unit), NONE) for unit, one in enumerate(room.sets) if one.unseen != NONE),
    )


def is_of_others(core: SiteState, name: str, unit: int, kind: str) -> bool:
    """Whether it is never a cause of its own: a store used up, a breaker that closes as soon as it can."""
    return kind in OF_MINUTES or (kind == "tripped" and core.plant.index[name] not in core.resetting)
