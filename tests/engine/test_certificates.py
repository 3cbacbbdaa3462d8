"""Certificates: the conditions they note, their draws, and ties."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from dcsim.engine.certify import rehearsal
from dcsim.engine.certify.affine import Affine, Conditions, Undecided
from dcsim.engine.draws import ManyDraws, episode_uniforms
from dcsim.laws import Law, exponential, law_from, lognormal
from dcsim.scenario import scenario_from_text
from dcsim.streams import episode_uniform
from tests.engine.two_drivers import a_certificate_for_everything, assert_same, compare, differences

# ---------------------------------------------------------------------- times with conditions


def variable(conditions: Conditions, number: int, value: float) -> Affine:
    return Affine(conditions, value, 0.0, {number: 1.0})


def test_a_comparison_is_noted_as_a_condition_on_the_variables() -> None:
    conditions = Conditions(1e-7)
    x, y = variable(conditions, 0, 2.0), variable(conditions, 1, 5.0)
    assert 3.0 + x * 2.0 > y  # 7 > 5: 2x - y + 3 > 0
    assert not y - x <= 1.0  # 3 > 1: y - x - 1 > 0
    assert conditions.rows == {((0, 2.0), (1, -1.0)): 3.0, ((0, -1.0), (1, 1.0)): -1.0}


def test_of_one_form_only_the_sharpest_condition_is_kept() -> None:
    conditions = Conditions(1e-7)
    x = variable(conditions, 0, 2.0)
    assert x > 0.5
    assert x > 1.5
    assert x > 1.0
    assert conditions.rows == {((0, 1.0),): -1.5}


def test_what_never_comes_conditions_nothing() -> None:
    conditions = Conditions(1e-7)
    x = variable(conditions, 0, 2.0)
    assert x < math.inf
    assert not x > 1e300
    assert x + math.inf == math.inf
    assert math.inf - x == math.inf
    assert not conditions.rows


def test_the_same_time_reached_the_same_way_is_equal_without_a_condition() -> None:
    conditions = Conditions(1e-7)
    x = variable(conditions, 0, 2.0)
    assert x + 1.0 == x + 1.0
    assert hash(x + 1.0) == hash(x + 1.0)
    assert not conditions.rows


@pytest.mark.parametrize(
    "reached", [lambda x, by: x + by, lambda x, by: x * by, lambda x, by: x / by, lambda x, by: by - x]
)
def test_times_reached_by_other_numbers_are_told_apart(reached: Callable[[Affine, float], Affine]) -> None:
    """The hash of -1.0 is that of -2.0."""
    conditions = Conditions(1e-7)
    x = variable(conditions, 0, 3.0)
    assert reached(x, -1.0).route != reached(x, -2.0).route
    assert reached(x, -1.0) != reached(x, -2.0)


# What is left of the ride-through of a hall falls by one an hour, of the other by two. The chiller stops twice in a
# loss, and each time may take most of half an hour to restart.
HALF_AS_LONG = """
format: 1
site: {name: two halls}
horizon: {years: 1}
grid: {feeds: {mains: {failures_per_year: 150, mttr_h: 2}}}
power:
  sets: {kind: genset, count: 2, rating_mw: 3, needed: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 0,
    stable_min: 5, retransfer: open, cooldown_min: 1}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, sets], delay_s: 2, fail_to_transfer: 0}}
  ups: {kind: ups, rating_mw: 2, battery_min: 10, recharge_min: 10, mttf_h: never, fed_by: [board]}
cooling:
  chillers: {kind: chiller, draw_mw: 0.1, mttf_h: never, fail_to_restart: 0, restart_min: {law: uniform, low: 5, high: 25},
    fed_by: [board]}
halls:
  first: {it_mw: 1, cords: [ups], cooled_by: [chillers], ride_through_min: 60, recovery_min: 600}
  second: {it_mw: 1, cords: [ups], cooled_by: [chillers], ride_through_min: 30, recovery_min: 600}
