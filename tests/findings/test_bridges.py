"""What bridges a loss of the grid, what all feeds share, what one thing takes down: by hand."""

from __future__ import annotations

import pytest

from dcsim.findings import findings
from dcsim.scenario import Scenario, scenario_from_text

# 2 MW of IT and 0.4 MW of chillers; two sets of 1.3 MW are needed of three. The second set is on line 10 s after
# the start of the first and 25 s of synchronising, 2 s confirmed before, 2 s of transfer after: 39 s.
SITE = """
format: 1
site: {{name: made, target: III}}
horizon: {{years: 1}}
grid:
  upstream: {{region: {{failures_per_year: 0.1, mttr_h: 2}}, east-110: {{failures_per_year: 0.1, mttr_h: 2}}}}
  feeds:
    east: {{mttf_h: 4000, mttr_h: 2, upstream: [east-110, region]}}
    west: {{mttf_h: 4000, mttr_h: 2, upstream: [{west}]}}
  interruptions: {{storm: {{hits: all, per_year: 0.3, duration_h: {storm}}}}}
power:
  sets: {{kind: genset, count: 3, rating_mw: 1.3, derate: {derate}, confirm_s: 2, start_s: 10, sync_s: {sync}, fuel: {fuel}}}
  bus-a: {{kind: element, mttf_h: never, fed_by: [sets]}}
  bus-b: {{kind: element, mttf_h: never, fed_by: [{bus}]}}
  board-a: {{kind: switchgear, transfer: {{from: [east, bus-a], delay_s: 2, fail_to_transfer: 0}}}}
  board-b: {{kind: switchgear, transfer: {{from: [west, bus-b], delay_s: 2, fail_to_transfer: 0}}}}
  ups-a: {{kind: ups, count: 2, rating_mw: 1, battery_min: {battery}, fed_by: [board-a]}}
  ups-b: {{kind: ups, count: 2, rating_mw: 1, battery_min: {battery}, fed_by: [board-b]}}
cooling:
  chillers: {{kind: chiller, count: 4, rating_mw_th: 1, draw_mw: 0.4, restart_min: {restart}, split: {{board-a: 2, board-b: 2}}}}
halls: {{hall: {{it_mw: 2, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 6}}}}
"""
PLAIN = {
    "west": "region",
    "storm": "10",
    "derate": "1",
    "sync": "25",
    "bus": "sets",
    "fuel": "{tank_h: 48, lead_h: 24, truck_m3: 12}",
    "battery": "5",
    "restart": "5",
}


def site(**changes: str) -> Scenario:
    return scenario_from_text(SITE.format(**PLAIN | changes), "made.yaml")


def said(path: str, **changes: str) -> list[str]:
    return [one.sentence for one in findings(site(**changes)) if one.path.startswith(path)]


def test_batteries_that_end_before_the_sets_carry() -> None:
    """Each side carries half, so the batteries last twice their minutes: 0.3 min are 36 s, of the 39 it takes."""
    assert said("power.ups-a.battery_min") == []
    (words,) = said("power.ups-a.battery_min", battery="0.3")
    assert "last 36 s at what they carry, and the sets carry the site 39 s after" in words
    assert "too late in all of the losses" in words
    assert said("power.ups-a.battery_min", battery="0.33") == []  # 39.6 s


def test_a_battery_that_is_too_short_now_and_then() -> None:
    """Two of three sets are needed. All are ready after 12 s, the first takes the dead bus, and one of the three
    has to have synchronised, in 0 to 50 s. The battery of 40 s is too short if all three take more than 26 s:
    (24/50)³ = 11 %.
    """
    (words,) = said("power.ups-a.battery_min", battery="0.3333333", sync="{law: uniform, low: 0, high: 50}")
    percent = float(words.rpartition(" % ")[0].rpartition(" ")[2])
    assert percent == pytest.approx(100 * (24 / 50) ** 3, abs=3)


def test_a_hall_that_is_too_hot_before_the_chillers_are_back() -> None:
    """39 s and 5 min are 5.65 min, the hall stands 6; with a spread of 20 % it is beyond in 100 x P(restart > 5.35)."""
    assert said("halls.hall.ride_through_min") == []
    (words,) = said("halls.hall.ride_through_min", restart="5.5")
    assert "stands 6 min without 'chillers', which is back 6.15 min after" in words
    (words,) = said("halls.hall.ride_through_min", restart="{mean: 5, cv: 0.2}")
    # lognormal of mean 5 and cv 0.2: sigma 0.198, median 4.903; ln(5.35/4.903)/0.198 = 0.440: 33 %
    assert float(words.rpartition(" % ")[0].rpartition(" ")[2]) == pytest.approx(33, abs=1)


def test_what_all_feeds_share() -> None:
    assert said("grid.upstream.region") == [
        "all feeds hang on 'region': when it is lost, a second feed is no help"
    ]
    assert said("grid.upstream.east-110") == []
    assert len(said("grid.upstream.east-110", west="east-110, region")) == 1


def test_sets_that_are_enough_by_their_nameplate_only() -> None:
    """2.4 MW: two of 1.3, but 2.4 ÷ (1.3 x 0.9) = 2.05, so three."""
    assert said("power.sets.derate") == []
    (words,) = said("power.sets.derate", derate="0.9")
    assert "by their nameplate 2 sets of 'sets' carry the design load of 2.4 MW" in words
    assert "10 % less each, it takes 3" in words


def test_a_tank_against_what_it_must_bridge() -> None:
    assert said("power.sets.fuel") == []
    (words,) = said("power.sets.fuel", fuel="{tank_h: 10, lead_h: 24, truck_m3: 12}", storm="9")
    assert "lasts 10 h at the design load; every Tier asks for 12" in words
    (words,) = said("power.sets.fuel", storm="{law: exponential, mean: 20}")
    assert "'storm' outlasts the 48 h of fuel of 'sets' in 9.1 % of its events" in words  # exp(-2.4)
    assert "the first truck comes after 24 h" in words
    (words,) = said("power.sets.fuel.trucks_per_day", fuel="{tank_h: 48, lead_h: 24, truck_m3: 3}")
    assert "4 trucks a day bring 12 h of the 24 that 'sets' burns" in words
    assert "it runs 12 h of 24" in words


def test_a_single_point_under_two_cords() -> None:
    assert said("power.bus-a") == []
    (words,) = said("power.bus-a", bus="bus-a")
    assert words.startswith("'bus-a' is a single point: alone it takes down 'hall' with the grid gone")
