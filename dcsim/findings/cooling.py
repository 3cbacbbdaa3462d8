"""What stops when the grid goes, in the way of the heat; and water that does not last."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.plant import Plant
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Hall, ScenarioModel

_SECONDS_PER_MINUTE = 60.0


def of_cooling(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about the second network."""
    if not scenario.model.cooling:
        return
    from dcsim.plant import plant_of

    plant = plant_of(fullest(scenario.model))
    yield from _liquid(scenario, plant)
    yield from _buffers(scenario, plant)
    yield from _water(scenario, plant)


def _liquid(scenario: Scenario, plant: Plant) -> Iterator[Finding]:
    """Liquid that stops, and stays away longer than its ride-through, while the gensets start."""
    model, stopped = scenario.model, _stopped(plant)
    start_s = _start_s(model)
    for name, hall in model.halls.items():
        if hall.liquid is None:
            continue
        back_s = {
            group: start_s + model.cooling[group].restart_min.mean() * _SECONDS_PER_MINUTE
            for group in _needed_throughout(model, hall.liquid.cooled_by, stopped)
            if group in stopped
        }
        late = max(back_s, key=lambda group: back_s[group], default=None)
        if late is None or back_s[late] <= hall.liquid.ride_through_s:
            continue
        until = f"for {back_s[late]:.0f} s, until a genset has started and it runs again"
        until = until if start_s < math.inf else "until the grid is back"
        yield Finding(
            f"when the grid goes, '{late}' stops {until}; the liquid of hall '{name}' lasts "
            f"{hall.liquid.ride_through_s:g} s",
            f"halls.{name}.liquid",
            mark_of(scenario, "halls", name, "liquid"),
            cure=f"put '{late}' on a UPS",
        )


def _needed_throughout(model: ScenarioModel, way: Sequence[str], stopped: set[str]) -> list[str]:
    """The groups of a way, but for those that a buffer with power stands in for."""
    spared: set[str] = set()
    for name in way:
        group = model.cooling[name]
        if group.kind == "buffer" and name not in stopped:
            spared.update(group.replaces)
    return [name for name in way if name not in spared and model.cooling[name].kind != "buffer"]


def _buffers(scenario: Scenario, plant: Plant) -> Iterator[Finding]:
    """Buffers that cannot help when the grid goes."""
    model, stopped = scenario.model, _stopped(plant)
    for name, group in model.cooling.items():
        if group.kind != "buffer":
            continue
        ways = [way for hall in model.halls.values() for way in (hall.cooled_by, _by_liquid(hall))]
        beside = {other for way in ways if name in way for other in way} - {*group.replaces}
        still = sorted(beside & stopped)
        if still:
            yield Finding(
                f"buffer '{name}' cannot help when the grid goes: {', '.join(still)} must run for it and "
                "is on no UPS",
                f"cooling.{name}",
                mark_of(scenario, "cooling", name),
                cure=f"put {', '.join(still)} on a UPS",
            )


def _by_liquid(hall: Hall) -> Sequence[str]:
    return hall.liquid.cooled_by if hall.liquid is not None else ()


def _water(scenario: Scenario, plant: Plant) -> Iterator[Finding]:
    """Make-up that is less than what evaporates at full load."""
    for stage in plant.stages:
        if stage.water is not None and stage.water.makeup_w < stage.heat_w:
            percent = 100 * stage.water.makeup_w / stage.heat_w
            yield Finding(
                f"the make-up of '{stage.name}' is {percent:.0f} % of what it evaporates at full load: its "
                "store drains from the first day on",
                f"cooling.{stage.name}.water.makeup_m3_h",
                mark_of(scenario, "cooling", stage.name, "water"),
                cure=f"{100 / percent:.3g} times the make-up",
            )


def _stopped(plant: Plant) -> set[str]:
    """Cooling groups of which a part has no power once the grid is gone, while batteries last."""
    from dcsim.plant.live import energised

    units = tuple(0 if node.kind in ("feed", "genset") else node.count for node in plant.nodes)
    live = energised(plant, replace(plant.normal, units=units)).live
    nodes = (plant.nodes[i] for i in plant.coolers)
    return {
        node.group
        for node in nodes
        if node.inputs.nodes and not any(live[above] for above in node.inputs.nodes)
    }


def _start_s(model: ScenarioModel) -> float:
    """Seconds from the loss until the first genset is ready; infinite without gensets."""
    gensets = (group for group in model.power.values() if group.kind == "genset")
    return min((group.confirm_s + group.start_s.mean() for group in gensets), default=math.inf)
