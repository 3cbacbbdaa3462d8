"""The utility goes: does what is cold last until chillers have restarted?"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from dcsim.plant.bridging import behind, ride_through_min
from dcsim.plant.live import Live
from dcsim.plant.network import Plant
from dcsim.tiers.audit.step import Result, Step
from dcsim.tiers.audit.walk import Walk

if TYPE_CHECKING:
    from dcsim.scenario.model import Genset, ScenarioModel


def cooling_goes_on(walk: Walk, model: ScenarioModel) -> Iterator[Step]:
    """The utility goes: does what is cold last until chillers have restarted on gensets?

    Every group in the hall's way that stands still is looked at, from the loss on: confirmed, sets ready and
    in step, switches moved to them, its own restart; means of laws. A hall without cooling groups never gets
    too hot in this model, which is not the same as cooled.
    """
    plant = walk.plant
    start_h = max((on_line_h(sets) for _, sets in gensets_of(model)), default=0.0)
    for name, hall in model.halls.items():
        what = f"'{name}' stays cool while its cooling restarts after a loss of the utility"
        step = f"continuous-cooling:{name}"
        if not hall.cooled_by:
            yield Step(step, "III+", what, "not assessed", "the file says nothing of its cooling")
            continue
        groups = [(group, model.cooling[group]) for group in hall.cooled_by if group in model.cooling]
        on_battery = behind(plant, frozenset(plant.batteries))
        waits = {
            group: start_h + _switched_h(walk, group) + one.restart_min.mean() / 60.0
            for group, one in groups
            if one.restart_min.mean() > 0 and not all(i in on_battery for i in plant.members.get(group, ()))
        }
        have = {group: ride_through_min(hall, plant, group) for group in waits}
        worst = max(waits, key=lambda group: 60.0 * waits[group] - have[group], default="")
        need_min, have_min = 60.0 * waits.get(worst, 0.0), have.get(worst, 0.0)
        reason = (
            f"'{worst}' is back {need_min:.3g} min after the loss; the hall can stand {have_min:.3g} min"
            if worst
            else "all of its cooling goes on"
        )
        result: Result = "met" if have_min >= need_min else "not met"
        cure = None if result == "met" else f"ride_through_min: {need_min:.3g}, or its chillers on UPS"
        yield Step(step, "III+", what, result, reason, cure=cure)


def _switched_h(walk: Walk, group: str) -> float:
    """Hours from sets on line until every node of a group has power, by the means of delays."""
    if walk.alone is None:
        return 0.0
    times = [_power_h(walk.plant, walk.alone.live, i) for i in walk.plant.members.get(group, ())]
    return max((time for time in times if time < inf), default=0.0)


def _power_h(plant: Plant, live: Live, i: int, seen: frozenset[int] = frozenset()) -> float:
    """The same of one node, by its fastest input; switches that stay where they are take no time.

    `seen` are the boards of its bus that have been asked before it.
    """
    node = plant.nodes[i]
    if node.kind == "genset" or not live.live[i]:
        return 0.0 if live.live[i] else inf
    if node.transfer is not None:
        number = plant.switch_at[i]
        closed = live.position[number]
        moves = closed != plant.normal.position[number]
        delay_h = node.transfer.delay_s.mean() / 3600.0 if moves else 0.0
        return delay_h + _power_h(plant, live, node.inputs.nodes[closed])
    over_ties = [
        plant.tie_spec(tie).delay_s.mean() / 3600.0 + _power_h(plant, live, other, seen | {i})
        for tie, is_closed in zip(plant.ties, live.closed, strict=True)
        if is_closed and i in (tie.a, tie.b) and not live.own[i]
        for other in {tie.a, tie.b} - {i} - seen
    ]
    return min([_power_h(plant, live, up) for up in node.inputs.nodes] + over_ties, default=0.0)


def on_line_h(sets: Genset) -> float:
    """Hours from a loss until all sets are on line, by the means of their laws."""
    return (sets.confirm_s + sets.start_s.mean() + sets.sync_s.mean()) / 3600.0


def gensets_of(model: ScenarioModel) -> Iterator[tuple[str, Genset]]:
    """Genset groups by name."""
    for name, group in model.power.items():
        if group.kind == "genset":
            yield name, group
