"""Gensets and a battery beside a load: published answers, closed forms, and what must always hold.

B01, B03, B05 and G01 are those of NREL's REopt (test/runtests.jl, "Backup Generator Reliability", and the
defaults of src/outagesim/backup_reliability.jl).
"""

from __future__ import annotations

import math

import pytest

from dcsim.errors import UsageError
from dcsim.exact.survival import (
    NO_BATTERY,
    Battery,
    Fleet,
    carried_by_the_hour,
    carried_within,
)

TWO_SETS = [Fleet(2, 1.0, 1.0, 5.0)]
SMALL_BATTERY = Battery(kw=1.0, kwh=2.0, initial_kwh=1.0)
LOAD = (1.0, 2.0, 2.0, 1.0)

B01_BY_THE_HOUR = [
    (1.0, 0.8704, 0.557056),
    (0.96, 0.6144, 0.57344),
    (0.96, 0.896, 0.8192),
    (1.0, 0.96, 0.761856),
]
B01_WITHIN = [  # 4,000,000 samples
    (1.0, 0.89136, 0.5975),
    (0.96712, 0.64815, 0.62901),
    (0.96744, 0.93865, 0.87836),
    (1.0, 0.98252, 0.79667),
]


@pytest.mark.parametrize("start", range(4))
def test_b01_by_the_hour(start: int) -> None:
    found = carried_by_the_hour(TWO_SETS, SMALL_BATTERY, LOAD, 3, start)
    assert found == pytest.approx(B01_BY_THE_HOUR[start], abs=1e-9)


def test_b01_first_hour_by_hand() -> None:
    """Load 1 in hour one: both up 0.64 (the battery is filled), one up 0.32, none 0.04 (the battery is empty).

    Load 2 in hour two. Filled: both up, one up or none: 1, and 1 from the battery is not enough for none:
    1 - 0.04. One up and 1 kWh: it must not fail. None: lost. 0.64 × 0.96 + 0.32 × 0.8 = 0.8704.
    """
    assert pytest.approx(0.8704) == 0.64 * 0.96 + 0.32 * 0.8


@pytest.mark.parametrize("start", range(4))
def test_b01_at_any_time(start: int) -> None:
    """Within the bounds; and, as both ends are off in proportion to the step, extrapolated to none."""
    coarse, fine = (carried_within(TWO_SETS, SMALL_BATTERY, LOAD, 3, start, steps) for steps in (15, 30))
    for expected, before, after in zip(B01_WITHIN[start], coarse, fine, strict=True):
        assert after[0] - 0.0005 <= expected <= after[1] + 0.0005
        for end in (0, 1):
            assert 2 * after[end] - before[end] == pytest.approx(expected, abs=0.0015)


def test_b03_one_set_and_four_hours_of_battery() -> None:
    """Start 0.98 × 0.9; afterwards four hours may come from the battery: 20 of 24 h must be run."""
    sets, battery = [Fleet(1, 100.0, 0.98 * 0.9, 100.0)], Battery(100.0, 400.0, 400.0)
    found = carried_by_the_hour(sets, battery, [100.0], 24)
    assert found[23] == pytest.approx(0.721393919, abs=1e-9)
    assert found[:4] == pytest.approx((1.0,) * 4, abs=1e-12)
    assert found[4] == pytest.approx(0.87318, abs=1e-9)
    low, high = carried_within(sets, battery, [100.0], 24, steps=12)[23]
    assert low == pytest.approx(0.7221205242, abs=1e-9)  # 0.882 exp(-0.2)
    assert low < high < low + 0.001


REOPT_STARTS = 0.995 * (1 - 0.0094)
G01 = {
    (1, 1): (0.9643748779, 0.9231980032, 0.8460436936, 0.7262132706),
    (1, 2): (0.9987308507, 0.9941014533, 0.9762974557, 0.9250408268),
    (4, 4): (0.8649351639, 0.7264060054, 0.5123552261, 0.2781356918),
    (4, 5): (0.9881888472, 0.9495637321, 0.8278764987, 0.5827351373),
    (4, 6): (0.999166166, 0.9924111296, 0.949317723, 0.7912233522),
}
G01_BY_THE_HOUR = {
    (1, 1): (0.9643653081, 0.8459849265, 0.7261123869),
    (4, 5): (0.988182731, 0.8277669068, 0.5825235714),
    (4, 6): (0.9991655122, 0.9492670963, 0.7910495484),
}


