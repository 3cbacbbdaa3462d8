"""Chains of machines that share crews, stand by or fail together: against closed forms and a plain solver."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from dcsim.errors import UsageError
from dcsim.exact import (
    Chain,
    Machines,
    carried_with_repair,
    first_failure_h,
    hidden,
    k_of_n,
    maintained,
    unit,
)

YEAR_H = 8760.0


def test_one_of_two_with_one_crew_hot_and_cold() -> None:
    """Closed forms with r = mttr/mttf = 0.012: hot 2r²/(1+2r+2r²), cold r²/(1+r+r²); lost once in so long."""
    r = 24 / 2000
    hot, cold = Machines(2, 1, 2000, 24, crews=1), Machines(2, 1, 2000, 24, crews=1, idle=0.0)
    assert hot.steady.unavailability == pytest.approx(2 * r * r / (1 + 2 * r + 2 * r * r), rel=1e-12)
    assert cold.steady.unavailability == pytest.approx(r * r / (1 + r + r * r), rel=1e-12)
    # down ends with one repair, 24 h on average, whichever it is
    for machines, per_year in ((hot, 0.102627386), (cold, 0.05192936973)):
        assert machines.steady.failures_per_h * YEAR_H == pytest.approx(per_year, rel=1e-8)
        assert machines.steady.mean_down_h == pytest.approx(24, rel=1e-12)
    assert (hot.mean_up_h, hot.first_failure_h) == (
        pytest.approx(85333.3333333),
        pytest.approx(86333.3333333),
    )
    assert (cold.mean_up_h, cold.first_failure_h) == (
        pytest.approx(168666.666667),
        pytest.approx(170666.666667),
    )


def test_failures_in_common() -> None:
    """One of two, 5 % of failures strike both: three states, solved by hand.

    From 2 up: 2(1-b)l to 1, b l to 0; from 1: l to 0 (its own and the common ones), m to 2; from 0: 2m to 1.
    """
    rate, b, m = 1e-4, 0.05, 1 / 24
    machines = Machines(2, 1, 1 / rate, 24, beta=b)
    # balance of 2: p2 (2(1-b) + b) l = p1 m; of 0: p0 2m = p2 b l + p1 l
    p1 = (2 - b) * rate / m
    p0 = (b * rate + p1 * rate) / (2 * m)
    assert machines.steady.unavailability == pytest.approx(p0 / (1 + p1 + p0), rel=1e-12)
    assert machines.steady.unavailability == pytest.approx(6.530608241e-05, rel=1e-8)
    assert machines.steady.failures_per_h * YEAR_H == pytest.approx(0.04767344016, rel=1e-8)
    alone = Machines(2, 1, 1 / rate, 24)
    assert machines.steady.unavailability / alone.steady.unavailability == pytest.approx(
        11.39234857, rel=1e-7
    )


def test_a_unit_in_maintenance_is_one_fewer() -> None:
    """Four of five, each out 48 h a year: 240 of 8,760 h as four of four."""
    one = unit(1700, 37)
    found = maintained(4, 5, one, 48)
    assert found.unavailability == pytest.approx(0.006488868454, rel=1e-8)
    assert maintained(4, 5, one, 0).unavailability == pytest.approx(0.004347134882, rel=1e-8)


@pytest.mark.parametrize(("needed", "count"), [(1, 1), (1, 2), (2, 3), (3, 3)])
def test_maintenance_of_units_that_never_fail(needed: int, count: int) -> None:
    """Without failures a shortage is the maintenance of a unit that has no spare."""
    found = maintained(needed, count, unit(math.inf, 1), 10, per_year=2)
    share = count * 20 / YEAR_H if needed == count else 0.0
    assert found.unavailability == pytest.approx(share, abs=1e-15)
    assert found.failures_per_h == pytest.approx(count * 2 / YEAR_H if needed == count else 0.0, abs=1e-15)


def test_maintenance_takes_out_the_last_that_is_needed() -> None:
    """One of two, both 10 % down, one taken out at once and for no time: a failure if only it is up, 9 %."""
    without, with_it = (maintained(1, 2, unit(9, 1), 1e-9, per_year=n).failures_per_h for n in (0.0, 1.0))
    assert with_it - without == pytest.approx(2 / YEAR_H * 0.9 * 0.1, rel=1e-6)


def test_failures_nobody_sees() -> None:
    """1e-4 per hour, tested monthly: 1 - (1 - exp(-x))/x with x = 0.073; half of x for short intervals."""
    x = 1e-4 * 730
    assert hidden(1e-4, 730) == pytest.approx(1 + math.expm1(-x) / x, rel=1e-9)
    assert hidden(1e-9, 730) == pytest.approx(1e-9 * 365, rel=1e-5)
    assert hidden(0, 730) == 0
    # never failed between tests: only the repair of what a test finds
    assert hidden(1e-4, 730, repair_h=24) > hidden(1e-4, 730)


def test_point_and_mean_availability_of_one_unit() -> None:
    """Failing at 0.001 and repaired at 0.1 per hour: A(t) = (m + l exp(-(l+m)t))/(l+m)."""
    chain = Chain({("up", "down"): 0.001, ("down", "up"): 0.1})
    for hours, at in ((5, 0.9960743126), (24, 0.9909759073)):
        assert chain.at({"up": 1.0}, hours)["up"] == pytest.approx(at, abs=1e-10)
    for hours, mean in ((24, 0.9938218204), (168, 0.9906825194), (8760, 0.9901102005)):
        assert chain.mean_over({"up": 1.0}, hours)["up"] == pytest.approx(mean, abs=1e-10)
    assert chain.shares["up"] == pytest.approx(1 / 1.01, rel=1e-15)


def test_rare_shortages_keep_their_digits() -> None:
    """1 of 8 with repairs a million times shorter than lives: q to the 8th is 1e-48."""
    machines = Machines(8, 1, 1e6, 1.0)
    assert machines.steady.unavailability == pytest.approx((1 / (1e6 + 1)) ** 8, rel=1e-12)
    assert machines.first_failure_h == pytest.approx(first_failure_h(1, 8, 1e6, 1.0), rel=1e-12)


@given(
    count=st.integers(1, 7),
    data=st.data(),
    mttf=st.floats(10, 1e5),
    mttr=st.floats(0.1, 100),
)
@settings(max_examples=60, deadline=None)
def test_with_a_crew_for_everyone_it_is_the_closed_form(
    count: int, data: st.DataObject, mttf: float, mttr: float
) -> None:
    needed = data.draw(st.integers(1, count))
    machines, closed = Machines(count, needed, mttf, mttr), k_of_n(needed, count, unit(mttf, mttr))
    assert machines.steady.unavailability == pytest.approx(closed.unavailability, rel=1e-10)
    assert machines.steady.failures_per_h == pytest.approx(closed.failures_per_h, rel=1e-10)
    assert machines.first_failure_h == pytest.approx(first_failure_h(needed, count, mttf, mttr), rel=1e-10)


@given(
    count=st.integers(2, 6),
    crews=st.integers(1, 3),
    idle=st.floats(0, 1),
    beta=st.floats(0, 0.3),
    takes=st.floats(0, 0.5),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_shares_balance(
    count: int, crews: int, idle: float, beta: float, takes: float, data: st.DataObject
) -> None:
    """As much flows into each state as out of it; a plain solver agrees; fewer crews are never better."""
    needed = data.draw(st.integers(1, count))
    machines = Machines(count, needed, 100, 10, crews, idle, beta, takes)
    share, rates = machines.chain.shares, machines.chain.rates
    for state in machines.chain.states:
        out = sum(share[a] * rate for (a, _), rate in rates.items() if a == state)
        into = sum(share[a] * rate for (a, b), rate in rates.items() if b == state)
        assert into == pytest.approx(out, rel=1e-12, abs=1e-300)
    q = np.zeros((count + 1, count + 1))
    for (a, b), rate in rates.items():
        q[a, b] += rate
        q[a, a] -= rate
    system = np.vstack([q.T, np.ones(count + 1)])
    plain = np.linalg.lstsq(system, np.append(np.zeros(count + 1), 1.0), rcond=None)[0]
    assert [share.get(up, 0.0) for up in range(count + 1)] == pytest.approx(plain.tolist(), abs=1e-10)
    more = Machines(count, needed, 100, 10, crews + 1, idle, beta, takes)
    assert more.steady.unavailability <= machines.steady.unavailability * (1 + 1e-12)


def test_an_outage_with_repairs() -> None:
    """Two of three for 24 h against the differential equations; without repairs against the binomial.

    A repaired set must start: of `1 / repair` an hour `starts / repair` come back.
    """
    starts, life, repair = 0.8, 50.0, 8.0

    def flow(_t: float, p: np.ndarray) -> list[float]:
        three, two = p
        back = two * starts / repair
        return [back - 3 / life * three, 3 / life * three - 2 / life * two - back]

    first = [starts**3, 3 * starts**2 * (1 - starts)]
    end = solve_ivp(flow, (0, 24), first, rtol=1e-11, atol=1e-13).y[:, -1]
    assert carried_with_repair(3, 2, starts, life, repair, 24) == pytest.approx(float(end.sum()), rel=1e-8)
    p = starts * math.exp(-24 / life)
    never = carried_with_repair(3, 2, starts, life, 1e12, 24)
    assert never == pytest.approx(p**3 + 3 * p**2 * (1 - p), rel=1e-6)
    assert carried_with_repair(3, 2, 0.0, life, repair, 24) == 0.0
    with pytest.raises(UsageError, match="'starts' is 1"):
        carried_with_repair(3, 2, 1.5, life, repair, 24)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(UsageError, match="needed is 3"):
        Machines(2, 3, 100, 10)
    with pytest.raises(UsageError, match="0 crews"):
        Machines(2, 1, 100, 10, crews=0)
    with pytest.raises(UsageError, match="not between 0 and 1"):
        Machines(2, 1, 100, 10, beta=1.5)
    with pytest.raises(UsageError, match="more than the year has"):
        maintained(1, 2, unit(10, 1), 5000)
    with pytest.raises(UsageError, match="a rate of -1"):
        Chain({("a", "b"): -1.0})
    with pytest.raises(UsageError, match="may end in 2 places"):
        assert Chain({("a", "b"): 1.0, ("a", "c"): 1.0}).shares
    assert Chain({("a", "b"): 1.0, ("a", "c"): 1.0}).mean_time_to(lambda state: state == "b", "a") == math.inf
    assert Chain({("a", "b"): 0.5, ("b", "a"): 1.0}).mean_time_to(lambda state: state == "b", "a") == 2.0
