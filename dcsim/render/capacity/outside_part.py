"""The grid request, orders, energy and money as parts of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from dcsim.estimate import Estimate
from dcsim.measures.grid_request import GridRequest
from dcsim.render.capacity.dates import name_of_number
from dcsim.render.parts import EstimatePart, Part, estimate_part

if TYPE_CHECKING:
    from dcsim.measures.energy import SlipMoney
    from dcsim.measures.order_by import OrderBy
    from dcsim.study.capacity import Capacity
    from dcsim.study.capacity.outside import Outside

Estimates = dict[str, EstimatePart]


class OrderPart(Part):
    """By when one thing must be ordered for the next stage; null: it is not needed within the horizon.

    Months of delivery and commissioning as usual and at their late end; the dates take the late end.
    """

    usual_months: float
    late_months: float
    when_full: str | None
    when_sold_out: str | None
    source: str
    status: str
    evidence: str


class EnergyPart(Part):
    """Energy over the horizon and by year."""

    words: str
    """How it was worked out, and in which climate."""
    horizon: Estimates
    years: dict[str, Estimates]


class MoneyPart(Part):
    """What late phases cost over the horizon, USD."""

    total: EstimatePart
    p90: EstimatePart
    unserved: EstimatePart
    penalty: EstimatePart
    shortfall: EstimatePart
    idle_capital: EstimatePart
    slip_months: EstimatePart
    per_month: EstimatePart
    capex_musd: dict[str, float]


class OutsidePart(Part):
    """What others must provide."""

    grid: dict[str, GridRequest]
    """By phase in the order of the plan, every hall of it full; and for the P90 peak of the last month."""
    order_by: dict[str, OrderPart]
    energy: EnergyPart
    money: MoneyPart | None
    """Null where the scenario has no prices."""


def outside_part(result: Capacity) -> OutsidePart | None:
    """What others must provide, as it stands in the document."""
    found = result.outside
    if found is None:
        return None
    return OutsidePart(
        grid=dict(found.grid),
        order_by=_orders(result, found),
        energy=EnergyPart(
            words=found.energy_words,
            horizon=_estimates(found.energy),
            years={str(year): _estimates(one) for year, one in found.energy_by_year.items()},
        ),
        money=None if found.money is None else _money(found.money),
    )


def _orders(result: Capacity, found: Outside) -> dict[str, OrderPart]:
    sold_out = {one.item: one for one in found.order_sold_out}
    return {one.item: _order(result, one, sold_out[one.item]) for one in found.order_full}


def _order(result: Capacity, full: OrderBy, sold_out: OrderBy) -> OrderPart:
    return OrderPart(
        usual_months=full.usual_months,
        late_months=full.late_months,
        when_full=name_of_number(result, full.by_month),
        when_sold_out=name_of_number(result, sold_out.by_month),
        source=full.source,
        status=full.status,
        evidence=full.evidence,
    )


def _estimates(estimates: Mapping[str, Estimate]) -> Estimates:
    return {name: estimate_part(estimate) for name, estimate in estimates.items()}


def _money(money: SlipMoney) -> MoneyPart:
    parts = {
        field.name: estimate_part(value)
        for field in fields(money)
        if isinstance(value := getattr(money, field.name), Estimate)
    }
    return MoneyPart(**parts, capex_musd=dict(money.capex_musd))
