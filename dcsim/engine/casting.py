"""Who takes part in the replications of a run: behaviours in their order, and who watches what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from dcsim.engine.behaviours import behaviours_of
from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.commissioning import Commissioning
from dcsim.engine.behaviours.load_shedding import LoadShedding
from dcsim.engine.behaviours.switches import Moving
from dcsim.engine.cast import Cast, Watch, Watchers
from dcsim.engine.spells import Rows
from dcsim.engine.supply_record import SupplyRecord
from dcsim.engine.supply_records import records_of
from dcsim.plant.network import Plant
from dcsim.rollout import Timeline
from dcsim.streams import Streams


def cast_of(
    plant: Plant, timeline: Timeline, by_plan: bool, seed: int, replays: Mapping[str, Sequence[Any]]
) -> Cast:
    """What all blocks of a run share; the latest is kept with the plant, as nothing in it ever changes.

    `timeline` has what its replications have in common.
    """
    latest: dict[str, tuple[Timeline, bool, int, Mapping[str, Sequence[Any]], Cast]] = plant.answers["cast"]
    if "latest" not in latest or latest["latest"][:4] != (timeline, by_plan, seed, replays):
        behaviours = behaviours_of(plant, Streams(seed), replays, by_plan=by_plan)
        latest["latest"] = timeline, by_plan, seed, dict(replays), _cast(plant, timeline, by_plan, behaviours)
    return latest["latest"][4]


def _cast(plant: Plant, timeline: Timeline, by_plan: bool, behaviours: tuple[Behaviour, ...]) -> Cast:
    watching = [(i, behaviour) for i, behaviour in enumerate(behaviours) if behaviour.watches_supply]
    return Cast(
        plant,
        timeline,
        records_of(plant, timeline, by_plan),
        Rows(plant),
        behaviours,
        movers=tuple(i for i, behaviour in watching if isinstance(behaviour, Moving)),
        at_node=_at_node(behaviours),
        shedding=next((one for one in behaviours if isinstance(one, LoadShedding)), None),
        commissioning=next((i for i, one in enumerate(behaviours) if isinstance(one, Commissioning)), None),
        watchers=Watchers([_watch(i, one) for i, one in watching if not isinstance(one, Moving)]),
    )


def _at_node(behaviours: Sequence[Behaviour]) -> dict[int, tuple[int, ...]]:
    found: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for number, behaviour in enumerate(behaviours):
        if behaviour.stands_at >= 0:
            found[behaviour.stands_at] += (number,)
    return dict(found)


def _watch(number: int, behaviour: Behaviour) -> Watch:
    """What a behaviour looks at of a supply record: all of it, some fields, or places in those."""
    if not behaviour.watched_parts:
        return Watch(number, _whole)
    parts = attrgetter(*behaviour.watched_parts)
    if not behaviour.watched_places:
        return Watch(number, parts)
    places = itemgetter(*behaviour.watched_places)
    if len(behaviour.watched_parts) == 1:
        return Watch(number, lambda record: places(parts(record)))
    return Watch(number, lambda record: tuple(map(places, parts(record))))


def _whole(record: SupplyRecord) -> object:
    return record
