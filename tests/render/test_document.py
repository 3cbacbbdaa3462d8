"""The JSON document: shape, digits, bytes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from dcsim.measures import SITE
from dcsim.render.document import not_modelled, schema_text, to_json
from tests.measures import made
from tests.measures.made import outage, result

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
KEYS = [
    "schema",
    "dcsim",
    "scenario",
    "seed",
    "engine",
    "site_years",
    "replications",
    "stopped_by",
    "stopping",
    "estimates",
    "halls",
    "tenants",
    "on_one_cord",
    "years",
    "groups",
    "interruptions",
    "tier",
    "causes",
    "field",
    "capacity",
    "exact",
    "inputs",
    "assumptions",
    "findings",
    "warnings",
    "not_modelled",
]
SCENES = {"none": [], "one": [outage(3, 10, 11)], "some": [outage(r, 10 + r, 20 + 2 * r) for r in range(150)]}


def test_the_committed_schema_is_current():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("scene", SCENES)
def test_the_document_follows_its_schema(scene):
    document = json.loads(to_json(result(SCENES[scene])))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert list(document) == KEYS
    assert list(document["estimates"]) == list(SITE)


def test_every_key_is_required_at_every_level():
    schema = json.loads(schema_text())
    parts = [schema, *schema["$defs"].values()]
    assert all(set(part["required"]) == set(part["properties"]) for part in parts)


def test_twelve_significant_digits():
    numbers: list[float] = []
    json.loads(to_json(result(SCENES["some"])), parse_float=lambda text: numbers.append(float(text)))
    assert numbers
    assert all(number == float(f"{number:.12g}") for number in numbers)


def test_equal_runs_give_equal_bytes():
    assert to_json(result(SCENES["some"])) == to_json(result(SCENES["some"]))


def test_the_tier_section():
    tier = json.loads(to_json(result(SCENES["some"])))["tier"]
    assert tier["target"]["name"] == "Tier III"
    assert tier["target"]["downtime_h_per_year"] == pytest.approx(1.5768)
    assert tier["availability"]["words"].endswith("at default inputs")
    assert tier["topology"]["verdict"] == "not met"
    assert "cords:a" in tier["topology"]["reason"]


def test_assumptions_by_path_with_their_source():
    assumptions = json.loads(to_json(result([])))["assumptions"]
    assert "grid.feeds.east.overload_s" in assumptions
    assert assumptions["grid.feeds.east.overload_s"]["evidence"] in ("recalled", "judgement")
    assert "grid.feeds.east.mttr_h" not in assumptions  # said in the file


def test_maintenance_that_is_modelled_is_not_said_to_be_left_out():
    words = "planned maintenance and human error"
    assert words in not_modelled(result([]))
    kept = made.SITE.replace("board: {", "board: {maintenance: {per_year: 1, hours: 8}, ")
    assert words not in not_modelled(result([], site=kept))
