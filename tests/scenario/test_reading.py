"""Files, what they extend, variants, single values, and who set what."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from dcsim.errors import Mark, ScenarioError, UsageError
from dcsim.laws import Law
from dcsim.scenario import read_scenario, scenario_from_data, scenario_from_text
from tests.scenario.small import SMALL, changed


def words(text: str, **options: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(text, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_every_value_knows_its_line() -> None:
    site = scenario_from_text(SMALL)
    assert site.origins["power", "ups", "rating_mw"].mark == Mark("scenario.yaml", 10, 31)
    assert site.origins["power", "ups", "count"].kind == "default"
    assert site.origins["power", "sets", "start_s"].kind == "library"
    assert site.model.power["sets"].count == 1


def test_all_faults_come_at_once_in_file_order() -> None:
    text = (
        SMALL.replace("rating_mw: 2", "powr_mw: 2")
        .replace("cords: [ups]", "cords: [upps]")
        .replace("1}\ngrid", ".inf}\ngrid")
    )
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(text)
    lines = [fault.mark.line for fault in caught.value.faults if fault.mark]
    assert lines == [3, 8, 12]
    assert str(caught.value).count("^") == 3


def test_the_word_no_and_dates_are_text() -> None:
    site = scenario_from_text(
        changed("name: Small site", "name: no").replace("years: 1", "years: 1, start: 2028-02-29")
    )
    assert site.model.site.name == "no"
    assert str(site.model.horizon.start) == "2028-02-29"


def test_a_variant_that_removes_a_value_brings_the_library_back() -> None:
    site = scenario_from_text(SMALL).variant("library-life")
    assert site.data["grid"]["feeds"]["east"]["failures_per_year"] == 1.956  # type: ignore[index]
    assert site.name == "scenario+library-life"
    assert site.origins["grid", "feeds", "east", "library"].kind == "variant"
    assert site.origins["grid", "feeds", "east", "failures_per_year"].detail == "utility_feed_single_us"


def test_set_is_stronger_than_a_variant() -> None:
    site = scenario_from_text(SMALL, variant="two-sets", values={"power.sets.count": 3})
    assert site.model.power["sets"].count == 3
    assert site.origins["power", "sets", "count"].kind == "set"
    assert site.name == "scenario+two-sets+set"
    assert site.variants == ("two-sets", "library-life")


def test_changes_add_up_and_can_be_taken_back() -> None:
    site = scenario_from_text(SMALL)
    more = site.with_values({"power.sets.count": 3}).with_values({"halls.hall-1.it_mw": "900 kW"})
    assert (more.model.power["sets"].count, more.model.halls["hall-1"].it_mw) == (3, 0.9)
    assert more.with_values({"grid.feeds.east.mttr_h": {"mean": 2, "cv": 0}}).model.grid.feeds[
        "east"
    ].mttr_h == Law("fixed", 2)
    assert site.model.power["sets"].count == 1


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("power.set.count", 3, "there is no 'set' in power; did you mean 'sets'?"),
        ("power.sets.cuont", 3, "there is no 'cuont' in power.sets; did you mean 'count'?"),
        ("powr.sets", 3, "there is no 'powr'; did you mean 'power'?"),
        ("sets.count", 3, "there is no 'sets'; did you mean 'power.sets.count'?"),
        ("setz.count", 3, "there is no 'setz'; did you mean 'power.sets.count'?"),
        ("years", 3, "there is no 'years'; did you mean 'horizon.years'?"),
        ("power.xyz-*.count", 3, "there is no 'xyz-*' in power; it has 'sets', "),
        ("power.sets.count", "abc", "'count' must be a whole number, not the text 'abc' (in power.sets) (value set by hand)"),
        ("power.sets.count", float("nan"), "the number is not finite (in power.sets.count)"),
        ("power.sets.count", 10**30, "more than 18 digits"),
        ("power.sets.count", object(), "object is no value of a scenario"),
        ("power.sets.fuel", None, "nothing to remove"),
        ("variants.two-sets", None, "'variants' cannot be changed"),
        ("", 3, "there is no ''"),
    ],
)  # fmt: skip
def test_a_wrong_change_says_what_is_wrong(path: str, value: object, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(SMALL).with_values({path: value})
    assert said in str(caught.value)


def test_a_new_group_can_be_set() -> None:
    site = scenario_from_text(SMALL).with_values(
        {"power.pdu": {"kind": "pdu", "fed_by": ["ups"]}, "halls.hall-1.cords": ["pdu"]}
    )
    assert list(site.model.power) == ["sets", "board", "ups", "pdu"]


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(UsageError, match="no variant 'two-set'; did you mean 'two-sets'"):
        scenario_from_text(SMALL, variant="two-set")


def test_resolved_data_reads_back_to_the_same_scenario() -> None:
    site = scenario_from_text(SMALL)
    again = scenario_from_data(json.loads(json.dumps(site.data)))
    assert again.sha256 == site.sha256
    assert again.model.power == site.model.power


def test_a_scenario_travels_to_another_process() -> None:
    site = scenario_from_text(SMALL, values={"power.sets.count": 3})
    again = pickle.loads(pickle.dumps(site))
    assert again.sha256 == site.sha256
    assert again.with_values({"power.sets.count": 2}).model.power["sets"].count == 2


def test_the_fingerprint_is_of_what_is_said_not_how() -> None:
    site = scenario_from_text(SMALL)
    assert site.sha256 == scenario_from_text("# a comment\n" + SMALL, "other.yaml").sha256
    assert site.sha256 != site.with_values({"power.sets.count": 2}).sha256


def test_the_fingerprint_is_equal_in_every_process() -> None:
    code = "from tests.scenario.small import SMALL; from dcsim.scenario import scenario_from_text as s; print(s(SMALL).sha256)"
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run([sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert runs == {scenario_from_text(SMALL).sha256 + "\n"}


def test_a_file_extends_another(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL)
    child = tmp_path / "child.yaml"
    child.write_text(
        "extends: base.yaml\n"
        "power: {sets: {count: 4}}\n"
        "grid: {feeds: {east: {mttr_h: null, library: utility_feed_single_us, mttf_h: null}}}\n"
        "variants: {two-sets: null, three-sets: {power: {sets: {count: 3, rating_mw: null}}}}\n"
    )
    site = read_scenario(child)
    assert site.model.power["sets"].count == 4
    assert site.variants == ("library-life", "three-sets")
    assert site.origins["power", "sets", "count"].mark == Mark(str(child), 2, 23)
    assert site.origins["power", "sets", "rating_mw"].mark == Mark(str(tmp_path / "base.yaml"), 8, 35)
    with pytest.raises(ScenarioError, match=r"child\.yaml:4:\d+: kind genset needs 'rating_mw'"):
        site.variant("three-sets")


def test_faults_of_the_base_name_the_base(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(changed("it_mw: 1", "it_mw: -1"))
    (tmp_path / "child.yaml").write_text("extends: base.yaml\npower: {sets: {cuont: 4}}\n")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(tmp_path / "child.yaml")
    assert [Path(f.mark.file).name for f in caught.value.faults if f.mark] == ["child.yaml", "base.yaml"]


@pytest.mark.parametrize(
    "target", ["../base.yaml", "/base.yaml", "sub/../../base.yaml", "link.yaml", "..", "a\\0b"]
)
def test_extends_stays_in_its_folder(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "base.yaml").write_text(SMALL)
    (folder / "link.yaml").symlink_to(tmp_path / "base.yaml")
    (folder / "site.yaml").write_text(f'extends: "{target}"\n')
    with pytest.raises(
        ScenarioError, match=r"site\.yaml:1:10: 'extends' may not leave the scenario's folder"
    ):
        read_scenario(folder / "site.yaml")


def test_extends_in_a_circle_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    with pytest.raises(
        ScenarioError, match=r"b\.yaml:1:10: 'extends' goes in a circle: a\.yaml → b\.yaml → a\.yaml"
    ):
        read_scenario(tmp_path / "a.yaml")


def test_extends_may_not_be_endless(tmp_path: Path) -> None:
    for i in range(12):
        (tmp_path / f"{i}.yaml").write_text(f"extends: {i + 1}.yaml\n")
    with pytest.raises(ScenarioError, match="deeper than 8 files"):
        read_scenario(tmp_path / "0.yaml")


def test_a_text_without_folder_reads_no_files() -> None:
    assert "'extends' is only possible in a file" in words("extends: base.yaml\n" + SMALL)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SMALL)
    with pytest.raises(UsageError, match=r"No such file or directory; did you mean '.*site\.yaml'"):
        read_scenario(tmp_path / "sites.yaml")
    with pytest.raises(UsageError, match="is a folder"):
        read_scenario(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_scenario("a\0b")


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert read_scenario(file).sha256 == scenario_from_text(SMALL).sha256


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: \xff\n", "1:1: not UTF-8"),
        (b"a: \x00\n", "1:4: not YAML"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
    ],
)
def test_binary_files(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=said):
        read_scenario(file)
