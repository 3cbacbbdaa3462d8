"""Confidence intervals: published values, and coverage with both error rates stated."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.measures import measure
from dcsim.measures.intervals import (
    garwood,
    none_seen,
    poisson_like,
    quantile,
    student_ratio,
    wilson,
)

from .made import observed, outage


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_garwood_gives_the_published_limits(events, low, high):
    spread = garwood(events, 1.0)
    assert (spread.low, spread.high) == pytest.approx((low, high), rel=2e-3)


def test_no_event_is_bounded_by_the_rule_of_three():
    assert none_seen() == pytest.approx(2.9957, abs=1e-4)
    assert garwood(0, 20_000.0).high == pytest.approx(2.9957 / 20_000, rel=1e-4)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.0, 20, 0.0, 0.1611), (0.5, 10, 0.2366, 0.7634), (1.0, 20, 0.8389, 1.0), (0.81, 263, 0.7583, 0.8529)],
)
def test_wilson_by_hand(share, n, low, high):
    assert wilson(share, n) == pytest.approx((low, high), abs=2e-4)


def test_student_ratio_with_equal_exposures_is_the_interval_of_a_mean():
    # mean 2, standard deviation 1, n = 3: standard error 0.57735, t(2) = 4.30265
    spread = student_ratio(np.array([1.0, 2.0, 3.0]), np.ones(3))
    assert spread == pytest.approx((2.0, 2 - 2.48414, 2 + 2.48414, 0.57735), abs=1e-4)


def test_one_unit_gives_no_interval():
    assert student_ratio(np.array([2.0]), np.array([4.0])) == (0.5, None, None, None)


def test_quantile_between_order_statistics():
    # 100 values 1..100: the median's 95 % interval is that of the 40th to the 61st
    spread = quantile(np.arange(1.0, 101.0), 0.5)
    assert spread[:3] == (50.0, 40.0, 61.0)
    assert quantile(np.arange(1.0, 101.0), 0.999).high is None


# Coverage. Each test draws 1,000 runs from a fixed seed. Correct intervals cover in at least 95 % of runs
# (Garwood) or in 95 % (Student); fewer than 930 hits then happen with probability below 0.4 %, which is the
# false alarm rate had the seed been free. Intervals of 90 % would pass with probability below 0.1 %.
RUNS, FEWEST_HITS = 1_000, 930


def _garwood_hits(mean: float, widen: float) -> int:
    generator = np.random.default_rng(11)
    hits = 0
    for events in generator.poisson(mean, RUNS).tolist():
        spread = garwood(events, 1.0)
        low, high = spread.value - (spread.value - spread.low) * widen, spread.high
        hits += low <= mean <= spread.value + (high - spread.value) * widen
    return hits


@pytest.mark.parametrize("mean", [3.0, 12.0, 60.0])
def test_garwood_covers(mean):
    assert _garwood_hits(mean, 1.0) >= FEWEST_HITS


def test_the_coverage_test_sees_an_interval_that_is_too_narrow():
    assert _garwood_hits(60.0, 0.8) < FEWEST_HITS


def _student_hits(widen: float) -> int:
    generator = np.random.default_rng(12)
    hits = 0
    for _ in range(RUNS):
        counts = generator.poisson(3.0, 200)
        hours = np.array([generator.exponential(5.0, n).sum() for n in counts])
        spread = student_ratio(hours, np.full(200, 10.0))
        hits += abs(spread.value - 1.5) <= (spread.high - spread.value) * widen
    return hits


def test_student_covers_downtime_of_many_outages():
    assert _student_hits(1.0) >= FEWEST_HITS


def test_the_student_test_sees_an_interval_that_is_too_narrow():
    assert _student_hits(0.8) < FEWEST_HITS


def _called_poisson(draw, runs: int = 400) -> int:
    generator = np.random.default_rng(13)
    return sum(poisson_like(draw(generator)) for _ in range(runs))


# Poisson counts are called otherwise in 1 % of runs: more than 12 of 400 happens with probability below 0.03 %.
@pytest.mark.parametrize("mean", [0.02, 0.5, 20.0], ids=["sparse", "some", "many"])
def test_poisson_counts_are_seldom_called_otherwise(mean):
    assert _called_poisson(lambda g: g.poisson(mean, 500).astype(float)) >= 388


def test_clusters_and_timetables_are_seen():
    clusters = _called_poisson(lambda g: 3.0 * g.poisson(0.2, 500))
    timetable = _called_poisson(lambda g: 5.0 + g.poisson(0.5, 500))
    assert (clusters, timetable) == (0, 0)


def test_a_higher_confidence_reaches_every_interval_of_a_site():
    # 30 outages of 2 h and 4 h of recovery in 200 site-years. Student at 99 %: t(0.995, 19) = 2.861 for 2.093
    some = [outage(r, 10 + 100 * k, 12 + 100 * k + r) for r in range(20) for k in range(r % 3)]
    usual, surer = observed(some), observed(some, confidence=0.99)
    wider = {
        name: (one, measure(surer)[name]) for name, one in measure(usual).items() if one.high is not None
    }
    downtime = wider["downtime_h_per_year"]
    ratio = (downtime[1].high - downtime[1].value) / (downtime[0].high - downtime[0].value)
    assert ratio == pytest.approx(2.8609 / 2.0930, rel=1e-4)
    assert all(one.value == other.value for one, other in wider.values())
    assert {
        name for name, (one, other) in wider.items() if one.low <= other.low and other.high <= one.high
    } <= {
        name
        for name in wider
        if name.startswith("year_downtime")  # steps between observations
    }
