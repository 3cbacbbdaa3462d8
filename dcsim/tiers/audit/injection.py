"""Single failures in the running site: is the load carried on without a break?

Every failure is told to the core twice: while the site runs on its gensets, and before the utility goes. All
else goes as intended: sets start, switches move, restarts take their mean time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dcsim.engine.forced import Forced, forced
from dcsim.laws import NEVER, Law, fixed
from dcsim.plant import build
from dcsim.plant.network import Plant
from dcsim.records import Outage
from dcsim.rollout import Timeline
from dcsim.tiers.audit.step import Result, Step

if TYPE_CHECKING:
    from dcsim.scenario.model import Fuel, ScenarioModel

LOSS_H = 1.0
"""When the utility goes; before it, the site has been at rest."""
AFTER_H = 4.0
"""How long a story goes on after its last event."""
LONGEST_REST_H = 24.0
"""Batteries and cold stores are full again after a loss, or so much later it is gone on with."""
_NOT_FAILURES = ("feed", "upstream")
_MOST_NAMES = 3
_PLENTY = 1000.0


def injected(model: ScenarioModel) -> Iterator[Step]:
    """A step for each thing that may fail, and one for the loss of the utility itself."""
    told = Told(model)
    if not told.plant.gensets:
        return
    failures = list(_single_failures(told.plant))
    stories = [told.utility_lost()]
    for _, one in failures:
        stories += [told.on_sets(one), told.before(one)]
    found = told.outages(stories)
    yield _step("fail:utility", "the utility goes, and nothing else fails", [("", found[0])])
    for number, (name, one) in enumerate(failures):
        on_sets, before = found[1 + 2 * number : 3 + 2 * number]
        pairs = [
            ("while the site runs on its gensets", told.after_the_loss(on_sets)),
            ("and then the utility goes", told.new_beside(found[0], before)),
        ]
        yield _step(f"fail:{name}", f"{_who(told.plant, name, one)} fails", pairs)


def beyond(model: ScenarioModel) -> Iterator[Step]:
    """With each thing out for maintenance in turn, each other one fails while the site runs on gensets."""
    told = Told(model)
    if not told.plant.gensets:
        return
    failures = list(_single_failures(told.plant))
    (usual,) = told.outages([told.utility_lost()])
    for name, away in failures:
        out = Forced(away.group, away.unit, LOSS_H / 2)
        others = list(_besides(told.plant, failures, away))
        found = told.outages([(out, *told.on_sets(one)) for _, one in others])
        first = (out, *told.utility_lost())
        (alone,) = told.outages([first])
        what = f"{_who(told.plant, name, away)} is out for maintenance, and any one thing fails"
        if told.new_beside(usual, alone):
            reason = "its maintenance alone costs a hall its power or cooling"
            yield Step(f"beyond:{name}", "beyond IV", what, "not met", reason)
            continue
        pairs = zip(others, found, strict=True)
        worse = [other for (other, _), outages in pairs if told.after_the_loss(outages)]
        result: Result = "not met" if worse else "met"
        shown = ", ".join(worse[:_MOST_NAMES]) + (", …" if len(worse) > _MOST_NAMES else "")
        reason = (
            f"not borne: {len(worse)} of {len(others)} ({shown})" if worse else f"all {len(others)} are borne"
        )
        yield Step(f"beyond:{name}", "beyond IV", what, result, reason)


class Told:
    """A site in which everything goes as intended, and the stories told to it."""

    def __init__(self, model: ScenarioModel) -> None:
        self.plant = build(as_intended(model))
        self.later_h = LOSS_H + _rest_h(self.plant)
        self._timeline = Timeline(self.later_h + AFTER_H, (0.0,), (self.plant.demand,), {})

    def outages(self, stories: Sequence[Sequence[Forced]]) -> list[tuple[Outage, ...]]:
        """What each story costs."""
        return forced(self.plant, self._timeline, stories)

    def utility_lost(self, at_h: float = LOSS_H) -> tuple[Forced, ...]:
        """The utility goes and stays away."""
        return tuple(Forced(node.group, 0, at_h) for node in self.plant.nodes if node.kind == "feed")

    def on_sets(self, one: Forced) -> tuple[Forced, ...]:
        """The utility goes; when all is at rest again, something fails."""
        return (*self.utility_lost(), Forced(one.group, one.unit, self.later_h))

    def before(self, one: Forced) -> tuple[Forced, ...]:
        """Something fails; when all is at rest again, the utility goes."""
        return (Forced(one.group, one.unit, LOSS_H), *self.utility_lost(self.later_h))

    def after_the_loss(self, outages: Sequence[Outage]) -> list[Outage]:
        """Those that the failure on gensets began or prolonged, not those of the loss before it."""
        return [one for one in outages if one.end_h > self.later_h]

    def new_beside(self, usual: Sequence[Outage], outages: Sequence[Outage]) -> list[Outage]:
        """Those that the loss of the utility alone would not have brought."""
        known = {_shape(one) for one in usual}
        return [one for one in outages if _shape(one) not in known]


def _shape(outage: Outage) -> tuple[float, frozenset[str]]:
    return round(outage.end_h - outage.start_h, 6), frozenset(one.hall for one in outage.halls)


def _step(name: str, what: str, told: Sequence[tuple[str, Sequence[Outage]]]) -> Step:
    """What came of the stories of one failure."""
    broken = [(when, outage) for when, outages in told for outage in outages]
    result: Result = "not met" if broken else "met"
    if not broken:
        return Step(name, "IV", what, result, "power and cooling go on without a break")
    when, outage = broken[0]
    lost = {one.hall: outage.unserved_mwh / max(outage.end_h - outage.start_h, 1e-9) for one in outage.halls}
    share = len(lost) or 1
    hot = any(one.kind == "too-hot" for one in outage.deviations)
    halls = ", ".join(list(lost)[:4]) + (" …" if len(lost) > 4 else "")
    length = _length(outage.end_h - outage.start_h)
    reason = f"{halls}: {'too hot' if hot else 'dark'} for {length}"
    if when:
        reason += f", {when}"
    return Step(name, "IV", what, result, reason, {hall: mw / share for hall, mw in lost.items()})


def _length(hours: float) -> str:
    if hours >= AFTER_H * 0.75:
        return "hours"
    return f"{hours * 3600:.3g} s" if hours < 1 / 30 else f"{hours * 60:.3g} min"


def _who(plant: Plant, name: str, one: Forced) -> str:
    count = sum(plant.nodes[i].count for i in plant.members[one.group])
    return f"one unit of '{name}' ({count})" if count > 1 else f"'{name}'"


def _single_failures(plant: Plant) -> Iterator[tuple[str, Forced]]:
    """One unit of every part of every group that is not the utility's."""
    for nodes in plant.members.values():
        first = 0
        for i in nodes:
            node = plant.nodes[i]
            if node.kind not in _NOT_FAILURES:
                yield node.name, Forced(node.group, first, 0.0)
            first += node.count


