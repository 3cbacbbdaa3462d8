"""Demand by the hour from CSV files: what is read, and what is wrong with a file, by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import Scenario, scenario_from_data, scenario_from_text

SITE = """\
format: 1
site: {name: Small site}
horizon: {start: 2028-01-01, years: 1}
grid: {feeds: {east: {mttf_h: 4000, mttr_h: 2}}}
power: {ups: {kind: ups, rating_mw: 2, fed_by: [east]}}
halls:
  hall-1: {it_mw: 2, cords: [ups], hourly: {csv: load.csv}}
  hall-2: {it_mw: 2, cords: [ups]}
"""
LIGHTS = "loads: {lights: {mw: 0.1, fed_by: [ups], hourly: {csv: load.csv}}}\n"
BANK = "tenants: {bank: {hall: hall-2, contracted_mw: 1, uses: 0.5, profile: {like: bank, csv: load.csv}}}\n"


def read(folder: Path, rows: list[str], text: str = SITE) -> Scenario:
    (folder / "load.csv").write_text("\n".join(rows) + "\n")
    return scenario_from_text(text, folder=folder)


def hours(number: int, value: str = "0.5") -> list[str]:
    return [value] * number


@pytest.mark.parametrize(
    ("rows", "shares"),
    [
        (["share", "1", *hours(23)], (1.0, *[0.5] * 23)),
        (["percent", "100", *hours(23, "50")], (1.0, *[0.5] * 23)),
        # of the 2 MW that the hall asks for in full
        (["mw", "2", *hours(23, "1")], (1.0, *[0.5] * 23)),
        (["kw", "2000", *hours(23, "1000")], (1.0, *[0.5] * 23)),
        (["hour,share", "0,1", *(f"{i},0.5" for i in range(1, 24))], (1.0, *[0.5] * 23)),
        (["share", *hours(168)], (0.5,) * 168),
        (["share", *hours(8760)], (0.5,) * 8760),
    ],
)
def test_a_file_becomes_a_list_of_shares(tmp_path: Path, rows: list[str], shares: tuple[float, ...]) -> None:
    site = read(tmp_path, rows)
    assert site.model.halls["hall-1"].hourly == shares
    origin = site.origins["halls", "hall-1", "hourly"]
    assert (origin.kind, origin.detail) == ("derived", f"load.csv, {len(shares):,} rows")
    assert scenario_from_data(site.data).model.halls == site.model.halls


def test_levels_round_up(tmp_path: Path) -> None:
    """To fifths: 0.41 is 0.6, 0.6 stays, 0 stays."""
    text = SITE.replace("csv: load.csv", "csv: load.csv, levels: 5")
    site = read(tmp_path, ["share", "0.41", "0.6", "0", *hours(21, "1")], text)
    assert site.model.halls["hall-1"].hourly == (0.6, 0.6, 0.0, *[1.0] * 21)


def test_a_load_and_a_profile_read_files_too(tmp_path: Path) -> None:
    rows = ["kw", "50", *hours(23, "100")]
    site = read(tmp_path, rows, SITE.replace(", hourly: {csv: load.csv}", "") + LIGHTS + BANK).model
    assert site.loads["lights"].hourly == (0.5, *[1.0] * 23)
    profile = site.tenants["bank"].profile
    assert profile is not None
    assert profile.day == (0.5, *[1.0] * 23)
    assert profile.week_factors()[0] > 1  # the library's week


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        (["share", *hours(23)], 24, "there are 23 rows; a day has 24, a week 168, a year 8,760"),
        (["share", *hours(8784)], 8785, "there are 8,784 rows; a day has 24, a week 168, a year 8,760 (leave out 29 February)"),
        (["share"], 1, "there are 0 rows; a day has 24, a week 168, a year 8,760"),
        (["0.5", *hours(23)], 1, "the first line must name one column, share, percent, kw or mw, and may have 'hour' before it"),
        (["load_mw", *hours(24)], 1, "the first line must name one column, share, percent, kw or mw, and may have 'hour' before it"),
        (["share", "nan", *hours(23)], 2, "share: nan is not a number of at least 0"),
        (["share", "0.5", "inf", *hours(22)], 3, "share: inf is not a number of at least 0"),
        (["share", "-0.1", *hours(23)], 2, "share: -0.1 is not a number of at least 0"),
        (["share", "half", *hours(23)], 2, "share: 'half' is no number"),
        (["share", "", *hours(23)], 2, "a row has 1 cells, this one 0"),
        (["share", "0,5", *hours(23)], 2, "a row has 1 cells, this one 2"),
        (["share", "1.5", *hours(23)], 2, "1.5 is more than all of it"),
        (["percent", "150", *hours(23)], 2, "1.5 is more than all of it"),
        (["mw", "2.5", *hours(23)], 2, "2.5 MW is more than the 2 MW asked for in full"),
        (["hour,share", "0,1", "2,1"], 3, "'hour' is '2'; hours count from 0 without a gap: 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_by_line(
    tmp_path: Path, rows: list[str], line: int, said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, rows)
    fault = caught.value.faults[0]
    assert fault.message == said
    assert fault.mark is not None
    assert (fault.mark.file, fault.mark.line) == ("load.csv", line)


def test_of_many_wrong_rows_the_first_are_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, ["share", *hours(8760, "x")])
    assert len(caught.value.faults) == 11
    assert "the rest of the file was not looked at" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("load.csv", "other.csv", "'csv' names 'other.csv', which cannot be read"),
        ("load.csv", "../load.csv", "'csv' may not leave the scenario's folder"),
        ("csv: load.csv", "csv: 3", "'csv' must be the name of a file"),
        ("csv: load.csv", "levels: 5", "'hourly' needs a list, or a 'csv'"),
        ("csv: load.csv", "csv: load.csv, level: 5", "unknown field 'level' (in halls.hall-1.hourly); did you mean 'levels'?"),
        ("csv: load.csv", "csv: load.csv, levels: 1000", "'levels' must be a whole number from 1 to 168"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, ["share", *hours(24)], SITE.replace(old, new))
    (fault,) = caught.value.faults
    assert fault.message.startswith(said)
    assert fault.mark is not None
    assert fault.mark.line == 7


def test_megawatts_of_a_hall_with_tenants_are_theirs(tmp_path: Path) -> None:
    tenants = "tenants: {bank: {hall: hall-1, contracted_mw: 1}}\n"
    with pytest.raises(ScenarioError, match="tenants say what 'hall-1' asks for"):
        read(tmp_path, ["mw", *hours(24)], SITE + tenants)
    assert read(tmp_path, ["share", *hours(24)], SITE + tenants).model.halls["hall-1"].hourly == (0.5,) * 24


def test_a_profile_has_the_hours_of_a_day(tmp_path: Path) -> None:
    text = SITE.replace(", hourly: {csv: load.csv}", "") + BANK
    with pytest.raises(
        ScenarioError, match="a profile has the 24 hours of a day; longer ones are the 'hourly'"
    ):
        read(tmp_path, ["share", *hours(168)], text)
    with pytest.raises(ScenarioError, match="'day' is 0 throughout"):
        read(tmp_path, ["share", *hours(24, "0")], text)


def test_a_measured_year_needs_levels(tmp_path: Path) -> None:
    """8,760 different shares are more demands than every state of the plant is judged at."""
    rows = ["share", *(f"{0.5 + i / 20000:.6f}" for i in range(8760))]
    with pytest.raises(ScenarioError, match="round the shares"):
        read(tmp_path, rows)
    hourly = (
        read(tmp_path, rows, SITE.replace("csv: load.csv", "csv: load.csv, levels: 20"))
        .model.halls["hall-1"]
        .hourly
    )
    assert hourly is not None
    assert len(set(hourly)) == 10  # 0.5, 0.55 … 0.95; 0.5 + 8759/20000 is 0.938, rounded up to 0.95
