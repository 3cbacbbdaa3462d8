"""What a rollout asks of others: the grid company, suppliers, and the purse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.measures.capacity import Bands, Rolled, first_month, is_full, is_sold_out, lateness_months

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.clocks import Floats, Integers
    from dcsim.measures.energy import Account, EnergyUse, SlipMoney
    from dcsim.measures.grid_request import GridRequest
    from dcsim.measures.order_by import OrderBy
    from dcsim.plant import Plant
    from dcsim.rollout.service import ReadySet
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel

FROM_THE_START = "from the start"
PEAK = "P90 peak of the last month"


@dataclass(frozen=True)
class Outside:
    """What others must provide.

    `grid` is what to ask of the grid company, by phase in the order of the plan, with every hall of it full,
    and for the P90 peak of the last month. `order_full` and `order_sold_out` say by when the next stage must
    be ordered so that it is there when the site is full, or sold out. `energy` holds over the horizon.
    """

    grid: Mapping[str, GridRequest]
    order_full: tuple[OrderBy, ...]
    order_sold_out: tuple[OrderBy, ...]
    energy: Mapping[str, Estimate]
    energy_by_year: Mapping[int, Mapping[str, Estimate]]
    energy_words: str
    """How energy was worked out, and in which climate."""
    money: SlipMoney | None
    """What late phases cost; None where the scenario has no prices."""
    site_mwh: Floats
    """Energy of the site over the horizon, shape (replications,)."""
    electricity_usd: Floats | None
    """What it costs; None without a tariff."""
    lost_usd: Floats | None
    """What each replication loses by late phases; None without prices."""


def outside_of(
    scenario: Scenario,
    plant: Plant,
    rolled: Rolled,
    peak: Bands,
    sets: Sequence[ReadySet],
    set_at: Integers,
    in_service: Mapping[str, Floats],
) -> Outside:
    """What others must provide; `in_service` is the share of each month that halls and loads are there."""
    from dcsim.measures import energy
    from dcsim.measures.energy import account_of, lost_usd, slip_money
    from dcsim.measures.order_by import order_by

    model = scenario.model
    account = account_of(scenario, plant)
    drawn = {name: one.drawn * rolled.share_served for name, one in rolled.tenants.items()}
    used: EnergyUse = account.over(
        rolled.hours, drawn, in_service, [one.units for one in sets], set_at
    )  # fmt: skip
    late = {name: lateness_months(rolled, name) for name in rolled.ready_h}
    waits = rolled.mw_months(rolled.unserved), rolled.mw_months(rolled.shortfall)
    prices, cost = model.prices, used.cost_usd
    return Outside(
        grid=_grid(model, plant, account, float(peak.p90[-1])),
        order_full=order_by(model, first_month(is_full(rolled))),
        order_sold_out=order_by(model, first_month(is_sold_out(rolled))),
        energy=energy.estimates(used),
        energy_by_year=energy.by_year(used),
        energy_words=used.words,
        money=slip_money(model, *waits, late),
        site_mwh=used.site_mwh.sum(axis=1),
        electricity_usd=None if cost is None else cost.sum(axis=1),
        lost_usd=None if prices is None else lost_usd(model, prices, *waits, late).total,
    )


def _grid(model: ScenarioModel, plant: Plant, account: Account, peak_mw: float) -> dict[str, GridRequest]:
    from dcsim.measures.grid_request import grid_request

    def request(ready: ReadySet, scale: float = 1.0) -> GridRequest:
        it_mw = {name: scale * hall.it_mw for name, hall in model.halls.items() if name in ready.halls}
        return grid_request(model, account, it_mw, ready.units, ready.halls | ready.loads)

    stages = planned_sets(model, plant)
    found = {name: request(ready) for name, ready in stages.items()}
    if found:
        name, last = list(stages.items())[-1]
        found[PEAK] = request(last, peak_mw / found[name].it_mw)
    return found


def planned_sets(model: ScenarioModel, plant: Plant) -> dict[str, ReadySet]:
    """What is in service by plan after each phase, and before the first; only where there is a hall."""
    from dcsim.rollout.service import service_of

    service = service_of(model, plant)
    count = len(service.phases)
    names = (FROM_THE_START, *service.phases)
    sets = [service.ready_set([phase < ready for phase in range(count)]) for ready in range(count + 1)]
    return {name: ready for name, ready in zip(names, sets, strict=True) if ready.halls}
