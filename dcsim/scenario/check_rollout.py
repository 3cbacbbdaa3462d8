"""Phases and gates: dates within the horizon, units that are there to bring, gates that come to an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from dcsim.scenario.calendar import hour_of
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.model import Brought
from dcsim.scenario.network import ON_PAPER, Member, Network, add_unknown
from dcsim.scenario.nodes import KeyPath, Node
from dcsim.scenario.phasing import TooMany, assigned

WHOLE = ("hall", "load")
"""Kinds of which there is one, brought and retired as a whole."""
DATED = ("from", "until")
MOST_NAMES_IN_A_CIRCLE = 6


def check_rollout(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of every phase and gate."""
    phases = network.of_kind("phase")
    _check_start(tree, network, faults)
    for member in (*network.of_kind("gate"), *phases):
        _check_gates(tree, member, network, faults)
        _check_late(tree, member, faults)
    _check_circles(tree, network, faults)
    for phase in phases:
        check_date(tree, (*phase.path, "ready"), faults)
        _check_named(tree, phase, network, faults)
        _check_tie_in(tree, phase, network, faults)
    _check_units(tree, network, faults)


def date_of(node: Node) -> dt.date | None:
    """The date written in a node, None for what is none."""
    try:
        return dt.date.fromisoformat(node.text or "")
    except ValueError:
        return None


def check_date(tree: Node, path: KeyPath, faults: Faults) -> None:
    """A date after the end of the horizon is a fault; one before its start is not."""
    node = tree
    for part in path:
        node = node.child(part)
    day, start, length_h = date_of(node), start_of(tree), horizon_h(tree)
    if day is None or start is None or length_h is None:
        return
    if hour_of(start, day) >= length_h:
        message = (
            f"'{path[-1]}' is {day}, not before the end of the horizon ({_length(length_h)} from {start})"
        )
        faults.add(tree, path, message)


def start_of(tree: Node) -> dt.date | None:
    """The first day of the horizon, where it is written."""
    return date_of(tree.child("horizon").child("start"))


def horizon_h(tree: Node) -> float | None:
    """Length of the horizon, where it is written."""
    horizon = tree.child("horizon")
    hours, years = horizon.child("hours").number("h"), horizon.child("years").number("years")
    return hours if hours is not None else (years * 8760.0 if years is not None else None)


def _length(hours: float) -> str:
    return f"{hours / 8760.0:g} years" if hours >= 8760.0 else f"{hours:g} h"


def _check_start(tree: Node, network: Network, faults: Faults) -> None:
    """Dates need a first day to count from."""
    dated = [*network.of_kind("phase")]
    dated += [
        one for one in network.of_kind("tenant") if any(date_of(one.node.child(field)) for field in DATED)
    ]
    if dated and not tree.child("horizon").has("start") and isinstance(tree.child("horizon").value, dict):
        message = f"'horizon' needs a 'start': {shown(dated[0].name)} has a date"
        faults.lacking(tree, ("horizon",), message)


def _check_gates(tree: Node, member: Member, network: Network, faults: Faults) -> None:
    path, seen = (*member.path, "gates"), set()
    for name, node in member.node.child("gates").names:
        kind = network.kind(name)
        if kind is None:
            known = [one.name for one in network.of_kind("gate", "phase")]
            add_unknown(tree, path, name, known, faults, at=node)
        elif kind not in ("gate", "phase"):
            message = f"'gates' names {shown(name)}, which is neither a gate nor a phase"
            faults.add(tree, path, message, at=node)
        elif name in seen:
            faults.add(tree, path, f"'gates' names {shown(name)} twice", at=node)
        seen.add(name)
    if member.node.child("slack_months").number("months") and not member.node.has("gates"):
        message = "'slack_months' is for what waits for 'gates'; this has none"
        faults.add(tree, (*member.path, "slack_months"), message, key=True)


def _check_late(tree: Node, member: Member, faults: Faults) -> None:
    late, path = member.node.child("late"), (*member.path, "late")
    if not isinstance(late.value, dict):
        return
    if late.has("overrun") and member.kind == "gate":
        message = "'overrun' is a share of the time a phase takes; a gate says 'by_months'"
        faults.add(tree, (*path, "overrun"), message, key=True)
    elif late.has("overrun") and late.has("by_months"):
        faults.add(tree, (*path, "overrun"), "'overrun' stands beside 'by_months'; give one", key=True)
    elif member.kind == "gate" and not late.has("by_months") and late.child("probability").number("1") != 0:
        faults.lacking(tree, path, f"'late' says nothing of how much: give 'by_months' (in {'.'.join(path)})")


def _check_circles(tree: Node, network: Network, faults: Faults) -> None:
    members = {one.name: one for one in network.of_kind("gate", "phase")}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, member in members.items():
        sorter.add(name, *(gate for gate, _ in member.node.child("gates").names if gate in members))
    try:
        sorter.prepare()
    except CycleError as error:
        circle = [str(name) for name in reversed(error.args[1])][:-1]
        first = min(range(len(circle)), key=lambda i: list(members).index(circle[i]))
        circle = [*circle[first:], *circle[: first + 1]]
        message = f"gates wait for each other in a circle: {_circle(circle)}"
        faults.add(tree, (*members[circle[0]].path, "gates"), message)


def _circle(names: list[str]) -> str:
    if len(names) > MOST_NAMES_IN_A_CIRCLE + 1:
        left_out = len(names) - MOST_NAMES_IN_A_CIRCLE
        names = [*names[: MOST_NAMES_IN_A_CIRCLE - 1], f"({left_out} more)", names[-1]]
    return " → ".join(names)


