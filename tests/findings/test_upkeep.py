"""Crews: what is said of failures that they do not repair."""

from __future__ import annotations

from pathlib import Path

from dcsim.findings import findings
from dcsim.scenario import read_scenario

SITE = Path(__file__).parents[2] / "scenarios" / "reference-site.yaml"


def test_failures_inside_an_episode_wait_for_no_crew() -> None:
    crews = {"crews": {"power": {}}, "power.gensets.crew": "power", "power.ups-a.crew": "power"}
    said = [one for one in findings(read_scenario(SITE, values=crews)) if "crew" in one.sentence]
    words = (
        "sets that do not start or fail while they run are repaired at once, without waiting for crew 'power'"
    )
    assert [one.sentence for one in said] == [f"'gensets': {words}"]
    assert [one.path for one in said] == ["power.gensets.crew"]
