"""Steps in words a planner uses."""

from __future__ import annotations

from dcsim.plant.network import Plant
from dcsim.plant.usable.limits import Limit
from dcsim.plant.usable.removals import Removal
from dcsim.tiers.audit.lasts import needed_of
from dcsim.tiers.audit.walk import Dry, Outcome, Walk

_MOST_HALLS = 4


def away_in_words(plant: Plant, removal: Removal) -> tuple[str, str]:
    """(name of the step, what is away)."""
    group, nodes = removal.group, plant.members.get(removal.group, ())
    count = sum(plant.nodes[i].count for i in nodes)
    if removal.alone and removal.taken and removal.taken[0][1] > 1:
        return f"maintain:{group}:all", f"all of '{group}', a side of what hangs on it, taken out"
    if count > 1:
        return f"maintain:{group}", f"one unit of '{group}' ({count}) taken out"
    return f"maintain:{group}", f"'{group}' taken out"


def reason_of(walk: Walk, found: Outcome, removal: Removal | None = None) -> str:
    """What came of it, with this away."""
    if found.holds:
        return "every hall keeps its power and its cooling"
    lost = _lost(found)
    tight = _tight(walk, found.limit) if found.limit is not None else ""
    if found.dry is not None:
        tight = _dry(found.dry)
    elif removal is not None and found.limit is not None and found.limit.scale <= 0:
        tight = _too_few(walk.plant, removal, found.limit) or tight
    return f"{lost}: {tight}" if lost else tight


def _lost(found: Outcome) -> str:
    if not found.lost_mw:
        return ""
    names = list(found.lost_mw)
    who = ", ".join(names[:_MOST_HALLS]) + (" …" if len(names) > _MOST_HALLS else "")
    return f"{who} lose{'s' * (len(names) == 1)} {sum(found.lost_mw.values()):.4g} MW"


def _too_few(plant: Plant, removal: Removal, limit: Limit) -> str:
    """A group with fewer units than it needs gives nothing."""
    away = removal.cooling_less + sum(count for _, count in removal.taken)
    left = sum(plant.nodes[i].count for i in plant.members[removal.group]) - away
    needed = needed_of(plant, removal.group)
    if limit.group != removal.group or not 0 < left < needed:
        return ""
    return f"'{removal.group}' has {left} units left and needs {needed}"


def _dry(dry: Dry) -> str:
    return (
        f"the day tank of '{dry.sets}' runs dry: '{dry.pumps}' brings {dry.brought:.3g} m³ an hour of the "
        f"{dry.burnt:.3g} that are burnt"
    )


def _tight(walk: Walk, limit: Limit) -> str:
    it_mw = walk.asked.it_w / 1e6
    if limit.scale <= 0:
        return f"nothing leads past '{limit.group}'"
    return f"'{limit.group}' is enough for {limit.scale * it_mw:.4g} of {it_mw:.4g} MW of IT"
