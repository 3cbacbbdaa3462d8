"""The behaviours of a site: one file each, and here which of them a plant needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def behaviours_of(
    plant: Plant, streams: Streams, replays: Mapping[str, Sequence[Any]], *, by_plan: bool = False
) -> tuple[Behaviour, ...]:
    """Every behaviour of a plant, and `by_plan` one that changes it.

    Switches and ties stand first: they move before anybody else responds.
    """
    names = sorted([*plant.specs, *plant.interruptions, *map(damage_by, plant.weather), *plant.hall_names])
    rank = {name: i + 1 for i, name in enumerate(names)}

    def of(node: int) -> int:
        return rank[plant.nodes[node].group]

    found: list[Behaviour] = [TransferSwitching(plant, i, of(i), streams) for i in plant.switches]
    found += [
        BusTying(plant, number, of(tie.node), streams)
        for number, tie in enumerate(plant.ties)
        if tie.automatic
    ]
    gensets = {plant.nodes[g].group for g in plant.gensets}
    found += [Gensets(plant, name, rank[name], streams) for name in plant.specs if name in gensets]
    found += [one.in_common for one in found if isinstance(one, Gensets) and one.in_common.chance]
    found += [Battery(plant, i, of(i)) for i in plant.batteries]
    found += [Overloads("overloads", 0)]
    found += [LoadBlocks(plant)] if plant.blocks else []
    if plant.shed_rules:
        numbers = [i for i, one in enumerate(found) if isinstance(one, Gensets)]
        found.append(LoadShedding(plant, numbers, len(found) - 1 if plant.blocks else -1))
    restarting = range(len(found), len(found) + len(plant.coolers))
    found += [CoolingRestart(plant, i, of(i), streams) for i in plant.coolers]
    found += [ColdStoring(plant, n, rank[store.group]) for n, store in enumerate(plant.cold_stores)]
    found += [HallHeat(streams) for streams in zones(plant, rank)]
    if plant.sags_per_year > 0:
        found.append(Sags(plant.sags_per_year, restarting))
    found += [Failures(plant, name, rank[name]) for name in plant.specs if name not in gensets]
    for name, spec in plant.interruptions.items():
        if name in plant.weather:
            found += _weather(plant, name, rank, streams)
            continue
        in_time = (spec.notice_h or 0.0) >= PREPARATION_H
        announced = in_time and spec.saifi is None
        found.append(
            (Announced if announced else Interruptions)(plant, name, rank[name], replays.get(name, ()))
        )
        if planned_shares(spec)[0] > 0:
            found.append((PlannedWorks if in_time else PlannedShare)(plant, name, rank[name]))
    found += [
        Maintenance(plant, name, rank[name], kind, _sets_of(found, name))
        for name, spec in plant.specs.items()
        if isinstance(spec, Group) and spec.maintenance is not None
        for kind in KINDS_OF_WORKS
    ]
    found += unseen_of(plant, rank, found)
    found += [
        LoadTests(plant, name, rank[name], spec.tests)
        for name, spec in plant.specs.items()
        if isinstance(spec, Genset) and spec.tests is not None and spec.tests.transfers_load
    ]
    if by_plan:
        found += [
            TieInWorks(plant, phase, works, rank[works.groups[0]]) for phase, works in plant.tie_ins.items()
        ]
        found.append(Commissioning())
    return tuple(found)


def _sets_of(found: Sequence[Behaviour], name: str) -> tuple[int, Gensets] | None:
    """The number and the behaviour of the genset group of this name, if it is one."""
    every = ((number, one) for number, one in enumerate(found) if isinstance(one, Gensets))
    return next(((number, one) for number, one in every if one.name == name), None)


def _weather(plant: Plant, name: str, rank: Mapping[str, int], streams: Streams) -> list[Behaviour]:
    """One kind of weather: what it hits, and what it may do to the site itself."""
    spec = plant.weather[name]
    closes = spec.fuel_lead_h > 0 or spec.crew_delay_h > 0
    events = (ClosesRoads if closes else Interruptions)(plant, name, rank[name])
    if spec.on_site is None:
        return [events]
    return [events, OnSiteDamage(plant, events, spec.on_site, rank[damage_by(name)], streams)]
