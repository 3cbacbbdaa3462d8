"""`capacity` through the front door: what it prints, where, and how it leaves."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from dcsim.cli import main
from dcsim.render.capacity import schema_text

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "capacity.schema.json"
SITE = """
format: 1
site: {name: Small, target: II, it_recovery_h: 4}
horizon: {start: 2030-01-01, years: 4}
grid: {feeds: {east: {rating_mw: 20, mttf_h: never}, west: {rating_mw: 20, mttf_h: never}}}
power:
  sets: {kind: genset, count: 6, rating_mw: 1}
  board: {kind: switchgear, rating_mw: 20, transfer: {from: [east, west, sets]}}
halls:
  hall-1: {it_mw: 2, cords: [board]}
  hall-2: {it_mw: 4, cords: [board]}
phases:
  two: {ready: 2032-01-01, late: never, brings: {sets: 3, hall-2: all}}
tenants:
  bank: {hall: hall-1, contracted_mw: 2, ramp: {months: 12}}
  cloud: {hall: hall-2, contracted_mw: 4, ramp: {months: 12}, uses: 0.5}
variants:
  late: {phases: {two: {late: {probability: 0.5, by_months: 6}}}}
"""
Capacity = Callable[..., "Done"]


@pytest.fixture
def site(tmp_path: Path) -> str:
    (tmp_path / "small.yaml").write_text(SITE, encoding="utf-8")
    return str(tmp_path / "small.yaml")


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def capacity(capsys: pytest.CaptureFixture[str]) -> Capacity:
    """The command in this process: what it prints and how it leaves."""

    def run(*arguments: str, command: str = "capacity") -> Done:
        with pytest.raises(SystemExit) as left:
            main([*command.split(), *arguments])
        code = left.value.code
        return Done(code if isinstance(code, int) else 0, *capsys.readouterr())

    return run


def in_a_process_of_its_own(*arguments: str, salt: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "dcsim.cli", "capacity", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": salt},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def test_a_plan_without_chance(site: str, capacity: Capacity) -> None:
    """Three sets of 1 MW with one absent give 2 MW, all of hall-1, which is sold from the first day and full when
    its ramp ends; phase two brings 4 MW and sells them; of these 2 MW are drawn."""
    done = capacity(site)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Small: rollout and capacity, without failures\n")
    for words in (
        "48 months from 2030-01, no chance in the plan: one replication is all replications\n",
        "of what                   hall\n",
        "first                     2030-01\n",
        "first                     2030-12\n",
        "2030-12             2.00       2.00       2.00       2.00       0.00  N+1   hall",
        "2033-12             6.00       5.00       6.00       4.00       1.00  N+2   gensets",
        "planned 2032-01, ready 2032-01",
        "shortfall                 none\n",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_there_is_one_of_is_named(site: str, capacity: Capacity) -> None:
    """Both halls hang on one board: no usable MW is maintainable without it, and none is taken away for it."""
    said = " ".join(capacity(site, "--set", "planning.keeps=maintainable").stdout.split())
    assert "there is no other 'board': while it is absent hall-1, hall-2 can be dark at any load" in said
    assert "there is no other" not in capacity(site).stdout


def test_json_is_one_document_of_the_committed_shape(site: str, capacity: Capacity) -> None:
    done = capacity(site, "--variant", "late", "--replications", "400", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert document["months"][0] == "2030-01"
    assert len(document["months"]) == 48 == len(document["by_month"]["usable_mw"]["p50"])
    two = document["phases"]["two"]
    assert (two["planned"], two["p10"]["month"], two["p90"]["month"]) == ("2032-01", "2032-01", "2032-07")
    assert abs(two["on_time"]["value"] - 0.5) < 0.15  # six standard errors of 400 replications
    late = document["late"]["two"]
    assert [row["unserved_mw_months"]["value"] for row in late] == pytest.approx([0, 24])  # 4 MW, 6 months
    assert list(document["tenants"]) == ["bank", "cloud"]
    assert document["assumptions"] == {}  # all that it rests on is in the file
    delayed = capacity(site, "--set", "phases.two.late=null", "--replications", "20", "--json").stdout
    overrun = json.loads(delayed)["assumptions"]["phases.two.late.overrun.sigma"]
    assert overrun["status"] == "assumption"


def test_what_others_must_provide(site: str, capacity: Capacity) -> None:
    """Halls full: 2 MW of IT after the first phase and 6 MW after the second; two feeds of 20 MW. The last hour of the
    ramp fills the site in 2030-12, month 11, so construction, 20 + 5 months late, had to begin 25 months before month 11.
    """
    given = ("--variant", "late", "--set", "prices={}", "--set", "energy={}", "--replications", "200")
    outside = json.loads(capacity(site, *given, "--json").stdout)["outside"]
    grid = outside["grid"]
    assert [grid[name]["it_mw"] for name in ("from the start", "two")] == [2, 6]
    assert grid["two"]["mw"] == pytest.approx(6 * grid["two"]["pue"])  # nothing declared: by the PUE curve
    assert (grid["two"]["offered_mw"], grid["two"]["offered_one_out_mw"]) == (40, 20)
    construction = outside["order_by"]["construction"]
    assert (construction["late_months"], construction["when_full"]) == (25, "2028-11")
    assert set(outside["energy"]["years"]) == {"2030", "2031", "2032", "2033"}
    assert outside["money"]["total"]["value"] > 0
    text = capacity(site, *given).stdout
    for words in (
        "What must the grid company provide?",
        "When must the next stage be ordered?",
        "construction            18 to 25       2028-11         2027-12",
        "Energy, means over the horizon",
        "What do late phases cost in money?",
    ):
        assert words in text


def test_what_a_variant_changes(site: str, capacity: Capacity) -> None:
    """Half the replications are 6 months late: 4 MW wait for 6 months, and 2 MW less are drawn for as long."""
    given = (site, "--variant", "late", "--replications", "400", "--against")
    against = json.loads(capacity(*given, "file", "--json").stdout)["against"]
    assert (against["base_name"], against["base"]["variant"]) == ("small", None)
    late = json.loads(capacity(site, "--variant", "late", "--replications", "400", "--json").stdout)
    share = 1 - late["phases"]["two"]["on_time"]["value"]
    rows = against["differences"]
    assert rows["unserved_mw_months"]["difference"]["value"] == pytest.approx(24 * share)
    assert rows["served_mw_months"]["difference"]["value"] == pytest.approx(-12 * share)
    assert rows["shortfall_mw_months"]["outcome"] == "equal"
    assert "electricity_usd" not in rows  # no tariff
    text = capacity(*given, "file").stdout
    assert "late, against small: sums over the horizon, with the same draws" in text
    alike = json.loads(capacity(*given, "late", "--json").stdout)["against"]["differences"]
    assert {row["outcome"] for row in alike.values()} == {"equal"}


def test_plans_without_chance_differ_exactly(site: str, capacity: Capacity) -> None:
    """Phase two half a year later by plan, 181 days: its tenants come later too, and 2 MW less are drawn as long."""
    later = (site, "--set", "phases.two.ready=2032-07-01", "--against", "file")
    rows = json.loads(capacity(*later, "--json").stdout)["against"]["differences"]
    served = rows["served_mw_months"]["difference"]
    assert served["value"] == served["low"] == pytest.approx(-2 * 181 * 24 / 730)
    assert "served, MW·months                      120.00       108.10  -11.90\n" in capacity(*later).stdout


def test_committed_schema_is_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_same_bytes_whatever_the_hash_seed(site: str, capacity: Capacity) -> None:
    few = (site, "--variant", "late", "--replications", "50", "--json")
    said = in_a_process_of_its_own(*few, salt="77")
    assert said == in_a_process_of_its_own(*few, salt="5") == capacity(*few).stdout
    assert said != capacity(*few, "--seed", "2").stdout


def test_a_site_without_phases_or_tenants_is_answered(capacity: Capacity, tmp_path: Path) -> None:
    text = SITE.partition("phases:")[0]
    (tmp_path / "plain.yaml").write_text(text, encoding="utf-8")
    done = capacity(str(tmp_path / "plain.yaml"))
    assert done.returncode == 0
    assert (
        "2033-12             6.00       5.00       6.00       6.00      -1.00  N+0   gensets" in done.stdout
    )
    assert "the file has no `phases`" in done.stdout
    assert "the file has no `tenants`" in done.stdout


def test_a_folder_has_text_json_table_and_pictures(site: str, capacity: Capacity, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    done = capacity(site, "--variant", "late", "--replications", "50", "--out", str(folder))
    assert done.returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "capacity.json", "capacity.txt", "demand.png", "headroom.png", "months.csv", "phases.png",
        "redundancy.png", "shortfall.png",
    ]  # fmt: skip
    assert (folder / "capacity.txt").read_text(encoding="utf-8") == done.stdout
    rows = list(csv.DictReader((folder / "months.csv").read_text(encoding="utf-8").splitlines()))
    assert (rows[0]["month"], rows[-1]["usable_mw_p50"], rows[-1]["binds"]) == ("2030-01", "5", "gensets")
    assert done.stderr.count("wrote ") == 8


def test_plot_has_its_kinds(site: str, capacity: Capacity, tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    done = capacity(site, "--replications", "20", "-o", str(path), command="plot headroom")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"wrote {path}\n")
    assert path.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("capacity", ("--replications", "0"), "replications must be 1 to 100,000, not 0"),
        ("capacity", ("--seed", "-1"), "a seed is a whole number"),
        ("capacity", ("--variant", "week"), "no variant 'week'"),
        ("capacity", ("--against", "week"), "no variant 'week'"),
        ("capacity", ("--set", "horizon.years=5", "--against", "file"), "has another horizon"),
        ("capacity", ("--set", "horizon.years=9000"), "at most 100, such as --set horizon.years=20"),
        ("capacity", ("--variant", "late", "--replications", "30000"), "at most 1,200,000 months in all"),
        ("plot shortfall", (), "no phase of this scenario is ever late"),
        ("plot headroom", ("-o", "picture.gif"), "a picture is written as png, svg, pdf"),
    ],
)
def test_bad_input_is_said_in_a_line(
    site: str, capacity: Capacity, command: str, arguments: tuple[str, ...], words: str
) -> None:
    done = capacity(site, *arguments, command=command)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_folder_that_cannot_be_written_takes_no_answer_away(
    site: str, tmp_path: Path, capacity: Capacity
) -> None:
    (tmp_path / "file").touch()
    done = capacity(site, "--out", str(tmp_path / "file" / "folder"))
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert done.stdout.startswith("Small: rollout and capacity, without failures\n")
