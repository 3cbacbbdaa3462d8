"""Cold stores and liquid: the screened driver gives the outages of the full one."""

from __future__ import annotations

import pytest

from dcsim.scenario import Scenario, scenario_from_text
from tests.engine.two_drivers import assert_same, compare

SITE = """
format: 1
site: {{name: cold, it_recovery_h: 0}}
horizon: {{years: 2}}
grid:
  feeds: {{mains: {{mttf_h: 700, mttr_h: 3}}}}
  interruptions: {{drought: {{hits: [city], per_year: 12, duration_h: 4}}}}
  sags: {{per_year: 10}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 4, fail_to_start: 0.1, mttf_h: 50, mttr_h: 8, start_s: 10}}
  board: {{kind: switchgear, mttf_h: 9000, mttr_h: 5, transfer: {{from: [mains, gensets], delay_s: 1}}}}
  ups: {{kind: ups, count: 3, rating_mw: 2, battery_min: 5, recharge_min: 60, mttf_h: 900, mttr_h: 9, fed_by: [board]}}
cooling:
  chillers:
    {{kind: chiller, count: {chillers}, rating_mw_th: 1, mttf_h: 500, mttr_h: 12, restart_min: 5, fail_to_restart: 0.1,
     fed_by: [board], drops_at_sag: true}}
  towers:
    {{kind: heat_rejection, count: 2, needed: 1, mttf_h: 500, mttr_h: 12, fed_by: [board],
     water: {{usable_m3: 9, makeup: [city, wells], makeup_m3_h: {makeup}}}}}
  city: {{kind: water_supply, mttf_h: 400, mttr_h: 9}}
  wells: {{kind: water_supply, count: 2, mttf_h: 300, mttr_h: 30, fed_by: [board]}}
  tank: {{kind: buffer, store_mw_min: 30, replaces: [chillers, towers], recharge_min: 45, mttf_h: 2000, mttr_h: 9, fed_by: [ups]}}
  cdu: {{kind: cdu, count: 2, mttf_h: 400, mttr_h: 9, needed: 1, fed_by: [ups]}}
halls:
  hall:
    it_mw: 4
    cords: [ups]
    cooled_by: [tank, chillers, towers]
    ride_through_min: 4
    recovery_min: 20
    liquid: {{fraction: 0.5, cooled_by: [cdu, tank, chillers, towers]}}
"""


def site(chillers: int, makeup: float) -> Scenario:
    return scenario_from_text(SITE.format(chillers=chillers, makeup=makeup))


@pytest.mark.parametrize(("chillers", "makeup"), [(6, 9), (5, 20), (4, 7.5)])
@pytest.mark.parametrize("seed", [1, 2])
def test_same_outages_on_both_drivers(chillers: int, makeup: float, seed: int) -> None:
    found = compare(site(chillers, makeup), 6, seed)
    assert_same(found)
    assert found.is_screened
    assert len(found.full.outages) > 10


def test_a_store_that_drains_from_the_first_hour_is_never_screened() -> None:
    """7.2 m³ an hour evaporate and 7 come."""
    found = compare(site(5, 7), 2, 1)
    assert_same(found)
    assert not found.is_screened
