"""Delays of gates and phases: by hand, shared, and keyed so that a change in one leaves the others alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rollout.made import MONTH_H, TWO_BLOCKS, YEAR_H, programme

PHASES = """
gates:
  land: {late: {by_months: 9}}
  permit: {late: {by_months: 4}}
  grid-110: {gates: [land], slack_months: 3, late: {by_months: 2}}
phases:
  one: {ready: 2028-01-01, late: never}
  two: {ready: 2030-01-01, gates: [land, permit], slack_months: 1, late: {by_months: 5}, brings: {blocks: 1}}
  three: {ready: 2030-01-01, gates: [grid-110, two], late: never}
"""


def test_delays_by_hand() -> None:
    """grid-110: max(0, 9 − 3) + 2 = 8; two: max(0, max(9, 4) − 1) + 5 = 13; three: max(8, 13) = 13 months."""
    found = programme(TWO_BLOCKS + PHASES).block(0, 3).phases_h
    assert {name: hours.tolist() for name, hours in found.items()} == {
        "one": [0.0] * 3,
        "two": [2 * YEAR_H + 13 * MONTH_H] * 3,
        "three": [2 * YEAR_H + 13 * MONTH_H] * 3,
    }


def test_a_factor_of_the_programme_multiplies_own_lateness_only_once_each() -> None:
    """With factor f: land 9f, two max(0, 9f − 1) + 5f; f has mean 1 and is one for all."""
    text = TWO_BLOCKS + PHASES + "programme: {cv: 0.2}\n"
    found = programme(text).block(0, 1000).phases_h["two"]
    months = (found - 2 * YEAR_H) / MONTH_H
    factor = (months + 1) / 14  # while 9f > 1
    assert factor.min() > 1 / 9
    # standard error 0.2 ÷ √1000 = 0.0063; four of them: a false alarm in 16,000, half a per cent found never,
    # a mean off by 0.036 found 19 times in 20
    assert factor.mean() == pytest.approx(1, abs=0.0253)
    assert factor.std() == pytest.approx(0.2, rel=0.15)
    assert len(np.unique(months)) == 1000


SHARED = """
gates: {land: {late: {probability: 0.5, by_months: {median: 9, sigma: 0.9}}}}
phases:
  two: {ready: 2030-01-01, gates: [land], late: never, brings: {blocks: 1}}
  three: {ready: 2032-01-01, gates: [land], late: never}
"""


def test_phases_behind_one_gate_are_late_together() -> None:
    found = programme(TWO_BLOCKS + SHARED).block(0, 500).phases_h
    two, three = found["two"] - 2 * YEAR_H, found["three"] - 4 * YEAR_H
    assert np.allclose(two, three, atol=1e-6)
    # 500 of probability 0.5: four standard errors are 0.089
    assert np.mean(two > 1e-6) == pytest.approx(0.5, abs=0.089)
    late = two[two > 1e-6] / MONTH_H
    # of 250, the standard error of the mean logarithm is 0.9 ÷ √250 = 0.057
    assert np.log(late).mean() == pytest.approx(np.log(9), abs=0.23)


def test_a_change_in_one_phase_leaves_the_draws_of_all_others_alone() -> None:
    own = "late: {probability: 0.9, by_months: {median: 6, sigma: 0.7}}"
    text = f"""
phases:
  two: {{ready: 2030-01-01, {own}, brings: {{blocks: 1}}}}
  three: {{ready: 2032-01-01, {own}}}
"""
    base = programme(TWO_BLOCKS + text).block(3, 200).phases_h
    later = (
        programme(TWO_BLOCKS + text.replace("2030", "2031").replace(own, "late: never", 1))
        .block(3, 200)
        .phases_h
    )
    assert np.array_equal(base["three"], later["three"])
    assert (later["two"] == 3 * YEAR_H).all()
    # twice as late with the same draws
    twice = programme(TWO_BLOCKS + text.replace("median: 6", "median: 12", 1)).block(3, 200).phases_h
    assert np.allclose(twice["two"] - 2 * YEAR_H, 2 * (base["two"] - 2 * YEAR_H), atol=1e-6)
    # another phase, another tenant: nothing changes for these
    more = programme(TWO_BLOCKS + text + f"  four: {{ready: 2029-01-01, {own}}}\n").block(3, 200).phases_h
    assert all(np.array_equal(base[name], more[name]) for name in base)


def test_a_block_is_the_same_whatever_was_drawn_before_and_a_smaller_one_its_beginning() -> None:
    found = programme(TWO_BLOCKS + SHARED)
    second = found.block(1, 50).phases_h["two"]
    assert np.array_equal(programme(TWO_BLOCKS + SHARED).block(1, 20).phases_h["two"], second[:20])
    assert not np.array_equal(found.block(0, 50).phases_h["two"], second)
