"""The committed JSON Schema and the table of fields say what the code says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ruamel.yaml

from dcsim.scenario.described import Described, described
from dcsim.scenario.schema import field_table, scenario_schema, schema_text
from tests.scenario.small import SMALL, changed

ROOT = Path(__file__).parents[2]
SITES = sorted((ROOT / "scenarios").glob("*.yaml"))


def in_json(data: Any) -> Any:
    """Dates and numbers as keys are text for editors, as for our reader; this YAML reader makes more of them."""
    if isinstance(data, dict):
        return {str(key): in_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [in_json(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date) else data


def errors(text: str) -> list[str]:
    data = in_json(ruamel.yaml.YAML(typ="safe", pure=True).load(text))
    validator = jsonschema.Draft202012Validator(scenario_schema())
    return [error.message for error in validator.iter_errors(data)]


def test_the_committed_schema_is_current() -> None:
    assert (ROOT / "docs" / "scenario.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_table_of_fields_in_the_docs_is_current() -> None:
    page = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert field_table() in page


def row(section: str, field: str) -> str:
    """The line of a field in the table of a section."""
    table = field_table().partition(f"### {section}\n")[2].partition("\n### ")[0]
    (line,) = [line for line in table.splitlines() if line.startswith(f"| `{field}` |")]
    return line


def test_the_table_says_what_stands_for_what_is_left_out() -> None:
    """Plain defaults as written; the library's figures in the unit of the field, with their row."""
    assert "| whole number | `1` | Units installed." in row("Genset", "count")
    assert "| `closed` |" in row("Genset", "retransfer")
    assert "| `false` |" in row("Buffer", "drops_at_sag")
    assert "| 1100 (`genset_reopt_default`) |" in row("Genset", "mttf_h")  # 1 / running failures per h
    assert "| 800 (`ups_battery_recharge_full`) |" in row("Ups", "recharge_min")  # 13.33 h
    assert "| 1800 (`transformer_overload`) |" in row("Transformer", "overload_s")
    assert "| 12 (`fuel_delivery_lead_normal`) |" in row("Fuel", "refill_h")
    assert "| switchgear, ats: 2 (`utility_loss_confirm_delay`); sts: 0 (`sts_transfer`) |" in row(
        "Transfer", "delay_s"
    )
    assert "| chiller: 0.005 (`chiller_centrifugal`); others: `0` |" in row("HeatMover", "fail_to_restart")
    assert "| number |  | Most power it can deliver" in row("Feed", "rating_mw")


def test_every_field_has_a_meaning() -> None:
    definitions = scenario_schema()["$defs"]
    silent = [
        f"{name}.{field}"
        for name, section in definitions.items()
        for field, shape in section.get("properties", {}).items()
        if "description" not in shape and "$ref" not in shape
    ]
    assert silent == []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_schema())


@pytest.mark.parametrize("file", SITES, ids=lambda file: file.stem)
def test_shipped_scenarios_fit_the_schema(file: Path) -> None:
    assert errors(file.read_text(encoding="utf-8")) == []


def test_the_small_site_fits_and_faults_do_not() -> None:
    assert errors(SMALL) == []
    assert errors(changed("it_mw: 1", "it_mw: 900 kW")) == []
    assert errors(changed("rating_mw: 2", "powr_mw: 2"))
    assert errors(changed("it_mw: 1, ", ""))
    assert errors(changed("kind: ups", "kind: upps"))


def test_a_file_that_extends_need_not_be_whole() -> None:
    assert errors("extends: base.yaml\nhorizon: {years: 2}\n") == []
    assert errors("extends: base.yaml\nhorizon: {years: 2}\nhals: {}\n")


def test_what_the_library_adds_to_a_plan_need_not_be_written() -> None:
    text = SMALL.replace("{years: 1}", "{start: 2028-01-01, years: 10}") + (
        "gates: {land: {late: never}}\n"
        "phases:\n"
        "  two: {ready: 2030-01-01, gates: [land], late: never, brings: {sets: 1}}\n"
        "  three: {ready: 2031-01-01, brings: {board: all, ups: {a: 1}}, early_life: {multiplier: 1}}\n"
        "tenants:\n"
        "  bank: {hall: hall-1, contracted_mw: 1, profile: bank, ramp: {like: bank, s_curve: {t50_years: 2}}}\n"
        "  shop: {hall: hall-1, contracted_mw: 1, from: opening, ramp: {steps: {0: 0.5, 12: 1}}}\n"
        "  host: {hall: hall-1, contracted_mw: 1, from: 2029-01-01, profile: {csv: draw.csv, like: bank}}\n"
    )
    assert errors(text) == []
    assert errors(text.replace("late: never, brings", "late: often, brings"))
    assert errors(text.replace("brings: {sets: 1}", "brings: {sets: 0}"))
    assert errors(text.replace("from: opening", "from: 3"))


def test_a_file_may_stand_for_the_hours() -> None:
    assert errors(changed("it_mw: 1", "it_mw: 1, hourly: {csv: load.csv, levels: 20}")) == []
    assert errors(changed("it_mw: 1", "it_mw: 1, hourly: {csv: load.csv, level: 20}"))


class Told(Described):
    """A part."""

    one: int
    """First."""
    two: int = 2
    three: int = 3
    """Third."""


class ToldAnew(Told):
    one: int
    three: int
    """Third, of this one."""
    part: Told
    """A part."""
    other: Told
    """Another part."""


def test_a_model_is_told_by_the_docstrings_below_its_fields() -> None:
    """A field that is declared anew is told anew; what a part says of itself is not said of its field as well."""
    assert described(Told) == {"one": "First.", "three": "Third."}
    told = ToldAnew.model_json_schema()["properties"]
    assert {name: shape.get("description") for name, shape in told.items()} == {
        "one": None,
        "two": None,
        "three": "Third, of this one.",
        "part": None,
        "other": "Another part.",
    }
