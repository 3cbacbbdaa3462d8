"""The tables of answers in scenarios/README.md: printed anew by `python -m tests.scenarios.answers FILE`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from dcsim.scenario import read_scenario
from dcsim.study import run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SITES = ("thai-nguyen-finished", "da-nang-it-park-finished")
ITSELF = "the file itself"
SITE_YEARS = 4_000
FEWER_YEARS = {"no-buffer": 400}
"""Where outages come by the thousand, a tenth says as much."""
_ROW = re.compile(
    r"^\| (the file itself|`[\w-]+`) \| ([\d.]+) \(([\d.]+) to ([\d.]+)\) \| (met|not met|undecided) \|$",
    re.M,
)


class Answer(NamedTuple):
    """One row: design, service downtime and its interval in h a year, verdict on the availability."""

    design: str
    value: float
    low: float
    high: float
    verdict: str

    def __str__(self) -> str:
        name = self.design if self.design == ITSELF else f"`{self.design}`"
        return f"| {name} | {self.value:.2f} ({self.low:.2f} to {self.high:.2f}) | {self.verdict} |"


def section(site: str) -> str:
    """The part of the README that is about one file."""
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {site}.yaml")[2].partition("\n## ")[0]


def written(site: str) -> list[Answer]:
    """The rows of a site's table in the README."""
    rows = _ROW.findall(section(site))
    return [
        Answer(name.strip("`"), float(v), float(low), float(high), said) for name, v, low, high, said in rows
    ]


def computed(site: str, design: str) -> Answer:
    """One row as the tool gives it today."""
    scenario = read_scenario(SCENARIOS / f"{site}.yaml")
    if design != ITSELF:
        scenario = scenario.variant(design)
    result = run(scenario, seed=1, site_years=FEWER_YEARS.get(design, SITE_YEARS))
    downtime = result.estimates["downtime_h_per_year"]
    verdict = result.verdict.availability.verdict
    return Answer(design, downtime.value or 0.0, downtime.low or 0.0, downtime.high or 0.0, verdict)


def designs(site: str) -> list[str]:
    """The file itself and its variants."""
    return [ITSELF, *read_scenario(SCENARIOS / f"{site}.yaml").variants]


if __name__ == "__main__":
    for one in designs(sys.argv[1]):
        print(computed(sys.argv[1], one), flush=True)
