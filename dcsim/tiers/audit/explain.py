"""One step in full: what was taken out, what moved, what the rest carries then, and the story of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dcsim.engine.forced import Forced, Happened
from dcsim.plant.bridging import ride_through_min
from dcsim.plant.network import Plant
from dcsim.plant.usable.removals import Removal, absent
from dcsim.records import Event, Outage, StoreLevel
from dcsim.scenario.model import ScenarioModel
from dcsim.tiers.audit.by_hand import ByHand
from dcsim.tiers.audit.lasts import Lasts, lasts
from dcsim.tiers.audit.phases import whole
from dcsim.tiers.audit.step import Step
from dcsim.tiers.audit.told import LOSS_H, Told, failures_of
from dcsim.tiers.audit.walk import Walk
from dcsim.tiers.audit.words import away_in_words

_PLENTIFUL = ("/fuel", "/water")
"""Stores that stories have plenty of."""
LASTING_H = 30.0
"""Batteries and stores of cold are empty by then, where nothing fills them again."""
LONGEST_H = 5000.0


@dataclass(frozen=True)
class Replay:
    """A step told to the running core: all that happened; `origin_h` is when the step was done to it.

    `halls` are all halls of the site, `inputs` the inputs of every switch in order.
    """

    title: str
    origin_h: float
    ends_h: float
    outages: tuple[Outage, ...]
    events: tuple[Event, ...]
    levels: tuple[StoreLevel, ...]
    inputs: Mapping[str, tuple[str, ...]]
    halls: tuple[str, ...]

    @property
    def lost(self) -> frozenset[str]:
        """Halls that are down at its end."""
        still = (one for outage in self.outages for one in outage.halls if one.end_h >= self.ends_h)
        return frozenset(one.hall for one in still)


@dataclass(frozen=True)
class Explanation:
    """One step in full: `lasts` is what the walk found (None: it is no walk), `replays` its stories."""

    step: Step
    lasts: Lasts | None
    replays: tuple[Replay, ...]


def explained(model: ScenarioModel, step: Step) -> Explanation:
    """The walk and the stories of one step of an audit; steps that read the file have neither."""
    question, _, about = step.name.partition(":")
    if question in ("carry", "maintain", "two") or (question == "tie-in" and ":" in about):
        return _walked(model, step)
    if question == "fail":
        return Explanation(step, None, tuple(_failure(Told(model), about)))
    if question == "beyond":
        return Explanation(step, None, tuple(_in_maintenance(Told(model), about)))
    return Explanation(step, None, ())


def _walked(model: ScenarioModel, step: Step) -> Explanation:
    told = Told(model)
    walk = Walk(told.plant)
    if walk.alone is None:
        return Explanation(step, None, ())
    removal = worst_removal(walk, step.name)
    moved = None
    if removal is not None and step.is_met and not walk.outcome(removal).holds:
        moved = ByHand(model).first(ways_of(walk, step.name))
    if moved is not None:
        told = Told(moved.model)
        walk = Walk(told.plant)
    found = lasts(walk, *([removal] if removal is not None else []))
    return Explanation(step, found, (told_for_good(walk, told, found.taken, found.lost_mw),))


def worst_removal(walk: Walk, name: str) -> Removal | None:
    """What a walked step takes out, in the worst of its ways; None: nothing."""
    if name == "carry":
        return None
    return max(ways_of(walk, name), key=lambda one: walk.outcome(one).badness)


def ways_of(walk: Walk, name: str) -> list[Removal]:
    """The ways to take out what a walked step takes out."""
    if name.startswith("two:"):
        return [one for one in absent(walk.plant, walk.units, 2) if f"two:{one.group}" == name]
    if name.startswith("tie-in:"):
        found = whole(walk.plant, name.rpartition(":")[2])
        return [found] if found is not None else []
    return [one for one in walk.removals if away_in_words(walk.plant, one)[0] == name]


def too_hot_h(walk: Walk, lost_mw: Mapping[str, float]) -> float:
    """Hours after which halls that lack a little of their cooling are too hot."""
    found = 0.0
    for name, lost in lost_mw.items():
        hall = walk.plant.hall_specs[name]
        stands_min = [ride_through_min(hall, walk.plant, group) for group in hall.cooled_by]
        found = max(found, 1.2 * max(stands_min, default=0.0) / 60.0 * hall.it_mw / lost)
    return min(found, LONGEST_H)


def told_for_good(
    walk: Walk, told: Told, taken: Sequence[tuple[int, int]], lost_mw: Mapping[str, float]
) -> Replay:
    """The utility goes; when all is at rest these units, by node, are taken out, and nothing comes back."""
    plant = told.plant
    tanks = zip(plant.gensets, (plant.genset(node).fuel for node in plant.gensets), strict=True)
    long_h = [
        fuel.day_tank_m3 / (walk.burnt(node) or 1.0)
        for node, fuel in tanks
        if fuel is not None and fuel.day_tank_m3 is not None
    ]
    away = [
        Forced(plant.nodes[node].group, plant.nodes[node].first_unit + unit, told.later_h)
        for node, count in taken
        for unit in range(count)
    ]
    ends_h = told.later_h + LASTING_H + 2.0 * max(long_h, default=0.0) + too_hot_h(walk, lost_mw)
    (found,) = told.happened([(*told.utility_lost(), *away)], ends_h)
    title = "in the running core: the utility goes; when all is at rest "
    title += f"{_units(plant, taken)} taken out" if taken else "nothing else happens"
    return _replay(plant, title, told.later_h if taken else LOSS_H, ends_h, found)


def _failure(told: Told, about: str) -> Iterator[Replay]:
    """The two stories of a single failure, or the one of the utility."""
    ends_h = told.ends_h
    if about == "utility":
        (found,) = told.happened([told.utility_lost()], ends_h)
        yield _replay(told.plant, "in the running core: the utility goes", LOSS_H, ends_h, found)
        return
    one = dict(failures_of(told.plant))[about]
    on_sets, before = told.happened([told.on_sets(one), told.before(one)], ends_h)
    title = f"in the running core: '{about}' fails"
    yield _replay(told.plant, f"{title} while the site runs on its gensets", told.later_h, ends_h, on_sets)
    yield _replay(told.plant, f"{title}, and then the utility goes", LOSS_H, ends_h, before)


def _in_maintenance(told: Told, about: str) -> Iterator[Replay]:
    """With one thing out the first failure that is not borne; where all are, nothing but its maintenance."""
    failures = list(failures_of(told.plant))
    away = dict(failures)[about]
    title = f"in the running core: '{about}' is out for maintenance, the utility goes"
    for other, story in told.during(failures, away):
        (found,) = told.happened([story], told.ends_h)
        if told.after_the_loss(found.outages):
            words = f"{title}, and then '{other}' fails"
            yield _replay(told.plant, words, told.later_h, told.ends_h, found)
            return
    (found,) = told.happened([(told.out(away), *told.utility_lost())], told.ends_h)
    yield _replay(told.plant, title, LOSS_H, told.ends_h, found)


def _units(plant: Plant, taken: Sequence[tuple[int, int]]) -> str:
    names = [
        f"'{plant.nodes[node].name}'"
        if plant.nodes[node].count == 1
        else f"{count} of '{plant.nodes[node].name}'"
        for node, count in taken
    ]
    return f"{' and '.join(names)} {'is' if sum(count for _, count in taken) == 1 else 'are'}"


def _replay(plant: Plant, title: str, origin_h: float, ends_h: float, found: Happened) -> Replay:
    return Replay(
        title,
        origin_h,
        ends_h,
        found.outages,
        found.events,
        tuple(one for one in found.levels if not one.store.endswith(_PLENTIFUL) or "/day-tank/" in one.store),
        plant.inputs_of_switches,
        plant.hall_names,
    )
