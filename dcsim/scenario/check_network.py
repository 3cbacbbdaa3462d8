"""What hangs on what: references, one way of being fed, no circles, nothing that nobody needs."""

from __future__ import annotations

from dcsim.scenario.check_fuel import check_fuel_pumps
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import COOLING_KINDS, ON_PAPER, SOURCES, Member, Network, Reference, add_unknown
from dcsim.scenario.nodes import KeyPath, Node

NO_SUPPLY = ("bus_tie", "fuel_pump", "upstream", "load", "hall", *ON_PAPER, *COOLING_KINDS, "")
WAYS = ("fed_by", "split", "transfer")


def check_network(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of the network. Reachability follows: each group has an input and there is no circle."""
    for member in network.members.values():
        _check_references(tree, member, network, faults)
        _check_share(tree, member, network, faults)
        if member.path[0] in ("power", "cooling"):
            _check_ways(tree, member, faults)
            _check_split(tree, member, faults)
            _check_whole_inputs(tree, member, network, faults)
        if member.kind == "bus_tie":
            _check_tie(tree, member, network, faults)
    check_fuel_pumps(tree, network, faults)
    _check_circles(tree, network, faults)
    _check_rings(tree, network, faults)
    _check_circles_over_ties(tree, network, faults)
    if not faults.found:  # a wrong name elsewhere would make half the site look unneeded
        _check_needed_by_somebody(tree, network, faults)


def _field_path(reference: Reference) -> KeyPath:
    last = {"transfer": ("transfer", "from")}.get(reference.field, (reference.field,))
    return (*reference.owner.path, *last)


def _check_references(tree: Node, member: Member, network: Network, faults: Faults) -> None:
    seen: set[tuple[str, str]] = set()
    for reference in network.inputs(member):
        kind, name = network.kind(reference.name), reference.name
        if kind is None:
            _add_unknown(tree, reference, network, faults)
        elif name == member.name:
            _add(tree, reference, "cannot feed itself", faults)
        elif kind in NO_SUPPLY and kind:
            _add(tree, reference, f"is a {word(kind)} and gives no power", faults)
        if (reference.field, name) in seen:
            _add(tree, reference, "is named twice", faults)
        seen.add((reference.field, name))
    for name, node in member.node.child("upstream").names if member.kind == "feed" else ():
        if network.kind(name) is None:
            elements = [m.name for m in network.of_kind("upstream")]
            add_unknown(tree, (*member.path, "upstream"), name, elements, faults, at=node)
        elif network.kind(name) != "upstream":
            elements = [m.name for m in network.of_kind("upstream")]
            message = f"'upstream' names {shown(name)}, which is no upstream element"
            faults.add(tree, (*member.path, "upstream"), message, hint=nearest(name, elements), at=node)


def word(kind: str) -> str:
    """A kind as a planner would say it."""
    return {"bus_tie": "bus tie", "upstream": "grid element", "water_supply": "water supply"}.get(kind, kind)


def _add(tree: Node, reference: Reference, words: str, faults: Faults, hint: str = "") -> None:
    path = _field_path(reference)
    message = f"'{path[-1]}' names {shown(reference.name)}, which {words}"
    if reference.field == "split":
        faults.add(tree, (*path, reference.name), message, key=True, hint=hint)
    else:
        faults.add(tree, path, message, hint=hint, at=reference.node)


def _add_unknown(tree: Node, reference: Reference, network: Network, faults: Faults) -> None:
    path, name, is_key = _field_path(reference), reference.name, reference.field == "split"
    path = (*path, name) if is_key else path
    members = network.members.values()
    giving = [member.name for member in members if not member.kind or member.kind not in NO_SUPPLY]
    add_unknown(tree, path, name, giving, faults, at=None if is_key else reference.node, key=is_key)


def _check_share(tree: Node, member: Member, network: Network, faults: Faults) -> None:
    inputs = [reference.name for reference in network.inputs(member)]
    for name in member.node.child("share").children:
        if name not in inputs:
            message = f"'share' names {shown(name)}, which is not among the inputs"
            faults.add(tree, (*member.path, "share", name), message, key=True, hint=nearest(name, inputs))


def _check_ways(tree: Node, member: Member, faults: Faults) -> None:
    if member.kind in (*SOURCES, "bus_tie", ""):
        return
    ways = [way for way in WAYS if member.node.has(way) and member.node.child(way).value != []]
    if len(ways) > 1:
        message = f"'{ways[1]}' stands beside '{ways[0]}'; a group is fed in one way"
        faults.add(tree, (*member.path, ways[1]), message, key=True)
    elif not ways and member.path[0] == "power":
        able = "'fed_by', 'split' or 'transfer'" if member.kind == "switchgear" else "'fed_by' or 'split'"
        able = "'transfer'" if member.kind in ("ats", "sts") else able
        where = ".".join(member.path[:-1])
        faults.lacking(tree, member.path, f"{shown(member.name)} is fed by nothing (in {where}): give {able}")
    count = member.node.child("count").value
    if ways == ["transfer"] and isinstance(count, int) and count > 1:
        message = f"'count' is {count}, but a group with 'transfer' is one switch"
        faults.add(tree, (*member.path, "count"), message)


def _check_split(tree: Node, member: Member, faults: Faults) -> None:
    split, count = member.node.child("split"), member.node.child("count").value
    if not isinstance(split.value, dict):
        return
    units = [node.value for node in split.children.values() if isinstance(node.value, int)]
    installed = count if isinstance(count, int) else 1
    if len(units) == len(split.children) and sum(units) != installed:
        message = f"'split' adds up to {sum(units)} units, but 'count' is {installed}"
        faults.add(tree, (*member.path, "split"), message, key=True)


def _check_whole_inputs(tree: Node, member: Member, network: Network, faults: Faults) -> None:
    """A switch closes on one input; a group that is split is several."""
    for reference in network.inputs(member):
        source = network.members.get(reference.name)
        if reference.field == "transfer" and source is not None and source.node.has("split"):
            _add(tree, reference, "is split over several buses; a switch closes on one", faults)


def _check_tie(tree: Node, tie: Member, network: Network, faults: Faults) -> None:
    path = (*tie.path, "between")
    ends = tie.node.child("between").names
    boards = [m.name for m in network.of_kind("switchgear")]
    for name, node in ends:
        kind = network.kind(name)
        if kind is None:
            add_unknown(tree, path, name, boards, faults, at=node)
        elif kind != "switchgear":
            message = f"'between' names {shown(name)}, a {word(kind)}; a tie joins two switchgear"
            faults.add(tree, path, message, at=node)
        elif network.members[name].node.has("split"):
            message = f"'between' names {shown(name)}, which is split over several buses"
            faults.add(tree, path, message, at=node)
    if len(ends) == 2 and ends[0][0] == ends[1][0]:
        faults.add(tree, path, "'between' names the same board twice", at=ends[1][1])
    if tie.node.child("normally").text == "closed" and tie.node.has("closes_when"):
        message = "'closes_when' is for a tie that is normally open"
        faults.add(tree, (*tie.path, "closes_when"), message, key=True)
    by_hand = tie.node.child("manual").value is True
    if by_hand and (tie.node.has("closes_when") or tie.node.child("normally").text == "closed"):
        message = "'manual' is for a tie that is open and does not close by itself"
        faults.add(tree, (*tie.path, "manual"), message, key=True)


def _check_circles(tree: Node, network: Network, faults: Faults) -> None:
    """Each circle of inputs once, at the reference that closes it; no recursion, chains may be long."""
    done: set[str] = set()
    for start in network.members.values():
        if start.name in done:
            continue
        way = [start.name]
        pending = [iter(network.inputs(start))]
        while pending:
            reference = next(pending[-1], None)
            if reference is None:
                pending.pop()
                done.add(way.pop())
            elif reference.name in way and reference.name != way[-1]:
                circle = " → ".join((*reversed(way[way.index(reference.name) :]), way[-1]))
                path = _field_path(reference)
                faults.add(tree, path, f"power goes in a circle: {circle}", at=reference.node)
            elif reference.name in network.members and reference.name not in (*done, *way):
                way.append(reference.name)
                pending.append(iter(network.inputs(network.members[reference.name])))


def _check_circles_over_ties(tree: Node, network: Network, faults: Faults) -> None:
    """A board must not be fed, through anything, by a board that a tie can join to it."""
    if faults.found:
        return
    for tie in network.of_kind("bus_tie"):
        for board in network.ends(tie):
            above: set[str] = set()
            pending = [board]
            while pending:
                member = network.members[pending.pop()]
                names = {reference.name for reference in network.inputs(member)} - above
                above |= names
                pending += names
            if above & set(network.ends(tie)):
                other = min(above & set(network.ends(tie)))
                message = f"power goes in a circle: {shown(other)} feeds {shown(board)}, which it ties to"
                faults.add(tree, (*tie.path, "between"), message)


def _check_rings(tree: Node, network: Network, faults: Faults) -> None:
    """Ties may join boards in a row, never in a ring: the flow in a ring has no single answer."""
    joined: dict[str, str] = {}

    def root(name: str) -> str:
        while name in joined:
            name = joined[name]
        return name

    for tie in network.of_kind("bus_tie"):
        ends = network.ends(tie)
        if len(ends) != 2 or ends[0] == ends[1]:
            continue
        one, other = root(ends[0]), root(ends[1])
        if one == other:
            message = f"bus tie {shown(tie.name)} closes a ring of ties"
            faults.add(tree, (*tie.path, "between"), message)
        else:
            joined[one] = other


def _check_needed_by_somebody(tree: Node, network: Network, faults: Faults) -> None:
    """Walks from halls and loads towards the sources; a tie leads both ways."""
    ties = network.of_kind("bus_tie")
    needed: set[str] = set()
    pending = [m.name for m in network.of_kind("hall", "load", *ON_PAPER)]
    while pending:
        name = pending.pop()
        if name in needed or name not in network.members:
            continue
        needed.add(name)
        member = network.members[name]
        pending += [reference.name for reference in network.inputs(member)]
        pending += [n for n, _ in member.node.child("upstream").names]
        pending += [n for n, _ in member.node.child("cooled_by").names]
        pending += [n for n, _ in member.node.child("fuel").child("pumps").names]
        pending += [n for n, _ in member.node.child("liquid").child("cooled_by").names]
        pending += [n for n, _ in member.node.child("water").child("makeup").names]
        for tie in ties:
            ends = network.ends(tie)
            if name in ends or name == tie.name:
                pending += [tie.name, *ends]
    for member in network.members.values():
        if member.name not in needed:
            section = ".".join(member.path[:-1])
            message = f"nothing depends on {shown(member.name)} (in {section})"
            faults.lacking(tree, member.path, message)
