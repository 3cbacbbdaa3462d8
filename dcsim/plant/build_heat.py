"""From the scenario to the second network: stages, streams of heat, stores of cold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dcsim.plant.heat import ColdStore, Stage, Stream, Water
from dcsim.plant.wiring import Wiring
from dcsim.quantities import watts
from dcsim.scenario.model import Buffer, CoolingGroup, HeatRejection, MovesHeat, ScenarioModel

MINUTES_PER_HOUR = 60.0


@dataclass(frozen=True)
class _Way:
    """Heat of one hall that goes one way, by the names of its groups."""

    name: str
    hall: int
    heat_w: int
    groups: tuple[str, ...]
    is_liquid: bool = False


def heat_network(
    model: ScenarioModel, wiring: Wiring
) -> tuple[tuple[Stage, ...], tuple[Stream, ...], tuple[ColdStore, ...]]:
    """(stages, streams, cold stores) of a complete scenario."""
    ways = [*_by_air(model), *_by_liquid(model)]
    stages = [_stage(name, spec, wiring, ways) for name, spec in model.cooling.items()]
    number = {stage.name: i for i, stage in enumerate(stages)}
    stores: list[ColdStore] = []
    for name, spec in model.cooling.items():
        if isinstance(spec, Buffer):
            stores.append(_buffer(name, spec, number))
        elif isinstance(spec, HeatRejection) and spec.water is not None:
            per_wh = spec.water.m3_per_mwh / 1e6
            nodes = tuple(i for supply in spec.water.makeup for i in stages[number[supply]].nodes)
            water = Water(len(stores), len(stages), watts(spec.water.makeup_m3_h / spec.water.m3_per_mwh))
            stages[number[name]] = replace(stages[number[name]], water=water)
            stages.append(Stage(f"{name}/make-up", nodes, 1, None))
            stores.append(ColdStore(f"{name}/water", name, spec.water.usable_m3 / per_wh, number[name]))
    return tuple(stages), tuple(_stream(way, stores, number) for way in ways), tuple(stores)


def _by_air(model: ScenarioModel) -> Iterator[_Way]:
    for i, (name, hall) in enumerate(model.halls.items()):
        heat_w = _heat_w(name, model) - _heat_w(name, model, by_liquid=True)
        yield _Way(name, i, heat_w, hall.cooled_by)


def _by_liquid(model: ScenarioModel) -> Iterator[_Way]:
    for i, (name, hall) in enumerate(model.halls.items()):
        if hall.liquid is not None:
            heat_w = _heat_w(name, model, by_liquid=True)
            yield _Way(f"{name}/liquid", i, heat_w, hall.liquid.cooled_by, is_liquid=True)


def _heat_w(name: str, model: ScenarioModel, *, by_liquid: bool = False) -> int:
    """What a hall gives off while all of its demand is served, W; only what goes by liquid."""
    hall = model.halls[name]
    heat_mw = model.it_demand_mw(name) * hall.heat_per_it
    if not by_liquid:
        return watts(heat_mw)
    return 0 if hall.liquid is None else watts(heat_mw * hall.liquid.fraction)


def _stage(name: str, spec: CoolingGroup, wiring: Wiring, ways: list[_Way]) -> Stage:
    return Stage(
        name=name,
        nodes=tuple(wiring.number[part] for part, _, _ in wiring.parts[name]),
        least=max(1, spec.needed or 1),
        rating_w=_rating_w(spec),
        heat_w=sum(way.heat_w for way in ways if name in way.groups),
    )


def _rating_w(spec: CoolingGroup) -> int | None:
    rating_mw = spec.rating_mw_th if isinstance(spec, MovesHeat | Buffer) else None
    if rating_mw is None:
        return None
    return watts(rating_mw * (spec.derate if isinstance(spec, MovesHeat) else 1.0))


def _buffer(name: str, spec: Buffer, number: Mapping[str, int]) -> ColdStore:
    return ColdStore(
        name=f"{name}/cold",
        group=name,
        full_wh=spec.store_mw_min * 1e6 / MINUTES_PER_HOUR,
        stage=number[name],
        replaces=tuple(number[group] for group in spec.replaces),
        charge_w=watts(spec.store_mw_min / spec.recharge_min),
    )


def _stream(way: _Way, stores: list[ColdStore], number: Mapping[str, int]) -> Stream:
    stages = [number[group] for group in way.groups]
    buffer = next((n for n, store in enumerate(stores) if store.is_buffer and store.stage in stages), -1)
    if buffer < 0:
        return Stream(way.name, way.hall, way.heat_w, tuple(stages), is_liquid=way.is_liquid)
    through = tuple(i for i in stages if i != stores[buffer].stage)
    behind = tuple(i for i in through if i in stores[buffer].replaces)
    return Stream(way.name, way.hall, way.heat_w, through, behind, buffer, way.is_liquid)
