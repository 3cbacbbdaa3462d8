"""The second clock: time in which the plant could not serve demand with perfect sources and no stores."""

from __future__ import annotations

import math

import pytest

from dcsim.exact import k_of_n, unit
from tests.engine.made import run

FIXED = """
horizon: {hours: 1000}
grid:
  feeds: {mains: {mttf_h: {law: fixed, value: 95}, mttr_h: {law: fixed, value: 50}}}
power:
  ups: {kind: ups, rating_mw: 1, battery_min: 5, mttf_h: {law: fixed, value: 300}, mttr_h: {law: fixed, value: 10}, fed_by: [mains]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""


def test_losses_of_the_source_do_not_count() -> None:
    """The UPS is down from 300 to 310, 610 to 620 and 920 to 930, whatever the mains do."""
    result = run(FIXED)
    assert result.static_h == pytest.approx((30.0,))
    assert result.static_outages == (3,)
    assert sum(o.length_h for o in result.outages) > 300


BEFORE_A_BATTERY = """
horizon: {hours: 1000}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  board: {kind: switchgear, mttf_h: {law: fixed, value: 300}, mttr_h: {law: fixed, value: 10}, fed_by: [mains]}
  ups: {kind: ups, rating_mw: 1, battery_min: 1200, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""


def test_a_battery_delays_and_does_not_help() -> None:
    """The board is down from 300, 610 and 920 on for 10 h; the battery of 20 h carries it, and no hall is lost."""
    result = run(BEFORE_A_BATTERY)
    assert result.outages == ()
    assert result.static_h == pytest.approx((30.0,))
    assert result.static_outages == (3,)


def test_five_of_six_agrees_with_theory() -> None:
    """Ten runs of 200 years: Σz² of the unavailability is below 29.6 with probability 0.999.

    The standard error of a run is about 2.5 %, so a bias of 5 % would bring Σz² to 50 on average and be seen
    with a probability above 0.95.
    """
    text = """
horizon: {years: 10}
grid: {feeds: {mains: {failures_per_year: 2, mttr_h: 3}}}
power: {units: {kind: element, count: 6, needed: 5, mttf_h: 1700, mttr_h: 37, fed_by: [mains]}}
halls: {hall: {it_mw: 1, cords: [units]}}
"""
    exact = k_of_n(5, 6, unit(1700, 37)).unavailability
    squares = 0.0
    for seed in range(10):
        shares = [hours / 87600 for hours in run(text, replications=20, seed=seed).static_h]
        mean = sum(shares) / len(shares)
        spread = math.sqrt(sum((s - mean) ** 2 for s in shares) / (len(shares) - 1) / len(shares))
        squares += ((mean - exact) / spread) ** 2
    # 20 replications: z is nearly Student's t with 19 degrees of freedom, Σz² 12 % larger on average
    assert squares < 29.6 * 1.12
