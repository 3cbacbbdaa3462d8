"""A site in which everything goes as intended, and what it is told: this fails now, nothing else does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dcsim.engine import Record
from dcsim.engine.forced import Forced, Happened, forced, happened
from dcsim.laws import NEVER, Law, fixed
from dcsim.plant import build
from dcsim.plant.network import Plant
from dcsim.records import Outage
from dcsim.rollout import Timeline
from dcsim.scenario.model import Fuel, Water

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel

LOSS_H = 1.0
"""When the utility goes; before it, the site has been at rest."""
AFTER_H = 4.0
"""How long a story goes on after its last event."""
LONGEST_REST_H = 24.0
"""Batteries and cold stores are full again after a loss, or so much later it is gone on with."""
_NOT_FAILURES = ("feed", "upstream")
_NOT_INTENDED = (
    "shed", "crew", "spares", "beta", "standby", "maintenance", "assembly", "wear_out",
    "hidden_failures_per_year", "tests",
)  # fmt: skip
_PLENTY = 1000.0

Failure = tuple[str, Forced]
"""What fails, by name of its part: at hour 0, for stories to put in its place."""


class Told:
    """A site in which everything goes as intended, and the stories told to it."""

    def __init__(self, model: ScenarioModel) -> None:
        self.plant = build(as_intended(model))
        self.later_h = LOSS_H + _rest_h(self.plant)
        self.ends_h = self.later_h + AFTER_H

    def outages(self, stories: Sequence[Sequence[Forced]]) -> list[tuple[Outage, ...]]:
        """What each story costs."""
        return forced(self.plant, self._timeline(self.ends_h), stories)

    def happened(self, stories: Sequence[Sequence[Forced]], ends_h: float) -> list[Happened]:
        """Everything that comes of each story until an hour."""
        return happened(self.plant, self._timeline(ends_h), stories, Record(levels=True, events=True))

    def _timeline(self, ends_h: float) -> Timeline:
        return Timeline(ends_h, (0.0,), (self.plant.demand,), {})

    def utility_lost(self, at_h: float = LOSS_H) -> tuple[Forced, ...]:
        """The utility goes and stays away."""
        return tuple(Forced(node.group, 0, at_h) for node in self.plant.nodes if node.kind == "feed")

    def on_sets(self, one: Forced) -> tuple[Forced, ...]:
        """The utility goes; when all is at rest again, something fails."""
        return (*self.utility_lost(), Forced(one.group, one.unit, self.later_h))

    def before(self, one: Forced) -> tuple[Forced, ...]:
        """Something fails; when all is at rest again, the utility goes."""
        return (Forced(one.group, one.unit, LOSS_H), *self.utility_lost(self.later_h))

    def out(self, one: Forced) -> Forced:
        """Something is taken out before the utility goes."""
        return Forced(one.group, one.unit, LOSS_H / 2)

    def during(self, failures: Sequence[Failure], away: Forced) -> Iterator[tuple[str, tuple[Forced, ...]]]:
        """(what fails, the story) of each other failure while something is out, on gensets."""
        for name, one in self._besides(failures, away):
            yield name, (self.out(away), *self.on_sets(one))

    def _besides(self, failures: Sequence[Failure], away: Forced) -> Iterator[Failure]:
        """The failures there may be while something is away: of its own part, that of another unit."""
        for name, one in failures:
            if one != away:
                yield name, one
            elif self.plant.nodes[self.plant.index[name]].count > 1:
                yield name, Forced(one.group, one.unit + 1, one.start_h)

    def after_the_loss(self, outages: Sequence[Outage]) -> list[Outage]:
        """Those that the failure on gensets began or prolonged, not those of the loss before it."""
        return [one for one in outages if one.end_h > self.later_h]

    def new_beside(self, usual: Sequence[Outage], outages: Sequence[Outage]) -> list[Outage]:
        """Those that the loss of the utility alone would not have brought."""
        known = {_shape(one) for one in usual}
        return [one for one in outages if _shape(one) not in known]


def _shape(outage: Outage) -> tuple[float, frozenset[str]]:
    return round(outage.end_h - outage.start_h, 6), frozenset(one.hall for one in outage.halls)


def failures_of(plant: Plant) -> Iterator[Failure]:
    """Every single failure: one unit of every part of every group that is not the utility's."""
    for nodes in plant.members.values():
        first = 0
        for i in nodes:
            node = plant.nodes[i]
            if node.kind not in _NOT_FAILURES:
                yield node.name, Forced(node.group, first, 0.0)
            first += node.count


def _rest_h(plant: Plant) -> float:
    """Until batteries are charged and what was warm is cold again."""
    times = [plant.battery(plant.nodes[i]).recharge_min / 60.0 for i in plant.batteries]
    times += [hall.recovery_min / 60.0 for hall in plant.hall_specs.values()]
    return min(LONGEST_REST_H, max(times, default=0.0) + 1.0)


# ---------------------------------------------------------------------- as intended


def as_intended(model: ScenarioModel) -> ScenarioModel:
    """The site at full build-out and full load in which everything goes as intended, without its weather."""
    power = {name: _sure(group) for name, group in model.power.items()}
    cooling = {name: _sure(group) for name, group in model.cooling.items()}
    halls = {name: hall.model_copy(update={"hourly": None}) for name, hall in model.halls.items()}
    loads = {name: load.model_copy(update={"hourly": None}) for name, load in model.loads.items()}
    grid = model.grid.model_copy(update={"interruptions": {}, "weather": {}, "sags": None})
    return model.model_copy(
        update={
            "power": power,
            "cooling": cooling,
            "halls": halls,
            "loads": loads,
            "grid": grid,
            "tenants": {},
            "phases": {},
            "gates": {},
        }
    )


def _sure(group: Any) -> Any:
    """A group without chance: what may fail does not, what takes a random time takes its mean."""
    changed: dict[str, Any] = {}
    for field in type(group).model_fields:
        value = getattr(group, field)
        if field.startswith("fail_to_"):
            changed[field] = 0.0
        elif field == "transfer" and value is not None:
            changed[field] = _sure(value)
        elif field in _NOT_INTENDED:
            changed[field] = None
        elif field in ("fuel", "water") and value is not None:
            changed[field] = _plenty(value)
        elif field in ("mttf_h", "mttr_h"):
            changed[field] = NEVER if field == "mttf_h" else value
        elif isinstance(value, Law) and not value.is_fixed():
            changed[field] = fixed(value.mean())
    if getattr(group, "battery_life_years", None) is not None:
        changed |= {"battery_min": group.oldest_battery_min, "battery_life_years": None}
    if "failures_per_year" in type(group).model_fields:
        changed["failures_per_year"] = None
    return group.model_copy(update=changed)


def _plenty(store: Fuel | Water) -> Fuel | Water:
    """Fuel and water for longer than any story: how long they last is a step of its own."""
    changed: dict[str, Any] = {"lead_h": None} if isinstance(store, Fuel) else {}
    for field in ("usable_m3", "tank_h"):
        if getattr(store, field, None) is not None:
            changed[field] = getattr(store, field) * _PLENTY
    return store.model_copy(update=changed)
