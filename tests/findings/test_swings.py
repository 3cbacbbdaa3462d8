"""Swings against ratings, steps and batteries, by hand."""

from __future__ import annotations

import pytest

from dcsim.errors import ScenarioError
from dcsim.findings.swings import of_swings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {name: training}
horizon: {years: 1}
grid: {feeds: {mains: {rating_mw: 8, mttf_h: 4000, mttr_h: 2}}}
power:
  gensets: {kind: genset, count: 4, rating_mw: 1, STEP}
  board: {kind: switchgear, rating_mw: 8, transfer: {from: [mains, gensets]}}
  ups: {kind: ups, count: 3, rating_mw: 1, battery_min: 10, fed_by: [board]}
halls: {hall: {it_mw: 2.5, cords: [ups]}}
tenants:
  bank: {hall: hall, contracted_mw: 0.5}
  training: {hall: hall, contracted_mw: 2, uses: 0.8, SWING}
"""


def said(swing: str, step: str = "max_step: 0.6") -> list[str]:
    text = SITE.replace("SWING", f"swing: {{{swing}}}").replace("STEP", step)
    return [one.sentence for one in of_swings(scenario_from_text(text))]


def test_a_swing_in_bounds_only_counts_cycles() -> None:
    """1.6 MW between 0.8 and 1.92; a step of 1.12 of 2.4 MW; 15,768,000 of 2 s; 0.2 of the mean for 2 × 0.5 / 0.7 s."""
    (words,) = said("low: 0.5, high: 1.2, period_s: 2")
    assert words == (
        "'training' swings 15,768,000 times a year: a UPS that smooths this cycles its batteries as often, by "
        "0.29 s of the mean load each time"
    )


def test_a_step_that_sets_do_not_take() -> None:
    """From 0.16 to 2.72 MW: 2.56, of 4 MW × 0.6. The top is short enough for the UPS: 2 × 0.9 / 1.6 = 1.1 s."""
    step = said("low: 0.1, high: 1.7, period_s: 2")[0]
    assert "steps of 2.56 MW for 'gensets', and all 4 sets together take 2.4 MW at once (60% of" in step
    assert len(said("low: 0.1, high: 1.7, period_s: 2", "max_step: 0.65")) == 1  # 2.6 MW
    assert len(said("low: 0.1, high: 1.7, period_s: 2", "derate: 0.9")) == 2  # the library's 0.6


def test_a_top_that_lasts_longer_than_the_ups_bears() -> None:
    """0.5 + 1.7 × 1.6 = 3.22 MW of 3; the top lasts 208 × 0.9 / 1.6 = 117 s, and the UPS bears 60."""
    top = said("low: 0.1, high: 1.7, period_s: 208", "max_step: 1")[0]
    assert "117 s long, 'ups' must carry 3.22 MW with everything in order, and can carry 3 (3 × 1)" in top
    assert len(said("low: 0.1, high: 1.7, period_s: 100", "max_step: 1")) == 1  # 56 s


def test_gensets_trip_sooner() -> None:
    """2 sets of 1.5 MW carry 2.1; at the top 0.5 + 2 × 1.6 = 3.7 MW for 20 × 0.9 / 1.9 = 9.5 s, and they bear 5."""
    text = SITE.replace("SWING", "swing: {low: 0.1, high: 2, period_s: 20}").replace("STEP", "max_step: 1")
    text = text.replace("count: 4, rating_mw: 1", "count: 2, rating_mw: 1.5")
    top = next(iter(of_swings(scenario_from_text(text)))).sentence
    assert "9.47 s long, 'gensets' must carry 3.7 MW with the grid gone, and can carry 3 (2 × 1.5)" in top


@pytest.mark.parametrize(
    ("swing", "fault"),
    [
        ("low: 0.1, high: 1, period_s: 2", "'high' is 1; it must be more than 1"),
        ("low: 1.1, high: 1.5, period_s: 2", "'low' is 1.1; it must be at most 1"),
        ("low: 0.1, high: 1.5", "'period_s' is missing"),
    ],
)
def test_what_is_no_swing(swing: str, fault: str) -> None:
    with pytest.raises(ScenarioError, match=fault):
        said(swing)
