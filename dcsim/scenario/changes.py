"""Single values changed by path (`--set path=value`), and plain data as a tree."""

from __future__ import annotations

import datetime as dt
import fnmatch
import math
from collections.abc import Collection, Mapping

from dcsim.scenario.complete import COMMON_GRID
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.model import ScenarioModel
from dcsim.scenario.nodes import KeyPath, Node, Origin
from dcsim.scenario.structure import entry_of, fields_of, section_of
from dcsim.scenario.yaml_reader import MAX_DEPTH, MAX_DIGITS, tree_from_yaml

EMPTY = Node({}, Origin("set"))
FEW = 8
"""Names that are listed where none resembles the one that is not there."""
HOMES = (
    ("power",),
    ("cooling",),
    ("halls",),
    ("grid",),
    ("grid", "feeds"),
    ("grid", "upstream"),
    ("grid", "interruptions"),
    ("grid", "weather"),
    ("tenants",),
    ("phases",),
    ("gates",),
    ("loads",),
    ("site",),
    ("horizon",),
)
"""Sections whose names a planner may write without them; all names of a file differ."""


def value_from_text(text: str) -> object:
    """The value meant by the right side of `path=value`: a YAML number, word, list or mapping.

    Raises ValueError with words for the planner.
    """
    faults = Faults()
    tree = tree_from_yaml(text, "value", faults) if text.strip() not in ("", "null", "~") else None
    if faults.found:
        raise ValueError(faults.found[0].message)
    return tree.plain() if tree is not None else None


def expanded(tree: Node, path: str) -> list[str]:
    """The paths meant by one whose parts may be patterns, such as power.ups-*.count; itself if none is.

    A part with `*` or `?` stands for every name there that matches. Nothing found: the path as it is, for
    `change` to say so.
    """
    return [".".join(parts) for parts in expanded_in(tree.plain(), path)] or [path]


def expanded_in(data: object, path: str) -> list[KeyPath]:
    """The same in plain data: the paths meant, none where nothing matches a pattern."""
    found: list[tuple[KeyPath, object]] = [((), data)]
    for part in path.split("."):
        is_pattern = "*" in part or "?" in part
        found = [
            ((*before, name), here.get(name) if isinstance(here, Mapping) else None)
            for before, here in found
            for name in (_matching(here, part) if is_pattern else (part,))
        ]
    return [parts for parts, _ in found]


def _matching(here: object, pattern: str) -> list[str]:
    return [name for name in here if fnmatch.fnmatchcase(name, pattern)] if isinstance(here, Mapping) else []


def change(tree: Node, path: str, value: object, faults: Faults) -> Node:
    """A patch that sets the value at a dotted path; a fault and an empty patch where there is none."""
    parts = tuple(path.split("."))
    origin = Origin("set", detail=path[:200])
    before = len(faults.found)
    node = node_from_data(value, origin, faults)
    problem = _unknown_part(tree, parts, removes=value is None, is_section=isinstance(value, Mapping))
    if problem is not None:
        faults.at(None, f"no value can be set at {shown(path)}: {problem}", parts)
    if len(faults.found) > before:
        return EMPTY
    for part in reversed(parts):
        node = Node({part: node}, origin)
    return node


def _unknown_part(tree: Node, parts: KeyPath, *, removes: bool, is_section: bool) -> str | None:
    """What is wrong with a path, if anything: each part must be a field, or a name that is there."""
    annotation: object = ScenarioModel
    here: Node | None = tree
    for i, part in enumerate(parts):
        where = f" in {'.'.join(parts[:i])}" if i else ""
        present = here is not None and here.has(part)
        if part in ("variants", "extends"):
            return f"'{part}' cannot be changed"
        section = section_of(annotation, here)
        entry = entry_of(annotation)
        if section is not None:
            info = fields_of(section).get(part)
            if info is None and not present:
                meant = nearest(part, fields_of(section))
                if i == 0:
                    meant = _home(tree, parts, exactly=True) or meant or _home(tree, parts, exactly=False)
                return f"there is no {shown(part)}{where}{meant}"
            annotation = info.annotation if info is not None else None
        elif entry is not None:
            names = here.children if here is not None else {}
            is_new = is_section and i == len(parts) - 1
            if not present and not is_new and not part.startswith(COMMON_GRID):
                return f"there is no {shown(part)}{where}{_instead(part, names)}"
            annotation = entry
        here = here.children.get(part) if here is not None else None
    return f"there is nothing to remove{where}" if removes and here is None else None


def _instead(part: str, names: Collection[str]) -> str:
    """Which name was meant by one that is not there, or by a pattern nothing matches; a few are all named."""
    few = f"; it has {', '.join(map(shown, names))}" if 0 < len(names) <= FEW else ""
    return nearest(part.strip("*?"), names) or few


def _home(tree: Node, parts: KeyPath, *, exactly: bool) -> str:
    """Where a path is at home that begins with a name, or one like it, instead of its section."""
    for section in HOMES:
        names = getattr(_at(tree, section), "children", {})
        is_there = parts[0] in names or fnmatch.filter(names, parts[0])
        meant = parts[0] if exactly and is_there else None
        if not exactly and nearest(parts[0], names):
            meant = nearest(parts[0], names).split("'")[1]
        if meant is not None:
            return f"; did you mean {shown('.'.join((*section, meant, *parts[1:])))}?"
    return ""


def _at(tree: Node, path: KeyPath) -> Node | None:
    here: Node | None = tree
    for part in path:
        here = here.children.get(part) if here is not None else None
    return here


def node_from_data(data: object, origin: Origin, faults: Faults, path: KeyPath = ()) -> Node:
    """Plain data as a tree; a fault for what no scenario file could say."""
    if len(path) > MAX_DEPTH:
        return _refused("nested too deeply", origin, faults, path)
    if isinstance(data, Mapping):
        if not all(isinstance(name, str) for name in data):
            return _refused("every name must be text", origin, faults, path)
        members = {str(n): node_from_data(v, origin, faults, (*path, str(n))) for n, v in data.items()}
        return Node(members, origin)
    if isinstance(data, list | tuple):
        return Node([node_from_data(item, origin, faults, (*path, "-")) for item in data], origin)
    if isinstance(data, dt.date):
        return Node(data.isoformat()[:10], origin)
    if isinstance(data, int) and not isinstance(data, bool) and abs(data) >= 10**MAX_DIGITS:
        return _refused(f"a whole number of more than {MAX_DIGITS} digits", origin, faults, path)
    if isinstance(data, float) and not math.isfinite(data):
        return _refused("the number is not finite", origin, faults, path)
    if data is None or isinstance(data, str | int | float):
        return Node(data, origin)
    return _refused(f"{type(data).__name__} is no value of a scenario", origin, faults, path)


def _refused(message: str, origin: Origin, faults: Faults, path: KeyPath) -> Node:
    where = ".".join((origin.detail,) if origin.kind == "set" else path)
    faults.at(None, f"{message} (in {where})" if where else message, path)
    return Node("", origin)
