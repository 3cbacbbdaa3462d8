"""Where the power of a full site goes on its design day, group by group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.measures.energy.ambient import Follows
from dcsim.measures.energy.losses import per_mw_of_consumers, wires
from dcsim.measures.energy.of_scenario import account_of
from dcsim.measures.energy.site_power import Chain
from dcsim.plant import Plant
from dcsim.plant.settle import design_load_w
from dcsim.scenario.model import ScenarioModel

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

HOURS_PER_YEAR = 8760.0
_ROUNDING = 1e-9
"""A set is not needed for so small a share of its rating."""


@dataclass(frozen=True)
class GroupPower:
    """What a group gives on and takes in, MW."""

    given_mw: float
    taken_mw: float

    @property
    def lost_mw(self) -> float:
        return self.taken_mw - self.given_mw


@dataclass(frozen=True)
class PowerBalance:
    """A site with every hall at its demand on the design day, MW, nothing out of service, on the mains.

    `groups` has everything power goes through, `cooling` what each cooling group draws; `mwh_per_year` is the
    site's energy if every hour were like this, `sets_needed` the gensets of each group that carry the site.
    """

    it_mw: float
    cooling_mw: float
    loads_mw: float
    site_mw: float
    pue: float
    mwh_per_year: float
    groups: Mapping[str, GroupPower]
    cooling: Mapping[str, float]
    sets_needed: Mapping[str, int]
    words: str


def power_balance(scenario: Scenario) -> PowerBalance:
    """Where the power of a scenario goes. By a PUE curve no group but the IT has a share of its own."""
    model = scenario.model
    account = account_of(scenario)
    plant, power = account.plant, account.power
    it = {name: model.it_demand_mw(name) for name in model.halls}
    day = power.draws(it, {}, _design, per_mw_of_consumers(plant), design=True)
    cooling = {}
    if isinstance(power, Chain):
        cooling = {one.name: float(one.draws(it, {}, power.idle)) for one in power.machines}
    site, it_mw = float(day.site), sum(it.values())
    return PowerBalance(
        it_mw=it_mw,
        cooling_mw=float(day.cooling),
        loads_mw=float(day.loads),
        site_mw=site,
        pue=site / it_mw,
        mwh_per_year=site * HOURS_PER_YEAR,
        groups=_groups(model, plant, it, cooling),
        cooling=cooling,
        sets_needed=_sets_needed(plant, site),
        words=power.words,
    )


def _design(_follows: Follows) -> float:
    return 1.0


def _groups(
    model: ScenarioModel, plant: Plant, it: Mapping[str, float], cooling: Mapping[str, float]
) -> dict[str, GroupPower]:
    made = wires(plant)
    demand = [0.0] * len(plant.consumers)
    for hall, numbers in zip(plant.halls, plant.hall_loads, strict=True):
        whole = sum(plant.consumers[n].demand_w for n in numbers)
        for n in numbers:
            demand[n] = it[hall.name] * plant.consumers[n].demand_w / whole if whole else 0.0
    for n, load in enumerate(plant.loads, len(plant.halls)):
        demand[n] = model.loads[load.name].mw
    for n, i in enumerate(plant.coolers, len(plant.halls) + len(plant.loads)):
        node = plant.nodes[i]
        demand[n] = (
            cooling.get(node.group, 0.0)
            * node.count
            / sum(plant.nodes[j].count for j in plant.members[node.group])
        )
    given = made.given_mw(demand)
    found: dict[str, GroupPower] = {}
    for node in plant.nodes:
        if node.index in plant.cooler_at:
            continue
        before = found.get(node.group, GroupPower(0.0, 0.0))
        taken = given[node.index] / made.efficiency[node.index]
        found[node.group] = GroupPower(before.given_mw + given[node.index], before.taken_mw + taken)
    return found


def _sets_needed(plant: Plant, site_mw: float) -> dict[str, int]:
    """Sets that carry the site, genset groups sharing it as they share the full site on gensets."""
    carried = design_load_w(plant)
    whole = sum(carried.values())
    found = {}
    for i, watts in carried.items():
        node = plant.nodes[i]
        if whole and node.rating_w:
            found[node.group] = math.ceil(site_mw * 1e6 * watts / whole / node.rating_w - _ROUNDING)
    return found
