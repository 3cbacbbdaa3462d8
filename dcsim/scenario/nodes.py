"""What is written, as a tree: every value knows who set it and where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dcsim.errors import Mark
from dcsim.quantities import quantity

Scalar = str | int | float | bool | None
KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """Who set a value.

    `kind` is file, variant, set, library, default or derived; `mark` is the position of a value written in a
    file; `detail` names the variant, the library row, or how it was derived. The rest is the library's word
    on a figure of its own, `low` and `high` in the unit of the field.
    """

    kind: str
    mark: Mark | None = None
    detail: str = ""
    source: str = ""
    status: str = ""
    evidence: str = ""
    note: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Node:
    """A value with its origin; `key_mark` is where the key before it is written."""

    value: Scalar | dict[str, Node] | list[Node]
    origin: Origin
    key_mark: Mark | None = None

    @property
    def children(self) -> dict[str, Node]:
        """Members of a mapping; of anything else none, so that checks can walk through damaged parts."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, name: str) -> Node:
        """A member, or an empty node where there is none."""
        return self.children.get(name, NOTHING)

    def has(self, name: str) -> bool:
        """Whether a member of this name is there."""
        return name in self.children

    @property
    def names(self) -> list[tuple[str, Node]]:
        """The names in a list of names or a single name, each with the node it is written in."""
        items = self.value if isinstance(self.value, list) else [self]
        return [(item.value, item) for item in items if isinstance(item.value, str)]

    @property
    def text(self) -> str | None:
        """The value when it is text."""
        return self.value if isinstance(self.value, str) else None

    def number(self, unit: str) -> float | None:
        """The number in `unit`, or None where there is none that can be read."""
        try:
            number = quantity(self.value, unit)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    def plain(self) -> object:
        """The tree as dictionaries, lists and scalars."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def leaves(self, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
        """Every scalar and every list with its path."""
        if not isinstance(self.value, dict):
            yield at, self
            return
        for name, node in self.value.items():
            yield from node.leaves((*at, name))

    def with_child(self, name: str, child: Node) -> Node:
        """The same mapping with one member added or replaced."""
        return replace(self, value={**self.children, name: child})

    def from_variant(self, variant: str) -> Node:
        """The same tree, its values marked as set by this variant."""
        value = self.value
        if isinstance(value, dict):
            value = {name: node.from_variant(variant) for name, node in value.items()}
        elif isinstance(value, list):
            value = [node.from_variant(variant) for node in value]
        return Node(value, replace(self.origin, kind="variant", detail=variant), self.key_mark)


NOTHING = Node(None, Origin("default"))


def locate(tree: Node, path: KeyPath) -> tuple[Node, Node | None]:
    """The deepest node on the way to `path` that is written somewhere, and the node at `path`, if any."""
    written, here = tree, tree
    for part in path:
        if not here.has(part):
            return written, None
        here = here.children[part]
        if here.origin.mark is not None or here.origin.kind == "set":
            written = here
    return written, here


def mark_of(tree: Node, path: KeyPath, *, key: bool = False) -> Mark | None:
    """Where the value at `path` is written (`key`: its key); the nearest section above where it is not."""
    written, node = locate(tree, path)
    if node is None or node.origin.mark is None:
        return written.key_mark or written.origin.mark
    return (node.key_mark or node.origin.mark) if key else node.origin.mark


def merged(target: Node | None, patch: Node, *, keep_nulls: bool = False) -> Node:
    """RFC 7396: a mapping merges, null deletes, anything else (lists too) replaces.

    Every value keeps the origin of the file that set it. With `keep_nulls` two patches become one patch.
    """
    if not isinstance(patch.value, dict):
        return patch
    is_mapping = target is not None and isinstance(target.value, dict)
    members: dict[str, Node] = dict(target.children) if target is not None else {}
    for name, node in patch.value.items():
        if node.value is None and not keep_nulls:
            members.pop(name, None)
        else:
            members[name] = merged(members.get(name), node, keep_nulls=keep_nulls)
    origin = target.origin if target is not None and is_mapping else patch.origin
    return Node(members, origin, patch.key_mark or (target.key_mark if target else None))


def extended(base: Node, patch: Node) -> Node:
    """A file laid over the file it extends; variants of both are joined and keep what they delete."""
    joined = merged(base, patch)
    variants = patch.child("variants")
    if not variants.children:
        return joined
    every = dict(base.child("variants").children)
    for name, node in variants.children.items():
        if node.value is None:
            every.pop(name, None)
        else:
            every[name] = merged(every.get(name), node, keep_nulls=True)
    return joined.with_child("variants", Node(every, variants.origin, variants.key_mark))
