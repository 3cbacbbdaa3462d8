"""Designs with the same draws: what both have in common cancels, and only that."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from dcsim.cli import commands
from dcsim.errors import UsageError
from dcsim.measures.booked import Booked
from dcsim.measures.paired import compared, difference_of
from dcsim.measures.registry import measure
from dcsim.render.compare import compare_text, schema_text, to_json
from dcsim.scenario import Scenario, read_scenario, scenario_from_text
from dcsim.study.compare import Comparison, compare
from tests.measures.made import observed, outage

SCHEMA = Path(__file__).parents[2] / "docs" / "compare.schema.json"
REFERENCE = Path(__file__).parents[2] / "scenarios" / "reference-site.yaml"
SITE = """
format: 1
site: {name: Pair, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid:
  feeds: {mains: {failures_per_year: 2, mttr_h: {mean: 12, cv: 1}, upstream: []}}
power:
  sets: {kind: genset, count: 2, rating_mw: 1, mttf_h: 200, mttr_h: 30, fail_to_start: 0.05,
         fuel: {tank_h: 8, lead_h: 40, trucks_per_day: 1, truck_m3: 1}}
  board: {kind: switchgear, transfer: {from: [mains, sets]}, failures_per_year: 0.02, mttr_h: 8}
  ups: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, fed_by: [board], mttf_h: never}
halls: {a: {it_mw: 1, cords: [ups]}}
variants:
  nothing: {}
  same: {power: {sets: {count: 2}}}
  three: {power: {sets: {count: 3}}}
  more-fuel: {power: {sets: {fuel: {tank_h: 16}}}}
  longer: {horizon: {years: 20}}
