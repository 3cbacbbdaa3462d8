"""Capacity measures against a site of two phases that can be followed on paper; the arithmetic stands beside it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from dcsim.measures import capacity as measures
from dcsim.measures.capacity import NO_CHANCE, Reached, bands, first_month, month_for_good, spare_units
from dcsim.study.capacity import Filling
from tests.capacity.made import answer, answer_from, rolled

LATE = [0, 3, 8, 13]  # months; the last comes after the horizon of 24 months, 12 + 13 > 24


def months(reached: Reached) -> list[float]:
    return reached.month.tolist()


# when


def test_sold_out_when_contracts_reach_what_may_be_used():
    """0.5 (k+1) = 4 in month 7. Phase two lifts usable to 10, reached again in month 19, 0.5 x 20 = 10.

    At 8 months late phase two comes in month 20 and finds 10.5 MW sold: never again unsold.
    """
    found = answer(LATE).sold_out
    assert months(found.first) == [7, 7, 7, 7]
    assert months(found.for_good) == [19, 19, 7, 7]


def test_full_when_the_peak_reaches_what_may_be_used():
    """0.4 (k+1) = 4 in month 9; with phase two 9.6 of 10 in the last month, so full for good only without it."""
    found = answer(LATE).load_full
    assert months(found.first) == [9, 9, 9, 9]
    assert months(found.for_good) == [math.inf, math.inf, math.inf, 9]
    assert {name: share.value for name, share in found.of.items()} == {"gensets": 1.0}


def test_waiting_contracts_count_as_sold():
    """2 MW sold for each usable one: 8 MW before phase two. In month 13 7 MW are in service; 1 MW waits."""
    late = rolled([3, 0], oversubscription=2.0)
    assert late.sold[:, 13].tolist() == [8.0, 7.0]
    assert first_month(measures.is_sold_out(late)).tolist() == [13, math.inf]


def test_oversubscription_sells_more_than_is_there():
    """0.5 (k+1) = 1.25 x 4 in month 9 and 1.25 x 10 not in 24 months, 12 at most."""
    sold_out = measures.is_sold_out(rolled([0], oversubscription=1.25))
    assert np.flatnonzero(sold_out).tolist() == [9, 10, 11]


@pytest.mark.parametrize(
    ("hit", "first", "for_good"),
    [
        ([0, 0, 0], math.inf, math.inf),
        ([1, 0, 0], 0, math.inf),
        ([1, 0, 1], 0, 2),
        ([0, 1, 1], 1, 1),
        ([1, 1, 1], 0, 0),
    ],
)
def test_the_first_month_and_the_one_from_which_on_it_stays(hit, first, for_good):
    table = np.array([hit], dtype=bool)
    assert first_month(table).tolist() == [first]
    assert month_for_good(table).tolist() == [for_good]


@pytest.mark.parametrize(("full", "planned"), [(10, None), (11, 9)])
def test_the_month_to_plan_with_is_that_of_more_than_one_in_ten(full, planned):
    """P90 of the peak is the 90th of 100: it reaches 4 MW in month 9 once 11 of them do."""
    site = rolled([0] * 100)
    site.peak[full:] = 1.0
    assert answer_from(site).load_full.planned_month == planned


def test_never_has_a_probability():
    found = answer([13] * 3 + [0] * 7).load_full.for_good
    assert found.probability.value == pytest.approx(0.3)
    assert found.months["p50"].value is None
    assert found.months["p50"].note == "not within the horizon"
    assert found.months["p10"].value == 9


def test_a_kilowatt_is_no_difference():
    """A peak of 3.9995 MW fills 4 MW: the plant calls no kilowatt an overload."""
    for peak, full in ((3.9995, True), (3.998, False)):
        site = rolled([0])
        site.peak[:] = peak
        assert measures.is_full(site)[0, :12].all() == measures.is_full(site).any() == full


def test_a_site_that_is_not_open_is_neither_full_nor_sold_out():
    site = rolled([0])
    for table in (site.installed, site.usable, site.contracted, site.peak, site.unserved):
        table[:, :5] = 0.0
    assert not measures.is_full(site)[:, :5].any()
    assert not measures.is_sold_out(site)[:, :5].any()
    assert measures.binding(site)[4] is None
    assert measures.binding(site)[5] is not None


# what is left over


def test_stranded_by_stage_unsold_and_undrawn():
    """Month 0: halls 5, gensets 4, usable 4; 0.5 sold, 0.4 drawn. Month 12 on time: halls 10, gensets 12."""
    found = answer([0, 0])
    middle = {name: rows.p50 for name, rows in found.by_month.items()}
    assert (middle["unsold"][0], middle["undrawn"][0]) == pytest.approx((3.5, 0.1))
    assert {name: rows.p50[0] for name, rows in found.stranded.items()} == {"halls": 1.0, "gensets": 0.0}
    assert {name: rows.p50[12] for name, rows in found.stranded.items()} == {"halls": 0.0, "gensets": 2.0}
    binds = [one.stage for one in found.binding if one is not None]
    assert binds == ["gensets"] * 12 + ["halls"] * 12


def test_usable_peak_undrawn_and_unsold_add_up():
    found = rolled(LATE)
    left = found.usable - (found.peak + found.undrawn + found.unsold + found.unserved)
    fits = found.sold <= found.usable
    assert np.abs(left[fits]).max() < 1e-9


# what lateness costs


def test_shortfall_by_lateness():
    """Months 10 and 11 lack 0.2 + 0.6 MW in any case. From month 12 on 1.0, 1.4, 1.8, … until phase two comes:
    3 months 4.2, 8 months 19.2, the 12 left of the horizon 38.4 MW·months. 1 MW waits in each of these months."""
    bins = answer(LATE).late["two"]
    assert [(one.above, one.up_to) for one in bins[1:]] == [(0.05, 6), (6, 12), (12, 24)]
    assert [one.shortfall.value for one in bins] == pytest.approx([0.8, 5.0, 20.0, 39.2])
    assert [one.unserved.value for one in bins] == [0, 3, 8, 12]
    assert [one.share.value for one in bins] == [0.25] * 4


def test_the_mean_cost_is_not_the_cost_of_the_mean_delay():
    """On time or 24 months late: (0.8 + 39.2) / 2 = 20 MW·months. At the mean lateness of 12 months: 39.2."""
    assert answer([0, 24]).shortfall.mean.value == pytest.approx(20.0)
    assert answer([12, 12]).shortfall.mean.value == pytest.approx(39.2)


def test_dates_of_a_phase():
    dates = answer(LATE).phases["two"]
    assert dates.planned_h == 12 * 730
    assert [dates.ready_h[name].value for name in ("p10", "p50", "p90")] == [8760, 15 * 730, 25 * 730]
    assert dates.on_time.value == 0.25
    assert dates.late_months.value == 6
    assert dates.within_horizon.value == 0.75
    assert "one" not in answer(LATE).late


# redundancy


def test_spare_units_are_the_most_that_may_be_absent():
    """Set 0 serves 6 MW with all, 4 with one out, 2 with two; set 1 1 MW with all. Month by month 0, 3, 4, 5, 7 MW
    in set 0, and 0, 1, 1, 1, 2 MW in set 1."""
    peak = np.array([[0.0, 3.0, 4.0, 5.0, 7.0], [0.0, 1.0, 1.0, 1.0, 2.0]])
    table = spare_units([(6.0, 4.0, 2.0), (1.0,)], np.array([[0] * 5, [1] * 5]), peak)
    assert np.isnan(table[:, 0]).all()
    assert table[0, 1:].tolist() == [1, 1, 0, -1]
    assert table[1, 1:].tolist() == [0, 0, 0, -1]


def test_spare_units_are_those_at_the_p90_peak_of_the_same_units():
    """Ten replications of set 0 at 1 … 10 MW: P90 is 9 MW. Set 1, where a hall is late, has 1 MW to serve."""
    peak = np.array([[float(mw)] for mw in (*range(1, 11), 1)])
    numbers = np.array([[0]] * 10 + [[1]])
    for limit, spare in ((9.0, 1), (8.9, 0)):
        assert spare_units([(20.0, limit), (1.0,)], numbers, peak).ravel().tolist() == [spare] * 10 + [0]


def test_a_lucky_limit_is_not_counted():
    """Two out served by chance (5 MW) where one out is not (3 MW): at 4 MW the site is N+0."""
    assert spare_units([(6.0, 3.0, 5.0)], np.array([[0]]), np.array([[4.0]])).tolist() == [[0]]


# figures


def test_bands_leave_out_what_is_no_number():
    table = np.array([[1.0, math.nan], [3.0, math.nan], [2.0, 5.0], [math.nan, math.nan]])
    rows = bands(table)
    assert (rows.p10[0], rows.p50[0], rows.p90[0], rows.mean[0]) == (1, 2, 3, 2)
    assert (rows.p10[1], rows.p90[1]) == (5, 5)
    assert np.isnan(bands(table[3:]).mean).all()


def test_the_interval_of_a_monthly_mean():
    """1, 2, 3, 6: mean 3, standard deviation sqrt(14/3), Student's t for 3 degrees of freedom 3.182446."""
    rows = bands(np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [6.0, 5.0]]))
    half = 3.182446 * math.sqrt(14 / 3 / 4)
    assert (rows.low[0], rows.high[0]) == pytest.approx((3 - half, 3 + half))
    assert np.isnan([rows.low[1], rows.high[1]]).all()  # none of width 0


