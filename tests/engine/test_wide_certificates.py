"""Certificates for more than the case that was rehearsed: machines that restart together, reserves not full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from dcsim.engine.certify import catalogue, rehearsal, together
from dcsim.engine.certify.certificate import Certificate, Latest, Lengths
from dcsim.engine.certify.stretch import Cases
from dcsim.engine.certify.trail import NotedRecords, Trail
from dcsim.engine.supply_record import SupplyRecord
from dcsim.engine.supply_records import SupplyRecords
from dcsim.scenario import scenario_from_text
from tests.engine.two_drivers import a_certificate_for_everything, assert_same, compare, differences

# ---------------------------------------------------------------------- machines that restart together

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
    fail_to_restart: {lost}, failures_per_year: {fails}, mttr_h: 3, split: {{board-a: 2, board-b: 2}}}}
halls: {{h: {{it_mw: {it_mw}, cords: [ups], cooled_by: [chillers], heat_per_it: 1, ride_through_min: {ride}}}}}
"""
SAGS = {"region": 0, "east": 0, "sags": 200, "fails": 0, "lost": 0, "it_mw": 3, "ride": 15}
EVERYTHING = {"region": 20, "east": 600, "sags": 800, "fails": 20, "lost": 0.1, "it_mw": 2.5, "ride": 5}


@pytest.fixture
def certificates(monkeypatch: pytest.MonkeyPatch) -> list[Certificate]:
    """All that are made."""
    found: list[Certificate] = []
    rehearse = rehearsal.rehearse

    def collect(*case: Any) -> Certificate | None:
        made = rehearse(*case)
        found.extend([made] if made else [])
        return made

    monkeypatch.setattr(catalogue, "rehearse", collect)
    return found


def test_one_certificate_serves_every_order(certificates: list[Certificate]) -> None:
    """Both nodes drop at a sag and restart 3 to 9 minutes later; the first brings back half the cooling."""
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**SAGS)), 2, 1)
    assert_same(found)
    assert not found.full.outages
    (certificate,) = certificates
    (latest,) = certificate.lengths
    assert isinstance(latest, Latest)
    assert len(latest.of) == 2


def test_units_that_do_not_come_back_are_certified(certificates: list[Certificate]) -> None:
    """Three of four units are enough. Repairs take 3 h, and 5 sags a year seldom meet one."""
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**{**SAGS, "sags": 5, "lost": 0.1})), 40, 1)
    assert_same(found)
    assert {1, 2} <= {made.tallies.get(("chillers", "failed_starts"), 0) for made in certificates}
    assert all(isinstance(one, Latest) for made in certificates for one in made.lengths[-1:])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_restarts_in_every_trouble(seed: int, certificates: list[Certificate]) -> None:
    with a_certificate_for_everything():
        found = compare(scenario_from_text(COOLED.format(**EVERYTHING)), 2, seed)
    assert_same(found)
    assert len(found.full.outages) > 50
    assert {Latest} < {type(one) for made in certificates for one in made.lengths}


RETURNING = """
format: 1
site: {{name: returning}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{failures_per_year: {mains}, mttr_h: {length}}}}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 6, needed: 1, confirm_s: 5, start_s: 10, sync_s: 2, fail_to_start: 0,
    mttf_h: 100000, mttr_h: 9, failures_per_year: 0, retransfer: open, stable_min: 1, cooldown_min: 1}}
  board: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {{from: [mains, gensets], delay_s: 1, fail_to_transfer: 0}}}}
  board-a: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, fed_by: [board]}}
  board-b: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, fed_by: [board]}}
  ups: {{kind: ups, count: 1, rating_mw: 4, failures_per_year: 0, battery_min: 60, recharge_min: 60, fed_by: [board-a, board-b]}}
cooling:
  chillers: {{kind: chiller, count: 4, rating_mw_th: 1, draw_mw: 0, restart_min: {{mean: 5, cv: 0.3}}, drops_at_sag: true,
    fail_to_restart: {lost}, failures_per_year: {fails}, mttr_h: {repair}, split: {{board-a: 2, board-b: 2}}}}
halls: {{h: {{it_mw: {it_mw}, cords: [ups], cooled_by: [chillers], heat_per_it: 1, ride_through_min: {ride}}}}}
"""
BACK_SOON = {"mains": 500, "length": 0.08, "lost": 0.2, "fails": 2, "repair": 3, "it_mw": 2, "ride": 14}
"""Half of the losses end before the chillers are back, and open retransfer takes the power away again."""
FAILING = {"mains": 800, "length": 0.3, "lost": 0.05, "fails": 500, "repair": 0.5, "it_mw": 0.9, "ride": 9}
"""Units that did not come back fail by the calendar too, and all of a node may be out twice over."""