def _besides(
    plant: Plant, failures: Sequence[tuple[str, Forced]], away: Forced
) -> Iterator[tuple[str, Forced]]:
    """The failures there may be while something is away: of its own part, that of another unit."""
    for name, one in failures:
        if one != away:
            yield name, one
        elif plant.nodes[plant.index[name]].count > 1:
            yield name, Forced(one.group, one.unit + 1, one.start_h)


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
    grid = model.grid.model_copy(update={"interruptions": {}, "sags": None})
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
        elif field == "shed":
            changed[field] = None
        elif field == "fuel" and value is not None:
            changed[field] = _plenty(value)
        elif field in ("mttf_h", "mttr_h"):
            changed[field] = NEVER if field == "mttf_h" else value
        elif isinstance(value, Law) and not value.is_fixed():
            changed[field] = fixed(value.mean())
    if "failures_per_year" in type(group).model_fields:
        changed["failures_per_year"] = None
    return group.model_copy(update=changed)


def _plenty(fuel: Fuel) -> Fuel:
    """Fuel for longer than any story: how long it lasts is a step of its own."""
    if fuel.usable_m3 is not None:
        return fuel.model_copy(update={"usable_m3": fuel.usable_m3 * _PLENTY})
    return fuel.model_copy(update={"tank_h": (fuel.tank_h or 0.0) * _PLENTY})
