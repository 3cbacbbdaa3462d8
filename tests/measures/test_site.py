"""Measures of a site by hand: values, intervals, and what is said when nothing was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from dcsim.estimate import Estimate
from dcsim.measures import (
    SITE,
    BlockCounts,
    by_group,
    by_hall,
    by_interruption,
    by_year,
    causes,
    grouped,
    measure,
)
from dcsim.measures.estimators import DETERMINISTIC, FEW
from dcsim.records import CauseShare, Deviation, GroupCounts

from .made import observed, outage

# 20 replications of 10 years; one outage of 2 h and two of 4 h that merge on the service clock
THREE = [outage(0, 100, 102), outage(3, 8_750, 8_754), outage(3, 8_757, 8_761, "both", "ab")]


def by_hand(seen=None):
    return measure(observed(THREE) if seen is None else seen)


VALUES = {
    # facility hours 2 + 4 + 4; service hours 6 + (8,750 to 8,765)
    "facility_downtime_h_per_year": 10 / 200,
    "downtime_h_per_year": 21 / 200,
    "availability": 1 - 21 / 200 / 8_760,
    "facility_availability": 1 - 10 / 200 / 8_760,
    "outages_per_year": 2 / 200,
    "facility_outages_per_year": 3 / 200,
    "outage_h": 10 / 3,
    "mean_down_h": 21 / 2,
    "mean_up_h": (200 * 8_760 - 21) / 2,
    "facility_mean_up_h": (200 * 8_760 - 10) / 3,
    "unserved_mwh_per_year": (8 + 16 + 32) / 200,
    "no_outage_probability": 18 / 20,
    # years 0 of replications 0 (6 h) and 3 (10 h), and year 1 of 3 (5 h) miss 1.6 h
    "year_meets_target_probability": 197 / 200,
    "year_downtime_p99_h": 5.0,
    "year_downtime_p999_h": 10.0,
}


@pytest.mark.parametrize("name", VALUES)
def test_values(name):
    assert by_hand()[name].value == pytest.approx(VALUES[name], rel=1e-12)


def test_downtime_is_student_over_replications():
    # replication means 0.6 and 1.5 h/yr and 18 zeros: mean 0.105, standard error 0.079057, t(19) = 2.09302
    estimate = by_hand()["downtime_h_per_year"]
    values = np.array([0.6, 1.5] + [0.0] * 18)
    error = values.std(ddof=1) / np.sqrt(20)
    assert estimate.standard_error == pytest.approx(error)
    assert estimate.high == pytest.approx(0.105 + 2.09302 * error, rel=1e-5)
    assert (estimate.low, estimate.n, estimate.n_unit) == (0.0, 20, "replications")
    assert estimate.note == FEW


def test_availability_is_downtime_turned_over():
    seen = by_hand()
    hours, share = seen["downtime_h_per_year"], seen["availability"]
    assert share.high == 1.0 - hours.low / 8_760
    assert share.low == 1.0 - hours.high / 8_760


def test_time_to_first_outage_is_not_given_when_most_had_none():
    estimate = by_hand()["time_to_first_outage_h"]
    assert estimate.value is None
    assert estimate.note == "18 of 20 replications ended without an outage: no mean can be given"


def test_time_to_first_outage_when_all_had_one():
    seen = by_hand(observed([outage(r, 100.0 + r, 101.0 + r) for r in range(20)]))
    assert seen["time_to_first_outage_h"].value == pytest.approx(109.5)


def test_nothing_seen_bounds_the_rate_and_assumes_a_length():
    seen = by_hand(observed([]))
    rate = 2.995732 / 200
    assert seen["outages_per_year"].high == pytest.approx(rate, rel=1e-6)
    downtime = seen["downtime_h_per_year"]
    # it_recovery_h 4 + longest mean repair 40
    assert (downtime.value, downtime.low) == (0.0, 0.0)
    assert downtime.high == pytest.approx(rate * 44, rel=1e-6)
    assert downtime.method == "rate bound × assumed length: no bound from data"
    assert downtime.note.startswith("no outage seen; the upper end assumes 44 h an outage")
    assert seen["facility_downtime_h_per_year"].high == pytest.approx(rate * 40, rel=1e-6)
    assert seen["mean_up_h"].low == pytest.approx(8_760 / rate, rel=1e-6)
    assert seen["outage_h"].value is None


def test_an_assumed_outage_is_a_day_at_least_and_the_horizon_at_most():
    assert observed([], repair_h=1.0).assumed_h(4.0) == 24.0
    assert observed([], repair_h=float("inf"), years=1.0).assumed_h(4.0) == 8_760.0


def test_few_replications_are_split_into_model_years():
    seen = by_hand(observed(THREE, replications=4))
    estimate = seen["downtime_h_per_year"]
    assert (estimate.n, estimate.n_unit) == (40, "model years")
    assert estimate.method == "Student t over model years as batches: only 4 replications"
    assert estimate.value == pytest.approx(21 / 40)


def test_one_unit_has_no_interval():
    estimate = by_hand(observed([outage(0, 5, 6)], replications=1, years=0.01))["downtime_h_per_year"]
    assert (estimate.low, estimate.high) == (None, None)


def test_deterministic_only_when_nothing_is_random():
    every = [outage(r, 90, 100) for r in range(20)]
    exact = by_hand(observed(every, random=False))["facility_downtime_h_per_year"]
    assert (exact.low, exact.value, exact.high) == (1.0, 1.0, 1.0)
    assert exact.method == DETERMINISTIC
    alike = by_hand(observed(every))["facility_downtime_h_per_year"]
    assert alike.low < alike.value == 1.0 < alike.high


def test_replications_that_end_at_their_first_outage():
    ends = tuple(100.0 * (r + 1) for r in range(20))
    outages = [outage(r, end, end) for r, end in enumerate(ends)]
    seen = by_hand(observed(outages, ends_h=ends, ends_at_first_outage=True))
    assert seen["time_to_first_outage_h"].value == pytest.approx(1_050.0)
    assert seen["facility_outages_per_year"].value == pytest.approx(20 / (21_000 / 8_760))
    assert seen["availability"].value is None
    assert seen["year_meets_target_probability"].value is None


def test_halls_have_both_clocks():
    halls = by_hall(observed(THREE))
    assert halls["a"]["facility_downtime_h_per_year"].value == pytest.approx(10 / 200)
    assert halls["b"]["facility_downtime_h_per_year"].value == pytest.approx(4 / 200)
    assert halls["b"]["downtime_h_per_year"].value == pytest.approx(8 / 200)
    assert halls["b"]["outages_per_year"].value == pytest.approx(1 / 200)


def test_years_of_the_horizon():
    years = by_year(observed(THREE, year_names=tuple(str(2030 + i) for i in range(10))))
    assert list(years) == [str(2030 + i) for i in range(10)]
    assert years["2030"]["downtime_h_per_year"].value == pytest.approx((6 + 10) / 20)
    assert years["2031"]["downtime_h_per_year"].value == pytest.approx(5 / 20)
    assert years["2031"]["outages_per_year"].value == 0.0
    assert years["2030"]["year_meets_target_probability"].value == pytest.approx(18 / 20)


def test_causes_share_all_downtime():
    rows = causes(observed([*THREE, outage(5, 10, 11, cause=None)]))
    assert [(row.name, row.outages) for row in rows] == [
        ("board failed", 2),
        ("both failed", 1),
        ("unattributed", 1),
    ]
    assert [row.share for row in rows] == pytest.approx([6 / 11, 4 / 11, 1 / 11])
    assert rows[0].downtime_h_per_year.value == pytest.approx(6 / 200)


def test_barriers_of_one_kind_are_one_line():
    """One loss that makes a hot after 1 h and b as well after 2 more, out of fuel for the last hour; and another."""
    began = Deviation("main", -1, "interrupted", 10.0)

    def share(name: str, kind: str, hours: float) -> CauseShare:
        barrier = Deviation(name, -1, kind, 10.0)
        return CauseShare(began, barrier, (began, barrier), hours)

    first = (share("a", "too-hot", 1), share("b", "too-hot", 2), share("sets", "out-of-fuel", 1))
    made = [
        replace(outage(3, 10, 14), causes=first),
        replace(outage(4, 10, 12), causes=(share("b", "too-hot", 2),)),
    ]
    assert {row.name: row.share for row in causes(observed(made))} == pytest.approx(
        {
            "main interrupted → b too-hot": 4 / 6,
            "main interrupted → a too-hot": 1 / 6,
            "main interrupted → sets out-of-fuel": 1 / 6,
        }
    )
    hot, fuel = grouped(observed(made))
    assert (hot.name, hot.barriers) == ("main interrupted → a and b too-hot", ("a too-hot", "b too-hot"))
    assert (hot.share, hot.outages, hot.longest) == (pytest.approx(5 / 6), 2, "3.0")
    assert hot.downtime_h_per_year.value == pytest.approx(5 / 200)
    assert (fuel.name, fuel.share) == ("main interrupted → sets out-of-fuel", pytest.approx(1 / 6))


@pytest.mark.parametrize(
    ("halls", "words"),
    [
        (1, "hall-1"),
        (2, "hall-1 and hall-2"),
        (3, "hall-1, hall-2 and hall-3"),
        (12, "hall-1, hall-2 and 10 more"),
    ],
)
def test_many_barriers_are_told_by_number(halls, words):
    began = Deviation("main", -1, "interrupted", 10.0)
    hot = [Deviation(f"hall-{n + 1}", -1, "too-hot", 10.0) for n in range(halls)]
    shares = tuple(CauseShare(began, one, (began, one), 1.0) for one in hot)
    (row,) = grouped(observed([replace(outage(3, 10, 10 + halls), causes=shares)]))
    assert row.name == f"main interrupted → {words} too-hot"
    assert len(row.barriers) == halls


def test_groups_and_interruptions():
    counts = [GroupCounts(6, 5, 40, 1, 0, 90.0), GroupCounts(4, 5, 44, 0, 0, 110.0)]
    blocks = tuple(BlockCounts(87_600.0 * 10, {"sets": c}, {"both": 50}) for c in counts)
    both = [replace(one, initiating=Deviation("both", -1, "interrupted", 1.0)) for one in THREE[:2]]
    seen = observed(both, blocks=blocks, gensets=("sets",))
    group = by_group(seen)["sets"]
    assert group.totals == GroupCounts(10, 10, 84, 1, 0, 200.0)
    assert group.estimates["failures_per_year"].value == pytest.approx(10 / 200)
    assert group.estimates["starts_per_year"].value == pytest.approx(84 / 200)
    # two blocks, 0.40 and 0.44 a year: standard error 0.02, t(1) = 12.7062
    assert group.estimates["starts_per_year"].high == pytest.approx(0.42 + 12.7062 * 0.02, rel=1e-4)
    interruption = by_interruption(seen)["both"]
    assert interruption.count == 100
    assert interruption.estimates["lost_h"].value == pytest.approx((2 + 4) / 100)


def test_given_times_are_counted_exactly():
    seen = observed([], blocks=(BlockCounts(1.0, {}, {"both": 40}),), scheduled=frozenset({"both"}))
    often = by_interruption(seen)["both"].estimates["per_year"]
    assert (often.low, often.value, often.high) == (0.2, 0.2, 0.2)


def everything(seen) -> dict[str, Estimate]:
    found = dict(measure(seen))
    groups: list[tuple[str, Mapping[str, Estimate]]] = [*by_hall(seen).items(), *by_year(seen).items()]
    groups += [(name, part.estimates) for name, part in by_group(seen).items()]
    groups += [(name, part.estimates) for name, part in by_interruption(seen).items()]
    for place, estimates in groups:
        found |= {f"{place}.{name}": estimate for name, estimate in estimates.items()}
    return found | {row.name: row.downtime_h_per_year for row in causes(seen)}


ALIKE = [outage(r, 8_760.0 * y + 10, 8_760.0 * y + 14, halls="ab") for r in range(20) for y in range(10)]
SCENES = {
    "none": [],
    "one": [outage(3, 10, 11)],
    "three": THREE,
    "every replication alike": [outage(r, 10, 11) for r in range(20)],
    "every year alike": ALIKE,
    "always down": [outage(r, 0, 87_600, halls="ab") for r in range(20)],
}


@pytest.mark.parametrize("replications", [20, 4, 1])
@pytest.mark.parametrize("scene", SCENES)
def test_no_interval_has_width_zero_where_anything_is_random(scene, replications):
    outages = [one for one in SCENES[scene] if one.replication < replications]
    counts = BlockCounts(1e5, {"sets": GroupCounts(2, 2, 3, 0, 0, 4.0), "tie": GroupCounts()}, {"both": 2})
    names = tuple(str(i) for i in range(10))
    seen = observed(
        outages, replications=replications, blocks=(counts, counts), gensets=("sets",), year_names=names
    )
    for name, estimate in everything(seen).items():
        assert estimate.low is None or estimate.low != estimate.high, name
        if estimate.value is None:
            assert estimate.note, name
            continue
        assert estimate.low is None or estimate.low <= estimate.value, name
        assert estimate.high is None or estimate.value <= estimate.high, name


def test_every_measure_is_explained():
    from pathlib import Path

    page = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
    text = page.read_text(encoding="utf-8")
    assert [name for name in SITE if f"`{name}`" not in text] == []
