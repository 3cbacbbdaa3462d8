"""Walks the classes of the scenario language beside what is written: which fields are possible where."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from dcsim.scenario.fields import Section
from dcsim.scenario.model import ScenarioModel
from dcsim.scenario.nodes import KeyPath, Node, Origin


def fields_of(section: type[Section]) -> dict[str, FieldInfo]:
    """Fields by the name a planner writes."""
    return {info.alias or name: info for name, info in section.model_fields.items()}


def kinds_of(annotation: Any) -> dict[str, type[Section]]:
    """The classes a `kind` chooses among."""
    found: dict[str, type[Section]] = {}
    for section in _sections(annotation):
        if "kind" in section.model_fields:
            found.update(dict.fromkeys(get_args(section.model_fields["kind"].annotation), section))
    return found


def section_of(annotation: Any, node: Node | None) -> type[Section] | None:
    """The class of the section written in `node`; None for what is no section or has an unknown kind."""
    sections = _sections(annotation)
    if len(sections) <= 1:
        return sections[0] if sections else None
    kind = node.child("kind").text if node is not None else None
    return kinds_of(annotation).get(kind or "")


def entry_of(annotation: Any) -> Any:
    """What a map by name holds; None for what is no such map."""
    for option in _options(annotation):
        if get_origin(option) is dict:
            return get_args(option)[1]
    return None


def annotation_at(tree: Node, path: KeyPath) -> Any:
    """What may stand at `path`, as a type annotation; None where nothing may."""
    annotation: Any = ScenarioModel
    here: Node | None = tree
    for part in path:
        section = section_of(annotation, here)
        if section is not None:
            info = fields_of(section).get(part)
            annotation = info.annotation if info is not None else None
        else:
            annotation = entry_of(annotation)
        if annotation is None:
            return None
        here = here.children.get(part) if here is not None else None
    return annotation


def with_defaults(node: Node, annotation: Any = ScenarioModel) -> Node:
    """The tree with every plain default of the language written out, so that nothing stays unsaid."""
    if not isinstance(node.value, dict):
        return node
    section = section_of(annotation, node)
    if section is None:
        entry = entry_of(annotation)
        if entry is None:
            return node
        return _same(node, {name: with_defaults(child, entry) for name, child in node.children.items()})
    members = dict(node.children)
    for name, info in fields_of(section).items():
        if name in members:
            members[name] = with_defaults(members[name], info.annotation)
        elif isinstance(info.default, str | int | float):
            members[name] = Node(info.default, Origin("default"))
    return _same(node, members)


def _same(node: Node, members: dict[str, Node]) -> Node:
    return Node(members, node.origin, node.key_mark)


def _options(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, Annotated and None stripped."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(o for a in get_args(annotation) for o in _options(a) if o is not type(None))
    return (annotation,)


def _sections(annotation: Any) -> list[type[Section]]:
    return [o for o in _options(annotation) if isinstance(o, type) and issubclass(o, Section)]


def choices_of(annotation: Any) -> tuple[str, ...]:
    """The texts a field allows, when it allows only certain ones."""
    return tuple(str(c) for o in _options(annotation) if get_origin(o) is Literal for c in get_args(o))
