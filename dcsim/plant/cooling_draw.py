"""What cooling groups draw while halls are not full: a part for halls in service, the rest for their heat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dcsim.plant.network import Plant

IDLE_SHARE = 0.3
"""Share of `draw_mw` that halls in service cost without any heat; the rest goes with their heat.

From the PUE of air-cooled and water-cooled halls by load: of 0.40 MW for each MW of a full site 0.12 stay
when it is empty.
"""


def cooling_draw_w(
    plant: Plant,
    units: Sequence[int],
    it_w: Sequence[float],
    present: Collection[str] | None = None,
    *,
    idle: float = IDLE_SHARE,
) -> tuple[int, ...]:
    """Electrical load of every cooling node, W, in the order of `plant.chillers`.

    `units` in service by node, `it_w` what each hall draws now, `present` the names of halls in service
    (None: all). A group's draw is spread over its units in service; a group without one draws nothing. What
    has a `cop` draws its heat by it, and nothing without heat.
    """
    draws = draws_of_stages(plant, it_w, present, idle=idle)
    found = []
    for cooler, stage in zip(plant.coolers, _stage_of(plant), strict=True):
        there = sum(units[i] for i in plant.stages[stage].nodes)
        found.append(round(draws[stage]) * units[cooler] // there if there else 0)
    return tuple(found)


def draws_of_stages(
    plant: Plant, it_w: Sequence[float], present: Collection[str] | None = None, *, idle: float = IDLE_SHARE
) -> tuple[float, ...]:
    """Electrical load of every cooling group, W, in the order of `plant.stages` (what is no group: 0)."""
    full_w = [hall.it_mw * 1e6 for hall in plant.hall_specs.values()]
    there_w = [w if present is None or name in present else 0 for name, w in _named(plant, full_w)]
    full, there, now = (heat_of_stages(plant, every) for every in (full_w, there_w, it_w))
    declared_w = [0] * len(plant.stages)
    for consumer, number in zip(plant.chillers, _stage_of(plant), strict=True):
        declared_w[number] += consumer.demand_w
    drawn = []
    for n, stage in enumerate(plant.stages):
        cop = getattr(plant.specs.get(stage.name), "cop", None)
        if cop is not None:
            drawn.append(now[n] / cop)
        else:
            share = idle * there[n] + (1 - idle) * now[n]
            drawn.append(declared_w[n] * share / full[n] if declared_w[n] else 0.0)
    return tuple(drawn)


def heat_of_stages(plant: Plant, it_w: Sequence[float]) -> tuple[float, ...]:
    """Heat through every stage while halls draw so much, W; of stages no heat goes through, the IT load."""
    through = [0.0] * len(plant.stages)
    used = set()
    for stream, heat in zip(plant.streams, heat_of_streams(plant, it_w), strict=True):
        for stage in stream.stages:
            through[stage] += heat
            used.add(stage)
    return tuple(heat if n in used else sum(it_w) for n, heat in enumerate(through))


def heat_of_streams(plant: Plant, it_w: Sequence[float]) -> Iterator[float]:
    """Heat of every stream while halls draw so much, W."""
    specs = tuple(plant.hall_specs.values())
    for stream in plant.streams:
        spec = specs[stream.hall]
        liquid = spec.liquid.fraction if spec.liquid is not None else 0.0
        yield it_w[stream.hall] * spec.heat_per_it * (liquid if stream.is_liquid else 1 - liquid)


def _named(plant: Plant, values: Sequence[float]) -> Iterator[tuple[str, float]]:
    return zip(plant.hall_specs, values, strict=True)


def _stage_of(plant: Plant) -> list[int]:
    """Stage number of every cooling node, in the order of `coolers`."""
    found = {i: n for n, stage in enumerate(plant.stages) for i in stage.nodes if stage.name in plant.specs}
    return [found[i] for i in plant.coolers]
