"""The behaviours of a site: one file each, and here which of them a plant needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.behaviours.batteries import Battery
from dcsim.engine.behaviours.commissioning import Commissioning
from dcsim.engine.behaviours.cooling.heat import HallHeat, zones
from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.behaviours.cooling.sags import Sags
from dcsim.engine.behaviours.cooling.stores import ColdStoring
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.gensets import Gensets
from dcsim.engine.behaviours.interruptions import Interruptions, PlannedShare, planned_shares
from dcsim.engine.behaviours.load_blocks import LoadBlocks
from dcsim.engine.behaviours.load_shedding import LoadShedding
from dcsim.engine.behaviours.load_tests import LoadTests
from dcsim.engine.behaviours.maintenance import Maintenance
from dcsim.engine.behaviours.overloads import Overloads
from dcsim.engine.behaviours.planned_works import PREPARATION_H, Announced, PlannedWorks
from dcsim.engine.behaviours.switches import BusTying, TransferSwitching
from dcsim.engine.behaviours.tie_in import TieInWorks
from dcsim.engine.behaviours.unseen import unseen_of
from dcsim.engine.behaviours.weather import ClosesRoads, OnSiteDamage
from dcsim.engine.dependent import KINDS_OF_WORKS
from dcsim.plant.network import Plant
from dcsim.scenario.model import Genset, Group, damage_by
from dcsim.streams import Streams

Rank = Mapping[str, int]
"""By name, the place among simultaneous events of a class."""


def behaviours_of(
    plant: Plant, streams: Streams, replays: Mapping[str, Sequence[Any]], *, by_plan: bool = False
) -> tuple[Behaviour, ...]:
    """Every behaviour of a plant, and `by_plan` one that changes it.

    Switches and ties stand first: they move before anybody else responds. Some know others by their number in
    this order.
    """
    names = sorted([*plant.specs, *plant.interruptions, *map(damage_by, plant.weather), *plant.hall_names])
    rank = {name: i + 1 for i, name in enumerate(names)}
    found = [*_moving(plant, rank, streams), *_generating(plant, rank, streams)]
    found += [Battery(plant, i, _rank_at(plant, rank, i)) for i in plant.batteries]
    found += [Overloads("overloads", 0)]
    found += _choosing_loads(plant, found)
    found += _cooling(plant, rank, streams, first=len(found))
    gensets = {plant.nodes[g].group for g in plant.gensets}
    found += [Failures(plant, name, rank[name]) for name in plant.specs if name not in gensets]
    found += _interrupting(plant, rank, streams, replays)
    found += _upkeep(plant, rank, found)
    if by_plan:
        works = plant.tie_ins.items()
        found += [TieInWorks(plant, phase, one, rank[one.groups[0]]) for phase, one in works]
        found += [Commissioning()]
    return tuple(found)


def _rank_at(plant: Plant, rank: Rank, node: int) -> int:
    return rank[plant.nodes[node].group]


def _moving(plant: Plant, rank: Rank, streams: Streams) -> Iterator[Behaviour]:
    """Switches, then ties."""
    for i in plant.switches:
        yield TransferSwitching(plant, i, _rank_at(plant, rank, i), streams)
    for number, tie in enumerate(plant.ties):
        if tie.automatic:
            yield BusTying(plant, number, _rank_at(plant, rank, tie.node), streams)


def _generating(plant: Plant, rank: Rank, streams: Streams) -> list[Behaviour]:
    """Genset groups, and then what may fail their starts in common."""
    names = {plant.nodes[g].group for g in plant.gensets}
    gensets = [Gensets(plant, name, rank[name], streams) for name in plant.specs if name in names]
    return [*gensets, *(one.in_common for one in gensets if one.in_common.chance)]


def _choosing_loads(plant: Plant, found: Sequence[Behaviour]) -> list[Behaviour]:
    """Loads that gensets take up block by block, and such as are shed; they follow those `found` so far."""
    several: list[Behaviour] = [LoadBlocks(plant)] if plant.blocks else []
    if plant.shed_rules:
        gensets = [i for i, one in enumerate(found) if isinstance(one, Gensets)]
        several.append(LoadShedding(plant, gensets, len(found) if plant.blocks else -1))
    return several


def _cooling(plant: Plant, rank: Rank, streams: Streams, first: int) -> Iterator[Behaviour]:
    """Machines, stores and halls; the first machine has the number `first`."""
    for i in plant.coolers:
        yield CoolingRestart(plant, i, _rank_at(plant, rank, i), streams)
    for number, store in enumerate(plant.cold_stores):
        yield ColdStoring(plant, number, rank[store.group])
    for zone in zones(plant, rank):
        yield HallHeat(zone)
    if plant.sags_per_year > 0:
        yield Sags(plant.sags_per_year, range(first, first + len(plant.coolers)))


def _interrupting(
    plant: Plant, rank: Rank, streams: Streams, replays: Mapping[str, Sequence[Any]]
) -> Iterator[Behaviour]:
    """Interruptions, works with notice, and weather."""
    for name, spec in plant.interruptions.items():
        if name in plant.weather:
            yield from _weather(plant, name, rank, streams)
            continue
        in_time = (spec.notice_h or 0.0) >= PREPARATION_H
        announced = in_time and spec.saifi is None
        yield (Announced if announced else Interruptions)(plant, name, rank[name], replays.get(name, ()))
        if planned_shares(spec)[0] > 0:
            yield (PlannedWorks if in_time else PlannedShare)(plant, name, rank[name])


def _upkeep(plant: Plant, rank: Rank, found: Sequence[Behaviour]) -> list[Behaviour]:
    """Maintenance, what fails unseen, and tests that transfer the load."""
    maintained = [
        Maintenance(plant, name, rank[name], kind, _sets_of(found, name))
        for name, spec in plant.specs.items()
        if isinstance(spec, Group) and spec.maintenance is not None
        for kind in KINDS_OF_WORKS
    ]
    tested = [
        LoadTests(plant, name, rank[name], spec.tests)
        for name, spec in plant.specs.items()
        if isinstance(spec, Genset) and spec.tests is not None and spec.tests.transfers_load
    ]
    return [*maintained, *unseen_of(plant, rank, found), *tested]


def _sets_of(found: Sequence[Behaviour], name: str) -> tuple[int, Gensets] | None:
    """The number and the behaviour of the genset group of this name, if it is one."""
    every = ((number, one) for number, one in enumerate(found) if isinstance(one, Gensets))
    return next(((number, one) for number, one in every if one.name == name), None)


def _weather(plant: Plant, name: str, rank: Rank, streams: Streams) -> list[Behaviour]:
    """One kind of weather: what it hits, and what it may do to the site itself."""
    spec = plant.weather[name]
    closes = spec.fuel_lead_h > 0 or spec.crew_delay_h > 0
    events = (ClosesRoads if closes else Interruptions)(plant, name, rank[name])
    if spec.on_site is None:
        return [events]
    return [events, OnSiteDamage(plant, events, spec.on_site, rank[damage_by(name)], streams)]
