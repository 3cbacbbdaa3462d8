"""How every document becomes text: one way to write JSON, and its schema."""

from __future__ import annotations

import json
import math
from importlib import metadata
from typing import Any

from dcsim.render.parts import Part

SIGNIFICANT = 12


def text_of(document: Part) -> str:
    """A document as JSON, indented, with a final line end; numbers carry 12 significant digits."""
    plain = rounded(document.model_dump(mode="json", by_alias=True))
    return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def schema_of(document: type[Part]) -> str:
    """The JSON schema of a document, as committed in docs/."""
    schema = document.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def version() -> str:
    """Version of the installed dcsim; "unknown" where it runs from a plain folder."""
    try:
        return metadata.version("dcsim")
    except metadata.PackageNotFoundError:
        return "unknown"


def rounded(value: Any) -> Any:
    """Plain data with its numbers rounded; what is not finite becomes null."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return value