def test_quantiles_of_bands_are_order_statistics():
    """Of 1 … 20 P10 is 2, P50 10 and P90 18: the smallest with at least that share at or below."""
    rows = bands(np.arange(20.0, 0.0, -1.0)[:, None])
    assert (rows.p10[0], rows.p50[0], rows.p90[0]) == (2, 10, 18)


def test_a_plan_without_chance_is_exact_and_says_so():
    found = answer([3, 3], chance=False)
    for one in (found.shortfall.mean, found.load_full.first.months["p50"], found.phases["two"].late_months):
        assert one.low == one.value == one.high
        assert one.method == NO_CHANCE


def test_where_chance_is_at_work_no_interval_has_width_zero():
    found = answer([3] * 50)
    assert (found.shortfall.mean.low, found.shortfall.mean.high) == (None, None)
    assert found.shortfall.mean.note == "all 50 replications gave the same"
    assert found.shortfall.any.low is not None
    assert found.shortfall.any.low < 1 == found.shortfall.any.high


def test_first_dates_are_those_of_each_replication():
    found: Filling = answer(LATE, chance=True).sold_out
    ordered = sorted(months(found.for_good))
    assert [found.for_good.months[name].value for name in ("p10", "p50", "p90")] == [7, 7, 19]
    assert ordered == [7, 7, 19, 19]


def test_a_phase_that_never_comes_is_late_to_the_end_of_the_horizon():
    """Planned for month 12 of 24: half of the replications 12 months late, the others on time."""
    made = rolled([0, 0])
    never = replace(made, ready_h={**made.ready_h, "two": np.array([made.planned_h["two"], np.inf])})
    assert measures.lateness_months(never, "two").tolist() == [0.0, 12.0]
    assert measures.phase_dates(never, "two", chance=True).late_months.value == 6.0
