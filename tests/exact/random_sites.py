"""Random plants with lives, with more of what makes the static part hard: cooling, bypasses, split needs."""

from __future__ import annotations

import random
from dataclasses import replace
from math import prod
from typing import Any

from dcsim.laws import NEVER, exponential, fixed
from dcsim.plant import Plant, build
from dcsim.scenario.model import (
    Buffer,
    CoolingUnits,
    HeatMover,
    HeatRejection,
    Liquid,
    PowerGroup,
    Rated,
    ScenarioModel,
    Shed,
    Tenant,
    WaterSupply,
)
from tests.plant.random_plants import random_plant

from .enumeration import Life


def random_site(seed: int, most_states: int) -> tuple[Plant, dict[int, Life]]:
    """A plant and the lives of the groups that fail: often enough for every state to count."""
    rng = random.Random(f"static {seed}")
    return _with_lives(build(_harder(random_plant(seed), rng)), rng, most_states)


def random_wet_site(seed: int, most_states: int) -> tuple[Plant, dict[int, Life]]:
    """The same with water, buffers and liquid in its cooling, and not much of anything else failing."""
    rng = random.Random(f"wet {seed}")
    return _with_lives(build(_wetter(random_plant(seed), rng)), rng, most_states, "cooling")


def _wetter(model: ScenarioModel, rng: random.Random) -> ScenarioModel:
    carriers = [name for name, group in model.power.items() if group.kind not in ("genset", "bus_tie")]

    def powered(kind: str, **more: Any) -> dict[str, Any]:
        fed_by = rng.sample(carriers, 1) if rng.random() < 0.6 else []
        return {"kind": kind, "restart_min": 5.0, "fed_by": fed_by, **more}

    city = WaterSupply.model_validate(powered("water_supply", count=2, needed=rng.randint(1, 2)))
    wells = WaterSupply.model_validate(powered("water_supply"))
    water: dict[str, Any] = {
        "usable_m3": 9.0,
        "m3_per_mwh": 1.8,
        "makeup": ["city", "wells"] if rng.random() < 0.6 else ["wells"],
        "makeup_m3_h": rng.choice((0.9, 9.0, 90.0)),
    }
    cooling: dict[str, CoolingUnits] = {
        "chillers": HeatMover.model_validate(powered("chiller", count=2, rating_mw_th=rng.uniform(0.5, 5.0))),
        "towers": HeatRejection.model_validate(powered("heat_rejection", water=water)),
        "wells": wells,
        "cdu": HeatMover.model_validate(powered("cdu", count=2, needed=rng.randint(1, 2))),
        "tank": Buffer.model_validate(
            powered("buffer", store_mw_min=9.0, replaces=["chillers"], recharge_min=60.0)
        ),
    }
    cooling |= {"city": city} if "city" in water["makeup"] else {}
    liquid = Liquid(fraction=0.7, cooled_by=("cdu", "towers"), ride_through_s=10.0)
    halls = {
        name: hall.model_copy(update={"cooled_by": ("tank", "chillers", "towers"), "liquid": liquid})
        for name, hall in model.halls.items()
    }
    return model.model_copy(update={"cooling": cooling, "halls": halls})


def random_site_that_sheds(seed: int, most_states: int) -> tuple[Plant, dict[int, Life]]:
    """The same with tenants, some of what is theirs on one cord, and groups too small that may shed them."""
    rng = random.Random(f"shedding {seed}")
    model = _harder(random_plant(seed), rng)
    tenants, halls = {}, {}
    for name, hall in model.halls.items():
        halls[name] = hall.model_copy(update={"single_corded": rng.choice((None, 0.3))})
        for n in range(rng.randint(1, 3)):
            mw, share = hall.it_mw / 3, rng.choice((None, None, 0.2))
            tenants[f"{name}-{n}"] = Tenant(
                hall=name, contracted_mw=mw, priority=rng.randint(1, 3), single_corded=share
            )
    power = {name: _sheds(group, sorted(tenants), rng) for name, group in model.power.items()}
    model = model.model_copy(update={"tenants": tenants, "halls": halls, "power": power})
    return _with_lives(build(model), rng, most_states)


