"""Whole runs with the real engine, small enough to check by hand or against a closed form."""

from __future__ import annotations

import pytest

from dcsim.errors import UsageError
from dcsim.measures import LABEL
from dcsim.scenario import scenario_from_text
from dcsim.study import run

TRACE = """
format: 1
site: {name: Trace, target: {availability: 0.95}, it_recovery_h: 0}
horizon: {hours: 1000}
grid:
  feeds:
    east: {mttf_h: {law: fixed, value: 90}, mttr_h: {law: fixed, value: 10}}
power:
  board: {kind: switchgear, fed_by: [east], mttf_h: never}
halls:
  a: {it_mw: 1, cords: [board]}
"""

PAIR = """
format: 1
site: {name: Pair, target: III, it_recovery_h: 0}
horizon: {years: 10}
grid:
  feeds:
    east: {mttf_h: 500, mttr_h: 50, upstream: []}
power:
  board: {kind: switchgear, fed_by: [east], mttf_h: never}
halls:
  a: {it_mw: 1, cords: [board]}
"""


def test_fixed_failures_give_an_exact_answer():
    result = run(scenario_from_text(TRACE, "trace.yaml"), site_years=1)
    estimate = result.estimates["facility_availability"]
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.9, 0.9, 0.9), abs=1e-12)
    assert estimate.method == "deterministic: nothing in this scenario is random"
    assert result.replications == 9
    assert result.groups["east"].totals.repairs == 10 * 9  # the last ends exactly at the horizon
    assert result.verdict.availability.verdict == "not met"


def test_a_repairable_feed_against_its_closed_form():
    # alternating renewal: availability 500 / 550. The interval is of 95 %; four standard errors: 1 in 16,000
    result = run(scenario_from_text(PAIR, "pair.yaml"), site_years=400, seed=5)
    estimate = result.availability
    assert abs(estimate.value - 500 / 550) < 4 * estimate.standard_error + 1e-4  # 1e-4: starts up
    assert result.estimates["mean_up_h"].value == pytest.approx(500, rel=0.05)
    assert result.estimates["mean_down_h"].value == pytest.approx(50, rel=0.05)
    assert [cause.name for cause in result.causes] == ["east failed"]
    assert result.causes[0].share == pytest.approx(1.0)
    assert LABEL == "by minimal cut: initiating event → missing barrier"


def test_a_seed_names_a_result():
    scenario = scenario_from_text(PAIR, "pair.yaml")
    first, again, other = (run(scenario, site_years=20, seed=seed) for seed in (1, 1, 2))
    assert first.outages == again.outages
    assert first.outages != other.outages


def test_a_longer_run_begins_with_the_shorter_one():
    scenario = scenario_from_text(PAIR, "pair.yaml")
    short, long = (run(scenario, site_years=amount) for amount in (30, 50))
    assert [o for o in long.outages if o.replication < 3] == list(short.outages)


def test_progress_is_told_after_each_block():
    told: list[tuple[float, float]] = []
    scenario = scenario_from_text(PAIR, "pair.yaml").with_values(
        {"horizon.years": 1500, "grid.feeds.east.mttf_h": 50_000}
    )
    run(scenario, site_years=6_000, progress=lambda done, total: told.append((done, total)))
    assert told == [(3_000.0, 6_000.0), (6_000.0, 6_000.0)]


def test_ends_at_first_outage_is_refused_when_many_see_none():
    text = PAIR.replace("{years: 10}", "{hours: 500, ends_at: first-outage}")
    with pytest.raises(
        UsageError, match=r"of 876 replications reach the end of the horizon without an outage"
    ):
        run(scenario_from_text(text, "pair.yaml"), site_years=50)


def test_ends_at_first_outage():
    text = PAIR.replace("{years: 10}", "{years: 10, ends_at: first-outage}")
    result = run(scenario_from_text(text, "pair.yaml"), site_years=10_000)
    first = result.estimates["time_to_first_outage_h"]
    assert abs(first.value - 500) < 4 * first.standard_error
    assert result.site_years == pytest.approx(sum(result.ends) / 8_760)
    assert result.verdict.availability.verdict == "undecided"


def test_no_outage_says_what_it_rests_on():
    result = run(
        scenario_from_text(PAIR, "pair.yaml").with_values({"grid.feeds.east.mttf_h": "never"}), site_years=100
    )
    assert result.estimates["outages_per_year"].high == pytest.approx(2.9957 / 100, rel=1e-4)
    assert "no outage was seen" in result.warnings[0]