@pytest.mark.parametrize(("needed", "count"), G01)
def test_g01_genset_fleet(needed: int, count: int) -> None:
    """After 1, 3, 7 and 14 days: binomial in 0.995 (1 - 0.0094) exp(-t/1,100)."""
    sets = [Fleet(count, 1.0, REOPT_STARTS, 1100.0)]
    found = carried_within(sets, NO_BATTERY, [float(needed)], 336, steps=1)
    days = [found[24 * day - 1][0] for day in (1, 3, 7, 14)]
    assert days == pytest.approx(G01[needed, count], abs=1e-9)


@pytest.mark.parametrize(("needed", "count"), G01_BY_THE_HOUR)
def test_g01_by_the_hour(needed: int, count: int) -> None:
    sets = [Fleet(count, 1.0, REOPT_STARTS, 1100.0)]
    found = carried_by_the_hour(sets, NO_BATTERY, [float(needed)], 336)
    days = [found[24 * day - 1] for day in (1, 7, 14)]
    assert days == pytest.approx(G01_BY_THE_HOUR[needed, count], abs=1e-9)


def test_g03_one_set_for_two_weeks() -> None:
    """(1 - 0.0013) exp(-336/1,700); published as "80 % likely" (Marqusee and Jenket, Applied Energy 268, 2020)."""
    found = carried_within([Fleet(1, 1.0, 1 - 0.0013, 1700.0)], NO_BATTERY, [1.0], 336, steps=1)
    assert found[-1][0] == pytest.approx(0.8195925893, abs=1e-9)
    assert found[-1][0] == pytest.approx(0.8, abs=0.03)


SINE = [200 * (2 + math.sin(2 * math.pi * h / 24)) for h in range(1, 25)]
LARGE_BATTERY = Battery(428.0, 1585.0, 1585.0)


@pytest.mark.parametrize("start", [0, 7, 15])
def test_b05_never_more_likely_for_longer(start: int) -> None:
    found = carried_by_the_hour([Fleet(2, 312.0, 0.9, 60.0)], LARGE_BATTERY, SINE, 48, start)
    assert list(found) == sorted(found, reverse=True)
    assert found[-1] < found[0]


@pytest.mark.parametrize("start", [0, 7, 15])
def test_b05_no_sets_is_sets_that_never_start(start: int) -> None:
    """Nor sets that give nothing, as without fuel."""
    none = carried_by_the_hour([], LARGE_BATTERY, SINE, 12, start)
    for sets in (Fleet(2, 312.0, 0.0, 60.0), Fleet(2, 0.0, 1.0, 60.0)):
        assert carried_by_the_hour([sets], LARGE_BATTERY, SINE, 12, start) == pytest.approx(none, abs=1e-12)


@pytest.mark.parametrize("start", [0, 7, 15])
def test_b05_one_kind_of_two_is_two_kinds_of_one(start: int) -> None:
    together = carried_by_the_hour([Fleet(2, 312.0, 0.9, 60.0)], LARGE_BATTERY, SINE, 24, start)
    apart = carried_by_the_hour([Fleet(1, 312.0, 0.9, 60.0)] * 2, LARGE_BATTERY, SINE, 24, start)
    assert together == pytest.approx(apart, abs=1e-12)


@pytest.mark.parametrize("start", range(0, 24, 5))
@pytest.mark.parametrize("count", [0, 1, 2])
def test_b05_sets_that_never_fail_give_the_deterministic_answer(start: int, count: int) -> None:
    energy, lasts = LARGE_BATTERY.kwh, 0
    for hour in range(48):
        spare = count * 312.0 - SINE[(start + hour) % 24]
        energy += min(spare, LARGE_BATTERY.kw)
        if spare < -LARGE_BATTERY.kw or energy < 0:
            break
        energy, lasts = min(energy, LARGE_BATTERY.kwh), hour + 1
    sets = [Fleet(count, 312.0, 1.0, math.inf)]
    assert carried_by_the_hour(sets, LARGE_BATTERY, SINE, 48, start) == (1.0,) * lasts + (0.0,) * (48 - lasts)
    found = carried_within(sets, LARGE_BATTERY, SINE, 48, start, steps=1)
    assert found == ((1.0, 1.0),) * lasts + ((0.0, 0.0),) * (48 - lasts)


def test_too_many_states_are_refused() -> None:
    """A battery too large to be full or empty keeps every way of getting there apart."""
    fleets = [Fleet(9, 1.0, 0.9, 50.0)] * 4
    with pytest.raises(UsageError, match="ways in which sets may be running"):
        carried_by_the_hour(fleets, NO_BATTERY, [1.0], 3)
    large = Battery(1e4, 1e8, 5e7)
    with pytest.raises(UsageError, match="states of sets and battery"):
        carried_by_the_hour([Fleet(5, math.pi, 0.9, 50.0)], large, [1.0, math.e], 60)
