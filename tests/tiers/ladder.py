"""A ladder of five plants for one hall of 2 MW, built as Tier I, II, III, III+ and IV, and no more than that.

Design load: 2 MW of IT, 0.5 MW of cooling (chillers 0.4, air handlers 0.1), heat 2.0 MW. One set 1.3 MW: two
carry it. One UPS module 1.1 MW, one transformer 1.4, one chiller 1.05, one air handler 0.7 MW of heat.
"""

from __future__ import annotations

import re

from dcsim.errors import ScenarioError
from dcsim.scenario import Scenario, scenario_from_text

_HEAD = """
format: 1
site: {{name: Ladder, target: {target}, it_recovery_h: 4}}
horizon: {{years: 10}}
grid: {{feeds: {{utility: {{rating_mw: 4, failures_per_year: 1, mttr_h: 2, upstream: []}}}}}}
"""
_ONE_PATH = """
power:
  gensets: {{kind: genset, count: {sets}, rating_mw: 1.3, class: {rated}, fuel: {{tank_h: {fuel}, lead_h: 24}}}}
  controls: {{kind: element, library: genset_paralleling_controls, fed_by: [gensets]}}
  board: {{kind: switchgear, rating_mw: 4, transfer: {{from: [utility, controls]}}}}
  tx: {{kind: transformer, count: {units}, rating_mva: 1.4, power_factor: 1, fed_by: [board]}}
  ups: {{kind: ups, count: {units}, rating_mw: 1.1, battery_min: 5, fed_by: [tx]}}
  pdu: {{kind: pdu, rating_mw: 4, fed_by: [ups]}}
cooling:
  chillers: {{kind: chiller, count: {units}, rating_mw_th: 1.05, draw_mw: 0.4, restart_min: 5, fed_by: [board]}}
  air: {{kind: air_handler, count: {handlers}, rating_mw_th: 0.7, draw_mw: 0.1, fed_by: [ups]}}
halls: {{hall: {{it_mw: 2, cords: [pdu], cooled_by: [air, chillers], ride_through_min: 3}}}}
"""
_TWO_PATHS = """
power:
  gensets: {{kind: genset, count: {sets}, rating_mw: 1.3, class: {rated}, fuel: {{tank_h: {fuel}, lead_h: 24}}}}
  gen-a: {{kind: element, library: genset_paralleling_controls, fed_by: [gensets]}}
  gen-b: {{kind: element, library: genset_paralleling_controls, fed_by: [gensets]}}
  mv-a: {{kind: switchgear, rating_mw: 4, transfer: {{from: [utility, gen-a]}}}}
  mv-b: {{kind: switchgear, rating_mw: 4, transfer: {{from: [utility, gen-b]}}}}
  tx-a: {{kind: transformer, count: 2, rating_mva: 1.4, power_factor: 1, fed_by: [mv-a]}}
  tx-b: {{kind: transformer, count: 2, rating_mva: 1.4, power_factor: 1, fed_by: [mv-b]}}
  ups-a: {{kind: ups, count: 2, rating_mw: 1.1, battery_min: 5, fed_by: [tx-a]}}
  ups-b: {{kind: ups, count: 2, rating_mw: 1.1, battery_min: 5, fed_by: [tx-b]}}
  pdu-a: {{kind: pdu, rating_mw: 4, fed_by: [ups-a]}}
  pdu-b: {{kind: pdu, rating_mw: 4, fed_by: [ups-b]}}
  mech-1: {{kind: ats, transfer: {{from: [mv-a, mv-b]}}}}
  mech-2: {{kind: ats, transfer: {{from: [mv-b, mv-a]}}}}
  mech-3: {{kind: ats, transfer: {{from: [mv-a, mv-b]}}}}
{fourth}
cooling:
  chillers: {{kind: chiller, {chillers}, rating_mw_th: 1.05, draw_mw: 0.4, restart_min: 5}}
  air: {{kind: air_handler, count: 4, rating_mw_th: 0.7, draw_mw: 0.1, fed_by: [ups-a, ups-b]}}
halls: {{hall: {{it_mw: 2, cords: [pdu-a, pdu-b], cooled_by: [air, chillers], ride_through_min: {ride}}}}}
declared: {declared}
"""


MECH_4 = "  mech-4: {kind: ats, transfer: {from: [mv-b, mv-a]}}"
THREE = "count: 3, split: {mech-1: 1, mech-2: 1, mech-3: 1}"
FOUR = "count: 4, split: {mech-1: 1, mech-2: 1, mech-3: 1, mech-4: 1}"


def tier_one() -> str:
    """N of everything on one path."""
    return (_HEAD + _ONE_PATH).format(target="I", sets=2, rated="ESP", fuel=12, units=2, handlers=3)


def tier_two() -> str:
    """One unit more of everything, still on one path."""
    return (_HEAD + _ONE_PATH).format(target="II", sets=3, rated="ESP", fuel=12, units=3, handlers=4)


def tier_three() -> str:
    """Two paths, everything can be taken out."""
    return (_HEAD + _TWO_PATHS).format(
        target="III",
        sets=3,
        rated="COP",
        fuel=12,
        chillers=THREE,
        fourth="",
        ride=3,
        declared="{fuel_system: maintainable}",
    )


def tier_three_plus() -> str:
    """Fuel for 48 h, two chillers to spare, and what is cold bridges the restart of the chillers."""
    return (_HEAD + _TWO_PATHS).format(
        target="III+",
        sets=3,
        rated="COP",
        fuel=48,
        chillers=FOUR,
        fourth=MECH_4,
        ride=10,
        declared="{fuel_system: maintainable}",
    )


def tier_four() -> str:
    """Fault tolerant, and said to be in compartments."""
    return (_HEAD + _TWO_PATHS).format(
        target="IV",
        sets=3,
        rated="COP",
        fuel=48,
        chillers=FOUR,
        fourth=MECH_4,
        ride=10,
        declared="{fuel_system: fault-tolerant, compartments: true}",
    )


LADDER = {
    "I": tier_one,
    "II": tier_two,
    "III": tier_three,
    "III+": tier_three_plus,
    "IV": tier_four,
}


def site(text: str) -> Scenario:
    """The scenario, without the parts on which nothing depends any more."""
    while True:
        try:
            return scenario_from_text(text, "ladder.yaml")
        except ScenarioError as error:
            idle = re.findall(r"nothing depends on '([a-z0-9-]+)'", str(error))
            if not idle:
                raise
            starts = tuple(f"  {name}:" for name in idle)
            text = "\n".join(line for line in text.splitlines() if not line.startswith(starts)) + "\n"
