"""The derate of gensets worked out from degrees above what their rating is for."""

from __future__ import annotations

import pytest

from dcsim.plant import build
from dcsim.render.show import shown_text
from dcsim.scenario import Scenario, scenario_from_data, scenario_from_text
from tests.scenario.small import SMALL

SITE = """
format: 1
site: {{name: made{site}}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2}}}}}}
power:
  sets: {{kind: genset, count: 3, rating_mw: 2{sets}}}
  board: {{kind: switchgear, transfer: {{from: [mains, sets]}}}}
halls: {{hall: {{it_mw: 3, cords: [board]}}}}
"""


def derate(site: str, sets: str) -> tuple[float, Scenario]:
    scenario = scenario_from_text(SITE.format(site=site, sets=sets))
    group = scenario.model.power["sets"]
    assert group.kind == "genset"
    return group.derate, scenario


def test_two_percent_a_degree_above_forty() -> None:
    """At 45 °C 10 % are lost, and a set of 2 MW gives 1.8 MW."""
    left, scenario = derate(", design_ambient_c: 45", ", derate_per_c: 0.02, derate_above_c: 40")
    assert left == 0.9
    plant = build(scenario.model)
    assert plant.nodes[plant.index["sets"]].rating_w == 1_800_000


def test_the_ambient_is_the_highest_of_twenty_years_in_the_region() -> None:
    """Thái Nguyên: 40.5 °C in the library; 25 °C given, 40 °C of the library."""
    assert derate(", region: thai-nguyen", ", derate_per_c: 0.01, derate_above_c: 25")[0] == pytest.approx(
        0.845
    )
    left, scenario = derate(", region: thai-nguyen", ", derate_per_c: 0.02")
    assert left == pytest.approx(0.99)
    assert scenario.origins["site", "design_ambient_c"].detail == "extreme_drybulb_n20"
    assert scenario.origins["power", "sets", "derate_above_c"].evidence == "seen"
    assert "derived: 1 - 0.02 x (40.5 - 40) degC" in shown_text(scenario)


def test_below_the_reference_nothing_is_lost() -> None:
    assert derate(", design_ambient_c: 30", ", derate_per_c: 0.02")[0] == 1.0


def test_what_was_derived_reads_back() -> None:
    _, scenario = derate(", design_ambient_c: 45", ", derate_per_c: 0.02")
    assert scenario_from_data(scenario.data).sha256 == scenario.sha256


def test_a_site_that_does_not_ask_says_nothing_of_ambient() -> None:
    scenario = scenario_from_text(SMALL)
    assert "design_ambient_c" not in scenario.data["site"]  # type: ignore[operator]