def _sheds(group: PowerGroup, tenants: list[str], rng: random.Random) -> PowerGroup:
    if not isinstance(group, Rated) or group.rating_mw is None:
        return group
    small: dict[str, Any] = {"rating_mw": group.rating_mw * rng.choice((0.2, 0.4, 0.7, 1.0))}
    if rng.random() < 0.6:
        some = tuple(rng.sample(tenants, rng.randint(1, len(tenants))))
        small["shed"] = Shed(tenants=some, within_s=rng.choice((0.0, 5.0, 20.0, 1000.0)))
    return group.model_copy(update=small)


def _with_lives(
    plant: Plant, rng: random.Random, most_states: int, first: str = ""
) -> tuple[Plant, dict[int, Life]]:
    """Groups in a random order, those of the cooling first if wanted, as long as all states can be counted."""
    specs, lives, states = dict(plant.specs), dict[int, Life](), 1
    cooling = {plant.nodes[i].group for i in plant.coolers} if first == "cooling" else set()
    for name in sorted(rng.sample(sorted(specs), len(specs)), key=lambda name: name not in cooling):
        nodes = [plant.nodes[i] for i in plant.members[name]]
        more = prod(node.count + 1 for node in nodes)
        fails = nodes[0].kind not in ("feed", "upstream", "genset") and states * more <= most_states
        life = Life(rng.uniform(100, 1000), rng.uniform(5, 200))
        if fails:
            states *= more
            lives |= {node.index: life for node in nodes}
        law = {"mttf_h": exponential(life.up_h) if fails else NEVER, "mttr_h": fixed(life.down_h)}
        specs[name] = specs[name].model_copy(update=law)
    return replace(plant, specs=specs), lives


def _harder(model: ScenarioModel, rng: random.Random) -> ScenarioModel:
    power = {name: _varied(group, rng) for name, group in model.power.items()}
    carriers = [name for name, group in power.items() if group.kind not in ("genset", "bus_tie")]
    plain = [name for name in carriers if not getattr(power[name], "split", None)]
    cooling = {f"cooling-{n}": _cooling(carriers, plain, rng) for n in range(rng.choice((0, 1, 1, 2)))}
    halls = {
        name: hall.model_copy(update={"cooled_by": tuple(c for c in cooling if rng.random() < 0.7)})
        for name, hall in model.halls.items()
    }
    used = {name for hall in halls.values() for name in hall.cooled_by}
    cooling = {name: group for name, group in cooling.items() if name in used}
    return model.model_copy(update={"power": power, "cooling": cooling, "halls": halls})


def _varied(group: PowerGroup, rng: random.Random) -> PowerGroup:
    if group.kind == "ups":
        return group.model_copy(update={"static_bypass": rng.random() < 0.5})
    if group.kind == "bus_tie" and rng.random() < 0.6:
        return group.model_copy(update={"closes_when": "one-side-dead"})
    if getattr(group, "split", None) and rng.random() < 0.7:
        return group.model_copy(update={"needed": rng.randint(1, group.count)})
    return group


def _cooling(carriers: list[str], plain: list[str], rng: random.Random) -> HeatMover:
    count = rng.randint(1, 3)
    group: dict[str, Any] = {"kind": "chiller", "restart_min": 5.0, "draw_mw": rng.choice((0.0, 0.3, 0.8))}
    way = rng.random()
    if way < 0.5:
        group["fed_by"] = rng.sample(carriers, min(len(carriers), rng.randint(1, 2)))
    elif way < 0.8 and len(plain) > 1:
        group["split"] = {board: rng.randint(1, 2) for board in rng.sample(plain, 2)}
        count = sum(group["split"].values())
    if rng.random() < 0.6:
        group["needed"] = rng.randint(1, count)
    if rng.random() < 0.5:
        group["rating_mw_th"] = rng.uniform(0.3, 3.0)
    return HeatMover.model_validate({**group, "count": count})
