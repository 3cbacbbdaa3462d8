"""Certificates for more than the case that was rehearsed: like machines, and reserves that are not full."""

from __future__ import annotations

import pytest

from dcsim.engine.cast import Cast
from dcsim.engine.certify import catalogue, rehearsal
from dcsim.engine.certify.certificate import Certificate, Owners
from dcsim.engine.certify.trail import NotedRecords, Trail
from dcsim.engine.supply_records import SupplyRecords
from dcsim.scenario import scenario_from_text
from tests.engine.two_drivers import a_certificate_for_everything, assert_same, compare, differences

# ---------------------------------------------------------------------- machines that stand for each other

COOLED = """
format: 1
site: {{name: cooled}}
horizon: {{years: 1}}
grid:
  upstream: {{region: {{failures_per_year: {region}, mttr_h: 0.3}}}}
  feeds:
    east: {{failures_per_year: {east}, mttr_h: 0.5, upstream: [region]}}
    west: {{failures_per_year: 0, mttr_h: 0.5, upstream: [region]}}
  sags: {{per_year: {sags}}}
power:
  board-a: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {{from: [east, west], delay_s: 20, fail_to_transfer: 0}}}}
  board-b: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {{from: [west, east], delay_s: 20, fail_to_transfer: 0}}}}
  ups: {{kind: ups, count: 1, rating_mw: 4, failures_per_year: 0, battery_min: 60, recharge_min: 60, fed_by: [board-a, board-b]}}
cooling:
  chillers: {{kind: chiller, count: 4, rating_mw_th: 1, draw_mw: 0, restart_min: {{mean: 5, cv: 0.3}}, drops_at_sag: true,
    fail_to_restart: 0, failures_per_year: {fails}, mttr_h: 3, split: {{board-a: 2, board-b: 2}}}}
halls: {{h: {{it_mw: {it_mw}, cords: [ups], cooled_by: [chillers], heat_per_it: 1, ride_through_min: {ride}}}}}
"""
SAGS = {"region": 0, "east": 0, "sags": 200, "fails": 0, "it_mw": 3, "ride": 15}
EVERYTHING = {"region": 20, "east": 600, "sags": 800, "fails": 20, "it_mw": 2.5, "ride": 5}


@pytest.fixture
def certificates(monkeypatch: pytest.MonkeyPatch) -> list[Certificate]:
    """All that are made."""
    found: list[Certificate] = []
    rehearse = catalogue.rehearse

    def collect(*case: object) -> Certificate | None:
        made = rehearse(*case)  # type: ignore[arg-type]
        found.extend([made] if made else [])
        return made

    monkeypatch.setattr(catalogue, "rehearse", collect)
    return found


def test_one_certificate_serves_both_orders_of_two_like_nodes(certificates: list[Certificate]) -> None:
    """Both nodes drop at a sag and restart 3 to 9 minutes later; the first brings back half the cooling."""
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**SAGS)), 2, 1)
    assert_same(found)
    assert not found.full.outages
    assert [one.lengths[0].ranks.tolist() for one in certificates] in ([[0, 1]], [[1, 0]])
    assert len(certificates[0].lengths[0].draw.owners) == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_like_nodes_in_every_trouble(seed: int, certificates: list[Certificate]) -> None:
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**EVERYTHING)), 2, seed)
    assert_same(found)
    assert len(found.full.outages) > 50
    groups = {one.draw.owners for made in certificates for one in made.lengths}
    assert {1, 2} == {len(owners) for owners in groups}


def test_taking_any_machine_for_any_other_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def any_for_any(cast: Cast, trail: Trail, several: list[Owners], events: object) -> list[Owners]:
        return [one for one in several if all(owner in trail.drawn for owner in one)]

    monkeypatch.setattr(rehearsal, "exchangeable", any_for_any)
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**EVERYTHING)), 3, 1)
    assert differences(found)


def test_a_rehearsal_notes_every_question_about_a_state() -> None:
    """A new question must be noted, or shown to follow from the record or from what is in service and asked."""
    questions = {name for name, what in vars(SupplyRecords).items() if callable(what) and name[0] != "_"}
    noted = set(vars(NotedRecords)) & questions
    assert questions - noted == {"judge", "static_loss", "is_normal", "demand_w", "level_of", "setup"}


# ---------------------------------------------------------------------- a reserve that is not full

REFILLING = """
format: 1
site: {name: refilling}
horizon: {years: 5}
grid:
  upstream: {region: {failures_per_year: 20, mttr_h: 4}}
  feeds:
    east: {failures_per_year: 100, mttr_h: 1, upstream: [region]}
    west: {failures_per_year: 0, mttr_h: 1, upstream: [region]}
power:
  gensets: {kind: genset, count: 2, rating_mw: 2, needed: 1, mttf_h: 50, mttr_h: 90, confirm_s: 0, failures_per_year: 0,
    fail_to_start: 0.1, start_s: 10, sync_s: 0, fuel: {tank_h: 6, refill_h: 150}}
  board: {kind: switchgear, rating_mw: 5, failures_per_year: 0, mttr_h: 24, transfer: {from: [east, west, gensets], delay_s: 1, fail_to_transfer: 0}}
  ups: {kind: ups, count: 2, rating_mw: 1.5, battery_min: 1, recharge_min: 10, failures_per_year: 0, mttr_h: 12, fed_by: [board]}
halls: {h: {it_mw: 1.5, cords: [ups]}}
"""


def test_what_uses_no_reserve_passes_while_it_is_refilled() -> None:
    """After a loss of the region (20 a year) the tank takes 150 h; every tenth loss of `east` falls in these."""
    with a_certificate_for_everything():
        found = compare(scenario_from_text(REFILLING), 30, 1)
    assert_same(found)
    assert len(found.full.outages) > 50
    assert found.certified > 0.9 * 6 * 5 * 100


def test_a_reserve_taken_for_full_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "_uses_reserve", lambda core, events: False)
    with a_certificate_for_everything():
        found = compare(scenario_from_text(REFILLING), 30, 1)
    assert differences(found)


# ---------------------------------------------------------------------- sets that fail while they run


def test_a_run_failure_without_harm_is_certified(certificates: list[Certificate]) -> None:
    """One of two sets is enough; they run 20 h on average, and a loss of the region lasts 4 h."""
    values = {"power.gensets.mttf_h": 20, "power.gensets.fuel": None, "power.gensets.mttr_h": 2}
    with a_certificate_for_everything():
        found = compare(scenario_from_text(REFILLING).with_values(values), 60, 1)
    assert_same(found)
    run_failures = {made.tallies.get(("gensets", "run_failures"), 0) for made in certificates}
    assert run_failures >= {0, 1, 2}
