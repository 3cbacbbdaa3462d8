"""The tables of how sites fill in scenarios/README.md: printed anew by `python -m tests.scenarios.filling FILE`."""

from __future__ import annotations

import re
import sys

import dcsim
from dcsim.estimate import Estimate
from dcsim.measures.capacity import mean_of
from dcsim.render.figures import figure
from tests.scenarios.answers import ITSELF, SCENARIOS, section

SITES = (
    "thai-nguyen",
    "da-nang-it-park",
    "binh-duong",
    "qtsc",
    "yen-binh",
    "da-nang-software-park-2",
    "da-nang-hi-tech-park",
    "da-nang-ioc",
)
_ROW = re.compile(r"^\| (the file itself|`[\w-]+`)((?: \| [^|\n]+){4}) \|$", re.M)


def computed(site: str, design: str) -> str:
    """One row as the tool gives it today: sold and P90 peak in the last month, waiting contracts, cost of lateness."""
    scenario = dcsim.read_scenario(SCENARIOS / f"{site}.yaml")
    if design != ITSELF:
        scenario = scenario.variant(design)
    found = dcsim.capacity(scenario, seed=1)
    assert found.outside is not None
    assert found.outside.money is not None
    cells = (
        figure(mean_of(found.rolled.sold[:, -1], "MW", chance=found.chance)),
        f"{found.by_month['peak'].p90[-1]:.3g}",
        figure(found.unserved.mean),
        figure(in_millions(found.outside.money.total)),
    )
    name = design if design == ITSELF else f"`{design}`"
    return f"| {name} | {' | '.join(cells)} |"


def in_millions(usd: Estimate) -> Estimate:
    """The same in million USD."""
    parts = (None if x is None else x / 1e6 for x in (usd.value, usd.low, usd.high, usd.standard_error))
    value, low, high, error = parts
    return Estimate(
        value, low, high, error, "MUSD", usd.confidence, usd.n, usd.n_unit, usd.method, usd.events
    )


def written(site: str) -> dict[str, str]:
    """The rows of a site's table in the README, by design."""
    return {found[1].strip("`"): found[0] for found in _ROW.finditer(section(site))}


if __name__ == "__main__":
    scenario = dcsim.read_scenario(SCENARIOS / f"{sys.argv[1]}.yaml")
    for one in (ITSELF, *scenario.variants):
        print(computed(sys.argv[1], one), flush=True)
