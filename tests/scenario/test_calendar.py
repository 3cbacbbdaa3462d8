"""The model calendar: 365 days a year, real months, hours from midnight of the first day."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dcsim.scenario.calendar import day_of, hour_of, hour_of_month, month_begins

FIRST = dt.date(2028, 1, 1)  # a leap year, which a model year is not


def test_hours_by_hand() -> None:
    assert hour_of(FIRST, FIRST) == 0
    assert hour_of(FIRST, dt.date(2028, 1, 2)) == 24
    assert hour_of(FIRST, dt.date(2028, 3, 1)) == (31 + 28) * 24  # no 29 February between
    assert hour_of(FIRST, dt.date(2028, 2, 29)) == (31 + 28) * 24  # which counts as the day after the 28th
    assert hour_of(FIRST, dt.date(2029, 1, 1)) == 8760
    assert hour_of(dt.date(2028, 7, 1), FIRST) == -181 * 24  # 31 + 28 + 31 + 30 + 31 + 30 days


def test_months_of_a_horizon_that_begins_within_one() -> None:
    begins = month_begins(dt.date(2028, 11, 11), 90 * 24.0)
    assert [tuple(one) for one in begins] == [
        (2028, 11, -240.0),
        (2028, 12, 480.0),  # 20 days of November are left
        (2029, 1, 1224.0),
        (2029, 2, 1968.0),
    ]


def test_a_month_that_begins_at_the_end_is_not_part_of_it() -> None:
    assert len(month_begins(FIRST, 8760.0)) == 12
    assert len(month_begins(FIRST, 8760.5)) == 13


def test_years_no_date_can_have() -> None:
    assert hour_of_month(dt.date(9999, 1, 1), 10_001, 1) == 2 * 8760


@given(start=st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), hour=st.floats(0, 1e6))
def test_the_day_of_an_hour_begins_before_it(start: dt.date, hour: float) -> None:
    assert 0 <= hour - hour_of(start, dt.date(*day_of(start, hour))) < 24


DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


@given(start=DATES, day=DATES, later=DATES)
def test_hours_add_up_and_every_year_is_8760_h(start: dt.date, day: dt.date, later: dt.date) -> None:
    assert hour_of(start, later) == hour_of(start, day) + hour_of(day, later)
    assert hour_of_month(start, day.year + 1, day.month) - hour_of_month(start, day.year, day.month) == 8760
    assert (hour_of(start, later) - hour_of(start, day)) * (later - day).days >= 0
