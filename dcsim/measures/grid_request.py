"""What a site must be given from outside on its design day: power, firm power, water, diesel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dcsim.measures.energy.account import Account
from dcsim.measures.energy.ambient import Follows
from dcsim.measures.energy.losses import Units, per_mw_of_consumers, wires
from dcsim.measures.energy.of_scenario import burn_of
from dcsim.plant import Plant
from dcsim.plant.settle import design_load_w
from dcsim.plant.usable.asked import recharge_w
from dcsim.quantities import watts
from dcsim.scenario import library
from dcsim.scenario.model import ScenarioModel

HOURS_PER_DAY = 24.0
FUEL_HOURS = (12, 24, 48, 72)
"""Hours on gensets that diesel is given for; 12 is the Tier minimum as recalled."""


@dataclass(frozen=True)
class GridRequest:
    """What a site takes on its design day, every hall at the given load and batteries recharging.

    `mw` and `mva` at the sources; of it `firm_mw` is for what may not be shed. `offered_mw` is what the feeds
    promise together, `offered_one_out_mw` without the largest of them (None: a feed without a rating).
    `water_m3_per_day` is what towers evaporate, `diesel_m3` by hours on gensets. `pue` is that of the day,
    without the recharge.
    """

    it_mw: float
    mw: float
    mva: float
    power_factor: float
    firm_mw: float
    recharge_mw: float
    pue: float | None
    offered_mw: float | None
    offered_one_out_mw: float | None
    water_m3_per_day: float
    diesel_m3: Mapping[int, float]
    words: str


def grid_request(
    model: ScenarioModel,
    account: Account,
    it_mw: Mapping[str, float],
    units: Units | None = None,
    present: Collection[str] | None = None,
) -> GridRequest:
    """The request for this IT load by hall, MW.

    `units` are in service (all if not given), and of the fixed loads those named in `present` (all if not
    given). Halls without a load are taken as not in service.
    """
    plant = account.plant
    per_mw = per_mw_of_consumers(plant, units)
    it = {hall.name: it_mw.get(hall.name, 0.0) for hall in plant.halls}
    there = {*(name for name, mw in it.items() if mw > 0), *(model.loads if present is None else present)}
    serving = {name: 1.0 if name in there else 0.0 for name in (*it, *model.loads)}
    day = account.power.draws(it, serving, _design, per_mw, design=True)
    without = account.power.draws(it, serving, _design, per_mw)
    recharge = recharge_mw(plant, units)
    mw = float(day.site) + recharge
    firm = account.power.draws(_firm(model, it), serving, _design, per_mw, design=True)
    factor = library.step_figure("defaults", "grid_power_factor").value
    total = sum(it.values())
    offered = _offered(model, plant, units)
    return GridRequest(
        it_mw=total,
        mw=mw,
        mva=mw / factor,
        power_factor=factor,
        firm_mw=float(firm.site) + recharge,
        recharge_mw=recharge,
        pue=float(without.site) / total if total else None,
        offered_mw=sum(offered) if offered is not None else None,
        offered_one_out_mw=sum(offered) - max(offered, default=0.0) if offered is not None else None,
        water_m3_per_day=float(day.evaporating) * HOURS_PER_DAY * account.m3_per_mwh,
        diesel_m3=_diesel(plant, mw, units),
        words=account.power.words,
    )


def _design(_follows: Follows) -> float:
    return 1.0


def _firm(model: ScenarioModel, it: Mapping[str, float]) -> dict[str, float]:
    """IT by hall without the tenants that some group may shed, MW."""
    left = dict(it)
    sheddable = {
        tenant
        for group in model.power.values()
        if (shed := getattr(group, "shed", None)) is not None
        for tenant in shed.tenants
    }
    for tenant in (model.tenants[name] for name in sheddable):
        left[tenant.hall] = max(0.0, left[tenant.hall] - tenant.contracted_mw * tenant.uses)
    return left


def recharge_mw(plant: Plant, units: Units | None = None) -> float:
    """What empty batteries draw at the sources while they recharge, unless a load stands for it, MW."""
    made = wires(plant, units)
    needed = made.needed_per_mw()
    taken_w = recharge_w(plant, units or tuple(node.count for node in plant.nodes))
    # what a UPS takes in, of which its own losses are no part
    per_mw = [(needed[i] or 0.0) * made.efficiency[i] for i in plant.batteries]
    return sum(drawn_w / 1e6 * each for drawn_w, each in zip(taken_w, per_mw, strict=True))


def _offered(model: ScenarioModel, plant: Plant, units: Units | None) -> list[float] | None:
    """What each feed in service promises, MW; None if one has no rating."""
    found: list[float] = []
    for name, feed in model.grid.feeds.items():
        (node,) = plant.members[name]
        promised = feed.rating_mw if feed.firm_mw is None else feed.firm_mw
        if promised is None:
            return None
        if units is None or units[node]:
            found.append(promised)
    return found


def _diesel(plant: Plant, mw: float, units: Units | None) -> dict[int, float]:
    """Diesel for some hours of this load, m³; genset groups share it as they share the full site."""
    carried = {node: w for node, w in design_load_w(plant).items() if w and (units is None or units[node])}
    whole = sum(carried.values())
    rate = sum(
        burn_of(plant, i).rate(
            watts(mw * w / whole), plant.nodes[i].count if units is None else units[i], running=True
        )
        for i, w in carried.items()
    )
    return {hours: rate * hours for hours in FUEL_HOURS}
