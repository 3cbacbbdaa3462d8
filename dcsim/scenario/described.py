"""Models that are told field by field: a docstring below each, which is read when somebody asks for it.

Every command loads the models, and hardly any prints their schema. So their sources are parsed for it only
then, and a validator is made for those models only that validate something themselves.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from inspect import cleandoc, getdoc, getsource
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Described(BaseModel):
    """Base of models with one docstring per field, which its JSON Schema has as description."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name, words in described(cls).items():
            info = cls.model_fields[name]
            if not _says_so_itself(info.annotation, words):
                properties[info.alias or name]["description"] = words
        return schema


def described(model: type[Described]) -> dict[str, str]:
    """What is said of each field, by its name in Python; one that is declared anew has to be told anew."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if issubclass(one, Described) and one is not Described:
            declared = dict(_declared(one))
            found = {name: words for name, words in found.items() if name not in declared}
            found |= {name: words for name, words in declared.items() if words}
    return found


def _says_so_itself(annotation: Any, words: str) -> bool:
    """Whether what stands in a field is a model that is described in the very same words."""
    return isinstance(annotation, type) and issubclass(annotation, Described) and getdoc(annotation) == words


def _declared(model: type[Described]) -> Iterator[tuple[str, str]]:
    """Fields this very class declares, with their docstrings or nothing."""
    body = ast.parse(textwrap.dedent(getsource(model))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for statement, after in pairwise((*statements, ast.Pass())):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, _text(after)


def _text(statement: ast.stmt) -> str:
    """A docstring as it is told; empty for any other statement."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return cleandoc(str(statement.value.value))
    return ""
