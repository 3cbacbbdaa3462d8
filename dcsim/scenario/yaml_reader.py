"""YAML 1.2 text → a tree of marked values. The only file that knows the YAML library.

The tree is built from the parser's events, so that limits are checked before anything is nested or expanded.
Anchors, aliases, tags, merge keys and directives are refused; only the core schema's scalars exist, so that
`no`, `on` and dates stay text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from dcsim.errors import Mark
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.nodes import KeyPath, Node, Origin, Scalar

MAX_BYTES, MAX_VALUES, MAX_DEPTH, MAX_TEXT, MAX_DIGITS = 1_000_000, 50_000, 32, 10_000, 18

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {t: t.lower() == "true" for t in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class _Unreadable(Exception):
    """The rest of the text cannot be read; the fault has been noted."""


def tree_from_yaml(text: str, file: str, faults: Faults) -> Node | None:
    """The tree written in `text`; None when reading had to stop. Faults carry positions in `file`."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        faults.at(Mark(file, 1, 1), f"the file is longer than {MAX_BYTES:,} bytes")
        return None
    try:
        return _Builder(text, file, faults).document()
    except _Unreadable:
        return None


class _Builder:
    """Turns the events of one text into nodes, counting what it has seen."""

    def __init__(self, text: str, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.values = 0
        self.path: KeyPath = ()
        self.events = self._events(text)

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, StreamStartEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                self._start_document(event, first=root is None)
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                root = self._node(event, 0, None)
        if root is None or root.value is None:
            self._stop(Mark(self.file, 1, 1), "the file is empty")
        return root

    def _events(self, text: str) -> Iterator[Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._mark(mark) if mark else Mark(self.file, 1, 1)
            self._stop(place, _words(error, text, place))
        except ReaderError as error:
            before = text[: error.position]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            self._stop(Mark(self.file, line, column), f"not YAML: {error.reason}")
        except (
            YAMLError,
            ValueError,
            LookupError,
            AttributeError,
            TypeError,
            AssertionError,
            ArithmeticError,
        ):
            # On damaged text the parser also fails with errors of its own making, without a position.
            self._stop(Mark(self.file, 1, 1), "not YAML: the text cannot be read")

    def _start_document(self, event: Any, *, first: bool) -> None:
        if not first:
            self._stop(
                self._mark(event.start_mark), "a second document begins here; a scenario is one document"
            )
        if event.version is not None or event.tags:
            self._stop(self._mark(event.start_mark), "directives (%) are not supported")

    def _node(self, event: Any, depth: int, key_mark: Mark | None) -> Node:
        mark = self._mark(event.start_mark)
        self._count(mark, depth + isinstance(event, MappingStartEvent | SequenceStartEvent))
        if isinstance(event, AliasEvent):
            self._fault(mark, "aliases (*) are not supported; use `extends` or `variants`")
            return Node("", Origin("file", mark), key_mark)
        if event.anchor is not None:
            self._fault(mark, "anchors (&) are not supported; use `extends` or `variants`")
        if event.tag is not None:
            self._fault(mark, "tags (!) are not supported")
        value: Scalar | dict[str, Node] | list[Node]
        if isinstance(event, MappingStartEvent):
            value = self._mapping(depth)
        elif isinstance(event, SequenceStartEvent):
            value = self._list(depth)
        else:
            value = self._scalar(event, mark)
        return Node(value, Origin("file", mark), key_mark)

    def _count(self, mark: Mark, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH:
            self._stop(mark, f"nested deeper than {MAX_DEPTH} levels")
        if self.values > MAX_VALUES:
            self._stop(mark, f"more than {MAX_VALUES:,} values in one file")

    def _list(self, depth: int) -> list[Node]:
        items = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, depth + 1, None))
        return items

    def _mapping(self, depth: int) -> dict[str, Node]:
        members: dict[str, Node] = {}
        above = self.path
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            mark = self._mark(event.start_mark)
            key = self._key(event, depth, mark)
            self.path = (*above, key or "?")
            if key in members:
                first = members[key].key_mark
                self._fault(
                    mark, f"{shown(key)} is given twice (first on line {first.line if first else '?'})"
                )
            node = self._node(next(self.events), depth + 1, mark)
            if key is not None:
                members.setdefault(key, node)
            self.path = above
        return members

    def _key(self, event: Event, depth: int, mark: Mark) -> str | None:
        """The key's text; None when it is no plain text (a fault)."""
        if not isinstance(event, ScalarEvent) or event.anchor is not None or event.tag is not None:
            self._node(event, depth + 1, None)
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._fault(mark, "a key must be plain text")
            return None
        self._count(mark, depth)
        if event.value == "<<":
            self._fault(mark, "merge keys (<<) are not supported; use `extends` or `variants`")
            return None
        self._check_text(event.value, mark)
        return str(event.value)

    def _scalar(self, event: Any, mark: Mark) -> Scalar:
        text = event.value
        self._check_text(text, mark)
        if event.style is not None:  # quoted or block: text
            return str(text)
        if text in _NULL:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.fullmatch(text):
            return self._integer(text, mark)
        if _NOT_FINITE.fullmatch(text):
            return self._not_finite(mark)
        if _FLOAT.fullmatch(text):
            number = float(text)
            return number if math.isfinite(number) else self._not_finite(mark)
        return str(text)

    def _integer(self, text: str, mark: Mark) -> int:
        if len(text) > MAX_DIGITS:
            self._fault(mark, f"a whole number of more than {MAX_DIGITS} digits")
            return 1
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)

    def _not_finite(self, mark: Mark) -> float:
        self._fault(mark, "the number is not finite")
        return 1.0

    def _check_text(self, text: str, mark: Mark) -> None:
        if len(text) > MAX_TEXT:
            self._stop(mark, f"a value of {len(text):,} characters; at most {MAX_TEXT:,} are read")
        if any(
            (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000
            for c in text
        ):
            self._fault(mark, "the text has control characters")

    def _mark(self, mark: Any) -> Mark:
        return Mark(self.file, mark.line + 1, mark.column + 1)

    def _fault(self, mark: Mark, message: str) -> None:
        self.faults.at(mark, message, self.path)

    def _stop(self, mark: Mark, message: str) -> NoReturn:
        self._fault(mark, message)
        raise _Unreadable


def _words(error: MarkedYAMLError, text: str, place: Mark) -> str:
    """What the parser met; a tab is said in words, for it cannot be seen."""
    words = str(error.problem or error.context or "not readable")
    if "'\\t'" not in words:
        return f"not YAML: {words}"
    before = text.split("\n")[place.line - 1][: place.column - 1]
    if not before.strip():
        return "tabs are not allowed for indentation; use spaces"
    return "a tab cannot stand here; use a space"
