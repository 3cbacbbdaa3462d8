"""The names of a site and what hangs on what, read from the tree even where parts of it are damaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.model import CoolingUnits, PowerGroup
from dcsim.scenario.nodes import NOTHING, KeyPath, Node
from dcsim.scenario.structure import kinds_of

COOLING_KINDS = tuple(kinds_of(CoolingUnits))
KINDS: dict[KeyPath, tuple[str, ...]] = {("power",): tuple(kinds_of(PowerGroup)), ("cooling",): COOLING_KINDS}
"""What groups there may be, by section; a kind in the wrong one is as good as none."""
SOURCES = ("feed", "genset")
SECTIONS = {
    ("grid", "upstream"): "upstream",
    ("grid", "feeds"): "feed",
    ("power",): "",
    ("cooling",): "",
    ("loads",): "load",
    ("halls",): "hall",
    ("tenants",): "tenant",
    ("gates",): "gate",
    ("phases",): "phase",
}
STANDING = tuple(section for section in SECTIONS if section[0] not in ("tenants", "gates", "phases"))
"""Sections whose members stand on the site."""
ON_PAPER = ("tenant", "gate", "phase")
"""Kinds of what does not stand on the site."""
GIVE_POWER = (("power",), ("grid", "feeds"))
HOLDERS: dict[str, tuple[KeyPath, ...]] = {
    "upstream": (("grid", "upstream"),),
    "pumps": (("power",),),
    "cooled_by": (("cooling",),),
    "replaces": (("cooling",),),
    "makeup": (("cooling",),),
    "hall": (("halls",),),
    "tenants": (("tenants",),),
    "gates": (("gates",), ("phases",)),
    "brings": STANDING,
    "retires": STANDING,
    "groups": STANDING,
    "hits": tuple(SECTIONS),
}
"""Where what a field names must stand; any other field names what gives power."""


@dataclass(frozen=True)
class Member:
    """A named thing; `kind` is that of its section (feed, hall, phase …) or group, or empty if unknown."""

    name: str
    kind: str
    path: KeyPath
    node: Node


@dataclass(frozen=True)
class Reference:
    """A name written inside `owner`, in one of its fields."""

    owner: Member
    field: str
    name: str
    node: Node


def at(tree: Node, path: KeyPath) -> Node:
    """The node at `path`, or an empty one."""
    for part in path:
        tree = tree.children.get(part, NOTHING)
    return tree


def members_of(tree: Node) -> Iterator[Member]:
    """Every named thing, in the order of the file's sections; a name used twice comes twice."""
    for section, kind in SECTIONS.items():
        for name, node in at(tree, section).children.items():
            written = node.child("kind").text or ""
            is_known = written in KINDS.get(section, ())
            yield Member(name, kind or (written if is_known else ""), (*section, name), node)


class Network:
    """Members by name, and what each takes power from."""

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self.members: dict[str, Member] = {}
        for member in members_of(tree):
            self.members.setdefault(member.name, member)

    def kind(self, name: str) -> str | None:
        """Kind of a name, None for a name that is not there."""
        member = self.members.get(name)
        return member.kind if member is not None else None

    def of_kind(self, *kinds: str) -> list[Member]:
        """Members of these kinds."""
        return [member for member in self.members.values() if member.kind in kinds]

    def groups(self) -> list[Member]:
        """The power and cooling groups."""
        return [member for member in self.members.values() if member.path[0] in ("power", "cooling")]

    def inputs(self, member: Member) -> list[Reference]:
        """What a member takes power from, by whichever field says so."""
        node = member.node
        found = [("fed_by", pair) for pair in node.child("fed_by").names]
        found += [("cords", pair) for pair in node.child("cords").names]
        found += [("transfer", pair) for pair in node.child("transfer").child("from").names]
        found += [("split", (name, child)) for name, child in node.child("split").children.items()]
        return [Reference(member, field, name, child) for field, (name, child) in found]

    def ends(self, tie: Member) -> list[str]:
        """The boards a tie joins."""
        return [name for name, _ in tie.node.child("between").names]

    def hit(self) -> set[str]:
        """Names that interruptions and weather written in the scenario hit, `all` resolved to the feeds."""
        found: set[str] = set()
        for section in ("interruptions", "weather"):
            for event in at(self.tree, ("grid", section)).children.values():
                found.update(name for name, _ in event.child("hits").names)
        return self.resolved(found)

    def resolved(self, names: set[str]) -> set[str]:
        """The same names with `all` replaced by every feed."""
        if "all" not in names:
            return names
        return (names - {"all"}) | {member.name for member in self.of_kind("feed")}


def add_unknown(
    tree: Node,
    path: KeyPath,
    name: str,
    known: Iterable[str],
    faults: Faults,
    *,
    at: Node | None = None,
    key: bool = False,
) -> None:
    """A fault of a name that nothing has; none where what may have had it is itself at fault."""
    field = path[-2] if key else path[-1]
    if not _is_lost(name, HOLDERS.get(field, GIVE_POWER), faults):
        message = f"'{field}' names {shown(name)}, which does not exist"
        faults.add(tree, path, message, key=key, hint=nearest(name, known), at=at)


def _is_lost(name: str, sections: Iterable[KeyPath], faults: Faults) -> bool:
    """Whether one of these sections, or a member of this name, could not be read."""
    return any(section in faults.faulty or (*section, name) in faults.faulty for section in sections)


def as_name(text: str) -> str:
    """What a text would be as a name of the language."""
    return "-".join(text.lower().replace("_", " ").split())