"""
BOARD = """
format: 1
site: {{name: One board, target: III, it_recovery_h: 4}}
horizon: {{years: 10}}
grid: {{feeds: {{mains: {{mttf_h: never}}}}}}
power: {{{name}: {{kind: switchgear, failures_per_year: 0.5, mttr_h: 8, fed_by: [mains]}}}}
halls: {{a: {{it_mw: 1, cords: [{name}]}}}}
"""


@pytest.fixture(scope="module")
def site() -> Scenario:
    return scenario_from_text(SITE, "pair.yaml")


@pytest.fixture(scope="module")
def found(site: Scenario) -> Comparison:
    names = ("nothing", "same", "three", "more-fuel")
    return compare(site, *(site.variant(name) for name in names), seed=3, site_years=4000, workers=1)


def test_a_difference_by_hand() -> None:
    """20 replications of 10 years; in the other arm the outage of replication 3 is 20 h shorter and that of 5 new.

    Facility clock, hours: 30 and 0 become 10 and 4; differences -20 and +4, the other 18 zero: mean -0.8 per
    replication, -0.08 a year. Σd² = 416, minus 20 x 0.64 = 403.2; s² = 403.2/19; error = s/√20 = 1.0301 per
    replication, 0.10301 a year; t(19) = 2.093.
    """
    base = observed([outage(3, 100, 130), outage(9, 50, 60)])
    other = observed([outage(3, 100, 110), outage(5, 7, 11), outage(9, 50, 60)])
    one = compared(base, other, measure(base), measure(other))["facility_downtime_h_per_year"]
    assert one.difference.value == pytest.approx(-0.08)
    error = math.sqrt(403.2 / 19 / 20) / 10
    assert one.difference.standard_error == pytest.approx(error)
    assert one.difference.low == pytest.approx(-0.08 - 2.093024 * error, rel=1e-6)
    assert (one.differing, one.outcome) == (2, "noise")
    # half width ÷ |difference| = 2.6949; its square x 200 site-years
    assert one.site_years_needed == pytest.approx(200 * (2.093024 * error / 0.08) ** 2, rel=1e-6)
    assert "only 2 of 20 replications differ" in (one.difference.note or "")


def test_all_units_differing_by_the_same_have_no_interval() -> None:
    base = observed([outage(r, 100, 110) for r in range(20)])
    other = observed([outage(r, 100, 105) for r in range(20)])
    one = compared(base, other, measure(base), measure(other))["facility_downtime_h_per_year"]
    assert (one.difference.value, one.difference.low, one.outcome) == (pytest.approx(-0.5), None, "less")


def test_what_changes_nothing_differs_by_nothing(found: Comparison) -> None:
    for arm in found.arms[:2]:
        seen = [one for one in arm.differences.values() if one.outcome != "not compared"]
        assert len(seen) == 11  # fuel is given in hours, not in m³
        assert {(one.outcome, one.difference.value, one.differing) for one in seen} == {("equal", 0.0, 0)}
        assert all(one.base == one.other for one in arm.differences.values())


def test_equal_designs_with_draws_of_their_own_are_noise() -> None:
    """A board under another name has other draws: nothing is told apart at this seed, and nothing cancels.

    Each line errs once in twenty; by variances of 400 replications the gain is within a quarter of 1.
    """
    one = scenario_from_text(BOARD.format(name="board"), "board.yaml")
    two = scenario_from_text(BOARD.format(name="panel"), "panel.yaml")
    found = compare(one, two, seed=3, site_years=4000, workers=1)
    (arm,) = found.arms
    assert {line.outcome for line in arm.differences.values()} <= {"noise", "not compared"}
    assert 0.75 < (arm.downtime.gain or 0) < 1.25
    assert "Noise: which has less service downtime cannot be told; about" in compare_text(found)
    assert arm.name == "panel"


def test_a_third_set_and_more_fuel_are_better(found: Comparison) -> None:
    three, fuel = found.arms[2], found.arms[3]
    assert three.downtime.outcome == fuel.downtime.outcome == "less"
    assert three.differences["genset_starts_per_year"].outcome == "more"
    # the grid and whatever else is in both had the same history
    for arm in (three, fuel):
        for name in ("mains", "board"):
            one, two = found.base.observed.groups[name], arm.result.observed.groups[name]
            assert (one.failures, one.repairs) == (two.failures, two.repairs)


def test_pairing_is_worth_more_than_twice_the_interval(found: Comparison) -> None:
    """Of a lever on one cause: a paired interval at most half as wide takes a gain of at least 4."""
    gains = {arm.name: arm.downtime.gain for arm in found.arms}
    assert (gains["more-fuel"] or 0) > 4


def test_fuel_for_72_h_instead_of_48_on_the_reference_site() -> None:
    """The paired interval is at most half of one with draws of its own: a fifth, where few outages need the fuel."""
    site = read_scenario(REFERENCE)
    more = site.with_values({"power.gensets.fuel.tank_h": 72})
    (arm,) = compare(site, more, site_years=20_000, workers=1).arms
    assert arm.downtime.outcome == "less"
    assert (arm.downtime.gain or 0) > 4


def test_designs_are_called_by_what_is_changed(site: Scenario) -> None:
    changed = site.with_values({"power.sets.count": 3})
    names = [arm.name for arm in compare(site, changed, changed, site, site_years=20, workers=1).arms]
    assert names == ["power.sets.count=3", "power.sets.count=3 (2)", "pair"]


def test_what_cannot_be_compared_is_refused(site: Scenario) -> None:
    with pytest.raises(UsageError, match="nothing to compare with"):
        compare(site)
    with pytest.raises(UsageError, match="'longer' has another horizon"):
        compare(site, site.variant("longer"))
    with pytest.raises(UsageError, match="51 designs"):
        compare(site, *([site] * 51))


def test_the_document_follows_its_schema(found: Comparison) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    document = json.loads(to_json(found))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert list(document["arms"]) == ["nothing", "same", "three", "more-fuel"]


def test_at_the_command_line(site: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "pair.yaml"
    file.write_text(SITE, encoding="utf-8")

    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(commands, ["compare", str(file), "--site-years", "40", *arguments])
        return result.exit_code, result.output if result.exception is None else str(result.exception)

    code, text = call("--set", "power.sets.count=3")
    assert code == 0
    assert "power.sets.count=3, against pair" in text
    code, text = call("--base", "three", "--variant", "more-fuel")
    assert "more-fuel, against three" in text
    assert "compare needs something" in call()[1]
    assert "did you mean 'three'" in call("--variant", "tree")[1]
    assert "there is no 'setz'" in call("--set", "power.setz.count=3")[1]
    assert max(len(line) for line in text.splitlines()) <= 100


def test_sums_added_up_in_another_order_are_equal():
    """0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1; a ten-thousandth is a difference."""
    seen = observed([outage(0, 10.0, 20.0)])
    like = measure(seen)["downtime_h_per_year"]
    base = Booked(np.array([0.1 + 0.2 + 0.3, 5.0, 0.0, 7.0]), np.ones(4), "replications")
    for amounts, outcome in (([0.3 + 0.2 + 0.1, 5.0, 0.0, 7.0], "equal"), ([0.6, 5.0005, 0.0, 7.0], "noise")):
        other = Booked(np.array(amounts), np.ones(4), "replications")
        assert difference_of(like, like, base, other, 40.0).outcome == outcome
