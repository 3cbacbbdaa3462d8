"""What is read off the file rather than walked: batteries, fuel, water, classes of gensets, cords."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.plant.bridging import behind
from dcsim.plant.network import Plant
from dcsim.scenario.model import HeatRejection
from dcsim.tiers.audit.classes import unlimited_hours
from dcsim.tiers.audit.continuous import cooling_goes_on, gensets_of
from dcsim.tiers.audit.step import Result, Step, Tier
from dcsim.tiers.audit.walk import Walk

if TYPE_CHECKING:
    from dcsim.scenario.model import Genset, ScenarioModel

LEAST_HOURS = 12.0
"""Of fuel and of water at N (Uptime Institute Tier Standard: Topology, as recalled)."""
PLUS_HOURS = 48.0
"""Of fuel for III+: what the market sells under this name differs, this is our reading."""


def of_file(walk: Walk, model: ScenarioModel) -> Iterator[Step]:
    """Every such step; loads and heat are those of full halls, whatever their tenants draw."""
    plant = walk.plant
    yield _uninterruptible(plant)
    yield from _fuel(walk, model)
    yield from unlimited_hours(walk, model)
    yield from _controls(plant, model)
    yield from _water(walk, model)
    yield from cooling_goes_on(walk, model)
    yield from _cords(model)
    yield _compartments(model)


def _step(name: str, tier: Tier, what: str, result: Result, reason: str, cure: str | None = None) -> Step:
    return Step(name, tier, what, result, reason, cure=cure)


# ---------------------------------------------------------------------- batteries


def _uninterruptible(plant: Plant) -> Step:
    """Every hall has a cord behind a UPS with a battery."""
    on_ups = behind(plant, frozenset(plant.batteries))
    bare = [hall.name for hall in plant.halls if not any(i in on_ups for i in hall.inputs.nodes)]
    what = "every hall hangs on a UPS with a battery"
    if not bare:
        return _step("ups", "I", what, "met", "every hall has a cord behind one")
    return _step(
        "ups",
        "I",
        what,
        "not met",
        f"{_names(bare)}: no cord leads through one",
        "put a UPS before its cords",
    )


# ---------------------------------------------------------------------- fuel


def _fuel(walk: Walk, model: ScenarioModel) -> Iterator[Step]:
    for name, sets in gensets_of(model):
        yield _hours(walk, f"fuel:{name}", "I", LEAST_HOURS, sets)
        yield _hours(walk, f"fuel-48h:{name}", "III+", PLUS_HOURS, sets)
    if any(True for _ in gensets_of(model)):
        yield from _system("fuel_system", "tanks, pumps and pipes of the fuel", model)


def _hours(walk: Walk, step: str, tier: Tier, least: float, sets: Genset) -> Step:
    name = step.partition(":")[2]
    what = f"fuel of '{name}' for {least:g} h at N"
    if sets.fuel is None:
        words = f"the file says nothing of the fuel of '{name}'"
        return _step(step, tier, what, "not assessed", words, f"give power.{name}.fuel")
    load_w = walk.sets_w.get(name, 0)
    hours = _hours_of_fuel(walk, sets, load_w)
    if hours is None:
        return _step(step, tier, what, "not assessed", "it carries nothing")
    reason = f"a full tank lasts {hours:.3g} h at the design load of {load_w / 1e6:.4g} MW"
    if hours >= least - 1e-9:
        return _step(step, tier, what, "met", reason)
    return _step(step, tier, what, "not met", reason, _more_fuel(sets, hours, least))


def _hours_of_fuel(walk: Walk, sets: Genset, load_w: int) -> float | None:
    assert sets.fuel is not None
    rate = walk.burn(sets, _needed(sets, load_w), load_w)
    if not load_w or rate <= 0:
        return None
    full = sets.fuel.usable_m3 if sets.fuel.usable_m3 is not None else (sets.fuel.tank_h or 0.0)
    return (full + (sets.fuel.day_tank_m3 or 0.0)) / rate


def _needed(sets: Genset, load_w: int) -> int:
    """N: the sets that carry the load, or as many as the group needs."""
    one_w = (sets.rating_mw or 0.0) * sets.derate * 1e6
    by_load = -(-load_w // one_w) if one_w else sets.count
    return max(1, sets.needed or 0, min(sets.count, int(by_load)))


def _more_fuel(sets: Genset, hours: float, wanted: float) -> str:
    assert sets.fuel is not None
    if sets.fuel.usable_m3 is not None:
        day_m3 = sets.fuel.day_tank_m3 or 0.0
        return f"usable_m3: {(sets.fuel.usable_m3 + day_m3) * wanted / hours - day_m3:.4g}"
    return f"tank_h: {(sets.fuel.tank_h or 0.0) * wanted / hours:.4g}"


def _system(field: str, what: str, model: ScenarioModel) -> Iterator[Step]:
    """A system that only the planner's word describes: maintainable for III, fault tolerant for IV."""
    said = getattr(model.declared, field) if model.declared is not None else None
    name = field.replace("_", "-")
    asked: tuple[tuple[Tier, str, tuple[str, ...], str], ...] = (
        ("III", name, ("maintainable", "fault-tolerant"), "can be taken out one by one"),
        ("IV", f"{name}:failure", ("fault-tolerant",), "bear any one failure"),
    )
    for tier, step, enough, words in asked:
        if said is None:
            reason = f"the file does not describe it: declared.{field}"
            yield _step(step, tier, f"{what} {words}", "not assessed", reason)
        else:
            result: Result = "met" if said in enough else "not met"
            cure = None if result == "met" else f"make it {enough[0]}"
            yield _step(step, tier, f"{what} {words}", result, f"declared as {said}", cure)


