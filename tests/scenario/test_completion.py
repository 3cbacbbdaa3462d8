"""What the library fills in, what it never overrides, and what nobody says."""

from __future__ import annotations

import pytest

from dcsim.errors import ScenarioError
from dcsim.laws import Law
from dcsim.scenario import scenario_from_text
from dcsim.scenario.complete import DEFAULT_ROWS
from tests.scenario.small import SMALL, changed

TWO_FEEDS = changed(
    "    east: {mttf_h: 4000, mttr_h: 2}",
    "    east: {mttf_h: 4000, mttr_h: 2}\n    west: {mttf_h: 4000, mttr_h: 2}",
).replace("from: [east, sets]", "from: [east, west, sets]")


@pytest.mark.parametrize(
    ("path", "value", "low", "high", "row"),
    [
        ("site.it_recovery_h", 4, 1, 16, "it_recovery_after_power_restored"),
        ("power.sets.mttf_h", 1 / 0.000909, None, None, "genset_reopt_default"),
        ("power.sets.fail_to_start", 0.0094, None, None, "genset_reopt_default"),
        ("power.sets.mttr_h", 48, None, None, "genset_reopt_default"),
        ("power.sets.start_s", 10, 8, 15, "genset_start_to_ready"),
        ("power.sets.sync_s", 25, 10, 60, "genset_sync_parallel_bus"),
        ("power.sets.overload_s", 5, 1, 10, "genset_overload"),
        ("power.board.failures_per_year", 0.0017, 0.0005, 0.004, "switchgear_bus_insulated_mv"),
        ("power.board.transfer.delay_s", 2, 0.5, 5, "utility_loss_confirm_delay"),
        ("power.board.transfer.manual_transfer_h", 1 / 6, 1 / 12, 1 / 3, "operator_response_onsite"),
        ("power.ups.battery_min", 5, 3, 15, "ups_battery_runtime_full_load"),
        ("power.ups.recharge_min", 800, 800 / 3, 1600, "ups_battery_recharge_full"),
        ("power.ups.failures_per_year", 0.0438, 0.02, 0.32, "ups_module_double_conversion"),
        ("power.ups.reset_h", 1, 0.25, 4, "overload_reset"),
    ],
)
def test_what_is_left_out_comes_from_the_library(
    path: str, value: float, low: float | None, high: float | None, row: str
) -> None:
    site = scenario_from_text(SMALL)
    parts = tuple(path.split("."))
    found: object = site.data
    for part in parts:
        found = found[part]  # type: ignore[index]
    origin = site.origins[parts]
    assert found == pytest.approx(value)
    assert (origin.kind, origin.detail) == ("library", row)
    assert origin.low == (None if low is None else pytest.approx(low))
    assert origin.high == (None if high is None else pytest.approx(high))
    assert origin.source
    assert origin.status
    assert origin.evidence


def test_a_rate_and_a_life_exclude_each_other_and_the_library_knows() -> None:
    site = scenario_from_text(changed("rating_mw: 1,", "rating_mw: 1, mttf_h: 9000,"))
    assert site.model.power["ups"].mttf_h == Law("exponential", 9000)
    assert site.model.power["ups"].failures_per_year is None
    assert site.model.power["ups"].mttr_h == Law("exponential", 8)


def test_a_genset_runs_and_stands_by() -> None:
    site = scenario_from_text(changed("rating_mw: 2", "rating_mw: 2, failures_per_year: 0.5"))
    sets = site.model.power["sets"]
    assert sets.failures_per_year == Law("exponential", 0.5) or sets.failures_per_year == 0.5
    assert sets.mttf_h is not None


def test_never_needs_no_repair() -> None:
    site = scenario_from_text(changed("rating_mw: 1,", "rating_mw: 1, mttf_h: never,"))
    assert site.model.power["ups"].mttf_h == Law("never")
    assert site.model.power["ups"].mttr_h is None


def test_the_planner_chooses_the_row() -> None:
    site = scenario_from_text(changed("rating_mw: 1,", "rating_mw: 1, library: ups_system_with_bypass,"))
    assert site.model.power["ups"].failures_per_year == 0.035


@pytest.mark.parametrize("kind", ["ats", "sts"])
def test_a_transfer_switch_takes_its_failure_to_transfer_from_its_row(kind: str) -> None:
    site = scenario_from_text(changed("kind: switchgear", f"kind: {kind}"))
    switch = site.origins["power", "board", "transfer", "fail_to_transfer"]
    assert (switch.kind, switch.detail) == ("library", DEFAULT_ROWS[kind])


def test_two_feeds_that_share_nothing_share_the_grid() -> None:
    site = scenario_from_text(TWO_FEEDS)
    assert site.model.grid.feeds["west"].upstream == ("common-grid",)
    assert site.model.grid.upstream["common-grid"].failures_per_year == 0.312
    assert site.origins["grid", "feeds", "west", "upstream"].kind == "library"
    more = site.with_values({"grid.upstream.common-grid.failures_per_year": 0.6})
    assert more.model.grid.upstream["common-grid"].failures_per_year == 0.6
    assert more.model.grid.feeds["west"].upstream == ("common-grid",)


def test_the_common_grid_finds_another_name() -> None:
    site = scenario_from_text(TWO_FEEDS.replace("  ups:", "  common-grid:").replace("[ups]", "[common-grid]"))
    assert list(site.model.grid.upstream) == ["common-grid-2"]


def test_feeds_that_say_what_they_share_are_left_alone() -> None:
    text = TWO_FEEDS.replace("  feeds:", "  upstream: {line: {mttf_h: never}}\n  feeds:")
    site = scenario_from_text(text.replace("east: {", "east: {upstream: [line], "))
    assert list(site.model.grid.upstream) == ["line"]
    assert site.model.grid.feeds["west"].upstream == ()


@pytest.mark.parametrize("hits", ["all", "east", "[east]", "line"])
def test_a_feed_that_something_hits_needs_no_life_of_its_own(hits: str) -> None:
    text = changed("east: {mttf_h: 4000, mttr_h: 2}", "east: {upstream: [line]}")
    text = text.replace(
        "  feeds:",
        f"  upstream: {{line: {{}}}}\n  interruptions: {{cut: {{hits: {hits}, at_h: [5], duration_h: 1}}}}\n  feeds:",
    )
    feed = scenario_from_text(text.replace("  library-life", "  # library-life")).model.grid.feeds["east"]
    assert feed.mttf_h is None
    assert feed.failures_per_year is None


def test_a_row_that_is_no_life_is_said_to_be_silent() -> None:
    with pytest.raises(ScenarioError, match="its library row 'ccf_beta_chillers' is silent"):
        scenario_from_text(changed("rating_mw: 1,", "rating_mw: 1, library: ccf_beta_chillers,"))
