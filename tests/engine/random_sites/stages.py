"""Building programmes in the words of the file: phases with what they wait for, tie-in works, contracts that move."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part

_START = "2028-03-01"
_READY = ("2028-01-01", "2028-06-15", "2028-12-01", "2029-05-01")


def with_date(draw: Draw, site: Part) -> None:
    """Two or three years from a day on, long enough for phases."""
    ends = {field: site["horizon"][field] for field in ("ends_at",) if field in site["horizon"]}
    site["horizon"] = {"years": draw.any(2, 3), "start": _START, **ends}


def stages(draw: Draw, site: Part) -> None:
    """Two phases that bring units, whole groups, a feed and a hall; one may retire some."""
    phases = {name: _phase(draw) for name in ("second", "third")}
    groups = {**site["power"], **site["cooling"]}
    for name, group in groups.items():
        field, units = _moved(draw, group)
        phase = phases[draw.any(*phases)] if field == "brings" else phases["third"]
        if units:
            phase[field][name] = units
    for hall in list(site["halls"])[1:]:
        if draw.chance(0.7):
            phases[draw.any(*phases)]["brings"][hall] = "all"
    if draw.chance(0.2):
        phases[draw.any(*phases)]["brings"]["west"] = "all"
    if draw.chance(0.1):
        phases["third"]["retires"]["east"] = "all"
    if draw.chance(0.5):
        phases["third"]["gates"] = ["second"]
        phases["second"]["ready"], phases["third"]["ready"] = _READY[1:3]
    for phase in phases.values():
        if draw.chance(0.3):
            taken = draw.rng.sample(list(groups), min(2, len(groups)))
            phase["tie_in"] = {"groups": taken, "hours": draw.any(4, 12)}
    site["phases"] = {name: phase for name, phase in phases.items() if phase["brings"] or phase["retires"]}
    if "third" in site["phases"] and "second" not in site["phases"]:
        site["phases"]["third"].pop("gates", None)
    for tenant in site["tenants"].values():
        if draw.chance(0.5):
            tenant |= _contract(draw)


def _moved(draw: Draw, group: Part) -> tuple[str, object]:
    """Whether a phase brings or retires some of a group, and which units."""
    field = "brings" if draw.chance(0.8) else "retires"
    if not draw.chance(0.4):
        return field, None
    if "split" in group:
        bus = draw.any(*group["split"])
        return field, {bus: draw.rng.randint(1, group["split"][bus])}
    count = group.get("count", 1)
    if count == 1 or draw.chance(0.2):
        return field, "all" if draw.chance(0.4) else None
    return field, draw.rng.randrange(1, count)


def _phase(draw: Draw) -> Part:
    late = draw.any("never", {"probability": 0.5, "by_months": {"median": 3, "sigma": 0.7}})
    early = {"early_life": {"multiplier": 4, "months": 6}} if draw.chance(0.5) else {}
    return {"ready": draw.any(*_READY), "late": late, "brings": {}, "retires": {}, **early}


def _contract(draw: Draw) -> Part:
    found: Part = draw.any({}, {"from": "2028-09-01"}, {"until": "2029-06-01"})
    found |= draw.any({}, {"signs": {"after_months": {"mean": 3, "cv": 0.5}}})
    found |= draw.any({}, {"leaves": {"late_months": 2, "probability": 0.5, "keeps": draw.any(0, 0.5)}})
    steps = {"of": draw.any("use", "contract"), "steps": {"0": 0.3, "4": 0.7, "8": 1}}
    return found | draw.any({}, {"ramp": {"months": 12}}, {"ramp": steps})