"""


def test_a_hall_that_lasts_half_as_long_as_another() -> None:
    with a_certificate_for_everything():
        found = compare(scenario_from_text(HALF_AS_LONG), 3, 1)
    assert_same(found)
    assert found.certified > 200
    assert len(found.full.outages) > 100


@pytest.mark.parametrize(
    "ask",
    [
        lambda x, y: x > y,
        lambda x, y: x + 1e-9 > x,
        lambda x, y: x * y,
        lambda x, y: 1.0 / x,
        lambda x, y: x / y,
        lambda x, y: float(x),
    ],
)
def test_what_is_no_condition_is_refused(ask: Callable[[Affine, Affine], object]) -> None:
    conditions = Conditions(1e-7)
    x, y = variable(conditions, 0, 2.0), variable(conditions, 1, 2.0 + 1e-9)
    with pytest.raises(Undecided):
        ask(x, y)


def test_what_was_asked_before_is_answered_alike_and_noted_once() -> None:
    conditions = Conditions(1e-7)
    x, y = variable(conditions, 0, 2.0), variable(conditions, 1, 5.0)
    assert x < y
    assert y > x
    rows = {((0, -1.0), (1, 1.0)): 0.0}
    assert conditions.rows == rows
    assert x + 1.0 != y  # as close as 2: sharper
    rows[next(iter(rows))] = -1.0
    assert conditions.rows == rows
    assert x < y
    assert conditions.rows == rows


# ---------------------------------------------------------------------- draws of many cases at once


def test_many_draws_are_the_single_ones_to_the_last_bit() -> None:
    rng = np.random.default_rng(1)
    episodes = rng.integers(0, 1 << 63, 200, np.uint64) * np.uint64(2)
    key = 0xFEDCBA9876543210
    many = episode_uniforms(np.full(200, key, np.uint64), episodes, 37)
    assert many.tolist() == [episode_uniform(key, int(episode), 37) for episode in episodes]


@pytest.mark.parametrize(
    "law",
    [
        exponential(20.0),
        lognormal(5.0, 0.5),
        law_from({"law": "uniform", "low": 1, "high": 4}, "h"),
        law_from({"law": "weibull", "shape": 2, "scale": 30, "max": 40}, "h"),
        law_from({"median": 5, "sigma": 1, "max": 12}, "h"),
        law_from(3, "h"),
    ],
)
def test_many_lengths_are_the_single_ones(law: Law) -> None:
    episodes = np.arange(300, dtype=np.uint64)
    many = ManyDraws([5, 9], episodes).length(law, 3)
    for column, key in enumerate((5, 9)):
        single = [law.from_uniform(episode_uniform(key, int(episode), 3)) for episode in episodes]
        assert many[:, column] == pytest.approx(single, rel=1e-12)


# ---------------------------------------------------------------------- ties

TIES = """
format: 1
site: {{name: ties}}
horizon: {{years: 5}}
grid: {{feeds: {{east: {{failures_per_year: 20, mttr_h: 4}}}}}}
power:
  gensets: {{kind: genset, count: 3, rating_mw: 1, mttf_h: 100000, mttr_h: 1, confirm_s: 0, failures_per_year: 0, {sets}}}
  board: {{kind: switchgear, rating_mw: 5, failures_per_year: 0, mttr_h: 24, reset_h: 2, transfer: {{from: [east, gensets], delay_s: 0, fail_to_transfer: 0}}}}
  ups: {{kind: ups, count: 2, rating_mw: 1.5, battery_min: {battery}, recharge_min: 10, failures_per_year: 0, mttr_h: 12, fed_by: [board]}}
halls: {{h: {{it_mw: 1.5, cords: [ups]}}}}
"""
DRAWN = "sync_s: {law: uniform, low: 5, high: 40}"


@pytest.mark.parametrize(
    ("sets", "battery"),
    [
        # sets ready at one instant take their turn by number: the first closes, the others draw `sync_s`
        (f"start_s: 10, {DRAWN}, fail_to_start: 0, failures_per_year: 300", 0.25),
        (f"start_s: 10, {DRAWN}, fail_to_start: 0.2, start_attempts: 2, attempt_s: 0", 0.25),
        # 5 s and 10 s are over when half the battery is empty: only rounding tells which is first
        ("start_s: 10, sync_s: 0, fail_to_start: 0.01, confirm_s: 5", 0.125),
        (
            "start_s: {law: uniform, low: 5, high: 25}, sync_s: 10, fail_to_start: 0.1, failures_per_year: 300",
            0.25,
        ),
    ],
)
def test_ties_are_not_certified_away(sets: str, battery: float) -> None:
    names = {part.split(":")[0] for part in sets.split(", ")}
    text = TIES.format(sets=sets, battery=battery)
    for name, value in (("confirm_s", "0"), ("failures_per_year", "0")):
        if name in names:
            text = text.replace(f"{name}: {value}, ", "", 1)
    with a_certificate_for_everything():
        found = compare(scenario_from_text(text), 30, 1)
    assert_same(found)
    assert len(found.full.outages) > 50


def test_taking_turns_in_any_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set that fails its first attempt in no time is ready with the others: the lowest number closes."""
    monkeypatch.setattr(rehearsal, "_turns", lambda case, ready: iter(()))
    sets = f"start_s: 10, {DRAWN}, fail_to_start: 0.3, start_attempts: 2, attempt_s: 0"
    with a_certificate_for_everything():
        found = compare(scenario_from_text(TIES.format(sets=sets, battery=0.4)), 30, 1)
    assert differences(found)
