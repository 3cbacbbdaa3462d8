"""A site with losses of many lengths, in many kinds of stretch."""

from __future__ import annotations

# Sets with a drawn start time, a battery and a tank.
LOSSES = """
format: 1
site: {name: losses}
horizon: {years: 10}
grid: {feeds: {east: {failures_per_year: 0.5, mttr_h: 2}}}
power:
  sets: {kind: genset, count: 3, rating_mw: 1, start_s: {mean: 20, cv: 0.3}, fail_to_start: 0.02, mttf_h: 300,
         mttr_h: 30, fuel: {usable_m3: 20, lead_h: 12, trucks_per_day: 2, truck_m3: 10}}
  board: {kind: switchgear, rating_mw: 3, transfer: {from: [east, sets], delay_s: 2}}
  ups: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, fed_by: [board], failures_per_year: 0.5, mttr_h: 8}
halls: {h: {it_mw: 1, cords: [ups]}}
"""
