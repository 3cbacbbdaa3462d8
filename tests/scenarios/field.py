"""The table of scenarios/README.md beside what operators report: `python -m tests.scenarios.field [SITE …]`."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import NamedTuple

import dcsim
from dcsim.estimate import Estimate
from dcsim.records import Deviation, Outage
from dcsim.scenario import Scenario, read_scenario

from .answers import SCENARIOS

SITES = tuple(sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
SITE_YEARS = 10_000
LONG_H = 4.0
"""Nobody says from how many hours on an outage is serious; this is the recovery that Tier percentages count."""
_ROW = re.compile(
    r"^\| " + r" \| ".join([r"\[([a-z0-9-]+)\]\([a-z0-9-]+\.yaml\)", *[r"([^|]+)"] * 9]) + r" \|$", re.M
)


class Beside(NamedTuple):
    """A site's row: outages a year and long ones, by what began them and let them through, hours in very long ones."""

    site: str
    outages: str
    long: str
    power: str
    grid: str
    sets: str
    chain: str
    cooling: str
    nothing: str
    day_long: str

    def __str__(self) -> str:
        return f"| [{self.site}]({self.site}.yaml) | {' | '.join(self[1:])} |"


def written() -> dict[str, Beside]:
    """The rows in the README, by site."""
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Beside what operators report")[2].partition("\n## ")[0]
    return {row[0]: Beside(*row) for row in _ROW.findall(section)}


def computed(site: str) -> Beside:
    """The row as the tool gives it today."""
    scenario = read_scenario(SCENARIOS / f"{site}.yaml")
    result = dcsim.run(scenario, seed=1, site_years=SITE_YEARS)
    estimates, outages = result.estimates, result.outages
    began = sum(one.initiating is not None and _part(scenario, one.initiating) == "grid" for one in outages)
    let_through = Counter(_part(scenario, _last(one)) for one in outages)
    long = sum(one.length_h > LONG_H for one in outages)
    sets, chain, cooling, nothing = (
        _percent(let_through[part], len(outages)) for part in ("sets", "chain", "cooling", "grid")
    )
    return Beside(
        site,
        _told(estimates["facility_outages_per_year"], 1.0, "#.2g"),
        f"{long / result.site_years:.2g}",
        _told(estimates["power_outage_share"], 100.0, ".0f", " %"),
        _percent(began, len(outages)),
        sets,
        chain,
        cooling,
        nothing,
        _told(estimates["day_long_downtime_share"], 100.0, ".0f", " %"),
    )


def _last(outage: Outage) -> Deviation | None:
    """The barrier that should have stopped it; what began it where there was none."""
    barrier = outage.causes[0].barrier if outage.causes else None
    return barrier or outage.initiating


def _part(scenario: Scenario, what: Deviation | None) -> str:
    """The part of the site, or beside it, that this belongs to."""
    if what is None:
        return "nobody"
    group, model = what.name.partition("@")[0], scenario.model
    if group in model.power:
        return "sets" if model.power[group].kind in ("genset", "fuel_pump") else "chain"
    return "cooling" if group in model.cooling or group in model.halls else "grid"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _told(estimate: Estimate, scale: float, digits: str, unit: str = "") -> str:
    value, low, high = (
        None if end is None else f"{scale * end:{digits}}".rstrip(".")
        for end in (estimate.value, estimate.low, estimate.high)
    )
    if value is None:
        return "-"
    return f"{value}{unit}" if low is None or high is None else f"{value}{unit} ({low} to {high})"


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SITES:
        print(computed(chosen), flush=True)
