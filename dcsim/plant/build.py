"""From the scenario to the plant: names become numbers, megawatts become watts, splits become parts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import lcm

from dcsim.errors import Fault, ScenarioError
from dcsim.plant.build_heat import heat_network
from dcsim.plant.consumers import Consumer, Inputs
from dcsim.plant.heat import Stage
from dcsim.plant.network import Node, Plant, Spec, Tie
from dcsim.plant.tenancy import hall_of, it_loads, shed_rule, tenants_in
from dcsim.plant.wiring import Parts, Wiring
from dcsim.quantities import watts
from dcsim.scenario.model import (
    BusTie,
    CoolingGroup,
    EarlyLife,
    Fed,
    Feed,
    FuelPump,
    Genset,
    Group,
    Hall,
    Load,
    MovesHeat,
    Rated,
    ScenarioModel,
    Switching,
    TakesPower,
    Upstream,
    WaterSupply,
)
from dcsim.scenario.phasing import comings

SECONDS_PER_HOUR = 3600.0
_SPARES = {"N": 0, "N+1": 1, "N+2": 2, "maintainable": 1}


def build(model: ScenarioModel) -> Plant:
    """The plant a complete scenario describes.

    Raises ScenarioError when the power network runs in a circle.
    """
    specs: dict[str, Spec] = dict(model.groups())
    parts = {name: _parts_of(name, spec) for name, spec in specs.items()}
    order = _order(specs, parts)
    names = [name for step in order for name in step]
    number = {name: i for i, name in enumerate(names)}
    owner = {part: (group, first, count) for group, found in parts.items() for part, first, count in found}
    wiring = Wiring(parts, number, _weight_scale(model))
    nodes = tuple(_node(name, *owner[name], specs, wiring) for name in names)
    coolers = tuple(node for node in nodes if isinstance(specs[node.group], CoolingGroup))
    stages, streams, cold_stores = heat_network(model, wiring)
    halls = tuple(hall_of(name, model, _cords(hall, wiring)) for name, hall in model.halls.items())
    loads = tuple(_load(name, load, wiring) for name, load in model.loads.items())
    stage_of = {stage.name: stage for stage in stages}
    chillers = tuple(_draw(node, model.cooling[node.group], stage_of) for node in coolers)
    in_halls = tuple(it_loads(model, halls, names))
    return Plant(
        nodes=nodes,
        ties=tuple(_tie(name, spec, number) for name, spec in specs.items() if isinstance(spec, BusTie)),
        halls=halls,
        loads=loads,
        chillers=chillers,
        it_loads=in_halls,
        tenants=tuple(tenants_in(model, in_halls, len(halls) + len(loads) + len(chillers))),
        coolers=tuple(node.index for node in coolers),
        stages=stages,
        streams=streams,
        cold_stores=cold_stores,
        hall_specs=dict(model.halls),
        load_specs=dict(model.loads),
        sags_per_year=model.grid.sags.per_year if model.grid.sags else 0.0,
        specs=specs,
        crews=dict(model.crews),
        interruptions=model.grid.events,
        weather=dict(model.grid.weather),
        shed_rules={node.index: rule for node in nodes if (rule := shed_rule(specs[node.group], model))},
        early_lives=_early_lives(model),
        kept_spares=_SPARES[model.keeps],
        tie_ins={name: phase.tie_in for name, phase in model.phases.items() if phase.tie_in},
        order=tuple(tuple(number[name] for name in step) for step in order),
    )


_latest: list[tuple[ScenarioModel, Plant]] = []


def plant_of(model: ScenarioModel) -> Plant:
    """The plant of a model, for all who only ask what it carries: to the same model the same as last time.

    It then knows what it was asked before. The engine keeps records in its plant, and builds one of its own.
    """
    for known, plant in _latest:
        if known is model:
            return plant
    plant = build(model)
    _latest[:] = [(model, plant)]
    return plant


def _early_lives(model: ScenarioModel) -> dict[str, tuple[EarlyLife | None, ...]]:
    """The first months of what phases bring; a phase of before the horizon has them behind it."""
    start = model.horizon.start
    new: dict[str | None, EarlyLife] = {
        name: phase.early_life
        for name, phase in model.phases.items()
        if start is not None and phase.ready >= start
    }
    return {name: tuple(new.get(phase) for phase, _ in units) for name, units in comings(model).items()}


def _weight_scale(model: ScenarioModel) -> int:
    """What makes every `share` a whole number: one scale for all, as boards of one bus share together."""
    takers = [*model.power.values(), *model.cooling.values(), *model.halls.values(), *model.loads.values()]
    shares = [getattr(taker, "share", None) or {} for taker in takers]
    return lcm(*(Fraction(str(weight)).denominator for share in shares for weight in share.values()))


def _parts_of(name: str, spec: Spec) -> tuple[tuple[str, int, int], ...]:
    """(node name, number of its first unit, units) for each part of a group."""
    if not isinstance(spec, Group):
        return ((name, 0, 1),)
    if not isinstance(spec, TakesPower) or not spec.split:
        return ((name, 0, spec.count),)
    parts, first = [], 0
    for bus, count in spec.split.items():
        parts.append((f"{name}@{bus}", first, count))
        first += count
    return tuple(parts)


def _inputs_of(part: str, spec: Spec) -> tuple[str, ...]:
    """Names of the groups one part takes power from."""
    if not isinstance(spec, TakesPower):
        return ()
    if spec.split:
        return (part.partition("@")[2],)
    if isinstance(spec, Switching) and spec.transfer is not None:
        return tuple(dict.fromkeys(spec.transfer.from_))
    return tuple(dict.fromkeys(spec.fed_by))


def _order(specs: Mapping[str, Spec], parts: Parts) -> list[list[str]]:
    """Steps from the sources down; boards that ties can join are one step."""
    home = _bus_of_boards(specs)
    sorter: TopologicalSorter[str] = TopologicalSorter()
    contents: dict[str, list[str]] = {}
    for name, spec in specs.items():
        for part, _, _ in parts[name]:
            step = home.get(part, part)
            contents.setdefault(step, []).append(part)
            inputs = _inputs_of(part, spec) + (spec.upstream if isinstance(spec, Feed) else ())
            sorter.add(step, *(home.get(p, p) for i in inputs for p, _, _ in parts[i]))
    try:
        return [contents[step] for step in sorter.static_order()]
    except CycleError as error:
        circle = " → ".join(str(step) for step in error.args[1])
        raise ScenarioError([Fault(f"power runs in a circle: {circle}", "power")]) from None


def _bus_of_boards(specs: Mapping[str, Spec]) -> dict[str, str]:
    """For each board with a tie, the board that stands for all boards ties can join to it."""
    home: dict[str, str] = {}
    for spec in specs.values():
        if isinstance(spec, BusTie):
            a, b = (home.get(board, board) for board in spec.between)
            for board in {a, b, *spec.between, *(k for k, v in home.items() if v in (a, b))}:
                home[board] = min(a, b)
    return home


def _node(
    name: str,
    group: str,
    first: int,
    count: int,
    specs: Mapping[str, Spec],
    wiring: Wiring,
) -> Node:
    spec = specs[group]
    number = wiring.number
    needed = spec.needed if isinstance(spec, Rated | FuelPump | WaterSupply) else None
    share = spec.share if isinstance(spec, TakesPower) else None
    trips = spec if isinstance(spec, Rated | Upstream) else None
    return Node(
        index=number[name],
        name=name,
        group=group,
        kind=_kind(spec),
        count=count,
        first_unit=first,
        least=max(1, needed or 1),
        rating_w=_rating_w(spec),
        overload_h=trips.overload_s / SECONDS_PER_HOUR if trips else 0.0,
        reset_h=trips.reset_h if trips else 0.0,
        inputs=wiring.inputs(_inputs_of(name, spec), share),
        requires=tuple(number[up] for up in spec.upstream) if isinstance(spec, Feed) else (),
        transfer=spec.transfer if isinstance(spec, Switching) else None,
        efficiency=_efficiency(spec),
    )


def _kind(spec: Spec) -> str:
    if isinstance(spec, Group):
        return spec.kind
    return "feed" if isinstance(spec, Feed) else "upstream"


def _rating_w(spec: Spec) -> int | None:
    apparent = getattr(spec, "rating_mva", None)
    if apparent is not None:
        return watts(apparent * (getattr(spec, "power_factor", None) or 1.0))
    if isinstance(spec, CoolingGroup) or not isinstance(spec, Rated | Upstream) or spec.rating_mw is None:
        return None
    return watts(spec.rating_mw * (spec.derate if isinstance(spec, Genset) else 1.0))


def _efficiency(spec: Spec) -> Fraction:
    written = spec.efficiency if isinstance(spec, Fed) else None
    return Fraction(1) if written is None else Fraction(str(written))


def _draw(node: Node, spec: CoolingGroup, stages: Mapping[str, Stage]) -> Consumer:
    """The electrical load of one cooling node: its units' part of what the group draws."""
    draw_w = watts(spec.draw_mw)
    if isinstance(spec, MovesHeat) and spec.cop is not None:
        draw_w = round(stages[node.group].heat_w / spec.cop)
    return Consumer(node.name, False, draw_w * node.count // spec.count, node.inputs)


def _tie(name: str, spec: BusTie, number: Mapping[str, int]) -> Tie:
    a, b = spec.between
    return Tie(
        node=number[name],
        a=number[a],
        b=number[b],
        normally_closed=spec.normally == "closed",
        automatic=spec.closes_when is not None,
    )


def _cords(hall: Hall, wiring: Wiring) -> Inputs:
    return wiring.inputs(dict.fromkeys(hall.cords), hall.share)


def _load(name: str, spec: Load, wiring: Wiring) -> Consumer:
    return Consumer(name, False, watts(spec.mw), wiring.inputs(dict.fromkeys(spec.fed_by), spec.share))
