"""Two rollouts with the same draws, replication by replication: what a change makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures.booked import Booked
from dcsim.measures.capacity import UNIT, mean_of
from dcsim.measures.intervals import CONFIDENCE
from dcsim.measures.observed import YEAR_H
from dcsim.measures.paired import Difference, difference_of
from dcsim.study.compare import check_alike, name_of

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.study.capacity.answer import Capacity

UNITS = {
    "shortfall_mw_months": "MW·months",
    "unserved_mw_months": "MW·months",
    "served_mw_months": "MW·months",
    "site_mwh": "MWh",
    "electricity_usd": "USD",
    "lost_usd": "USD",
}
"""What is compared, summed over the horizon, and its unit."""


@dataclass(frozen=True)
class Against:
    """A rollout beside a base with the same draws: `other` less `base`, by name of the figure."""

    base_name: str
    base: Capacity
    name: str
    other: Capacity
    differences: Mapping[str, Difference]


def against(base: Capacity, other: Capacity) -> Against:
    """What is different in `other`, from pairs of replications.

    Both have the same seed, horizon and number of replications; where one of them leaves nothing to chance,
    its one replication stands beside every one of the other. Raises UsageError if they cannot be paired.
    """
    check_alike(base.scenario, other.scenario)
    if base.chance and other.chance and (base.seed, base.replications) != (other.seed, other.replications):
        raise UsageError("only rollouts with the same seed and number of replications can be paired")
    one, two = sums(base), sums(other)
    return Against(
        base_name=name_of(base.scenario, base.scenario),
        base=base,
        name=name_of(base.scenario, other.scenario),
        other=other,
        differences={
            name: _difference(base, other, name, one[name], two[name]) for name in one if name in two
        },
    )


def sums(result: Capacity) -> dict[str, Floats]:
    """What each replication comes to over the horizon, by name; without what has no price."""
    rolled, outside = result.rolled, result.outside
    found: dict[str, Floats | None] = {
        "shortfall_mw_months": rolled.mw_months(rolled.shortfall),
        "unserved_mw_months": rolled.mw_months(rolled.unserved),
        "served_mw_months": rolled.mw_months(rolled.served),
    }
    if outside is not None:
        found["site_mwh"] = outside.site_mwh
        found["electricity_usd"] = outside.electricity_usd
        found["lost_usd"] = outside.lost_usd
    return {name: amounts for name, amounts in found.items() if amounts is not None}


def _difference(base: Capacity, other: Capacity, name: str, one: Floats, two: Floats) -> Difference:
    unit = UNITS[name]
    before, after = mean_of(one, unit, chance=base.chance), mean_of(two, unit, chance=other.chance)
    if not (base.chance or other.chance):
        return _certain(before, after)
    n = max(len(one), len(two))
    first, second = (Booked(np.broadcast_to(amounts, n), np.ones(n), UNIT) for amounts in (one, two))
    years = n * base.scenario.model.horizon.length_h / YEAR_H
    return difference_of(before, after, first, second, years)


def _certain(before: Estimate, after: Estimate) -> Difference:
    """Of two plans without chance."""
    value = (after.value or 0.0) - (before.value or 0.0)
    apart = Estimate(value, value, value, 0.0, before.unit, CONFIDENCE, 1, UNIT, before.method)
    return Difference(before, after, apart, "equal" if not value else "more" if value > 0 else "less")
