"""Seasons: when something may begin, how often it then does, and that draws of one year leave others alone."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.seasons import Season, Seasonal
from dcsim.laws import exponential, fixed
from dcsim.scenario.calendar import month_begins
from dcsim.streams import Streams
from tests.engine.made import happened, run

NEW_YEAR = dt.date(2028, 1, 1)
MAY_AND_JUNE = Season((5, 6), (8.0, 18.0))
MAY = (31 + 28 + 31 + 30) * 24.0
"""Hour of a year at which May begins: 2,880."""
INSTANT = fixed(1e-6)


def drawn(
    rolling: Seasonal, years: float = 10, start: dt.date = NEW_YEAR, size: int = 200, seed: int = 1
) -> Intervals:
    return rolling.draw(Streams(seed), Block(0, size, size, 0), start, years * 8760)


def rows(found: Intervals) -> set[tuple[int, float, float, int]]:
    columns = (found.replication, found.start, found.end, found.episode)
    return set(zip(*(column.tolist() for column in columns), strict=True))


# ---------------------------------------------------------------------- when


def test_hours_of_a_season_by_hand() -> None:
    """61 days of 10 h; hour 9.5 of the season is on 1 May at 17:30, hour 10 on 2 May at 8:00."""
    assert MAY_AND_JUNE.length_h == 610
    hours = MAY_AND_JUNE.hour(NEW_YEAR, 2028, np.array([0.0, 9.5, 10.0, 310.0, 609.0]))
    assert hours.tolist() == [MAY + 8, MAY + 17.5, MAY + 32, MAY + 31 * 24 + 8, MAY + 60 * 24 + 17]
    assert MAY_AND_JUNE.hour(NEW_YEAR, 2030, np.array([0.0])).tolist() == [2 * 8760 + MAY + 8]


def test_a_season_goes_on_into_the_next_year() -> None:
    """November to January belong to the year in which they begin; listed from January, to one year."""
    winter = Season((11, 12, 1))
    december, january = np.array([30 * 24.0]), np.array([61 * 24.0])
    assert winter.hour(NEW_YEAR, 2028, december).tolist() == [8760 - 31 * 24]
    assert winter.hour(NEW_YEAR, 2028, january).tolist() == [8760]
    assert Season((1, 11, 12)).hour(NEW_YEAR, 2028, np.array([0.0])).tolist() == [0]


def test_hours_over_midnight() -> None:
    night = Season((5,), (22.0, 6.0))
    assert night.length_h == 31 * 8
    assert night.hour(NEW_YEAR, 2028, np.array([0.0, 2.0, 8.0])).tolist() == [MAY + 22, MAY + 24, MAY + 46]


@given(
    months=st.sets(st.integers(1, 12), min_size=1).flatmap(lambda s: st.permutations(sorted(s))),
    hours=st.tuples(st.integers(0, 23), st.integers(0, 24)).filter(
        lambda h: (h[1] - h[0]) % 24 or h[1] == 24
    ),
    start=st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)),
    year=st.integers(2000, 2100),
)
def test_every_hour_is_in_a_month_and_an_hour_of_the_season(
    months: list[int], hours: tuple[int, int], start: dt.date, year: int
) -> None:
    first, last = hours
    season = Season(tuple(months), (float(first), float(last)))
    within = np.linspace(0, season.length_h, 200, endpoint=False) + season.length_h / 1000
    found = season.hour(start, year, within)
    assert (np.diff(found) > 0).all()
    begins = month_begins(dt.date(year, 1, 1), 2 * 8760)
    new_year = np.array([one.hour for one in begins])
    offset = season.hour(start, year, np.zeros(1)) - season.hour(dt.date(year, 1, 1), year, np.zeros(1))
    in_year = found - offset
    of_day = in_year % 24
    assert ((of_day - first) % 24 < season.hours_a_day + 1e-6).all()
    day_begun = in_year - (of_day - first) % 24  # hours after midnight belong to the day before
    month = np.searchsorted(new_year, day_begun, side="right") - 1
    assert {begins[i].month for i in month.tolist()} <= set(months)


def test_only_within_the_horizon() -> None:
    """A horizon from 1 June on: the May before it is over, nothing begins at a negative hour."""
    found = drawn(Seasonal("r", MAY_AND_JUNE, 0.1, INSTANT), years=1.0, start=dt.date(2028, 6, 1))
    assert found.start.min() >= 8
    assert found.start.max() < 8760
    months = np.searchsorted([one.hour for one in month_begins(dt.date(2028, 6, 1), 8760)], found.start)
    assert set(months.tolist()) == {1, 12}  # June, and the May of the next year


# ---------------------------------------------------------------------- how often


@pytest.mark.parametrize(
    ("per_h", "probability"),
    [(2.5 / 7 / 10, 0.1), (0.02, 1.0), (0.2, 0.5)],
)
def test_as_many_as_expected(per_h: float, probability: float) -> None:
    """20,000 years: p·r·H a year, with variance p·r·H + p·(1 − p)·(r·H)².

    Four standard errors: false alarms 6e-5. Of the first case one is 0.049 a year of 2.18, so that a rate
    9 % off is seen with a probability of 0.5, 16 % (a probability per month instead of per year) of 0.998.
    """
    season = Seasonal("rolling", MAY_AND_JUNE, per_h, INSTANT, probability)
    many = per_h * 610
    n = 20_000
    error = math.sqrt((probability * many + probability * (1 - probability) * many**2) / n)
    count = sum(len(drawn(season, seed=seed).start) for seed in range(n // 2000))
    assert abs(count / n - probability * many) < 4 * error


def test_bad_seasons_come_whole() -> None:
    """With 0.1 a season and 21.8 interruptions in a bad one, a share of 0.1 of the years has any."""
    found = drawn(Seasonal("rolling", MAY_AND_JUNE, 2.5 / 70, INSTANT, 0.1))
    years = np.zeros((200, 10), bool)
    years[found.replication, (found.start // 8760).astype(int)] = True
    assert abs(years.mean() - 0.1) < 4 * math.sqrt(0.09 / 2000)
    assert len(found.start) / years.sum() == pytest.approx(21.8, abs=4 * math.sqrt(21.8 / 200))


def test_none_begins_while_one_is_under_way() -> None:
    found = drawn(Seasonal("rolling", MAY_AND_JUNE, 0.1, exponential(20.0)))
    order = np.lexsort((found.start, found.replication))
    start, end, replication = found.start[order], found.end[order], found.replication[order]
    same = replication[1:] == replication[:-1]
    assert (start[1:][same] >= end[:-1][same]).all()
    assert len(start) > 10_000


# ---------------------------------------------------------------------- draws


def test_a_longer_horizon_leaves_earlier_years_alone() -> None:
    season = Seasonal("rolling", MAY_AND_JUNE, 0.05, exponential(5.0), 0.3)
    long = rows(drawn(season, years=10))
    assert rows(drawn(season, years=3)) == {row for row in long if row[1] < 3 * 8760}
    assert len(long) > 10_000


def test_a_likelier_bad_season_leaves_bad_ones_alone() -> None:
    few, more = (rows(drawn(Seasonal("r", MAY_AND_JUNE, 0.05, INSTANT, p))) for p in (0.1, 0.3))
    assert few < more


def test_names_seeds_and_blocks_have_draws_of_their_own() -> None:
    season = Seasonal("rolling", MAY_AND_JUNE, 0.05, INSTANT)
    one = rows(drawn(season))
    assert one == rows(drawn(season))
    assert not one & rows(drawn(season, seed=2))
    assert not one & rows(drawn(Seasonal("other", MAY_AND_JUNE, 0.05, INSTANT)))
    assert not one & rows(season.draw(Streams(1), Block(1, 200, 200, 200), NEW_YEAR, 87_600))
    assert len({row[3] for row in one}) == len(one)  # every episode has a name of its own


# ---------------------------------------------------------------------- the site

SITE = """
horizon: {{start: 2028-01-01, years: 20}}
grid:
  upstream: {{north: {{}}, south: {{}}}}
  feeds: {{east: {{mttf_h: never, upstream: [north]}}, west: {{mttf_h: never, upstream: [south]}}}}
  interruptions: {{rolling: {{hits: all, {what}, duration_h: 2}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 20}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [east, west, gensets], delay_s: 2, fail_to_transfer: 0}}}}
