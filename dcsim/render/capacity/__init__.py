"""When a site is full, as a planner reads it and as a JSON document."""

from dcsim.render.capacity.document import document, schema_text, to_json
from dcsim.render.capacity.text import capacity_text

__all__ = ["capacity_text", "document", "schema_text", "to_json"]
