"""The table of README with both intervals of each finished site.

`python -m tests.scenarios.headline SITE …` runs `dcsim run SITE --inputs 40` and `dcsim sensitivity SITE` and
writes the rows of these sites anew, in some minutes each.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from dcsim.cli import commands
from dcsim.render.figures import decimals, rounded, significant

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
SITES = {
    "thai-nguyen-finished": "Thái Nguyên, finished",
    "da-nang-it-park-finished": "Đà Nẵng IT Park, finished",
}
DRAWS = 40


def row(site: str) -> str:
    """The row of a site as the tool gives it today."""
    ran = _answer("run", site, "--inputs", str(DRAWS))
    inputs = ran["inputs"]
    simulated = ran["estimates"]["downtime_h_per_year"]
    over_inputs = inputs["estimates"]["downtime_h_per_year"]
    met = f"{ran['tier']['availability']['words']}; over the inputs {inputs['verdict']}"
    share = f"{100 * inputs['met_share']:.0f} % of {inputs['draws']} draws meet it"
    return (
        f"| {SITES[site]} | {_hours(simulated)} | {_hours(over_inputs)} | {met} ({share}) | {_flips(site)} |"
    )


def _flips(site: str) -> str:
    """What by itself, within its range, would put the middle of the downtime on the other side of the target."""
    found = _answer("sensitivity", site)
    swings = [(name, found["swings"][name]) for name in found["would_flip"]]
    told = [
        f"`{name}` at about {significant(one['flips_at'])} ({one['value']:.4g} now)" for name, one in swings
    ]
    return "; ".join(told) or "none within its range"


def _hours(figure: dict[str, Any]) -> str:
    value, low, high = figure["value"], figure["low"], figure["high"]
    if high is None:
        return "none seen"
    places = decimals(min(high - value, value - (low or 0.0)) or high)
    return f"{rounded(value, places)} ({rounded(low or 0.0, places)} to {rounded(high, places)})"


def _answer(command: str, site: str, *options: str) -> dict[str, Any]:
    file = str(ROOT / "scenarios" / f"{site}.yaml")
    result = CliRunner().invoke(commands, [command, file, "--json", *options], catch_exceptions=False)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def written() -> dict[str, str]:
    """By site, its row in README."""
    text = README.read_text(encoding="utf-8")
    found = {site: re.search(rf"^\| {re.escape(name)} \|.*$", text, re.M) for site, name in SITES.items()}
    return {site: match[0] for site, match in found.items() if match is not None}


def main(sites: list[str]) -> None:
    """Write the rows of these sites anew."""
    for site in sites or list(SITES):
        new = row(site)
        print(new)
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(written()[site], new), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
