"""Reads a scenario's files: the file itself, those it extends, and nothing outside its folder."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dcsim.errors import Mark, ScenarioError, UsageError
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.nodes import Node, Origin, extended
from dcsim.scenario.yaml_reader import MAX_BYTES, tree_from_yaml

MAX_EXTENDS = 8


@dataclass
class Written:
    """What was read: the merged tree of all files, their texts by name as shown, and where they lie.

    `text` names the one of them that is no file but a text: it lies in the folder itself.
    """

    tree: Node
    stem: str
    folder: Path | None = None
    sources: dict[str, str] = field(default_factory=dict)
    text: str | None = None

    def path_beside(self, name: str, mark: Mark | None) -> Path | None:
        """The file called `name` beside the file of `mark`; None when it is not in the scenario's folder."""
        if self.folder is None:
            return None
        in_file = mark is not None and mark.file in self.sources and mark.file != self.text
        beside = Path(mark.file).parent if mark is not None and in_file else self.folder
        return inside(beside, name, self.folder)


def inside(beside: Path, name: str, root: Path) -> Path | None:
    """`name` beside another file, links followed; None when it leads out of `root` or is no possible name."""
    if not name or os.path.isabs(name) or "\0" in name or "\\" in name:
        return None
    try:
        target = (beside / name).resolve()
        return target if target.is_relative_to(root.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def read_files(path: Path, faults: Faults) -> Written:
    """The scenario in `path` laid over everything it extends.

    Raises ScenarioError when a text cannot be read to its end; other faults are gathered.
    """
    written = Written(Node(None, Origin("file")), path.stem, path.parent)
    written.tree = _chain(path, (), written, faults)
    return written


def tree_from_text(text: str, name: str, sources: dict[str, str], faults: Faults) -> Node:
    """One text as a tree; raises ScenarioError when it cannot be read to its end or is no mapping."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sources[name] = text
    tree = tree_from_yaml(text, name, faults)
    if tree is not None and not isinstance(tree.value, dict):
        faults.at(tree.origin.mark, "a scenario is a mapping: lines of the form `name: value`")
        tree = None
    if tree is None:
        raise ScenarioError(faults.in_order(sources), sources)
    return tree


def _chain(path: Path, above: tuple[Path, ...], written: Written, faults: Faults) -> Node:
    name = str(path)
    tree = tree_from_text(text_of(path), name, written.sources, faults)
    here = (*above, path.resolve())
    extends = tree.children.get("extends")
    own = Node({k: v for k, v in tree.children.items() if k != "extends"}, tree.origin, tree.key_mark)
    base = _base_of(extends, path, here, written, faults) if extends is not None else None
    return extended(_chain(base, here, written, faults), own) if base is not None else own


def _base_of(
    extends: Node, path: Path, here: tuple[Path, ...], written: Written, faults: Faults
) -> Path | None:
    """The file named by `extends`; None, with a fault, when it may not or cannot be read."""
    mark = extends.origin.mark
    name = extends.text
    if name is None or not name:
        faults.at(mark, "'extends' is one file name", ("extends",))
        return None
    target = inside(path.parent, name, written.folder or path.parent)
    if target is None:
        faults.at(mark, f"'extends' may not leave the scenario's folder: {shown(name)}", ("extends",))
        return None
    if not target.is_file():
        siblings = sorted(p.name for p in path.parent.glob("*.y*ml"))
        near = difflib.get_close_matches(name[:60], siblings, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        faults.at(mark, f"'extends' names {shown(name)}, which is no file here{hint}", ("extends",))
        return None
    if target in here:
        circle = " → ".join(p.name for p in (*here[here.index(target) :], target))
        faults.at(mark, f"'extends' goes in a circle: {circle}", ("extends",))
        return None
    if len(here) > MAX_EXTENDS:
        faults.at(mark, f"'extends' is deeper than {MAX_EXTENDS} files", ("extends",))
        return None
    return path.parent / name


def text_of(path: Path) -> str:
    """The text of a file.

    Raises ScenarioError for what is too long or not UTF-8, UsageError for what cannot be read at all.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise UsageError(f"{name}: is a folder, not a scenario file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        raise UsageError(f"{name}: cannot be read: {reason}{_similar_file(path)}") from None
    return decoded(content, name)


def decoded(content: bytes, name: str) -> str:
    """UTF-8 text of a file called `name`, with or without byte-order mark."""
    if len(content) > MAX_BYTES:
        raise _refused(name, f"the file is longer than {MAX_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused(name, f"not UTF-8 text (byte {error.start})", line) from None


def _refused(name: str, message: str, line: int = 1) -> ScenarioError:
    faults = Faults()
    faults.at(Mark(name, line, 1), message)
    return ScenarioError(faults.found, {})


def _similar_file(path: Path) -> str:
    try:
        siblings: Mapping[str, Path] = {p.name: p for p in path.parent.glob("*.y*ml")}
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, siblings, n=1)
    return f"; did you mean '{siblings[near[0]]}'?" if near else ""
