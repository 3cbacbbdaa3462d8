"""What the class of gensets says of hours and load."""

from __future__ import annotations

import pytest

from dcsim.findings import findings, hours_in_use
from dcsim.scenario import Scenario, scenario_from_text

# 3 MW of halls and 0.5 MW of loads on sets of 1 MW.
SITE = """
format: 1
site: {{name: made, target: {target}}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2}}}}}}
power:
  sets: {{kind: genset, count: {count}, rating_mw: 1{more}}}
  board: {{kind: switchgear, transfer: {{from: [mains, sets], fail_to_transfer: 0}}}}
loads: {{lights: {{mw: 0.5, fed_by: [board]}}}}
halls: {{hall: {{it_mw: 3, cords: [board]}}}}
"""


def site(more: str, count: int = 8, target: str = "III") -> Scenario:
    return scenario_from_text(SITE.format(more=more, count=count, target=target))


def said(scenario: Scenario) -> list[str]:
    return [one.sentence for one in findings(scenario) if one.path == "power.sets.class"]


@pytest.mark.parametrize("rated", ["ESP", "LTP"])
def test_a_limit_on_hours_does_not_count_for_tiers_three_and_four(rated: str) -> None:
    for target in ("III", "III+", "IV"):
        (sentence,) = said(site(f", class: {rated}", target=target))
        assert f"rated {rated}" in sentence
        assert f"Tier {target} counts only sets without a limit" in sentence
    assert said(site(f", class: {rated}", target="II")) == []


@pytest.mark.parametrize("more", ["", ", class: COP", ", class: DCC", ", class: PRP"])
def test_other_classes_and_none_are_not_remarked_where_sets_suffice(more: str) -> None:
    assert said(site(more)) == []


def test_prime_power_carries_seven_tenths_on_average() -> None:
    """3.5 MW ÷ 0.7 MW a set = 5 sets; at 90 % of the rating left, 3.5 ÷ 0.63 = 5.6, so 6."""
    (four,) = said(site(", class: PRP", count=4))
    assert "a set of 'sets' may carry 70%" in four
    assert "5, more than there are, would be needed for the design load of 3.5 MW" in four
    (five,) = said(site(", class: PRP", count=5))
    assert "all of them would be needed" in five
    assert said(site(", class: PRP", count=6)) == []
    assert len(said(site(", class: PRP, derate: 0.9", count=6))) == 1


def test_the_average_the_maker_allows_goes_first() -> None:
    assert said(site(", class: PRP, average_load: 1", count=4)) == []
    assert len(said(site(", class: COP, average_load: 0.5", count=7))) == 1


def test_hours_beyond_the_class_are_remarked_after_a_run() -> None:
    scenario = site(", class: ESP")
    (one,) = hours_in_use(scenario, {"sets": 201})
    assert one.sentence == "the sets of 'sets' run 201 h a year each, rated ESP for 200 h"
    assert list(hours_in_use(scenario, {"sets": 200})) == []
    assert list(hours_in_use(site(", class: LTP"), {"sets": 400})) == []
    assert list(hours_in_use(site(", class: DCC"), {"sets": 4000})) == []