@pytest.mark.parametrize("site", [BACK_SOON, FAILING], ids=["back soon", "failing"])
@pytest.mark.parametrize("seed", [1, 2])
def test_power_that_goes_again_before_they_are_back(site: dict[str, float], seed: int) -> None:
    with a_certificate_for_everything():
        found = compare(scenario_from_text(RETURNING.format(**site)), 2, seed)
    assert_same(found)
    assert len(found.full.outages) > 15
    assert found.certified > 500


AGAIN = """
format: 1
site: {name: again}
horizon: {years: 1}
grid: {feeds: {mains: {failures_per_year: 300, mttr_h: 0.6}}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 6, needed: 1, confirm_s: 5, start_s: 10, sync_s: 2, fail_to_start: 0, block_s: 20,
    mttf_h: never, mttr_h: 9, failures_per_year: 0, retransfer: open, stable_min: 1, cooldown_min: 1}
  board: {kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {from: [mains, gensets], delay_s: 1, fail_to_transfer: 0}}
  ups: {kind: ups, count: 1, rating_mw: 4, failures_per_year: 0, battery_min: 60, recharge_min: 60, fed_by: [board]}
cooling:
  chillers: {kind: chiller, count: 2, draw_mw: 0.1, restart_min: {law: uniform, low: 5, high: 30}, load_block: 2,
    fail_to_restart: 0.4, failures_per_year: 0, mttr_h: {law: uniform, low: 0.1, high: 0.8}, fed_by: [board]}
  pumps: {kind: pump, count: 2, draw_mw: 0.1, restart_min: {law: uniform, low: 5, high: 30}, load_block: 3,
    fail_to_restart: 0, failures_per_year: 0, mttr_h: 1, fed_by: [board]}
halls: {h: {it_mw: 2, cords: [ups], cooled_by: [pumps, chillers], heat_per_it: 1, ride_through_min: 600}}
"""


def test_a_unit_repaired_while_its_machine_restarts_again() -> None:
    """On the sets chillers and pumps restart one after the other, and together when the mains are back.

    A chiller that did not come back at first may be repaired before the last machine is back the second time,
    but after its own has asked who comes back: it is not asked then.
    """
    with a_certificate_for_everything():
        found = compare(scenario_from_text(AGAIN), 3, 1)
    assert_same(found)
    assert found.certified > 200


def any_power(cast: Any, trail: Trail, key: int, ways: Sequence[together.Way]) -> bool:
    """Whether machines have power until they are back is not looked at."""
    others = together._others(key, ways)
    return key not in trail.asked and all(
        together._differs_in_heat_only(cast.records.judge(other), cast.records.judge(key)) for other in others
    )


def the_first(self: Cases, one: Latest, places: Any) -> Any:
    """All are back with the first of them."""
    every = [self._lengths(Lengths(draw, law, np.zeros(1, int)), places) for draw, law in one.of]
    return np.concatenate(every, axis=1).min(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("owner", "name", "fault", "site"),
    [
        (together, "_is_never_worse", any_power, RETURNING.format(**BACK_SOON)),
        (Cases, "_latest", the_first, COOLED.format(**EVERYTHING)),
    ],
    ids=["power is not looked at", "back with the first"],
)
def test_planted_faults_of_restarts_are_seen(
    owner: Any, name: str, fault: Any, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, fault)
    with a_certificate_for_everything():
        assert differences(compare(scenario_from_text(site), 2, 1))