halls: {{hall: {{it_mw: 2, cords: [board]}}}}
"""


def test_rolling_outages_are_felt_in_their_season() -> None:
    result = run(SITE.format(what="season_probability: 0.5, months: [5, 6], hours: [8, 18], per_week: 2.5"))
    starts = np.array([outage.start_h for outage in result.outages])
    assert len(starts) == result.interruptions["rolling"] > 100
    assert ((starts % 8760 >= MAY) & (starts % 8760 < MAY + 61 * 24)).all()
    assert ((starts % 24 >= 8) & (starts % 24 < 18)).all()
    assert 1 < len(set((starts // 8760).tolist())) < 20


def test_a_yearly_rate_falls_into_its_months() -> None:
    """10 a year for 20 years in September to December: 200 ± 14, all of them there."""
    result = run(SITE.format(what="per_year: 10, months: [9, 10, 11, 12]"))
    starts = np.array([outage.start_h for outage in result.outages]) % 8760
    assert abs(len(starts) - 200) < 4 * math.sqrt(200)
    assert (starts >= 8760 - (30 + 31 + 30 + 31) * 24).all()


def test_with_notice_the_sets_run_before_all_feeds_go() -> None:
    """Nobody asks whether a feed is left: rolling outages take both, and with notice nobody feels it."""
    result = run(SITE.format(what="months: [5, 6], per_week: 2.5, notice_h: 24"))
    count = result.interruptions["rolling"]
    assert count > 300
    assert result.outages == ()
    # a few begin while the sets of the one before still cool down
    assert 2 * count - 20 < result.groups["gensets"].starts <= 2 * count
    (begins, *_), (starts, *_) = happened(result, "interrupted"), happened(result, "start")
    assert begins[0] - starts[0] == pytest.approx(0.25)


def test_without_notice_all_of_them_are_felt() -> None:
    result = run(SITE.format(what="months: [5, 6], per_week: 2.5"))
    assert len(result.outages) == result.interruptions["rolling"] > 300
