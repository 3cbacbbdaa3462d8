"""What a late phase costs, where capacity has a price.

Money follows from what each replication loses, never from the mean delay: what is lost grows faster than the
delay, so that the loss at the mean delay is less than the mean loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.energy.hours import Floats
from dcsim.measures.energy.summary import mean, percentile, ratio
from dcsim.scenario import library
from dcsim.scenario.model import Prices, ScenarioModel

KW_PER_MW = 1000.0
MONTHS_PER_YEAR = 12.0
USD_PER_MUSD = 1e6
WORST = 0.9


@dataclass(frozen=True)
class SlipMoney:
    """What late phases cost over the horizon, USD: means over replications, with the part of each reason.

    `unserved` is rent of contracts that wait for their hall, `penalty` what is paid to them, `shortfall` rent
    of demand the plant cannot serve, `idle_capital` interest on late phases. `p90` is the loss that 90 % of
    replications stay within, `per_month` all that is lost ÷ all months that phases are late, `slip_months`
    these months, summed over phases.
    """

    total: Estimate
    p90: Estimate
    unserved: Estimate
    penalty: Estimate
    shortfall: Estimate
    idle_capital: Estimate
    slip_months: Estimate
    per_month: Estimate
    capex_musd: Mapping[str, float]


@dataclass(frozen=True)
class LostUsd:
    """What each replication loses by late phases, USD, by reason; arrays of shape (replications,)."""

    unserved: Floats
    penalty: Floats
    shortfall: Floats
    idle_capital: Floats

    @property
    def total(self) -> Floats:
        return self.unserved + self.penalty + self.shortfall + self.idle_capital


def slip_money(
    model: ScenarioModel,
    unserved_mw_months: Floats,
    shortfall_mw_months: Floats,
    slip_months: Mapping[str, Floats],
) -> SlipMoney | None:
    """The cost of late phases; None where the scenario has no prices.

    Arrays have shape (replications,); `slip_months` by phase, 0 where it is on time.
    """
    prices = model.prices
    if prices is None:
        return None
    lost = lost_usd(model, prices, unserved_mw_months, shortfall_mw_months, slip_months)
    total = lost.total
    slip = np.zeros(len(total)) + sum(slip_months.values())
    return SlipMoney(
        mean(total, "USD"),
        percentile(total, WORST, "USD"),
        mean(lost.unserved, "USD"),
        mean(lost.penalty, "USD"),
        mean(lost.shortfall, "USD"),
        mean(lost.idle_capital, "USD"),
        mean(slip, "months"),
        ratio(total, slip, "USD/month", none="never late"),
        capex_musd(model, prices),
    )


def lost_usd(
    model: ScenarioModel,
    prices: Prices,
    unserved_mw_months: Floats,
    shortfall_mw_months: Floats,
    slip_months: Mapping[str, Floats],
) -> LostUsd:
    """What each replication loses by late phases, USD; arguments as of `slip_money`."""
    capex = capex_musd(model, prices)
    rent = prices.rent_usd_per_kw_month * KW_PER_MW
    unserved = unserved_mw_months * rent
    monthly = prices.interest_per_year / MONTHS_PER_YEAR * USD_PER_MUSD
    idle = sum(slip * capex.get(phase, 0.0) * monthly for phase, slip in slip_months.items())
    return LostUsd(
        unserved=unserved,
        penalty=unserved * prices.late_penalty,
        shortfall=shortfall_mw_months * rent,
        idle_capital=np.zeros(len(unserved)) + idle,
    )


def capex_musd(model: ScenarioModel, prices: Prices) -> dict[str, float]:
    """Investment by phase, million USD: as written, else by the MW of the halls it brings and the Tier."""
    per_mw = prices.capex_musd_per_mw * _tier_multiplier(model)
    found = {}
    for name, phase in model.phases.items():
        brought_mw = sum(model.halls[hall].it_mw for hall in phase.brings if hall in model.halls)
        found[name] = prices.capex_musd.get(name, brought_mw * per_mw)
    return found


def _tier_multiplier(model: ScenarioModel) -> float:
    """Investment of the target Tier relative to Tier III; 1 for a target of one's own."""
    target = model.site.target
    if not isinstance(target, str):
        return 1.0
    return library.step_figure("costs", f"capex_tier_multiplier_{target}").value
