"""Gathers faults while a scenario is read, so that the planner sees all of them at once, in file order."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from dcsim.errors import Fault, Mark, ScenarioError
from dcsim.scenario.nodes import KeyPath, Node, locate, mark_of

MAX_COMPARED = 500  # names compared for a hint; keeps a file of thousands of wrong names quick


def shown(name: object) -> str:
    """A name in quotes, cut to a readable length, without control characters."""
    text = "".join(c if c.isprintable() else "?" for c in str(name))
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def nearest(name: str, known: Iterable[str]) -> str:
    """ "; did you mean 'x'?" when something known resembles `name`, else nothing."""
    others = [k for k in islice(known, MAX_COMPARED) if k != name]
    near = difflib.get_close_matches(name[:60].lower(), others, n=3, cutoff=0.6)
    near.sort(key=lambda k: sorted(k) != sorted(name))  # letters that changed places before all else
    if not near and len(name) > 2:  # the only one that says more, or less
        longer = [k for k in others if name.lower() in k or (len(k) > 2 and k in name.lower())]
        near = longer if len(longer) == 1 else []
    if not near and "_" in name:  # the only field in this unit is most likely the one that is meant
        in_unit = [k for k in others if k.endswith(name[name.rindex("_") :])]
        near = in_unit if len(in_unit) == 1 else []
    return f"; did you mean '{near[0]}'?" if near else ""


@dataclass
class Faults:
    """Faults found so far.

    `context` is added to every message, for what is true only with a variant. A fault found later at the very
    place of an unreadable value, or about something missing in a part that is already at fault, is its echo
    and is dropped.
    """

    context: str = ""
    found: list[Fault] = field(default_factory=list)
    unreadable: set[Mark] = field(default_factory=set)
    faulty: set[KeyPath] = field(default_factory=set)

    def add(
        self,
        tree: Node,
        path: KeyPath,
        message: str,
        *,
        key: bool = False,
        hint: str = "",
        at: Node | None = None,
    ) -> None:
        """A fault of the value at `path` (`key`: of its key; `at`: of this node within the value)."""
        mark = (at.origin.mark if at else None) or mark_of(tree, path, key=key)
        if locate(tree, path)[0].origin.kind == "set":  # written in no file
            mark, hint = None, f"{hint} (value set by hand)"
        if mark in self.unreadable:
            return
        self.faulty.add(path)
        inside = path[:-1]
        where = f" (in {'.'.join(inside)})" if inside else ""
        self._keep(f"{message}{where}{hint}", path, mark)

    def lacking(self, tree: Node, section: KeyPath, message: str) -> None:
        """A fault about what a section does not say; dropped when the section already has another fault."""
        if not self.within(section):
            self.faulty.add(section)
            mark = mark_of(tree, section, key=True)
            self._keep(message, section, mark)

    def at_section(self, tree: Node, section: KeyPath, message: str, field: str) -> None:
        """A field that a section must have and has not."""
        self.faulty.add((*section, field))
        self._keep(message, section, mark_of(tree, section, key=True))

    def expect(self, section: KeyPath, field: str) -> None:
        """A misspelt field or name stands for this one: it is not also reported as missing."""
        self.faulty.add((*section, field))

    def at(self, mark: Mark | None, message: str, path: KeyPath = ()) -> None:
        """A fault of reading at a position: what is written there is not looked at again."""
        if mark is not None:
            self.unreadable.add(mark)
        if path:
            self.faulty.add(path)
        self._keep(message, path, mark)

    def has(self, path: KeyPath) -> bool:
        """Whether this very path is at fault already."""
        return path in self.faulty

    def within(self, section: KeyPath) -> bool:
        """Whether something in this section is at fault already."""
        return any(path[: len(section)] == section for path in self.faulty)

    def _keep(self, message: str, path: KeyPath, mark: Mark | None) -> None:
        self.found.append(Fault(message + self.context, ".".join(path), mark))

    def in_order(self, sources: Mapping[str, str]) -> list[Fault]:
        """Each fault once, by file (in the order the files were read), line and column."""
        files = {name: i for i, name in enumerate(sources)}

        def place(fault: Fault) -> tuple[int, int, int]:
            if fault.mark is None:
                return (len(files) + 1, 0, 0)
            return (files.get(fault.mark.file, len(files)), fault.mark.line, fault.mark.column)

        return sorted(dict.fromkeys(self.found), key=place)

    def raise_if_any(self, sources: Mapping[str, str]) -> None:
        """Raise them all as one ScenarioError."""
        if self.found:
            raise ScenarioError(self.in_order(sources), sources)
