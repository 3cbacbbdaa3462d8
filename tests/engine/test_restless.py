"""Why a site that is never calm is simulated event by event, in words of its file."""

from __future__ import annotations

import pytest

from dcsim.scenario import scenario_from_text
from dcsim.study import run

# 1 MW of IT with all that it needs, and nothing that fails often
SITE = """
format: 1
site: {{name: made}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2{feed}}}}}}}
power:
  sets: {{kind: genset, count: 2, rating_mw: 2}}
  board: {{kind: switchgear, transfer: {{from: [mains, sets]}}}}
  ups: {{kind: ups, rating_mw: {ups}, fed_by: [board]}}
cooling:
  chillers: {{kind: chiller, rating_mw_th: {chiller}, fed_by: [board]}}
  towers: {{kind: heat_rejection, fed_by: [board], water: {{usable_m3: 90, makeup: [city], makeup_m3_h: {makeup}}}}}
  city: {{kind: water_supply}}
halls: {{hall: {{it_mw: 1, cords: [ups], cooled_by: [chillers, towers]}}}}
"""
CALM = {"feed": "", "ups": 1, "chiller": 1, "makeup": 1.8}  # 1.8 m3 for each MWh of heat

SITES = {
    "a UPS too small": ({"ups": 0.6}, "'ups' must carry 1 MW and can carry 0.6"),
    "a feed too small": (
        {"feed": ", rating_mw: 0.5"},
        "'mains' must carry 1 MW and can carry 0.5; the grid alone does not serve the site and 'sets' must run",
    ),
    "chillers too small": ({"chiller": 0.75}, "0.25 MW of the heat of 'hall' is not taken away"),
    "too little water": ({"makeup": 0.9}, "'towers/water' drains"),
}


def reason(changes: dict[str, object]) -> tuple[str, str]:
    done = run(scenario_from_text(SITE.format(**{**CALM, **changes})), site_years=1)
    return done.engine.driver, done.engine.reason


def test_a_calm_site_is_screened() -> None:
    assert reason({})[0] == "screened"


@pytest.mark.parametrize(("changes", "words"), SITES.values(), ids=SITES)
def test_what_is_not_calm_is_said(changes: dict[str, object], words: str) -> None:
    assert reason(changes) == ("full", f"even with everything in order {words}: see dcsim check")
