"""The scenario language for editors (JSON Schema) and for readers (a table of fields)."""

from __future__ import annotations

import json
from typing import Any

from dcsim.scenario.complete import COMPLETED, said_by_library
from dcsim.scenario.model import ScenarioModel

_HOLDERS = {
    "Site": ("site",),
    "Upstream": ("upstream",),
    "Feed": ("feed",),
    "Hall": ("hall",),
    "Transfer": ("switchgear", "ats", "sts"),
    "Fuel": ("genset",),
    "Water": ("heat_rejection",),
    "Liquid": ("hall",),
    "Energy": ("energy",),
    "Prices": ("prices",),
    "Phase": ("phase",),
    "EarlyLife": ("phase",),
}
"""Kinds of members that a section without a `kind` of its own describes, or describes a part of."""
_INSIDE = {
    "Transfer": "transfer",
    "Fuel": "fuel",
    "Water": "water",
    "Liquid": "liquid",
    "EarlyLife": "early_life",
}
_TITLE = "dcsim scenario, format 1"
_EXTENDS = {"type": "string", "description": "File beside this one that says everything this file does not."}


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file: what the library completes is optional, `extends` is possible.

    A file that extends another is a patch: of it only the names of the top level are checked.
    """
    schema = ScenarioModel.model_json_schema(by_alias=True)
    for section in (schema, *schema["$defs"].values()):
        _library_completes(section)
    patch = dict.fromkeys(schema["properties"], True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        "$defs": {**schema.pop("$defs"), "Scenario": schema},
        "if": {"type": "object", "required": ["extends"]},
        "then": {"properties": {"extends": _EXTENDS, **patch}, "additionalProperties": False},
        "else": {"$ref": "#/$defs/Scenario"},
    }


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def field_table() -> str:
    """Every section with its fields, unit or kind of value, and meaning, as Markdown."""
    definitions = scenario_schema()["$defs"]
    parts = [_section_table(name, definitions[name]) for name in ("Scenario", *sorted(definitions))[:1]]
    parts += [_section_table(name, definitions[name]) for name in definitions if name != "Scenario"]
    return "\n".join(parts)


def _library_completes(section: dict[str, Any]) -> None:
    required = [name for name in section.get("required", ()) if name not in COMPLETED]
    section.pop("required", None)
    if required:
        section["required"] = required


def _section_table(name: str, section: dict[str, Any]) -> str:
    required = section.get("required", ())
    lines = [f"### {name}", "", section.get("description", "").split("\n")[0], ""]
    lines += ["| field | takes | left out | meaning |", "|---|---|---|---|"]
    kinds = _kinds(name, section)
    library = _of_library(name, kinds)
    for field, shape in section.get("properties", {}).items():
        needed = " (required)" if field in required else ""
        words = " ".join(shape.get("description", "").split())
        left_out = _left_out(library.get(field, {}), kinds, _default(shape))
        lines.append(f"| `{field}` | {_takes(shape, field)}{needed} | {left_out} | {words} |")
    return "\n".join((*lines, ""))


def _default(shape: dict[str, Any]) -> str:
    """The plain default of a field, as it would be written."""
    value = shape.get("default")
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, int | float) else f"`{value}`"


def _of_library(name: str, kinds: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    """What the library says in a section that says nothing: by field, value with row, and for which kinds."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind in kinds:
        said = said_by_library(kind).child(_INSIDE[name]) if name in _INSIDE else said_by_library(kind)
        for field, node in said.children.items():
            if node.origin.kind == "library" and isinstance(node.value, int | float):
                words = f"{node.value:.4g} (`{node.origin.detail}`)"
                found.setdefault(field, {}).setdefault(words, []).append(kind)
    return found


def _left_out(library: dict[str, list[str]], kinds: tuple[str, ...], default: str) -> str:
    """What stands for a field that is left out; by kind where that makes a difference."""
    filled = sum(map(len, library.values()))
    if not library or (len(library) == 1 and filled == len(kinds)):
        return "".join(library) or default
    words = [f"{', '.join(of)}: {figure}" for figure, of in library.items()]
    return "; ".join(words + [f"others: {default}"] * (filled < len(kinds) and bool(default)))


def _kinds(name: str, section: dict[str, Any]) -> tuple[str, ...]:
    """The kinds of members that a section describes, or describes a part of."""
    kind = section.get("properties", {}).get("kind", {})
    return tuple(kind.get("enum", ())) or ((kind["const"],) if "const" in kind else _HOLDERS.get(name, ()))


def _takes(shape: dict[str, Any], field: str) -> str:
    """A word or two for what a field takes."""
    if "enum" in shape:
        return ", ".join(f"`{choice}`" for choice in shape["enum"])
    if "const" in shape:
        return f"`{shape['const']}`"
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[-1]
    options = [o for o in shape.get("anyOf", ()) if o.get("type") != "null"]
    if options:
        if any("law" in o.get("properties", {}) for o in _flat(options)):
            return "duration or law"
        words = dict.fromkeys(_takes(option, field) for option in _flat(options))
        words.pop("text", None) if "number" in words else None
        return " or ".join(words)
    words_by_type = {"integer": "whole number", "array": "list of names", "object": "map", "string": "text"}
    if field == "at_h":
        return "list of hours"
    if any("%" in pattern for pattern in shape.get("patternProperties", ())):
        return "map by percent"
    if shape.get("type") == "array" and "number" in str(shape.get("items") or shape.get("prefixItems")):
        return "list of numbers"
    if "patternProperties" in shape or isinstance(shape.get("additionalProperties"), dict):
        return "map by name"
    return words_by_type.get(str(shape.get("type")), str(shape.get("type", "value")))


def _flat(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        inner for option in options for inner in (_flat(option["anyOf"]) if "anyOf" in option else [option])
    ]
