"""Interruptions from a CSV file beside the scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import ReplayRow, Scenario, read_scenario, scenario_from_text
from tests.scenario.small import changed

SITE = changed("power:\n", "  interruptions: {past: {csv: past.csv}}\npower:\n")


def read(folder: Path, rows: str) -> Scenario:
    (folder / "site.yaml").write_text(SITE)
    (folder / "past.csv").write_text(rows)
    return read_scenario(folder / "site.yaml")


def test_rows_come_sorted(tmp_path: Path) -> None:
    site = read(tmp_path, "start_h, duration_h, hits\n100,2.5,east\n5,30 min,all\n\n7,1,ups; sets\n")
    assert site.replays["past"] == (
        ReplayRow(5, 0.5, ("east",)),
        ReplayRow(7, 1, ("sets", "ups")),
        ReplayRow(100, 2.5, ("east",)),
    )


def test_a_text_has_its_files_in_the_folder_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text("start_h,duration_h,hits\n100,2.5,east\n")
    assert (
        scenario_from_text(SITE, folder=tmp_path).replays
        == read(tmp_path, (tmp_path / "past.csv").read_text()).replays
    )


def test_the_rows_are_part_of_the_fingerprint(tmp_path: Path) -> None:
    one = read(tmp_path, "start_h,duration_h,hits\n100,2.5,east\n")
    other = read(tmp_path, "start_h,duration_h,hits\n100,2.6,east\n")
    assert one.data == other.data
    assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "past.csv:1:1: the first line must name the columns start_h,duration_h,hits"),
        ("start_h,hits\n1,east\n", "past.csv:1:1: the first line must name"),
        ("start_h,duration_h,hits\n1,2\n", "past.csv:2:1: a row has 3 cells, this one 2"),
        ("start_h,duration_h,hits\none,2,east\n", "past.csv:2:1: start_h: 'one' is not a number in h"),
        ("start_h,duration_h,hits\n1,nan,east\n", "past.csv:2:1: duration_h: the number is not finite"),
        ("start_h,duration_h,hits\n-1,2,east\n", "past.csv:2:1: start_h is -1"),
        ("start_h,duration_h,hits\n1,0,east\n", "past.csv:2:1: duration_h must be above 0"),
        (
            "start_h,duration_h,hits\n1,2,eest\n",
            "past.csv:2:1: hits: there is no 'eest'; did you mean 'east'?",
        ),
        ("start_h,duration_h,hits\n1,2,\n", "past.csv:2:1: hits names nothing"),
        (
            "start_h,duration_h,hits\n1,5,east\n4,1,all\n",
            "past.csv:3:1: 'east' is still interrupted by line 2",
        ),
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, rows)
    assert said in str(caught.value)


def test_intervals_may_touch(tmp_path: Path) -> None:
    assert len(read(tmp_path, "start_h,duration_h,hits\n1,3,east\n4,1,all\n").replays["past"]) == 2


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("start_h,duration_h,hits\n")
    (folder / "past.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "site.yaml").write_text(SITE)
    with pytest.raises(ScenarioError, match="may not leave the scenario's folder"):
        read_scenario(folder / "site.yaml")