def test_what_may_be_otherwise_while_machines_restart() -> None:
    """Heat and stores of cold may only be better; no such site is known where the other parts differ."""
    worst = SupplyRecord(
        0, 0, (), (), (), (), (), (), (), (), (), (True,), warming=(5, 3), connections=(), filling=(-4,)
    )
    better = worst._replace(warming=(2, 3), filling=(0,))
    assert together._differs_in_heat_only(better, worst)
    for other in (
        better._replace(warming=(2, 4)),
        better._replace(filling=(-5,)),
        better._replace(burn=(7,)),
        better._replace(powered=(False,)),
    ):
        assert not together._differs_in_heat_only(other, worst)


def test_nothing_may_fail_while_they_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is blamed for later draws is what changes the record: that may depend on who is back."""
    asked: list[tuple[Any, ...]] = []
    proved = together.in_any_order

    def keep(*question: Any) -> frozenset[int] | None:
        asked.append(question)
        return proved(*question)

    monkeypatch.setattr(rehearsal, "in_any_order", keep)
    with a_certificate_for_everything():
        compare(scenario_from_text(COOLED.format(**SAGS)), 1, 1)
    cast, trail, lots, events = asked[0]
    assert proved(cast, trail, lots, events)
    (sag,) = events
    for after, is_proved in ((0.5 * lots[0].longest.value, False), (1.5 * lots[0].longest.value, True)):
        failure = sag._replace(time=sag.time + after)
        assert bool(proved(cast, trail, lots, [sag, failure])) is is_proved
    trail.asked[-1].add(("sagged", ()))
    assert -1 not in trail.seen
    assert proved(cast, trail, lots, events) is None


def test_a_rehearsal_notes_every_question_about_a_state() -> None:
    """A new question must be noted, or shown to follow from the record or from what is in service and asked.

    No behaviour asks for the flows, or the plant in that weather: they are what a record is made from.
    """
    questions = {name for name, what in vars(SupplyRecords).items() if callable(what) and name[0] != "_"}
    noted = set(vars(NotedRecords)) & questions
    assert questions - noted == {
        "judge",
        "flows",
        "plant_in",
        "static_loss",
        "is_normal",
        "demand_w",
        "level_of",
        "setup",
    }


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


def test_what_ends_badly_is_not_rehearsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a rehearsal has failed, what follows is tried with plain times first: the certificates are the same."""
    site = scenario_from_text(REFILLING)
    tried: list[bool] = []
    ends_well = rehearsal.ends_well

    def noted(*case: Any) -> bool:
        tried.append(ends_well(*case))
        return tried[-1]

    with a_certificate_for_everything():
        with monkeypatch.context() as patch:
            patch.setattr(catalogue, "ends_well", noted)
            found = compare(site, 10, 1).screened.counters
        monkeypatch.setattr(catalogue, "ends_well", lambda *case: True)
        every = compare(site, 10, 1).screened.counters
    assert set(tried) == {False, True}
    assert (found.certificates, found.certified) == (every.certificates, every.certified)


# ---------------------------------------------------------------------- sets that fail while they run


def test_a_run_failure_without_harm_is_certified(certificates: list[Certificate]) -> None:
    """One of two sets is enough; they run 20 h on average, and a loss of the region lasts 4 h."""
    values = {"power.gensets.mttf_h": 20, "power.gensets.fuel": None, "power.gensets.mttr_h": 2}
    with a_certificate_for_everything():
        found = compare(scenario_from_text(REFILLING).with_values(values), 60, 1)
    assert_same(found)
    run_failures = {made.tallies.get(("gensets", "run_failures"), 0) for made in certificates}
    assert run_failures >= {0, 1, 2}