def _moves(phase: Member) -> Iterator[tuple[str, str, Node]]:
    """(field, name, node) of all that a phase brings and retires."""
    for field in ("brings", "retires"):
        for name, node in phase.node.child(field).children.items():
            yield field, name, node


def _check_named(tree: Node, phase: Member, network: Network, faults: Faults) -> None:
    """What a phase moves stands on the site, and is brought in a way that is possible for it."""
    for field, name, node in _moves(phase):
        path, member = (*phase.path, field, name), network.members.get(name)
        if member is None:
            known = [m.name for m in network.members.values() if m.kind not in ON_PAPER]
            add_unknown(tree, path, name, known, faults, key=True)
        elif member.kind in ON_PAPER:
            advice = "it comes with its hall" if member.kind == "tenant" else "write it under 'gates'"
            faults.add(tree, path, f"'{field}' names {shown(name)}, a {member.kind}; {advice}", key=True)
        elif member.kind in WHOLE and _is_part(node):
            whole = f"{shown(name)} is a {member.kind} and comes as a whole: write `all`"
            hint = " (two halls can come one after the other)" if member.kind == "hall" else ""
            faults.add(tree, path, f"{whole}{hint}")
        elif isinstance(_units(node), dict):
            _check_inputs(tree, path, member, node, faults)


def _is_part(node: Node) -> bool:
    """Whether these are units that can be understood, but not all of what there is one of."""
    return isinstance(node.value, dict) or (type(node.value) is int and node.value > 1)


def _check_inputs(tree: Node, path: KeyPath, member: Member, node: Node, faults: Faults) -> None:
    split = member.node.child("split").children
    if not split:
        faults.add(tree, path, f"{shown(member.name)} has no 'split': give a number of units, or `all`")
        return
    for bus in node.children:
        if bus not in split:
            message = (
                f"{shown(member.name)} has no units on {shown(bus)}; its 'split' is on {', '.join(split)}"
            )
            faults.add(tree, (*path, bus), message, key=True)


def _check_tie_in(tree: Node, phase: Member, network: Network, faults: Faults) -> None:
    path, seen = (*phase.path, "tie_in", "groups"), set()
    for name, node in phase.node.child("tie_in").child("groups").names:
        kind = network.kind(name)
        if kind is None:
            add_unknown(tree, path, name, [one.name for one in network.groups()], faults, at=node)
        elif kind in (*WHOLE, *ON_PAPER):
            faults.add(tree, path, f"'groups' names {shown(name)}, which is no group", at=node)
        elif name in seen:
            faults.add(tree, path, f"'groups' names {shown(name)} twice", at=node)
        seen.add(name)


def _check_units(tree: Node, network: Network, faults: Faults) -> None:
    """No phase brings or retires more of anything than there is by then."""
    phases = [one for one in network.of_kind("phase") if date_of(one.node.child("ready")) is not None]
    phases.sort(key=lambda one: one.node.child("ready").text or "")
    named = dict.fromkeys(name for phase in phases for _, name, _ in _moves(phase))
    by_name: dict[str, list[tuple[str, Brought | None, Brought | None]]] = {name: [] for name in named}
    for phase in phases:
        brings, retires = phase.node.child("brings"), phase.node.child("retires")
        for name in dict.fromkeys((*brings.children, *retires.children)):
            by_name[name].append((phase.name, _units(brings.child(name)), _units(retires.child(name))))
    wrong = {path[:4] for path in faults.faulty if path[:1] == ("phases",)}
    for name, moves in by_name.items():
        member = network.members.get(name)
        units = _by_input(member) if member is not None else None
        if units is None or any(("phases", phase, field, name) in wrong for phase, field in _at(moves)):
            continue
        try:
            assigned(units, moves)
        except TooMany as problem:
            _too_many(tree, name, problem, faults)


def _at(moves: Iterable[tuple[str, object, object]]) -> Iterator[tuple[str, str]]:
    for phase, _, _ in moves:
        yield phase, "brings"
        yield phase, "retires"


def _units(node: Node) -> Brought | None:
    """Units as written; None where nothing is, or nothing that can be understood (said elsewhere)."""
    value = node.plain()
    if isinstance(value, dict):
        return value if value and all(isinstance(units, int) for units in value.values()) else None
    return "all" if value == "all" else (value if isinstance(value, int) else None)


def _by_input(member: Member) -> dict[str | None, int] | None:
    """Units by input; None where they cannot be told."""
    split = member.node.child("split").children
    if split:
        counts = {bus: node.value for bus, node in split.items()}
        return {bus: count for bus, count in counts.items() if isinstance(count, int)}
    count = member.node.child("count").value if member.node.has("count") else 1
    return {None: count} if isinstance(count, int) and not isinstance(count, bool) else None


def _too_many(tree: Node, name: str, problem: TooMany, faults: Faults) -> None:
    field = "retires" if problem.retires else "brings"
    path = ("phases", problem.phase, field, name)
    on = f" on {shown(problem.bus)}" if problem.bus is not None else ""
    if problem.retires:
        words = f"retires {problem.asked} of {shown(name)}{on}; {_there(problem.left)} by then"
    elif problem.left == 0:
        words = f"brings {shown(name)}{on}, all of which other phases bring already"
    else:
        left = f"{_there(problem.left)} that no earlier phase brings"
        words = f"brings {problem.asked} of {shown(name)}{on}; {left}"
    faults.add(tree, path if problem.bus is None else (*path, problem.bus), f"{shown(problem.phase)} {words}")


def _there(units: int) -> str:
    return "there is 1" if units == 1 else f"there are {units}"
