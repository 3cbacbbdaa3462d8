"""Interruptions: one form each, hits that exist, figures that agree with each other."""

from __future__ import annotations

from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Network, add_unknown, at
from dcsim.scenario.nodes import KeyPath, Node

MOST_STARTS = 20_000
RATES = ("per_year", "per_week")
FORMS = "per_year or per_week with duration_h, saifi with saidi_min, at_h with duration_h, or csv"


def check_interruptions(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of every interruption."""
    horizon_h = horizon_of(tree)
    for name, node in at(tree, ("grid", "interruptions")).children.items():
        if not isinstance(node.value, dict):
            continue
        path = ("grid", "interruptions", name)
        forms = _forms(node)
        if len(forms) > 1:
            message = f"'{forms[1]}' stands beside '{forms[0]}'; an interruption has one of {FORMS}"
            faults.add(tree, (*path, forms[1]), message, key=True)
        elif not forms:
            faults.lacking(tree, path, f"interruption {shown(name)} needs one of {FORMS}")
        else:
            _check_form(tree, path, node, forms[0], faults)
        check_hits(tree, path, node, network, faults)
        check_chances(tree, path, node, faults)
        if node.has("chances") and (node.has("notice_h") or not {*RATES, "at_h"}.issuperset(forms)):
            message = "'chances' goes with 'per_year', 'per_week' or 'at_h', without notice"
            faults.add(tree, (*path, "chances"), message, key=True)
        _check_notice(tree, path, node, faults)
        check_times(tree, path, node, horizon_h, faults)
        check_season(tree, path, node, faults)


def _forms(node: Node) -> list[str]:
    indices = [f for f in ("saifi", "saidi_min") if node.has(f)][:1]
    return [f for f in RATES if node.has(f)] + indices + [f for f in ("at_h", "csv") if node.has(f)]


def _check_form(tree: Node, path: KeyPath, node: Node, form: str, faults: Faults) -> None:
    where = f" (in {'.'.join(path)})"
    if form in (*RATES, "at_h") and not node.has("duration_h"):
        faults.lacking(tree, path, f"'{form}' needs 'duration_h'{where}")
    if form in ("saifi", "saidi_min"):
        other = {"saifi": "saidi_min", "saidi_min": "saifi"}[form]
        if not node.has(other):
            faults.lacking(tree, path, f"'{form}' needs '{other}'{where}")
        else:
            _check_indices(tree, path, node, faults)
    if form not in (*RATES, "at_h") and node.has("duration_h"):
        faults.add(tree, (*path, "duration_h"), f"'duration_h' does not go with '{form}'", key=True)
    if form != "at_h" and node.has("every_h"):
        faults.add(tree, (*path, "every_h"), "'every_h' repeats 'at_h', which is not given", key=True)
    if form == "csv" and node.has("hits"):
        faults.add(tree, (*path, "hits"), "'hits' stands in the rows of the csv file", key=True)
    for field in ("months", "hours"):
        if node.has(field) and form not in RATES:
            message = f"'{field}' goes with 'per_year' or 'per_week', not with '{form}'"
            faults.add(tree, (*path, field), message, key=True)
    if node.has("season_probability") and form != "per_week":
        message = f"'season_probability' goes with 'per_week', the rate in a bad season, not with '{form}'"
        faults.add(tree, (*path, "season_probability"), message, key=True)
    _check_planned(tree, path, node, form, faults)
    if form != "csv" and not node.has("hits"):
        faults.lacking(tree, path, f"'hits' is missing{where}")


def _check_planned(tree: Node, path: KeyPath, node: Node, form: str, faults: Faults) -> None:
    shares = [f for f in ("planned_share", "planned_minutes_share") if node.has(f)]
    of_indices = form in ("saifi", "saidi_min")
    for field in shares:
        if not of_indices:
            faults.add(tree, (*path, field), f"'{field}' goes with 'saifi' and 'saidi_min' only", key=True)
    if node.has("notice_h") and not of_indices and form not in RATES:
        message = f"'notice_h' goes with a rate or with 'planned_share', not with '{form}'"
        faults.add(tree, (*path, "notice_h"), message, key=True)
    if node.has("notice_h") and of_indices and not shares:
        faults.add(tree, (*path, "notice_h"), "'notice_h' needs a 'planned_share'", key=True)
    if len(shares) == 2:
        count, minutes = (node.child(f).number("1") for f in shares)
        if None not in (count, minutes) and count != minutes and {0.0, 1.0} & {count, minutes}:
            message = "'planned_share' and 'planned_minutes_share' must be 0 together and 1 together"
            faults.add(tree, (*path, "planned_minutes_share"), message)


def _check_indices(tree: Node, path: KeyPath, node: Node, faults: Faults) -> None:
    saifi, saidi_min = node.child("saifi").number("1/yr"), node.child("saidi_min").number("min")
    if saifi is None or saidi_min is None:
        return
    if (saifi == 0) != (saidi_min == 0):
        faults.add(tree, (*path, "saidi_min"), "'saifi' and 'saidi_min' must both be 0 or both above 0")
    elif saidi_min >= 525_600:
        faults.add(tree, (*path, "saidi_min"), "'saidi_min' is a whole year or more; a year has 525,600 min")


def check_hits(tree: Node, path: KeyPath, node: Node, network: Network, faults: Faults) -> None:
    """What it hits stands on the site or is of the grid, and is named once."""
    seen = set()
    for name, item in node.child("hits").names:
        kind = network.kind(name)
        if name == "all":
            if isinstance(node.child("hits").value, list):
                faults.add(tree, (*path, "hits"), "write `hits: all`, without a list", at=item)
        elif kind is None:
            add_unknown(tree, (*path, "hits"), name, network.members, faults, at=item)
        elif kind == "tenant":
            message = f"'hits' names {shown(name)}, a tenant; name its hall"
            faults.add(tree, (*path, "hits"), message, at=item)
        elif kind in ("gate", "phase"):
            message = f"'hits' names {shown(name)}, a {kind}; name what it brings"
            faults.add(tree, (*path, "hits"), message, at=item)
        elif kind == "load":
            faults.add(
                tree, (*path, "hits"), f"'hits' names {shown(name)}, a load, which nothing can hit", at=item
            )
        if name in seen:
            faults.add(tree, (*path, "hits"), f"'hits' names {shown(name)} twice", at=item)
        seen.add(name)


def check_chances(tree: Node, path: KeyPath, node: Node, faults: Faults) -> None:
    """Only what it hits may be taken or left."""
    hits = {name for name, _ in node.child("hits").names}
    hits |= set(at(tree, ("grid", "feeds")).children) if "all" in hits else set()
    for name in node.child("chances").children:
        if name not in hits:
            message = f"'chances' names {shown(name)}, which it does not hit{nearest(name, hits)}"
            faults.add(tree, (*path, "chances", name), message, key=True)


def _check_notice(tree: Node, path: KeyPath, node: Node, faults: Faults) -> None:
    """Planned works of which notice is given leave a site of several feeds one of them."""
    if not node.has("saifi"):
        return
    feeds = set(at(tree, ("grid", "feeds")).children)
    hits = {name for name, _ in node.child("hits").names}
    if node.has("notice_h") and len(feeds) > 1 and ("all" in hits or feeds <= hits):
        message = "planned works with notice never take all feeds at once; give each feed its own"
        faults.add(tree, (*path, "hits"), message)


def check_times(tree: Node, path: KeyPath, node: Node, horizon_h: float | None, faults: Faults) -> None:
    """Given times are within the horizon, each there once."""
    times = node.child("at_h").value
    if not isinstance(times, list):
        return
    every = node.child("every_h").number("h")
    if every and horizon_h and len(times) * horizon_h / every > MOST_STARTS:
        number = len(times) * horizon_h / every
        message = f"'every_h' makes {number:,.0f} interruptions in one horizon; at most {MOST_STARTS:,}"
        faults.add(tree, (*path, "every_h"), message)
    seen: set[float] = set()
    for item in times:
        hour = item.number("h")
        if hour is None:
            continue
        if horizon_h is not None and hour >= horizon_h:
            message = f"'at_h' has {hour:g} h, outside the horizon of {horizon_h:g} h"
            faults.add(tree, (*path, "at_h"), message, at=item)
        if hour in seen:
            faults.add(tree, (*path, "at_h"), f"'at_h' has {hour:g} h twice", at=item)
        seen.add(hour)


def check_season(tree: Node, path: KeyPath, node: Node, faults: Faults) -> None:
    """Months that are months of something, and hours of the day between which there is time."""
    if node.has("season_probability") and not node.has("months"):
        message = "'season_probability' needs 'months': which are its season"
        faults.add(tree, (*path, "season_probability"), message, key=True)
    if node.has("months") and not tree.child("horizon").has("start"):
        message = "'months' needs the date of the first day: give 'start' in 'horizon'"
        faults.add(tree, (*path, "months"), message, key=True)
    months = node.child("months").value
    seen: set[object] = set()
    for item in months if isinstance(months, list) else ():
        if isinstance(item.value, int) and item.value in seen:
            faults.add(tree, (*path, "months"), f"'months' has {item.value} twice", at=item)
        seen.add(item.value)
    hours = node.child("hours").value
    if isinstance(hours, list) and len(hours) == 2:
        first, last = (item.number("h") for item in hours)
        whole_days = None if first is None or last is None else (last - first) % 24 == 0
        if whole_days and (first, last) != (0, 24):
            message = f"'hours' begin and end at {first:g}; all day is [0, 24]"
            faults.add(tree, (*path, "hours"), message)


def horizon_of(tree: Node) -> float | None:
    """Hours of the horizon, None where it is damaged."""
    horizon = tree.child("horizon")
    hours, years = horizon.child("hours").number("h"), horizon.child("years").number("years")
    return hours if hours is not None else (years * 8760.0 if years is not None else None)
