"""`survive` through the front door: what it prints, where, and how it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from dcsim.render.survive import schema_text

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "survive.schema.json"
SITE = """
format: 1
site: {name: Small, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid: {feeds: {east: {library: utility_feed_vn_dedicated_110kV}}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 2, fuel: {tank_h: 20}}
  board: {kind: switchgear, transfer: {from: [east, gensets]}}
  ups: {kind: ups, rating_mw: 1, battery_min: 5, fed_by: [board]}
halls: {a: {it_mw: 1, cords: [ups]}}
variants: {day: {power: {gensets: {fuel: {tank_h: 40}}}}}
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    (tmp_path / "small.yaml").write_text(SITE, encoding="utf-8")
    return str(tmp_path / "small.yaml")


def survive(*arguments: str, salt: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dcsim.cli", "survive", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONHASHSEED": salt},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_text_on_stdout(site: str) -> None:
    done = survive(site, "--replications", "200")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "Small: the grid is gone at hour 0 and stays gone\n200 replications of 168 h"
    )
    for words in (
        "All halls still up after (modelled causes only)",
        "in one case of two at least",
        "gensets/fuel, 20 h of the site's design load when full",
        "gensets: out of fuel",
        "no truck comes while the grid is gone",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_json_is_one_document_of_the_committed_shape(site: str) -> None:
    done = survive(site, "--replications", "200", "--hours", "1,6.5,24", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert list(document["survives"]) == ["1", "6.5", "24"]
    assert document["survives"]["24"]["value"] == 0
    assert document["survives"]["24"]["high"] > 0
    assert list(document["stores"]) == ["gensets/fuel", "ups"]
    assert document["stores"]["gensets/fuel"]["left"]["24"]["mean"]["value"] is None
    assert 19 < document["lasts"]["p50"]["value"] < 21


def test_committed_schema_is_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_same_bytes_whatever_the_hash_seed(site: str) -> None:
    few = (site, "--replications", "150", "--json")
    assert survive(*few).stdout == survive(*few, salt="77").stdout != survive(*few, "--seed", "2").stdout


def test_variant_and_set_reach_it(site: str) -> None:
    few = (site, "--replications", "20", "--hours", "30", "--json")
    base, day, set_ = (
        json.loads(survive(*few, *more).stdout)["survives"]["30"]["value"]
        for more in ((), ("--variant", "day"), ("--set", "power.gensets.fuel.tank_h=40"))
    )
    assert base == 0
    assert day == set_ > 0.5


def test_the_variant_is_named(site: str) -> None:
    few = (site, "--replications", "20", "--hours", "30", "--variant", "day")
    assert survive(*few).stdout.startswith("Small (variant day): the grid is gone at hour 0")
    assert json.loads(survive(*few, "--json").stdout)["scenario"]["variant"] == "day"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--hours", "1,soon"), "--hours takes numbers such as 1,6,24, not 'soon'"),
        (("--hours", ""), "--hours takes numbers"),
        (("--hours", "0"), "hours must be above 0 and at most 8,760, not 0"),
        (("--hours", "nan"), "hours must be above 0"),
        (("--replications", "0"), "replications must be 1 to 1,000,000, not 0"),
        (("--seed", "-1"), "a seed is a whole number"),
        (("--variant", "week"), "no variant 'week'"),
        (("--with", "flood"), "the scenario has no weather 'flood': it has none (see grid.weather)"),
    ],
)
def test_bad_input_is_said_in_a_line(site: str, arguments: tuple[str, ...], words: str) -> None:
    done = survive(site, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
