"""A site by plan as it stands on one day: without what no phase has brought yet, or one has retired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dcsim.errors import UsageError
from dcsim.plant import build
from dcsim.plant.cooling_draw import draws_of_stages
from dcsim.scenario.model import BusTie, CoolingGroup, Genset, Hall, ScenarioModel, Switching, TakesPower
from dcsim.scenario.phasing import comings


@dataclass(frozen=True)
class Standing:
    """What stands on a day by plan: a model of that alone, without phases and tenants.

    `waiting` are halls that have come without all they hang on: (hall, what is not there yet). `next_phases`
    are those that come next.
    """

    model: ScenarioModel
    waiting: tuple[tuple[str, str], ...]
    next_phases: tuple[str, ...]


def stands(model: ScenarioModel, day: dt.date | None) -> ScenarioModel:
    """What an audit walks: all of a site, or what stands on a day."""
    return model if day is None else standing(model, day).model


def standing(model: ScenarioModel, day: dt.date) -> Standing:
    """The site on a day, every phase being ready on its planned day.

    Raises UsageError where the site has no phases, or no hall on that day.
    """
    if not model.phases:
        raise UsageError("no phases are planned: the site stands as it is on every day; leave out --at")
    there = _Units(model, day)
    groups, halls = _fed(there, model)
    waiting = tuple(_waiting(model, there, groups))
    halls = {name: hall for name, hall in halls.items() if name not in dict(waiting)}
    if not halls and not waiting:
        raise UsageError(f"no hall is in service on {day}")
    later = {name: phase.ready for name, phase in model.phases.items() if phase.ready > day}
    soon = tuple(name for name, ready in later.items() if ready == min(later.values()))
    if not halls:
        raise UsageError(f"no hall is in service on {day}: " + "; ".join(_words(*one) for one in waiting))
    return Standing(_model(model, groups, halls), waiting, soon)


def _words(hall: str, lacks: str) -> str:
    return f"'{hall}' has come, '{lacks}' has not"


class _Units:
    """Units there by group, and by input where a group is split."""

    def __init__(self, model: ScenarioModel, day: dt.date) -> None:
        ready = {name for name, phase in model.phases.items() if phase.ready <= day}
        self._there = {
            name: tuple((come is None or come in ready) and gone not in ready for come, gone in units)
            for name, units in comings(model).items()
        }

    def of(self, name: str, count: int) -> int:
        """How many of its units are there."""
        return sum(self._there.get(name, (True,) * count))

    def split(self, name: str, split: Mapping[str, int]) -> dict[str, int]:
        """The same by input; inputs without any are left out."""
        units = iter(self._there.get(name, (True,) * sum(split.values())))
        found = {bus: sum(next(units) for _ in range(count)) for bus, count in split.items()}
        return {bus: count for bus, count in found.items() if count}


def _fed(there: _Units, model: ScenarioModel) -> tuple[dict[str, Any], dict[str, Hall]]:
    """(groups and loads, halls) that are there and have something to hang on that is."""
    groups: dict[str, Any] = {}
    for name, spec in {**model.groups(), **model.loads}.items():
        if there.of(name, getattr(spec, "count", 1)):
            groups[name] = _with_units(there, name, spec)
    while True:
        left = {name: _joined(spec, groups) for name, spec in groups.items()}
        left = {name: spec for name, spec in left.items() if spec is not None}
        if left.keys() == groups.keys():
            break
        groups = left
    return left, {name: hall for name, hall in model.halls.items() if there.of(name, 1)}


def _with_units(there: _Units, name: str, spec: Any) -> Any:
    if getattr(spec, "split", None):
        split = there.split(name, spec.split)
        return spec.model_copy(update={"split": split, "count": sum(split.values())})
    return spec.model_copy(update={"count": there.of(name, spec.count)}) if hasattr(spec, "count") else spec


def _joined(spec: Any, groups: Mapping[str, Any]) -> Any:
    """A group with the inputs that are there; None where it had some and none is there."""
    changed: dict[str, Any] = {}
    if isinstance(spec, BusTie):
        return spec if all(board in groups for board in spec.between) else None
    if isinstance(spec, Switching) and spec.transfer is not None:
        inputs = _those(spec.transfer.from_, groups)
        changed["transfer"] = spec.transfer.model_copy(update={"from_": inputs})
        hangs = bool(inputs)
    elif getattr(spec, "split", None):
        changed["split"] = {bus: count for bus, count in spec.split.items() if bus in groups}
        changed["count"] = sum(changed["split"].values())
        hangs = bool(changed["split"])
    elif getattr(spec, "fed_by", ()):
        changed["fed_by"] = _those(spec.fed_by, groups)
        hangs = bool(changed["fed_by"])
    else:
        hangs = not isinstance(spec, TakesPower) or isinstance(spec, CoolingGroup)
    if not hangs:
        return None
    if getattr(spec, "share", None):
        changed["share"] = {name: weight for name, weight in spec.share.items() if name in groups} or None
    for field in ("replaces", "recharges"):
        if getattr(spec, field, ()):
            changed[field] = _those(getattr(spec, field), groups)
    if isinstance(spec, Genset) and spec.fuel is not None and spec.fuel.pumps not in (None, *groups):
        changed["fuel"] = spec.fuel.model_copy(update={"pumps": None, "day_tank_m3": None})
    water = getattr(spec, "water", None)
    if water is not None:
        changed["water"] = water.model_copy(update={"makeup": _those(water.makeup, groups)})
    return spec.model_copy(update=changed) if changed else spec


def _those(names: Iterable[str], groups: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in names if name in groups)


def _waiting(model: ScenarioModel, there: _Units, groups: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Halls that are there without any cord, or without a group in the way of their heat."""
    for name, hall in model.halls.items():
        if not there.of(name, 1):
            continue
        way = (*hall.cooled_by, *(hall.liquid.cooled_by if hall.liquid is not None else ()))
        lacks = [group for group in way if group not in groups]
        if not _those(hall.cords, groups):
            lacks.append(hall.cords[0])
        if lacks:
            yield name, lacks[0]