def _compartments(model: ScenarioModel) -> Step:
    said = model.declared.compartments if model.declared is not None else None
    what = "complementary systems and paths stand in compartments of their own"
    if said is None:
        reason = "the file does not say: declared.compartments"
        return _step("compartments", "IV", what, "not assessed", reason)
    result: Result = "met" if said else "not met"
    return _step("compartments", "IV", what, result, "declared" if said else "declared as not so")


# ---------------------------------------------------------------------- controls


def _controls(plant: Plant, model: ScenarioModel) -> Iterator[Step]:
    """Sets in parallel have controls in common: an element between them and the boards."""
    for name, sets in gensets_of(model):
        number = plant.index.get(name, -1)
        fed = [node for node in plant.nodes if number in node.inputs.nodes]
        if sets.count > 1 and any(node.kind != "element" for node in fed):
            what = f"paralleling controls of '{name}' can be taken out"
            reason = f"no element stands between '{name}' and what it feeds"
            yield _step(f"controls:{name}", "III", what, "not assessed", reason, "describe them as elements")


# ---------------------------------------------------------------------- water


def _water(walk: Walk, model: ScenarioModel) -> Iterator[Step]:
    """Heat rejection that evaporates water has 12 h of it on site."""
    towers = {name: group for name, group in model.cooling.items() if isinstance(group, HeatRejection)}
    is_dry = model.declared is not None and model.declared.water_system == "none"
    for name, group in towers.items():
        yield _twelve_hours(walk, name, group, is_dry)
    if towers and not (is_dry and all(group.water is None for group in towers.values())):
        yield from _system("water_system", "stores, pumps and pipes of the water", model)


def _twelve_hours(walk: Walk, name: str, group: HeatRejection, is_dry: bool) -> Step:
    what = f"water of '{name}' for {LEAST_HOURS:g} h at N"
    if group.water is None and is_dry:
        return _step(f"water:{name}", "IV", what, "met", "declared: no water is evaporated")
    if group.water is None:
        reason = "the file does not say whether it evaporates water, nor how much is stored"
        cure = f"give cooling.{name}.water, or declared.water_system: none"
        return _step(f"water:{name}", "IV", what, "not assessed", reason, cure)
    (store,) = [one for one in walk.plant.cold_stores if one.group == name]
    heat_w = walk.asked.heat_w[store.stage].imag
    hours = store.full_wh / heat_w if heat_w else float("inf")
    reason = f"what is stored carries the heat for {hours:.3g} h"
    if hours >= LEAST_HOURS - 1e-9:
        return _step(f"water:{name}", "IV", what, "met", reason)
    cure = f"usable_m3: {group.water.usable_m3 * LEAST_HOURS / hours:.4g}"
    return _step(f"water:{name}", "IV", what, "not met", reason, cure)


# ---------------------------------------------------------------------- cords


def _cords(model: ScenarioModel) -> Iterator[Step]:
    for name, hall in model.halls.items():
        what = f"what hangs in '{name}' has two cords"
        single = [
            tenant
            for tenant, one in model.tenants_of(name).items()
            if (hall.single_corded if one.single_corded is None else one.single_corded)
        ]
        if len(hall.cords) == 1:
            yield _step(
                f"cords:{name}", "III", what, "not met", f"'{name}' hangs on one cord", "a second cord"
            )
        elif single or (hall.single_corded and not model.tenants_of(name)):
            who = _names(single) if single else f"{hall.single_corded:.0%} of the hall"
            reason = f"{who}: on one cord each"
            cure = "a transfer switch at the rack, or two cords"
            yield _step(f"cords:{name}", "III", what, "not met", reason, cure)
        else:
            yield _step(f"cords:{name}", "III", what, "met", f"{len(hall.cords)} cords")


def _names(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
