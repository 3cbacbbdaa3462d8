"""How groups are looked after: crews, spares, standby, failures in common, maintenance, tests, wear, assemblies."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part

_ASKED = ("genset", "ats", "sts")
_NEVER_STANDING_BY = ("genset", "bus_tie", "buffer")


def look_after(draw: Draw, site: Part) -> None:
    """Each word of upkeep for some groups, whatever they are; a few words for each site, so that some stay away."""
    groups = {**site["power"], **site["cooling"]}
    words = [
        word for word in (_crew, _spares, _standby, _beta, _maintained, _hidden, _wears) if draw.chance(0.4)
    ]
    for group in groups.values():
        for word in words:
            if draw.chance(0.4):
                group |= word(draw, group)
    if any("crew" in group for group in groups.values()):
        callout = draw.any({}, {"callout_h": 2}, {"callout_h": {"mean": 3, "cv": 0.5}})
        site["crews"] = {"trade": {"count": draw.any(1, 1, 2), **callout}}
    for ups in (group for group in groups.values() if group["kind"] == "ups"):
        if draw.chance(0.05):
            ups["battery_life_years"] = draw.any(1, 4)
    if draw.chance(0.3):
        _assemble(draw, groups)


def _is_asked(group: Part) -> bool:
    return group["kind"] in _ASKED or "transfer" in group or "closes_when" in group


def _count(group: Part) -> int:
    return int(group.get("count", 1))


def _ages(group: Part) -> bool:
    return isinstance(group.get("mttf_h"), dict)


def _crew(draw: Draw, group: Part) -> Part:
    return {"crew": "trade"}


def _spares(draw: Draw, group: Part) -> Part:
    return {"spares": {"count": draw.any(1, 2), "restock_h": draw.any(30, {"mean": 200, "cv": 1})}}


def _standby(draw: Draw, group: Part) -> Part:
    in_use = int(group.get("needed", _count(group) - 1))
    if group["kind"] in _NEVER_STANDING_BY or not 0 < in_use < _count(group):
        return {}
    return {
        "standby": {
            "in_use": in_use,
            "idle": draw.any(0, 0.3, 1),
            "fail_to_take_over": draw.any(0, 0.05, 0.3),
        }
    }


def _beta(draw: Draw, group: Part) -> Part:
    return {} if _ages(group) and group["kind"] != "genset" else {"beta": draw.any(0.05, 0.3)}


def _maintained(draw: Draw, group: Part) -> Part:
    error = {"probability": draw.any(0.1, 0.5), "repair_h": draw.any(4, {"mean": 6, "cv": 0.5})}
    return {
        "maintenance": {
            "hours": draw.any(4, 12, 48),
            "per_year": draw.any(1, 4),
            "one_at_a_time": draw.chance(0.5),
            "unless_degraded": draw.chance(0.5),
            "unless_grid_out": draw.chance(0.5),
            **draw.any({}, {"recall_h": 2}),
            **draw.any({}, {"error": error}),
        }
    }


def _hidden(draw: Draw, group: Part) -> Part:
    if group["kind"] == "bus_tie" and "closes_when" not in group:
        return {}
    in_turn: Part = {
        "every_h": draw.any(170, 730, 2190),
        "staggered": draw.chance(0.5),
        "coverage": draw.any(1, 1, 0.6),
        **draw.any({}, {"overhaul_every_h": 5000}),
    }
    under_load = {"every_h": draw.any(400, 1500), "transfers_load": True, "hours": draw.any(0.5, 3)}
    tests = draw.any(in_turn, under_load) if group["kind"] == "genset" else in_turn
    rate = {"hidden_failures_per_year": draw.any(0.1, 0.5, 2) * draw.often}
    return {**rate, **({} if _is_asked(group) and draw.chance(0.3) else {"tests": tests})}


def _wears(draw: Draw, group: Part) -> Part:
    replaced = draw.any({}, {"replaced_years": 1.5})
    return {"wear_out": {"mean_years": draw.any(1, 5), **replaced, **draw.any({}, {"repair_days": 3})}}


def _assemble(draw: Draw, groups: dict[str, Part]) -> None:
    """Two groups of as many units stand and are replaced together."""
    able = [one for one in groups.values() if _is_asked(one) or "hidden_failures_per_year" not in one]
    first = draw.any(*able) if able else None
    same = [one for one in able if one is not first and first and _count(one) == _count(first)]
    if first and same:
        for part in (first, draw.any(*same)):
            part["assembly"] = "skid"
