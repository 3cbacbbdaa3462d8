"""What `check` says about the way of the heat."""

from __future__ import annotations

from dcsim.findings import findings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {{name: made}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: never}}}}}}
power:
  gensets: {{kind: genset, rating_mw: 9, confirm_s: 2, start_s: {start}}}
  board: {{kind: switchgear, transfer: {{from: [mains, gensets]}}}}
  ups: {{kind: ups, rating_mw: 4, fed_by: [board]}}
cooling:
  chillers: {{kind: chiller, restart_min: 1, fed_by: [board]}}
  towers: {{kind: heat_rejection, fed_by: [board], water: {{usable_m3: 90, makeup: [city], makeup_m3_h: {makeup}}}}}
  city: {{kind: water_supply}}
  tank: {{kind: buffer, store_mw_min: 30, replaces: [chillers, towers], mttf_h: never, fed_by: [{tank}]}}
  cdu: {{kind: cdu, restart_min: 0.5, fed_by: [{cdu}]}}
halls:
  hall:
    it_mw: 3
    cords: [ups]
    cooled_by: [chillers, towers]
    liquid: {{fraction: 0.5, cooled_by: [cdu, tank, chillers, towers], ride_through_s: {ride}}}
"""


def said(
    *, start: float = 10, cdu: str = "ups", tank: str = "ups", makeup: float = 9, ride: float = 10
) -> list[str]:
    given = {"start": start, "cdu": cdu, "tank": tank, "makeup": makeup, "ride": ride}
    found = findings(scenario_from_text(SITE.format(**given)))
    return [one.sentence for one in found if one.path.startswith(("cooling", "halls.hall.liquid"))]


def test_a_site_in_order_hears_nothing() -> None:
    assert said() == []


def test_coolant_pumps_without_a_ups() -> None:
    """2 s to confirm, 10 to start, 30 until the CDUs run: 42 s, against 10."""
    liquid, buffer = said(cdu="board")
    assert "'cdu' stops for 42 s" in liquid
    assert "lasts 10 s" in liquid
    assert "buffer 'tank' cannot help when the grid goes: cdu" in buffer
    assert len(said(cdu="board", ride=42)) == 1
    assert "for 132 s" in said(cdu="board", start=100)[0]


def test_a_buffer_without_power_spares_nothing() -> None:
    """The chillers are back after 12 + 60 s."""
    (liquid, buffer) = said(tank="board")
    assert "'chillers' stops for 72 s" in liquid
    assert "tank must run for it" in buffer


def test_too_little_water() -> None:
    """3 MW evaporate 5.4 m³ an hour."""
    (sentence,) = said(makeup=2.7)
    assert "make-up of 'towers' is 50 %" in sentence
