"""Values changed over a grid: every combination, the same draws at every point, and paths a planner guesses."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dcsim.cli import commands
from dcsim.cli.options import changes_from
from dcsim.cli.sweep import values_to_vary
from dcsim.errors import UsageError
from dcsim.render import plot
from dcsim.render.sweep import schema_text, sweep_text, to_csv, to_json
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.sweep import Sweep, sweep

SCHEMA = Path(__file__).parents[2] / "docs" / "sweep.schema.json"
SITE = """
format: 1
site: {name: Swept, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid: {feeds: {mains: {failures_per_year: 2, mttr_h: 3, upstream: []}}}
power:
  sets: {kind: genset, count: 2, rating_mw: 1, mttf_h: 200, mttr_h: 30, fail_to_start: 0.05}
  board: {kind: switchgear, transfer: {from: [mains, sets]}, mttf_h: never}
  ups-a: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, fed_by: [board], mttf_h: never}
  ups-b: {kind: ups, count: 2, rating_mw: 1, battery_min: 5, fed_by: [board], mttf_h: never}
halls: {a: {it_mw: 1, cords: [ups-a, ups-b]}}
"""


@pytest.fixture(scope="module")
def site() -> Scenario:
    return scenario_from_text(SITE, "swept.yaml")


@pytest.fixture(scope="module")
def found(site: Scenario) -> Sweep:
    vary = {"site.it_recovery_h": [0, 4], "power.sets.count": [1, 2, 3]}
    return sweep(site, vary, site_years=2000, workers=1)


def test_every_combination_in_order(found: Sweep) -> None:
    assert [tuple(point.values.values()) for point in found.points] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (4, 1),
        (4, 2),
        (4, 3),
    ]
    downtime = [point.estimates["downtime_h_per_year"].value or 0 for point in found.points]
    assert downtime[0] > downtime[1] > downtime[2]
    assert downtime[3] > downtime[0]
    assert downtime[4] > downtime[1]


def test_the_point_that_is_the_base_is_equal_to_it(found: Sweep) -> None:
    same = found.points[4]
    assert same.scenario.sha256 == found.base.scenario.sha256
    assert {one.outcome for one in same.differences.values()} == {"equal", "not compared"}
    assert found.points[3].differences["downtime_h_per_year"].outcome == "more"


def test_a_pattern_changes_every_group_that_matches(site: Scenario) -> None:
    changed = site.with_values({"power.ups-*.count": 3})
    assert [changed.model.power[name].count for name in ("ups-a", "ups-b")] == [3, 3]
    assert site.with_values({"power.ups-?.battery_min": 9}).model.power["ups-b"].battery_min == 9  # type: ignore[union-attr]
    with pytest.raises(Exception, match="there is no 'pdu-\\*' in power"):
        site.with_values({"power.pdu-*.count": 3})
    with pytest.raises(Exception, match="did you mean 'battery_min'"):
        site.with_values({"power.ups-*.batery_min": 3})


def test_values_as_a_planner_writes_them() -> None:
    assert values_to_vary(["power.gensets.count=4..8"]) == {"power.gensets.count": [4, 5, 6, 7, 8]}
    assert values_to_vary(["a.b = 0.1,0.25, 0.5", "c=III,IV"]) == {
        "a.b": [0.1, 0.25, 0.5],
        "c": ["III", "IV"],
    }
    assert values_to_vary(["x={mean: 5, cv: 0.2},10 min"]) == {"x": [{"mean": 5, "cv": 0.2}, "10 min"]}
    assert values_to_vary(["x=-2..-1"]) == {"x": [-2, -1]}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["power.sets.count"], "--vary takes path=values"),
        (["=4..8"], "--vary takes path=values"),
        (["a="], "--vary takes path=values"),
        (["a=8..4"], "must run upwards"),
        (["a=1..1000"], "at most 200 values"),
        (["a=1,2", "a=3"], "is varied twice"),
        (["a=[1,"], "--vary a:"),
        (["a=4.."], "'4..' is no range of whole numbers, such as 4..8"),
        (["a=0.1..0.5"], "'0.1..0.5' is no range of whole numbers"),
        (["a=1,,2"], "--vary a:"),
    ],
)
def test_values_that_make_no_sense(settings: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        values_to_vary(settings)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("power.sets.count=4..8", "one value, not 4..8; a range is for `dcsim sweep FILE --vary`"),
        ("power.sets.count=", "not 'power.sets.count='; null takes a value away"),
        ("=4", "--set takes path=value"),
        ("power.sets.count", "--set takes path=value"),
    ],
)
def test_a_change_is_one_value(setting: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        changes_from([setting])
    assert changes_from(["a.b = null", "c.d={mean: 5}"]) == {"a.b": None, "c.d": {"mean": 5}}


@given(st.text(max_size=30))
def test_any_text_gives_values_or_a_fault(text: str) -> None:
    try:
        values = values_to_vary([f"a={text}"])
    except UsageError:
        return
    assert values["a"] or text.strip() == ""


def test_what_cannot_be_swept(site: Scenario) -> None:
    with pytest.raises(UsageError, match="nothing to vary"):
        sweep(site, {})
    with pytest.raises(UsageError, match="201 combinations"):
        sweep(site, {"power.sets.count": list(range(1, 202))})
    with pytest.raises(UsageError, match=r"with power\.sets\.count=0:"):
        sweep(site, {"power.sets.count": [2, 0]})
    with pytest.raises(UsageError, match="another horizon"):
        sweep(site, {"horizon.years": [10, 20]})


def test_text_table_and_document(found: Sweep) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    jsonschema.validate(json.loads(to_json(found)), json.loads(SCHEMA.read_text(encoding="utf-8")))
    rows = list(csv.DictReader(to_csv(found).splitlines()))
    assert [row["power.sets.count"] for row in rows] == ["1", "2", "3"] * 2
    assert float(rows[0]["downtime_h_per_year"]) == pytest.approx(
        found.points[0].estimates["downtime_h_per_year"].value, rel=1e-11
    )
    text = sweep_text(found)
    assert "equal in all" in text
    assert max(len(line) for line in text.splitlines()) <= 110


def test_a_curve_for_each_combination_of_the_others(found: Sweep) -> None:
    axes = plot.sweep(found)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "site.it_recovery_h = 0",
        "site.it_recovery_h = 4",
    ]
    assert np.asarray(axes.get_lines()[0].get_xdata()).tolist() == [1, 2, 3]


def test_at_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "swept.yaml"
    file.write_text(SITE, encoding="utf-8")
    result = CliRunner().invoke(
        commands,
        ["sweep", str(file), "--vary", "power.ups-*.battery_min=1,5", "--site-years", "40", "--csv"],
    )
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0].startswith("power.ups-*.battery_min,availability_verdict,")
