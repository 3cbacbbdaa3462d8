"""Climate, energy and prices: what the library fills in, and weather from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import Scenario, read_scenario, scenario_from_text

SITE = """
format: 1
site: {name: Small site, region: REGION, it_recovery_h: 0}
horizon: {start: 2030-01-01, years: 1}
grid: {feeds: {east: {mttf_h: 4000, mttr_h: 2}}}
power:
  ups: {kind: ups, rating_mw: 1, fed_by: [east]}
halls:
  hall-1: {it_mw: 1, cords: [ups]}
"""


def small(more: str, region: str = "da-nang") -> Scenario:
    return scenario_from_text(SITE.replace("REGION", region) + more)


def test_an_empty_climate_is_that_of_the_region():
    climate = small("climate: {}\n").model.climate
    assert climate is not None
    assert (climate.drybulb_c[0], climate.wetbulb_c[5]) == (21.5, 25.8)
    assert (climate.design_drybulb_c, climate.design_wetbulb_c) == (40.5, 28.5)


def test_a_climate_may_be_that_of_another_region():
    climate = small("climate: {region: hanoi, design_wetbulb_c: 29.5}\n").model.climate
    assert climate is not None
    assert (climate.drybulb_c[0], climate.design_drybulb_c, climate.design_wetbulb_c) == (16.6, 41.5, 29.5)


def test_every_figure_of_the_library_has_its_source():
    origins = small("climate: {}\nenergy: {}\nprices: {}\n").origins
    for path in (
        ("climate", "wetbulb_c"),
        ("energy", "peak_vnd_per_kwh"),
        ("energy", "co2_kg_per_kwh"),
        ("prices", "rent_usd_per_kw_month"),
    ):
        assert (origins[path].kind, bool(origins[path].source)) == ("library", True)
    assert (
        origins["prices", "rent_usd_per_kw_month"].low,
        origins["prices", "rent_usd_per_kw_month"].high,
    ) == (90, 180)
    assert origins["energy", "co2_kg_per_kwh"].detail == "grid_emission_factor 2023"


def test_a_scenario_without_these_sections_is_left_alone():
    data = small("").data
    assert not {"climate", "energy", "prices"} & set(data)


# Weather from a file


def hours(dry: float = 25.0, wet: float = 20.0) -> list[str]:
    return ["drybulb_c,wetbulb_c", *[f"{dry:g},{wet:g}"] * 8760]


def with_file(folder: Path, lines: list[str], more: str = "", region: str = "nowhere") -> Scenario:
    (folder / "weather.csv").write_text("\n".join(lines) + "\n")
    climate = f"climate: {{csv: weather.csv{more}}}\n"
    (folder / "site.yaml").write_text(SITE.replace("REGION", region) + climate)
    return read_scenario(folder / "site.yaml")


def test_weather_of_every_hour(tmp_path):
    """January at 10 / 8 degC, all else at 25 / 20; one hour of 39 in June."""
    lines = hours()
    lines[1 : 1 + 744] = ["10,8"] * 744
    lines[1 + 4000] = "39,28"
    scenario = with_file(tmp_path, lines)
    climate = scenario.model.climate
    assert climate is not None
    assert scenario.weather is not None
    assert len(scenario.weather.drybulb_c) == 8760
    assert climate.drybulb_c[:2] == (10, 25)
    assert climate.drybulb_c[5] == pytest.approx(25 + 14 / 720, abs=1e-3)
    assert (climate.design_drybulb_c, climate.design_wetbulb_c) == (39, 28)
    assert scenario.origins["climate", "design_drybulb_c"].kind == "derived"


def test_of_a_known_region_the_library_knows_the_extremes(tmp_path):
    climate = with_file(tmp_path, hours(), region="da-nang").model.climate
    assert climate is not None
    assert (climate.drybulb_c[0], climate.design_drybulb_c) == (25, 40.5)


def test_other_weather_is_another_scenario(tmp_path):
    """A single hour of the file counts, also where monthly means round to the same."""
    one = with_file(tmp_path, hours())
    lines = hours()
    lines[5] = "25.0001,20"
    assert with_file(tmp_path, lines).sha256 != one.sha256


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        (0, "temperature", "1:1: the first line must name the columns drybulb_c,wetbulb_c (degrees Celsius)"),
        (
            0,
            "drybulb_f,wetbulb_f",
            "1:1: the first line must name the columns drybulb_c,wetbulb_c (degrees Celsius)",
        ),
        (7, "nan,20", "8:1: drybulb_c: 'nan': the number is not finite"),
        (7, "25,", "8:1: wetbulb_c: '' is not a number in degC, nor a number with a unit such as '12 degC'"),
        (7, "25", "8:1: a row has 2 cells, this one 1"),
        (7, "78 F,20", "8:1: drybulb_c: unknown unit 'F'; this field is in degC"),
        (7, "25,26", "8:1: the wet bulb 26 is above the dry bulb 25 degC"),
        (7, "298,20", "8:1: drybulb_c is 298; it must be between -60 and 60 degC"),
        (7, "25 MW,20", "8:1: drybulb_c: '25 MW' is a power, but this field is a temperature in degC"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_at_its_line(tmp_path, line, text, words):
    lines = hours()
    lines[line] = text
    with pytest.raises(ScenarioError) as caught:
        with_file(tmp_path, lines)
    assert [f"{fault.mark.line}:{fault.mark.column}: {fault.message}" for fault in caught.value.faults] == [
        words
    ]


@pytest.mark.parametrize(("rows", "line"), [(8759, 8760), (8784, 8785), (0, 1)])
def test_a_year_has_8760_hours(tmp_path, rows, line):
    with pytest.raises(ScenarioError) as caught:
        with_file(tmp_path, (hours() + ["25,20"] * 24)[: 1 + rows])
    (fault,) = caught.value.faults
    assert fault.message == f"a year has 8,760 hours, so many rows are asked for; here are {rows:,}"
    assert fault.mark is not None
    assert fault.mark.line == line


def test_a_file_full_of_nonsense_is_not_listed_line_by_line(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        with_file(tmp_path, ["drybulb_c,wetbulb_c", *["x,y"] * 8760])
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1].message == "the rest of the file was not looked at"


def test_a_file_and_months_of_its_own_contradict_each_other(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        with_file(tmp_path, hours(), ", drybulb_c: [25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25]")
    assert [fault.message for fault in caught.value.faults] == [
        "'drybulb_c' stands beside 'csv'; give one of them (in climate)"
    ]
