"""Crews, spares, standby, failures in common, tests: what they name, and which groups they fit."""

from __future__ import annotations

from dcsim.laws import law_from
from dcsim.scenario.calendar import DAYS_IN_MONTH, HOURS_PER_DAY
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member
from dcsim.scenario.nodes import Node

_NO_STANDBY = "'standby' is for units that run all the time; gensets stand by until a feed is lost"


def check_upkeep(tree: Node, member: Member, faults: Faults) -> None:
    """Every fault of how one group is looked after."""
    node, path = member.node, member.path
    crew, crews = node.child("crew").text, tuple(tree.child("crews").children)
    if crew is not None and crew not in crews and ("crews",) not in faults.faulty:
        message = f"'crew' names {shown(crew)}, which is none of the 'crews'"
        faults.add(tree, (*path, "crew"), message, hint=nearest(crew, crews))
    _check_maintenance(tree, member, faults)
    _check_tests(tree, member, faults)
    _check_assembly(tree, member, faults)
    if node.has("battery_replaced_years") and not node.has("battery_life_years"):
        message = "'battery_replaced_years' is of batteries that age: give 'battery_life_years'"
        faults.add(tree, (*path, "battery_replaced_years"), message, key=True)
    if member.kind == "genset":
        if node.has("standby"):
            faults.add(tree, (*path, "standby"), _NO_STANDBY, key=True)
        return
    if node.has("beta") and _ages(node):
        message = "'beta' needs units that do not age: 'failures_per_year', or 'mttf_h' as a plain mean"
        faults.add(tree, (*path, "beta"), message, key=True)
    _check_standby(tree, member, faults)


def _check_standby(tree: Node, member: Member, faults: Faults) -> None:
    standby, count = member.node.child("standby"), member.node.children.get("count")
    in_use = standby.child("in_use").value
    installed = count.value if count is not None else 1
    if isinstance(in_use, int) and isinstance(installed, int) and in_use >= installed:
        message = f"'in_use' is {in_use} of {installed} units: none is left to stand by"
        faults.add(tree, (*member.path, "standby", "in_use"), message)


def _check_maintenance(tree: Node, member: Member, faults: Faults) -> None:
    """Months that are months of something, and a season long enough for one unit after the other."""
    node, path = member.node.child("maintenance"), (*member.path, "maintenance")
    if node.has("months") and not tree.child("horizon").has("start"):
        message = "'months' needs the date of the first day: give 'start' in 'horizon'"
        faults.add(tree, (*path, "months"), message, key=True)
    months = node.child("months").value
    seen: list[object] = []
    for item in months if isinstance(months, list) else ():
        if item.value in seen:
            faults.add(tree, (*path, "months"), f"'months' has {item.value} twice", at=item)
        seen.append(item.value)
    count = member.node.child("count").value if member.node.has("count") else 1
    hours, per_year = node.child("hours").number("h"), node.child("per_year").number("1")
    if not isinstance(count, int) or hours is None or faults.within(path):
        return
    takes_h = count * hours * (per_year if per_year is not None else 1.0)
    season_h = _season_h(seen)
    if season_h is not None and takes_h > season_h:
        message = f"'maintenance' takes {takes_h:g} h a year, and there are {season_h:g}: give fewer 'hours'"
        faults.add(tree, path, message, key=True)


def _check_assembly(tree: Node, member: Member, faults: Faults) -> None:
    """Other groups of the same assembly, of as many units; hidden failures only of what is only asked."""
    node, path = member.node, (*member.path, "assembly")
    name = node.child("assembly").text
    if name is None:
        return
    groups = [one for section in ("power", "cooling") for one in tree.child(section).children.values()]
    same = [one for one in groups if one.child("assembly").text == name]
    counts = {one.child("count").value if one.has("count") else 1 for one in same}
    if len(same) < 2:
        faults.add(tree, path, f"no other group is part of the assembly {shown(name)}")
    elif len(counts) > 1 and node is not same[0]:
        shown_counts = " and ".join(str(one) for one in sorted(counts, key=str))
        faults.add(tree, path, f"the groups of the assembly {shown(name)} have {shown_counts} units")
    asked = member.kind in ("genset", "bus_tie") or node.has("transfer")
    if not asked and node.child("hidden_failures_per_year").number("1/yr"):
        message = "'hidden_failures_per_year' is not yet supported of parts of an assembly"
        faults.add(tree, (*member.path, "hidden_failures_per_year"), message, key=True)


def _check_tests(tree: Node, member: Member, faults: Faults) -> None:
    """Hidden failures that something finds, tests that find something, and what only gensets do in a test."""
    node, path, is_genset = member.node, member.path, member.kind == "genset"
    tests, hidden = node.child("tests"), bool(node.child("hidden_failures_per_year").number("1/yr"))
    asked = is_genset or node.has("transfer") or node.child("closes_when").text is not None
    if member.kind == "bus_tie" and hidden and not asked:
        message = "'hidden_failures_per_year' of a tie that never closes by itself: give 'closes_when'"
        faults.add(tree, (*path, "hidden_failures_per_year"), message, key=True)
    elif hidden and not (asked or node.has("tests") or node.has("standby")):
        message = f"nothing finds the hidden failures of {shown(member.name)}: give 'tests'"
        faults.add(tree, (*path, "hidden_failures_per_year"), message, key=True)
    if not node.has("tests"):
        return
    if not (hidden or is_genset):
        message = f"'tests' of {shown(member.name)} find nothing: give 'hidden_failures_per_year'"
        faults.add(tree, (*path, "tests"), message, key=True)
    every_h, run_h = tests.child("every_h").number("h"), tests.child("hours").number("h")
    under_load = tests.child("transfers_load").value is True
    for field, is_said in (("hours", run_h is not None), ("transfers_load", under_load)):
        if is_said and not is_genset:
            faults.add(tree, (*path, "tests", field), f"{shown(field)} is for tests of gensets", key=True)
    if is_genset and every_h is not None and run_h is not None and run_h >= every_h:
        message = f"a test of {run_h:g} h every {every_h:g} h never ends"
        faults.add(tree, (*path, "tests", "hours"), message)
    coverage = tests.child("coverage").number("1")
    if under_load and coverage is not None and coverage < 1:
        message = "'coverage' is of tests without load: under load every set is asked"
        faults.add(tree, (*path, "tests", "coverage"), message, key=True)


def _season_h(months: list[object]) -> float | None:
    """Hours of these months, of a year where none are given; None where they are not months."""
    if not all(isinstance(one, int) and 1 <= one <= len(DAYS_IN_MONTH) for one in months):
        return None
    days = [DAYS_IN_MONTH[one - 1] for one in months if isinstance(one, int)] or DAYS_IN_MONTH
    return sum(days) * HOURS_PER_DAY


def _ages(node: Node) -> bool:
    """Whether the life written here has a memory."""
    if not node.has("mttf_h"):
        return False
    try:
        life = law_from(node.child("mttf_h").plain(), "h", "exponential")
    except ValueError:
        return False  # another fault says so
    return life.kind not in ("exponential", "never") or life.cap != float("inf")
