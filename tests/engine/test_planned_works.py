"""Planned works of the utility: with notice nobody feels them, and the published indices come out."""

from __future__ import annotations

import pytest

from tests.engine.made import happened, run

ONE_FEED = """
horizon: {{years: {years}}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{utility: {{hits: [mains], saifi: 4, saidi_min: 480, planned_share: {share}{more}}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 1, fail_to_start: {fts}, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 20}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2, fail_to_transfer: 0}}}}
halls: {{hall: {{it_mw: 2, cords: [board]}}}}
"""


def one_feed(share: float = 1.0, more: str = ", notice_h: 72", years: int = 100, fts: float = 0.0) -> str:
    return ONE_FEED.format(share=share, more=more, years=years, fts=fts)


def test_with_notice_the_sets_run_before_the_feed_goes() -> None:
    result = run(one_feed())
    assert result.interruptions["utility (planned)"] > 300
    assert result.interruptions["utility"] == 0
    assert result.outages == ()
    assert result.groups["gensets"].starts == 2 * result.interruptions["utility (planned)"]
    # the feed is gone 15 min after the sets were started, and comes back as long after the end drawn
    starts = [t for t, _, _ in happened(result, "start")]
    on_line = [t for t, _, _ in happened(result, "on-line")]
    assert on_line[0] == pytest.approx(starts[0] + 10 / 3600, abs=1e-8)


def test_without_notice_each_is_felt() -> None:
    result = run(one_feed(more=""))
    assert len(result.outages) == result.interruptions["utility (planned)"]


def test_sets_that_do_not_start_let_planned_works_be_felt() -> None:
    result = run(one_feed(fts=1.0))
    assert len(result.outages) > 300
    initiating = result.outages[0].initiating
    assert initiating is not None
    assert (initiating.name, initiating.kind) == ("utility (planned)", "interrupted")


TWO_FEEDS = """
horizon: {years: 200}
grid:
  upstream: {north: {}, south: {}}
  feeds: {east: {mttf_h: never, upstream: [north]}, west: {mttf_h: never, upstream: [south]}}
  interruptions:
    east: {hits: [east], saifi: 20, saidi_min: 6000, planned_share: 1, notice_h: 24}
    west: {hits: [west], saifi: 20, saidi_min: 6000, planned_share: 1, notice_h: 24}
power:
  board: {kind: switchgear, mttf_h: never, transfer: {from: [east, west], delay_s: 2, fail_to_transfer: 0}}
halls: {hall: {it_mw: 2, cords: [board]}}
"""


def test_works_never_take_the_last_feed() -> None:
    """20 works of 5 h a year on each feed meet about twice a year and feed: all of these are put off."""
    result = run(TWO_FEEDS)
    assert result.outages == ()
    done = result.interruptions["east (planned)"] + result.interruptions["west (planned)"]
    assert 7000 < done < 7950


def test_indices_come_out_as_entered() -> None:
    """SAIFI 4 and SAIDI 480 min, 70 % of them planned with 90 % of the minutes, over 1,000 years.

    Counts are Poisson-like: 4,000 ± 63; the window of 4 standard errors has a false-alarm rate of 6e-5 and
    sees an error of 10 % with a probability above 0.99. Minutes: mean lengths 154 min (planned) and 40 min
    with a standard deviation of one length each: 480 ± 480·√(0.9²/2800 + 0.1²/1200) = ± 8.3 min.
    """
    result = run(
        one_feed(share=0.7, more=", planned_minutes_share: 0.9", years=1000).replace(
            "rating_mw: 1,", "rating_mw: 0.1,"
        )
    )
    planned, other = result.interruptions["utility (planned)"], result.interruptions["utility"]
    assert abs(planned + other - 4000) < 4 * 63
    assert abs(planned - 2800) < 4 * 53
    minutes = sum(o.length_h for o in result.outages) * 60 / 1000
    assert abs(minutes - 480) < 4 * 8.3
