"""A scenario as it was understood: every value with its origin, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from dcsim.render.parts import applied

if TYPE_CHECKING:
    from dcsim.scenario import Origin, Scenario

SCHEMA = "dcsim-show-1"
NAME_WIDTH, VALUE_WIDTH = 34, 22
MOST_SHOWN = 24
"""Items of a list; the JSON document has all."""


def summary(scenario: Scenario, *, contradicts: bool = False) -> str:
    """One line: the file is fine, or its design contradicts itself; and how much is in it."""
    model = scenario.model
    units = sum(group.count for group in model.power.values())
    it_mw = sum(hall.it_mw for hall in model.halls.values())
    counts = [
        _count(len(model.grid.feeds), "feed"),
        _count(len(model.power), "power group") + f" ({_count(units, 'unit')})",
        _count(len(model.halls), "hall") + f" ({it_mw:.10g} MW IT)",
        _count(len(model.variants), "variant"),
    ]
    verdict = "no fault, but the design contradicts itself" if contradicts else "fine"
    return f"{_title(scenario)}: {verdict}: {', '.join(counts)}"


def shown_text(scenario: Scenario) -> str:
    """Every value with its field, its value and who set it, as an aligned tree."""
    head = [f"{_title(scenario)}  {scenario.name}  sha256 {scenario.sha256[:16]}", ""]
    return "\n".join((*head, *_tree(scenario.data, (), scenario)))


def shown_json(scenario: Scenario) -> str:
    """The same as one JSON document: values by dotted path, every key always present."""
    document = {
        "schema": SCHEMA,
        "name": scenario.name,
        "sha256": scenario.sha256,
        "variants": list(scenario.variants),
        "data": scenario.data,
        "origins": {".".join(path): _origin_document(o) for path, o in scenario.origins.items()},
        "replays": {name: [asdict(row) for row in rows] for name, rows in scenario.replays.items()},
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


def _title(scenario: Scenario) -> str:
    file = next(iter(scenario.written.sources), scenario.name)
    return file + applied(scenario)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _tree(value: object, path: tuple[str, ...], scenario: Scenario) -> Iterator[str]:
    """Lines of a section, two spaces deeper for each level."""
    if not isinstance(value, dict):
        return
    indent = "  " * len(path)
    for name, member in value.items():
        here = (*path, name)
        origin = scenario.origins.get(here)
        if origin is None:
            yield f"{indent}{name}"
            yield from _tree(member, here, scenario)
        else:
            label = f"{indent}{name}".ljust(NAME_WIDTH)
            yield f"{label} {_value(member).ljust(VALUE_WIDTH)}  {_origin(origin, scenario)}"


def _value(value: object) -> str:
    if isinstance(value, list):
        shown = [_value(item) for item in value[:MOST_SHOWN]]
        more = [f"… {len(value):,} in all"] if len(value) > MOST_SHOWN else []
        return f"[{', '.join(shown + more)}]"
    if isinstance(value, float):
        return f"{value:.6g}"
    return " ".join(str(value).split())


def _origin(origin: Origin, scenario: Scenario) -> str:
    """Who set a value, in words."""
    if origin.kind == "library":
        return _library_words(origin)
    if origin.kind == "derived":
        return f"derived: {origin.detail}"
    if origin.mark is None:
        return {"set": "set by hand", "file": "data"}.get(origin.kind, origin.kind)
    main = next(iter(scenario.written.sources), "")
    place = (
        f"line {origin.mark.line}"
        if origin.mark.file == main
        else f"{origin.mark.file} line {origin.mark.line}"
    )
    return f"variant {origin.detail}, {place}" if origin.kind == "variant" else f"file, {place}"


def _library_words(origin: Origin) -> str:
    quality = f" ({', '.join(w for w in (origin.status, origin.evidence) if w)})" if origin.status else ""
    words = f"library {origin.detail}{quality}"
    if origin.source:
        words += f": {origin.source}"
    if origin.low is not None and origin.high is not None:
        words += f"; {origin.low:.4g} to {origin.high:.4g}"
    return words


def _origin_document(origin: Origin) -> dict[str, object]:
    document = asdict(origin)
    mark = document.pop("mark") or {"file": None, "line": None, "column": None}
    return {**document, **mark}
