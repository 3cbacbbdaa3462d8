"""What stores hold, as it is kept for those who ask how an outage came about."""

from __future__ import annotations

from tests.engine.made import run

SIDES = """
horizon: {years: 2}
grid:
  feeds: {east: {mttf_h: never}, west: {mttf_h: never}}
  interruptions: {gone: {hits: [west], at_h: [100], duration_h: 2}}
power:
  ups-a: {kind: ups, count: 4, rating_mw: 1, battery_min: 5, failures_per_year: 5, mttr_h: 1, fed_by: [east]}
  ups-b: {kind: ups, rating_mw: 1, battery_min: 5, recharge_min: 50, mttf_h: never, fed_by: [west]}
halls: {hall: {it_mw: 0.5, cords: [ups-a, ups-b]}}
"""


def test_what_is_stored_is_told_at_events_that_change_nothing() -> None:
    """The battery of one side is empty at hour 102 and full again 50 min later; then a spare unit fails elsewhere."""
    found = run(SIDES)
    failures = [one.time_h for one in found.events if one.kind == "failed" and one.time_h > 103]
    assert len(failures) > 10
    held = {(one.time_h, one.store): one.level for one in found.levels}
    assert held[102, "ups-b"] == 0.0
    assert all(held[time_h, "ups-b"] == 1.0 for time_h in failures)
