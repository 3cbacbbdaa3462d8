"""Both clocks against tables worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.measures.clocks import Intervals, cut, facility, facility_of_halls, service

from .made import outage

TEN_YEARS = (87_600.0, 87_600.0)


def rows(down: Intervals) -> list[tuple[int, float, float]]:
    return list(zip(down.replication.tolist(), down.start_h.tolist(), down.end_h.tolist(), strict=True))


SERVICE_CASES = {
    "one outage lasts 4 h longer": ([(0, 10, 12)], [(0, 10, 16)]),
    "the second starts in the recovery of the first": ([(0, 10, 12), (0, 15, 16)], [(0, 10, 20)]),
    "the second starts as the first has recovered": ([(0, 10, 12), (0, 16, 17)], [(0, 10, 21)]),
    "the second starts a little later": ([(0, 10, 12), (0, 16.5, 17)], [(0, 10, 16), (0, 16.5, 21)]),
    "three in a chain": ([(0, 10, 11), (0, 14, 15), (0, 18, 19)], [(0, 10, 23)]),
    "a short one within a long recovery": ([(0, 10, 30), (0, 31, 31.5)], [(0, 10, 35.5)]),
    "recovery is cut at the horizon": ([(0, 87_590, 87_599)], [(0, 87_590, 87_600)]),
    "another replication is another time": ([(0, 10, 12), (1, 11, 12)], [(0, 10, 16), (1, 11, 16)]),
}


@pytest.mark.parametrize(("given", "expected"), SERVICE_CASES.values(), ids=SERVICE_CASES)
def test_service_clock(given, expected):
    down = facility([outage(*row) for row in given])
    assert rows(service(down, 4.0, TEN_YEARS)) == expected


def test_without_recovery_both_clocks_agree():
    down = facility([outage(0, 10, 12), outage(1, 5, 6)])
    assert rows(service(down, 0.0, TEN_YEARS)) == rows(down)


def test_a_hall_has_its_own_intervals():
    outages = [outage(0, 10, 12, halls="ab"), outage(0, 20, 21, halls="b")]
    down = facility_of_halls(outages, ("a", "b"))
    assert rows(down["a"]) == [(0, 10, 12)]
    assert rows(down["b"]) == [(0, 10, 12), (0, 20, 21)]


YEAR_CASES = {
    "within a year": ([(0, 100, 110)], [10, 0, 0], [1, 0, 0]),
    "over a year end": ([(0, 8_755, 8_770)], [5, 10, 0], [1, 0, 0]),
    "ends exactly at a year end": ([(0, 8_750, 8_760)], [10, 0, 0], [1, 0, 0]),
    "starts exactly at a year end": ([(0, 8_760, 8_762)], [0, 2, 0], [0, 1, 0]),
    "longer than a year": ([(0, 8_759, 17_521)], [1, 8_760, 1], [1, 0, 0]),
    "up to the horizon": ([(0, 26_270, 26_280)], [0, 0, 10], [0, 0, 1]),
}


@pytest.mark.parametrize(("given", "hours", "starts"), YEAR_CASES.values(), ids=YEAR_CASES)
def test_outages_are_split_at_year_ends_and_counted_where_they_start(given, hours, starts):
    years = cut((26_280.0,), 8_760.0)
    down = facility([outage(*row) for row in given])
    assert years.downtime_h(down).tolist() == pytest.approx(hours)
    assert years.starts(down).tolist() == starts


def test_the_last_year_may_be_shorter_and_replications_follow_each_other():
    years = cut((13_140.0, 8_760.0), 8_760.0)  # a year and a half, then one year
    assert years.exposure_h.tolist() == [8_760, 4_380, 8_760]
    down = facility([outage(0, 8_750, 8_770), outage(1, 8_758, 8_760)])
    assert years.downtime_h(down).tolist() == [10, 10, 2]


def test_splitting_loses_no_hour():
    generator = np.random.default_rng(7)
    outages = [
        outage(int(r), s, s + d)
        for r, s, d in zip(
            generator.integers(0, 5, 300),
            generator.uniform(0, 80_000, 300),
            generator.exponential(500, 300),
            strict=True,
        )
    ]
    down = facility(outages)
    years = cut((1e5,) * 5, 8_760.0)
    assert years.downtime_h(down).sum() == pytest.approx(down.length_h.sum())
    assert years.starts(down).sum() == 300
