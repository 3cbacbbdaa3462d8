"""A second plant of Tier IV: two halls, chilled water with towers, a buffer and wells, day tanks with pumps.

Design load: 2 MW of IT, 0.4 MW of cooling, heat 2 MW. One set 1.4 MW: two carry it. One chiller, tower or pump
moves 1.05 MW. Means burnt by the sets at N: about 0.6 m³ an hour.
"""

from __future__ import annotations

PLANT = """
format: 1
site: {name: Watered, target: IV, it_recovery_h: 4}
horizon: {years: 10}
grid:
  upstream: {source: {mttf_h: never}}
  feeds:
    east: {rating_mw: 5, failures_per_year: 1, mttr_h: 2, upstream: [source]}
    west: {rating_mw: 5, failures_per_year: 1, mttr_h: 2, upstream: [source]}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1.4, class: DCC, fuel: {usable_m3: 40, day_tank_m3: 2, pumps: fuel-pumps, lead_h: 24}}
  gen-a: {kind: element, library: genset_paralleling_controls, fed_by: [gensets]}
  gen-b: {kind: element, library: genset_paralleling_controls, fed_by: [gensets]}
  mv-a: {kind: switchgear, rating_mw: 5, transfer: {from: [east, west, gen-a]}}
  mv-b: {kind: switchgear, rating_mw: 5, transfer: {from: [west, east, gen-b]}}
  tie: {kind: bus_tie, between: [mv-a, mv-b], rating_mw: 5, closes_when: one-side-dead}
  tx-a: {kind: transformer, count: 2, rating_mva: 1.4, power_factor: 1, fed_by: [mv-a]}
  tx-b: {kind: transformer, count: 2, rating_mva: 1.4, power_factor: 1, fed_by: [mv-b]}
  ups-a: {kind: ups, count: 2, rating_mw: 1.1, battery_min: 5, fed_by: [tx-a]}
  ups-b: {kind: ups, count: 2, rating_mw: 1.1, battery_min: 5, fed_by: [tx-b]}
  pdu-a: {kind: pdu, rating_mw: 4, fed_by: [ups-a]}
  pdu-b: {kind: pdu, rating_mw: 4, fed_by: [ups-b]}
  mech-1: {kind: ats, transfer: {from: [mv-a, mv-b]}}
  mech-2: {kind: ats, transfer: {from: [mv-b, mv-a]}}
  mech-3: {kind: ats, transfer: {from: [mv-a, mv-b]}}
  mech-4: {kind: ats, transfer: {from: [mv-b, mv-a]}}
  fuel-pumps: {kind: fuel_pump, count: 2, rating_m3_h: 1, split: {mech-1: 1, mech-2: 1}}
cooling:
  chillers: {kind: chiller, count: 4, split: {mech-1: 1, mech-2: 1, mech-3: 1, mech-4: 1}, rating_mw_th: 1.05, draw_mw: 0.3, restart_min: 5}
  towers: {kind: heat_rejection, count: 4, split: {mech-1: 1, mech-2: 1, mech-3: 1, mech-4: 1}, rating_mw_th: 1.05, draw_mw: 0.04, restart_min: 0, water: {usable_m3: 50, makeup: [city, wells], makeup_m3_h: 5}}
  pumps: {kind: pump, count: 3, rating_mw_th: 1.05, draw_mw: 0.02, fed_by: [ups-a, ups-b]}
  pipes: {kind: pipe, count: 2, needed: 1, mttf_h: never}
  buffer: {kind: buffer, count: 2, store_mw_min: 40, replaces: [chillers, towers], mttf_h: never, fed_by: [ups-a, ups-b]}
  air-1: {kind: air_handler, count: 3, rating_mw_th: 0.6, draw_mw: 0.02, fed_by: [ups-a, ups-b]}
  air-2: {kind: air_handler, count: 3, rating_mw_th: 0.5, draw_mw: 0.02, fed_by: [ups-a, ups-b]}
  city: {kind: water_supply}
  wells: {kind: water_supply, count: 2, needed: 1, draw_mw: 0.02, fed_by: [mech-3]}
halls:
  hall-1: {it_mw: 1.1, cords: [pdu-a, pdu-b], cooled_by: [air-1, pipes, pumps, buffer, chillers, towers], ride_through_min: 3}
  hall-2: {it_mw: 0.9, cords: [pdu-a, pdu-b], cooled_by: [air-2, pipes, pumps, buffer, chillers, towers], ride_through_min: 3}
declared: {fuel_system: fault-tolerant, water_system: fault-tolerant, compartments: true}
"""