def _model(model: ScenarioModel, groups: Mapping[str, Any], halls: Mapping[str, Hall]) -> ScenarioModel:
    """A model of what stands alone: its cooling draws what goes with the heat of the halls that are there."""
    plant = build(model)
    it_w = [hall.it_mw * 1e6 if name in halls else 0.0 for name, hall in model.halls.items()]
    draws = draws_of_stages(plant, it_w, halls.keys(), idle=0.0)
    drawn_mw = {stage.name: watts / 1e6 for stage, watts in zip(plant.stages, draws, strict=True)}
    cooling = {name: spec for name, spec in groups.items() if name in model.cooling}
    for name, spec in cooling.items():
        if spec.draw_mw:
            cooling[name] = spec.model_copy(update={"draw_mw": drawn_mw[name]})
    corded = {name: hall.model_copy(update=_cords(hall, groups)) for name, hall in halls.items()}
    grid = {
        "upstream": {name: spec for name, spec in groups.items() if name in model.grid.upstream},
        "feeds": {name: spec for name, spec in groups.items() if name in model.grid.feeds},
        "interruptions": {},
        "weather": {},
    }
    return model.model_copy(
        update={
            "grid": model.grid.model_copy(update=grid),
            "power": {name: spec for name, spec in groups.items() if name in model.power},
            "cooling": cooling,
            "loads": {name: spec for name, spec in groups.items() if name in model.loads},
            "halls": corded,
            "tenants": {},
            "phases": {},
            "gates": {},
            "variants": {},
        }
    )


def _cords(hall: Hall, groups: Mapping[str, Any]) -> dict[str, Any]:
    share = {name: weight for name, weight in (hall.share or {}).items() if name in groups}
    return {"cords": _those(hall.cords, groups), "share": share or None}
